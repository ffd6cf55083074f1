"""Make the README's pictures: `.venv/bin/python docs/screenshots.py`.

Starts the demo with a fixed market on free ports, opens it in headless Chromium and
writes ``wall-dark.png`` and ``wall-light.png``.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.chromium import LAUNCH_ARGS, find_chromium  # noqa: E402
from tests.programs import running  # noqa: E402

SIZE = {"width": 1920, "height": 1080}
CHARTS = 16
MARKET = ("--seed", "7", "--date", "2026-11-20", "--start", "13:40")
RATE = ("--trades-per-second", "600")
_DRAWN_MS = 60_000
# Enough trades for every last candle to have grown a body.
_LIVE_MS = 8_000
_REPAINT_MS = 2_000

# Every figure has painted its history; bars are numbered.
ARE_DRAWN = """count => {
  const charts = [...window.kiwoomWall?.charts.values() ?? []]
  return charts.length === count
    && charts.every(chart => chart.isDrawn && chart.painted > 100)
}"""


def main(
    out: Annotated[Path, typer.Option(help="Folder of the pictures.")] = ROOT
    / "docs"
    / "images",
) -> None:
    """Write the dark and the light picture."""
    out.mkdir(parents=True, exist_ok=True)
    ports = ("--port", "0", "--gateway-port", "0")
    with (
        running("demo", "--no-browser", *MARKET, *RATE, *ports) as program,
        opened_page(program.ready_addresses()[0]) as page,
    ):
        wait_until_drawn(page)
        page.wait_for_timeout(_LIVE_MS)
        page.screenshot(path=out / "wall-dark.png")
        page.locator(".kw-theme").click()
        page.wait_for_timeout(_REPAINT_MS)
        page.screenshot(path=out / "wall-light.png")


@contextlib.contextmanager
def opened_page(url: str) -> Iterator[Page]:
    """Open an address in Chromium; yields the page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_ARGS)
        )
        page = browser.new_page(viewport=SIZE, locale="ko-KR")
        page.goto(url)
        yield page
        browser.close()


def wait_until_drawn(page: Page) -> None:
    """Wait until every cell shows a price and its history."""
    page.locator(".kw-cell").nth(CHARTS - 1).wait_for(timeout=_DRAWN_MS)
    for cell in page.locator(".kw-cell").all():
        cell.locator(".price").filter(has_text=",").wait_for(timeout=_DRAWN_MS)
        # The message of a chart that is loading or has failed; empty when all is well.
        cell.locator(".message:empty").wait_for(state="attached", timeout=_DRAWN_MS)
    page.wait_for_function(ARE_DRAWN, arg=CHARTS, timeout=_DRAWN_MS)


if __name__ == "__main__":
    typer.run(main)
