"""Read the fenced blocks of the documents, so that what they show can be run."""

import ast
import inspect
import re
import shlex
from dataclasses import dataclass
from typing import Any

from tests.structure.repository import files, read

_FENCE = re.compile(r"^```(\w+)( \w+)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, and the mark behind it (``live``: needs keys)."""

    path: str
    language: str
    mark: str
    text: str


def documents() -> list[str]:
    """Return the paths of all documents."""
    return [path for path in files() if path.endswith(".md")]


def blocks(path: str, language: str) -> list[Block]:
    """Return a document's blocks of one language, in order."""
    return [
        Block(path, found[1], (found[2] or "").strip(), found[3])
        for found in _FENCE.finditer(read(path))
        if found[1] == language
    ]


def commands() -> dict[str, list[str]]:
    """Return the words of every command line in the documents' shell blocks.

    The key says where the line is.
    """
    return {
        f"{path}: {line}": words
        for path in documents()
        for block in blocks(path, "sh")
        for line in block.text.splitlines()
        if (words := shlex.split(line, comments=True))
    }


def links(path: str) -> list[str]:
    """Return the targets within the repository that a document links to."""
    return [link for link in _LINK.findall(read(path)) if "://" not in link]


async def run_cell(source: str, names: dict[str, Any]) -> None:
    """Run a block as a notebook runs a cell: ``await`` is allowed at the top."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    result = eval(compile(source, "<cell>", "exec", flags=flags), names)
    if inspect.isawaitable(result):
        await result
