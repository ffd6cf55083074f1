"""Every notebook runs from above to below, and is committed without what it printed."""

import asyncio
import os
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.programs import ROOT, running

FOLDER = ROOT / "notebooks"
NAMES = sorted(path.name for path in FOLDER.glob("*.ipynb"))
TITLES = (
    *("01 시작하기", "02 과거 데이터", "03 실시간 차트"),
    *("04 4x4 그리드", "05 지표 만들기", "06 스냅숏"),
)
LIMIT_S = 90


def read(name: str) -> nbformat.NotebookNode:
    return nbformat.read(FOLDER / name, as_version=4)


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    with running("simulate", "--port", "0", "--start", "10:30") as program:
        yield program.ready_addresses()[0]


def test_there_is_one_for_each_task():
    assert tuple(name.removesuffix(".ipynb") for name in NAMES) == TITLES


@pytest.mark.parametrize("name", NAMES)
def test_it_is_committed_without_output(name):
    notebook = read(name)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert notebook.metadata.kernelspec.name == "python3"
    assert 7 <= len(notebook.cells) <= 25


@pytest.mark.parametrize("name", NAMES)
def test_its_links_lead_somewhere(name):
    texts = [cell.source for cell in read(name).cells if cell.cell_type == "markdown"]
    for target in re.findall(r"\]\(([^)]+)\)", "\n".join(texts)):
        assert (FOLDER / target.replace("%20", " ")).exists()


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_from_above_to_below(name, simulator, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("KIWOOM_WALL_SIM", simulator)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = read(name)
    client = NotebookClient(
        notebook,
        timeout=LIMIT_S,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    )

    client.execute(env=dict(os.environ))

    said = [
        "".join(output.get("text", "")) for c in notebook.cells for output in outputs(c)
    ]
    assert not any("Traceback" in text for text in said)
    last = [c for c in notebook.cells if c.cell_type == "code"][-1]
    if name.startswith("05"):
        assert outputs(last)[0]["data"]["text/plain"] == "True"
    assert not list(tmp_path.glob("*.html"))


def outputs(cell: nbformat.NotebookNode) -> list:
    return cell.get("outputs", [])


def test_a_cell_that_runs_again_opens_no_second_feed(simulator, tmp_path, monkeypatch):
    monkeypatch.setenv("KIWOOM_WALL_SIM", simulator)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    opening = "from dashboard import open_market\nmarket = open_market()\n"
    chart = "chart = market.chart('005930')\nchart.close()\nawait market.ready()"
    counted = (
        "import asyncio\n"
        "len([t for t in asyncio.all_tasks() if t.get_name() == 'feed'])"
    )
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(source)
            for source in (opening, chart, opening, chart, opening + chart, counted)
        ]
    )

    NotebookClient(notebook, timeout=LIMIT_S, kernel_name="python3").execute(
        env=dict(os.environ)
    )

    assert outputs(notebook.cells[-1])[0]["data"]["text/plain"] == "1"


def test_outside_of_a_notebook_one_sentence_says_what_to_do():
    from dashboard import open_market
    from kiwoom import ConfigError

    with pytest.raises(ConfigError, match="노트북의 칸에서"):
        open_market()
    assert asyncio.get_event_loop_policy() is not None
