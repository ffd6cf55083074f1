"""Make the documents' pictures: `.venv/bin/python docs/screenshots.py`.

Starts a simulator with a fixed market and the wall over it on free ports, opens the
wall in headless Chromium, and does what each picture shows.
"""

import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import httpx
import typer
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.chromium import LAUNCH_ARGS, find_chromium  # noqa: E402
from tests.programs import running  # noqa: E402

SIZE = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}
MARKET = ("--seed", "7", "--date", "2026-11-20", "--start", "13:40")
RATE = ("--trades-per-second", "600")
PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")
_DRAWN_MS = 60_000
# Enough trades for every last candle to have grown a body.
_LIVE_MS = 8_000
_REPAINT_MS = 2_000

# Every figure in sight has painted its history; bars are numbered.
ARE_DRAWN = """() => {
  const shown = [...window.kiwoomWall?.takers.values() ?? []].flat()
  return shown.length > 0 && shown.every(chart => chart.isDrawn && chart.painted > 100)
}"""


def main(
    out: Annotated[Path, typer.Option(help="Folder of the pictures.")] = ROOT
    / "docs"
    / "images",
) -> None:
    """Write all pictures."""
    out.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        running("simulate", "--port", "0", *MARKET, *RATE) as market,
    ):
        address = market.ready_addresses()[0]
        options = ("--mode", "sim", "--sim", address, "--data-dir", folder)
        with running("serve", *options, *PORTS) as server, opened_browser() as browser:
            wall = server.ready_addresses()[0]
            page = browser.new_page(viewport=SIZE, locale="ko-KR")
            page.goto(wall)
            draw_wall(page, out)
            draw_phone(browser, wall, out)
            draw_form(browser, wall, out)
            draw_states(page, out, address)


@contextlib.contextmanager
def opened_browser() -> Iterator[Browser]:
    """Start Chromium for the length of a block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_ARGS)
        )
        yield browser
        browser.close()


def wait_until_drawn(page: Page) -> None:
    """Wait until every cell in sight shows its history and a price."""
    page.wait_for_function(ARE_DRAWN, timeout=_DRAWN_MS)
    for cell in page.locator(".kw-cell:visible").all():
        expect(cell.locator(".price")).to_contain_text(",", timeout=_DRAWN_MS)


def draw_wall(page: Page, out: Path) -> None:
    """Draw the whole wall, a smaller one, one cell alone, and a search."""
    wait_until_drawn(page)
    page.wait_for_timeout(_LIVE_MS)
    page.screenshot(path=out / "wall-dark.png")
    page.locator(".kw-theme").click()
    page.wait_for_timeout(_REPAINT_MS)
    page.screenshot(path=out / "wall-light.png")
    page.locator(".kw-theme").click()
    page.locator("[data-shape='9']").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(_REPAINT_MS)
    wait_until_drawn(page)
    page.screenshot(path=out / "wall-nine.png")
    page.keyboard.type("삼성")
    expect(page.locator(".kw-search-host li").first).to_be_visible()
    page.wait_for_timeout(_REPAINT_MS)
    page.screenshot(path=out / "wall-search.png")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_timeout(_REPAINT_MS)
    page.mouse.move(700, 500)
    page.wait_for_timeout(_REPAINT_MS)
    page.screenshot(path=out / "wall-maximised.png")
    page.keyboard.press("Escape")
    page.locator("[data-shape='16']").click()
    wait_until_drawn(page)


def draw_states(page: Page, out: Path, simulator: str) -> None:
    """Draw what a silent line and one that came back look like."""
    badge = page.locator(".kw-cell .badge").first
    for fault, text, name in (
        ({"zombie": 1}, re.compile("지연|연결 끊김"), "wall-stale.png"),
        ({"zombie": 0, "slow": 3, "drop": 1}, "빈 구간 채우는 중", "wall-gap.png"),
    ):
        httpx.post(f"{simulator}/simulator/faults", json=fault)
        expect(badge).to_have_text(text, timeout=_DRAWN_MS)
        page.wait_for_timeout(_REPAINT_MS // 4)
        page.screenshot(path=out / name)
    httpx.delete(f"{simulator}/simulator/faults")


def draw_phone(browser: Browser, wall: str, out: Path) -> None:
    """Draw the wall on a telephone."""
    page = browser.new_page(viewport=PHONE, device_scale_factor=2, locale="ko-KR")
    page.goto(wall)
    wait_until_drawn(page)
    page.wait_for_timeout(_REPAINT_MS)
    page.screenshot(path=out / "wall-phone.png")
    page.close()


def draw_form(browser: Browser, wall: str, out: Path) -> None:
    """Draw the form for keys."""
    page = browser.new_page(viewport={"width": 760, "height": 720}, locale="ko-KR")
    page.goto(f"{wall}/keys")
    page.screenshot(path=out / "keys-form.png")
    page.close()


if __name__ == "__main__":
    typer.run(main)
