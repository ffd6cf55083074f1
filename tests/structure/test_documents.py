"""What README and docs show is there and works."""

import re
import stat
import subprocess
import sys
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest

from tests.structure.documents import blocks, commands, documents, links, run_cell
from tests.structure.repository import ROOT, read

THREE_LINES = """\
import kiwoom
async with kiwoom.Simulator() as simulator, kiwoom.Client(simulator.server) as client:
    bars = await client.candles("005930", "1m", count=900)
"""
# What a notebook does with a cell, and then saves what the cell made.
NOTEBOOK = """\
import ast, asyncio, sys
flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
names = {}
cell = compile(sys.argv[1], "<cell>", "exec", flags=flags)
asyncio.run(eval(cell, names))
names["bars"].to_pickle(sys.argv[2])
"""
ENTRANCES = {"./run", "kiwoom-dashboard"}
DEVELOPERS_OWN = {"test", "check", "faults", "bench", "soak"}
GROUPS = {"keys"}
TOOLS_OF_OTHERS = {
    *("cd", "conda", "curl", "export", "git", "panel", "pre-commit"),
    ".venv/bin/jupyter",
}
RUNNABLE = [
    path
    for path in documents()
    if any(not block.mark for block in blocks(path, "python"))
]


@cache
def help_of(*command: str) -> str:
    shown = subprocess.run(
        [sys.executable, "-m", "dashboard", *command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "200", "TERM": "dumb", "PATH": ""},
    )
    return shown.stdout


@pytest.mark.parametrize("words", commands().values(), ids=commands())
def test_a_command_exists_with_its_options(words: list[str]) -> None:
    entrance, *rest = words
    if entrance == "sudo":
        assert (ROOT / rest[0]).stat().st_mode & stat.S_IXUSR
    elif entrance not in ENTRANCES:
        assert entrance in TOOLS_OF_OTHERS
    elif rest and rest[0] in DEVELOPERS_OWN:
        assert f"\n  {rest[0]} " in read("run")
    elif rest:
        known = help_of(*rest[: 2 if rest[0] in GROUPS else 1])
        options = [word.split("=")[0] for word in rest if word.startswith("--")]
        assert [option for option in options if option not in known] == []


def test_the_option_tables_of_the_readme_are_complete() -> None:
    shown = set(re.findall(r"`(--[a-z-]+)", read("README.md")))

    for command in ("demo", "serve", "simulate"):
        offered = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", help_of(command)))
        assert offered - shown <= {"--help"}


@pytest.mark.parametrize("path", RUNNABLE)
async def test_the_python_of_a_document_runs(path: str) -> None:
    names: dict[str, object] = {}

    for block in blocks(path, "python"):
        if block.mark:
            compile(block.text, path, "exec", flags=0x2000)
        else:
            await run_cell(block.text, names)

    assert names


def test_three_lines_lead_to_a_frame_of_900_bars(tmp_path: Path) -> None:
    saved = tmp_path / "bars.pickle"

    subprocess.run([sys.executable, "-c", NOTEBOOK, THREE_LINES, saved], check=True)

    bars = pd.read_pickle(saved)
    assert bars.shape == (900, 6)
    assert list(bars.columns) == ["open", "high", "low", "close", "volume", "value"]
    assert isinstance(bars.index, pd.DatetimeIndex)
    assert bars.index[0].utcoffset() == timedelta(hours=9)
    assert bars.index.is_monotonic_increasing
    assert bars.index.is_unique
    assert (bars["low"] <= bars[["open", "close"]].min(axis=1)).all()
    assert (bars["high"] >= bars[["open", "close"]].max(axis=1)).all()


def test_the_readme_shows_the_three_lines() -> None:
    assert blocks("README.md", "python")[0].text == THREE_LINES


@pytest.mark.parametrize("path", documents())
def test_a_link_leads_somewhere(path: str) -> None:
    folder = (ROOT / path).parent

    assert [link for link in links(path) if not (folder / unquote(link)).exists()] == []


def test_the_index_links_to_every_document() -> None:
    indexed = {unquote(link) for link in links("docs/README.md")}
    own = {
        Path(path).relative_to("docs").as_posix()
        for path in documents()
        if path.startswith("docs/") and path != "docs/README.md"
    }

    assert own <= indexed


def test_the_reference_lists_every_public_name_as_the_code_has_it() -> None:
    written = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import runpy;"
            "print(runpy.run_path('docs/api_reference.py')['text'](), end='')",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert read("docs/API.md") == written
