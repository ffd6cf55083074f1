"""How smoothly a chart of 20,000 bars pans and zooms, among fifteen live ones.

Starts the demo, scrolls one chart back until it holds that many bars, and then moves
and zooms it with every frame. Prints in how many frames a second the figure was
painted, with all bars in sight and with a few hundred.

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
  let frame = null // what is painted twice within a frame counts once
  chart.figure.view.repainted.connect(() => {
    paints += document.timeline.currentTime !== frame
    frame = document.timeline.currentTime
  })
}"""
_BACK = """() => {
  const {first, count} = chart.bars
  chart.figure.range.setv({start: first - 20, end: first + 200})
  return count
}"""
_SHOW = """([start, end]) => {
  chart.figure.range.setv({start: chart.last + start, end: chart.last + end})
}"""
# The mouse of a driven browser waits for each answer, so the view itself is moved.
_SWAY = """([motion, length]) => new Promise((done) => {
  const {start, end} = chart.figure.range
  const span = end - start
  const began = performance.now()
  paints = 0
  const step = () => {
    const spent = performance.now() - began
    if (spent > length) {
      done(paints / spent * 1000)
      return
    }
    const by = span * 0.1 * Math.sin(spent / 300)
    chart.figure.range.setv(motion === 'pan' ? {start: start + by, end: end + by}
      : {start: start - by, end})
    requestAnimationFrame(step)
  }
  step()
})"""
_SWAY_MS = 4000
_LIMIT_S = 120.0


def load(page: Page, wanted: int) -> int:
    """Scroll back until the chart holds so many bars; return how many it has."""
    count = 0
    began = time.perf_counter()
    while count < wanted and time.perf_counter() - began < _LIMIT_S:
        count = page.evaluate(_BACK)
        page.wait_for_timeout(200)
    return count


def sway(page: Page, motion: str) -> float:
    """Move the view with every frame, as a fast hand does; return painted frames/s."""
    return float(page.evaluate(_SWAY, [motion, _SWAY_MS]))


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
                for motion in ("pan", "zoom"):
                    page.evaluate(_SHOW, [start, end])
                    page.wait_for_timeout(500)
                    frames = sway(page, motion)
                    seen = f"{count} bars, {end - start} in sight"
                    print(f"{seen}: {motion} at {frames:.1f} frames/s")


if __name__ == "__main__":
    main()
