"""How smoothly a chart of 20,000 bars pans and zooms, among fifteen live ones.

Starts the demo, scrolls one chart back until it holds that many bars, and then drags
and zooms it with the mouse. Prints how often the figure was painted a second, with all
bars in sight and with a few hundred.

    ./run bench panning
"""

import argparse
import time

from playwright.sync_api import Page, sync_playwright

from benchmarks.measure.browser import open_browser
from benchmarks.measure.machine import describe_machine
from benchmarks.measure.table import listing
from tests.programs import running

_SIZE = {"width": 1920, "height": 1080}
_DRAWN = """() => window.kiwoomWall?.charts.size === 16
    && [...kiwoomWall.charts.values()].every((chart) => chart.isDrawn)"""
_PICK = """() => {
  const [chart] = kiwoomWall.charts.values()
  Object.assign(window, {chart, paints: 0})
  chart.figure.view.repainted.connect(() => { paints += 1 })
}"""
_BACK = """() => {
  const {first, count} = chart.bars
  chart.figure.range.setv({start: first - 20, end: first + 200})
  return count
}"""
_SHOW = """([start, end]) => {
  chart.figure.range.setv({start: chart.last + start, end: chart.last + end})
}"""
_DRAG_S = 4.0
_REACH_PX = 90
_LIMIT_S = 120.0


def load(page: Page, wanted: int) -> int:
    """Scroll back until the chart holds so many bars; return how many it has."""
    count = 0
    began = time.perf_counter()
    while count < wanted and time.perf_counter() - began < _LIMIT_S:
        count = page.evaluate(_BACK)
        page.wait_for_timeout(200)
    return count


def drag(page: Page) -> float:
    """Drag the chart to and fro; return its paints a second."""
    box = page.locator(".kw-cell").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("paints = 0")
    began = time.perf_counter()
    step = 0
    while time.perf_counter() - began < _DRAG_S:
        step += 1
        page.mouse.move(x + (step * 3) % _REACH_PX - _REACH_PX / 2, y)
    paints = page.evaluate("paints") / (time.perf_counter() - began)
    page.mouse.up()
    return float(paints)


def zoom(page: Page) -> float:
    """Turn the wheel in and out over the chart; return its paints a second."""
    page.evaluate("paints = 0")
    began = time.perf_counter()
    step = 0
    while time.perf_counter() - began < _DRAG_S:
        step += 1
        page.mouse.wheel(0, 60 if step // 12 % 2 else -60)
    return float(page.evaluate("paints") / (time.perf_counter() - began))


def main() -> None:
    """Run the benchmark and print its lines."""
    parser = argparse.ArgumentParser(description="Panning a chart of many bars")
    parser.add_argument("--bars", type=int, default=20_000)
    chosen = parser.parse_args()
    demo = ("demo", "--no-browser", "--port", "0", "--gateway-port", "0")
    with sync_playwright() as playwright, open_browser(playwright) as browser:
        print(listing(describe_machine(browser.version).items()))
        with running(*demo, "--trades-per-second", "1000") as program:
            page = browser.new_page(viewport=_SIZE)  # type: ignore[arg-type]
            page.goto(program.ready_addresses()[0])
            page.wait_for_function(_DRAWN, timeout=60_000)
            page.evaluate(_PICK)
            count = load(page, chosen.bars)
            for start, end in ((-count + 200, 100), (-400, 6)):
                page.evaluate(_SHOW, [start, end])
                page.wait_for_timeout(500)
                bars = end - start
                print(f"{count} bars, {bars} in sight: drag {drag(page):.1f} paints/s")
                page.evaluate(_SHOW, [start, end])
                page.wait_for_timeout(500)
                print(f"{count} bars, {bars} in sight: zoom {zoom(page):.1f} paints/s")


if __name__ == "__main__":
    main()
