"""A chart moves in a real JupyterLab."""

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest
from PIL import Image, ImageChops
from playwright.async_api import Page, expect

from tests.programs import ROOT, Program, running

pytestmark = [pytest.mark.ui, pytest.mark.slow]

NOTEBOOK = "03 실시간 차트.ipynb"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Start JupyterLab over a copy of the notebook, beside a simulator."""
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.read(ROOT / "notebooks" / NOTEBOOK, as_version=4)
    # Up to the chart: later cells show another symbol, and close it.
    shown = [
        n for n, cell in enumerate(notebook.cells) if cell.source.endswith("chart")
    ]
    notebook.cells = notebook.cells[: shown[0] + 1]
    nbformat.write(notebook, tmp_path / "notebooks" / NOTEBOOK)
    with running("simulate", "--port", "0", "--start", "10:30") as simulator:
        variables = {
            "HOME": str(tmp_path),
            "IPYTHONDIR": str(tmp_path / "ipython"),
            "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
            "JUPYTER_DATA_DIR": str(tmp_path / "data"),
            "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
            "KIWOOM_WALL_SIM": simulator.ready_addresses()[0],
            "PYTHONPATH": str(ROOT),
        }
        options = {
            "ServerApp.root_dir": str(tmp_path / "notebooks"),
            "IdentityProvider.token": "",
            "ServerApp.port": "0",
            "ServerApp.open_browser": "False",
            "ServerApp.allow_root": "True",
            "LabApp.news_url": "",
        }
        given = [f"--{name}={value}" for name, value in options.items()]
        command = [sys.executable, "-m", "jupyterlab", *given]
        program = Program(command, variables)
        try:
            line = program.line_with("http://127.0.0.1:")
            yield "http://127.0.0.1:" + line.split("http://127.0.0.1:")[1].split("/")[0]
        finally:
            program.kill()


async def test_the_live_chart_of_the_third_notebook_moves(lab, page):
    await page.goto(f"{lab}/lab/tree/{quote(NOTEBOOK)}")
    await expect(page.get_by_text("| Idle")).to_be_visible(timeout=60_000)
    await run_all(page)
    await page.wait_for_function(
        "() => [...(window.kiwoomWall?.charts.values() ?? [])]"
        ".some((chart) => chart.isDrawn)",
        timeout=60_000,
    )

    chart = page.locator(".kw-cell").first
    await expect(chart).to_have_attribute("data-symbol", "005930")
    before = await picture(chart)
    await page.wait_for_function("before => kiwoomWall.frames > before + 5", arg=0)
    moved = await page.evaluate("kiwoomWall.frames")
    await page.wait_for_function("before => kiwoomWall.frames > before + 5", arg=moved)
    after = await picture(chart)
    assert ImageChops.difference(before, after).getbbox() is not None
    colours = before.getcolors(maxcolors=1 << 20)
    red = sum(n for n, (r, g, b) in colours if r > 200 and g < 110 and b < 110)
    assert red > 100


async def run_all(page: Page) -> None:
    """Run all cells; what is asked for while the kernel still connects is lost."""
    prompt = page.locator(".jp-CodeCell .jp-InputPrompt").first
    for _ in range(5):
        await page.get_by_role("menuitem", name="Run", exact=True).click()
        await page.get_by_text("Run All Cells", exact=True).click()
        with contextlib.suppress(AssertionError):
            await expect(prompt).not_to_have_text("[ ]:")
            return
    raise AssertionError("the kernel runs nothing")


async def picture(chart) -> Image.Image:
    return Image.open(io.BytesIO(await chart.screenshot())).convert("RGB")
