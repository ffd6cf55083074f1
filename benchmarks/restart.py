"""How long the wall is away when its server starts again.

A simulator stands in for the broker's mock server and runs on. The wall is started in
an empty folder, and again in the folder and at the port that it left, for a browser
that was there before, as often as wanted; beside it each time one in an empty folder,
for a browser that never was. Prints from the command to the ``ready`` line, and from
the address to sixteen charts: to their candles, averages and prices on the screen, and
to figures with axes that a hand can move.

Browsers have a profile on disk, as those of people have: a browser without one keeps
no compiled scripts, which Chromium does from the second visit on.

    ./run bench restart
"""

import argparse
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from benchmarks.measure.browser import PAINTED, SEEN, SIZE, open_browser
from benchmarks.measure.machine import describe_machine
from benchmarks.measure.table import listing
from kiwoom import Credentials, Mode, ensure_vault, store_credentials
from tests.chromium import LAUNCH_ARGS, find_chromium
from tests.programs import running

_DRAWN = """() => window.kiwoomWall?.charts.size === 16
    && [...kiwoomWall.charts.values()].every((chart) => chart.isDrawn)"""
_LIMIT_MS = 60_000
_POLL_MS = 10
Seconds = tuple[float, float, float]
_LINES = ("ready", "sixteen charts seen", "sixteen charts")
_MARKET = ("--port", "0", "--date", "2026-09-18", "--start", "10:30")
_KEYS = Credentials("any", "keys")
# Visits until a browser has kept what it compiles.
_VISITS_BEFORE = 2


@contextmanager
def visiting(playwright: Playwright, profile: Path) -> Iterator[BrowserContext]:
    """Open a browser with a profile on disk, for the length of a block."""
    visitor = playwright.chromium.launch_persistent_context(
        profile, executable_path=find_chromium(), args=list(LAUNCH_ARGS), viewport=SIZE
    )
    try:
        yield visitor
    finally:
        visitor.close()


def start(
    simulator: str, folder: Path, visitor: BrowserContext, port: int = 0
) -> Seconds:
    """Start in a folder; return the seconds to each of the lines.

    Those of the charts count from ``ready``.
    """
    began = time.perf_counter()
    house = (simulator, str(folder), str(port))
    with running(*house, module="tests.mock_house") as program:
        address = program.ready_addresses()[0]
        ready = time.perf_counter()
        page = visitor.new_page()
        page.goto(address)
        page.wait_for_function(SEEN, timeout=_LIMIT_MS, polling=_POLL_MS)
        page.evaluate(PAINTED)
        seen = time.perf_counter()
        page.wait_for_function(_DRAWN, timeout=_LIMIT_MS, polling=_POLL_MS)
        drawn = time.perf_counter()
        page.locator(".kw-status").get_by_text("실시간").wait_for(timeout=_LIMIT_MS)
        page.close()
        program.end()
    return ready - began, seen - ready, drawn - ready


def furnished(folder: Path) -> Path:
    """Return a new folder whose vault holds keys."""
    folder.mkdir()
    store_credentials(ensure_vault(folder), Mode.MOCK, _KEYS)
    return folder


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def line(about: str, warm: Sequence[float], cold: Sequence[float]) -> str:
    """Return one figure of the warm starts, and its ratio to the cold ones."""
    found, beside = median(warm), median(cold)
    return (
        f"{about}: {found:.2f} s warm, {beside:.2f} s in an empty folder, "
        f"{found / beside:.2f}x"
    )


def main() -> None:
    """Run the benchmark and print its lines."""
    parser = argparse.ArgumentParser(description="Starting again")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    warm, cold = [], []
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        running("simulate", *_MARKET) as market,
        visiting(playwright, Path(folder, "regular")) as regular,
    ):
        with open_browser(playwright) as browser:
            print(listing(describe_machine(browser.version).items()))
        address = market.ready_addresses()[0]
        kept = furnished(Path(folder, "kept"))
        port = free_port()
        for _ in range(_VISITS_BEFORE):
            start(address, kept, regular, port)
        for number in range(chosen.rounds):
            empty = furnished(Path(folder, str(number)))
            with visiting(playwright, Path(folder, f"stranger {number}")) as stranger:
                cold.append(start(address, empty, stranger))
            warm.append(start(address, kept, regular, port))
    for place, about in enumerate(_LINES):
        print(line(about, [w[place] for w in warm], [c[place] for c in cold]))


if __name__ == "__main__":
    main()
