"""Whether the wall's memory stays where it is, over ten minutes at a steady rate.

Opens the wall on the scripted stage, reads every minute the browser's JavaScript heap
(after a collection) and the server's resident memory, and prints what they grew by per
minute, from a line through all readings after the first two.

    ./run bench steady --minutes 10
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import CDPSession, sync_playwright

from benchmarks.measure.browser import open_browser
from benchmarks.measure.machine import describe_machine
from benchmarks.measure.packages import install_packages
from benchmarks.measure.stage import Stage, open_stage
from benchmarks.measure.table import listing

_DRAWN = """() => window.kiwoomWall?.charts.size === 16
    && [...kiwoomWall.charts.values()].every((chart) => chart.isDrawn)"""
_SIZE = {"width": 1920, "height": 1080}
_WARM_UP = 2
_MEGABYTE = 2**20


def read(cdp: CDPSession, stage: Stage) -> dict[str, float]:
    """Return the heap after a collection and the server's memory, in MB."""
    cdp.send("HeapProfiler.collectGarbage")
    heap = cdp.send("Runtime.getHeapUsage")["usedSize"] / _MEGABYTE
    return {"heap MB": float(heap), "server MB": stage.memory_mb()}


def growth(readings: list[float]) -> float:
    """Return what readings, one a minute, grow by per minute."""
    kept = readings[_WARM_UP:]
    slope, _ = np.polyfit(range(len(kept)), kept, 1)
    return float(slope)


def main() -> None:
    """Watch, and print one line a minute and the growth at the end."""
    parser = argparse.ArgumentParser(description="Memory of the wall over time")
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--rate", type=float, default=1000, help="trades per second")
    parser.add_argument("--json", type=Path, help="file for all readings")
    chosen = parser.parse_args()
    stage = open_stage(install_packages(), rate=chosen.rate, minute_s=60, tick=50)
    with sync_playwright() as playwright, open_browser(playwright) as browser:
        machine = describe_machine(browser.version)
        print(listing(machine.items()))
        with stage as running:
            page = browser.new_page(viewport=_SIZE)  # type: ignore[arg-type]
            page.goto(running.wall)
            page.wait_for_function(_DRAWN, timeout=60_000)
            cdp = page.context.new_cdp_session(page)
            readings = []
            for minute in range(chosen.minutes + 1):
                readings.append(read(cdp, running))
                print(f"minute {minute}: {readings[-1]}", flush=True)
                if minute < chosen.minutes:
                    time.sleep(60)
    grown = {name: growth([one[name] for one in readings]) for name in readings[0]}
    for name, slope in grown.items():
        print(f"{name}: {slope:+.3f} a minute after the first {_WARM_UP}")
    if chosen.json:
        record = {"machine": machine, "readings": readings, "growth": grown}
        chosen.json.write_text(f"{json.dumps(record, indent=1)}\n", "utf-8")


if __name__ == "__main__":
    main()
