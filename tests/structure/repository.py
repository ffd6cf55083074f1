"""The repository's own files, as the structure tests see them."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pathspec import GitIgnoreSpec

ROOT = Path(__file__).parents[2]


def files() -> list[str]:
    """Return the paths that git would not ignore, relative to the root.

    Works without git, as in an unpacked source archive.
    """
    return sorted(_walk(ROOT, GitIgnoreSpec.from_lines(read(".gitignore").split("\n"))))


def _walk(folder: Path, ignored: GitIgnoreSpec) -> Iterator[str]:
    for path in folder.iterdir():
        name = path.relative_to(ROOT).as_posix()
        if path.is_dir():
            if name != ".git" and not ignored.match_file(name + "/"):
                yield from _walk(path, ignored)
        elif not ignored.match_file(name):
            yield name


def sources(*folders: str) -> list[str]:
    """Return the Python files below some folders, relative to the root."""
    return [
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]


def read(path: str) -> str:
    """Return the text of one file."""
    return (ROOT / path).read_text("utf-8")


def project() -> dict[str, Any]:
    """Return the ``project`` table of ``pyproject.toml``."""
    table: dict[str, Any] = tomllib.loads(read("pyproject.toml"))["project"]
    return table
