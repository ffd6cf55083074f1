"""How many frames a second the wall draws in a browser, and how late they are.

Starts the demo and a headless Chromium at 1920x1080 on this machine, watches the page
for a while and prints one line for each stretch: trades received for the sixteen
symbols, frames drawn with new data, the browser's own frame rate, and the age of the
data when it has been painted. The ratio at the end compares the last stretch's lag with
the first one's: lag that grows is a queue.

    ./run bench frames --seconds 60
"""

import argparse
import re
import statistics
import time
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

from tests.chromium import LAUNCH_ARGS, find_chromium
from tests.programs import running

_STRETCH_S = 10
_WARM_UP_MS = 4000
_DRAWN = """() => window.kiwoomWall?.layers.size === 16
    && [...kiwoomWall.layers.values()].every((layer) => layer.lastClosed > 100)"""
# The oldest data of a frame counts; a message task runs after the frame was painted.
_WATCH = """() => {
  const {feed} = kiwoomWall
  const seen = window.seen = {frames: 0, painted: 0, lags: []}
  let oldest = null
  const [receive, deliver] = [feed.receive.bind(feed), feed.deliver.bind(feed)]
  feed.receive = (buffer) => {
    oldest ??= new Float64Array(buffer)[1]
    receive(buffer)
  }
  feed.deliver = () => {
    deliver()
    seen.frames += 1
    const sent = oldest
    oldest = null
    if (sent === null) {
      return // its data came before this watch began
    }
    const {port1, port2} = new MessageChannel()
    port1.onmessage = () => seen.lags.push(Date.now() - sent)
    port2.postMessage(0)
  }
  const count = () => { seen.painted += 1; requestAnimationFrame(count) }
  count()
}"""
_READ = """() => {
  const {frames, painted, lags} = seen
  Object.assign(seen, {frames: 0, painted: 0, lags: []})
  return [frames, painted, lags]
}"""


@dataclass(frozen=True)
class Stretch:
    """What was seen in some seconds."""

    trades: str
    frames: float
    painted: float
    p50: float
    p99: float


def watch(page: Page) -> Stretch:
    """Watch the page for one stretch."""
    began = time.perf_counter()
    page.wait_for_timeout(_STRETCH_S * 1000)
    frames, painted, lags = page.evaluate(_READ)
    took = time.perf_counter() - began
    cuts = statistics.quantiles(lags, n=100)
    status = page.locator(".kw-status").inner_text()
    found = re.search(r"([\d,]+)건/초", status)
    trades = found[1] if found else "?"
    return Stretch(trades, frames / took, painted / took, cuts[49], cuts[98])


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description="Frames a second of the wall")
    parser.add_argument("--trades-per-second", type=float, default=3000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--tick", type=int, default=50)
    chosen = parser.parse_args()
    demo = ("demo", "--no-browser", "--port", "0", "--gateway-port", "0")
    load = ("--trades-per-second", str(chosen.trades_per_second))
    with running(*demo, *load, "--tick", str(chosen.tick)) as program:
        address = program.ready_addresses()[0]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=list(LAUNCH_ARGS)
            )
            page = browser.new_page(viewport={"width": 1920, "height": 1080})
            opened = time.perf_counter()
            page.goto(address)
            page.wait_for_function(_DRAWN, timeout=60_000)
            print(f"16 charts drawn after {time.perf_counter() - opened:.1f} s (cold)")
            page.wait_for_timeout(_WARM_UP_MS)
            page.evaluate(_WATCH)
            print("trades/s  frames/s  browser frames/s  lag p50 ms  lag p99 ms")
            stretches = []
            for _ in range(max(1, chosen.seconds // _STRETCH_S)):
                seen = watch(page)
                stretches.append(seen)
                print(
                    f"{seen.trades:>8}  {seen.frames:8.1f}  {seen.painted:16.1f}"
                    f"  {seen.p50:10.0f}  {seen.p99:10.0f}"
                )
            growth = stretches[-1].p50 / stretches[0].p50
            print(f"lag of the last stretch against the first: {growth:.2f}x")
            browser.close()


if __name__ == "__main__":
    main()
