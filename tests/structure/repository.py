"""The repository's own files, as the structure tests see them."""

import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def files() -> list[str]:
    """Return the paths that are, or would be, committed, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = listed.stdout.decode().split("\0")
    return sorted(path for path in set(paths) if (ROOT / path).is_file())


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
