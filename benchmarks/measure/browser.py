"""One variant in one fresh browser: opened twice, watched, and asked what it cost."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from playwright.sync_api import Browser, CDPSession, Page, Playwright, ViewportSize

from benchmarks.measure.latency import Array, longest_pause, summarize
from benchmarks.measure.picture import CELLS, drawn_cells
from benchmarks.measure.stage import Stage
from dashboard.settings import DEFAULT_SYMBOLS
from tests.chromium import LAUNCH_ARGS, find_chromium

SCRIPTS = Path(__file__).with_name("scripts")
SIZE = ViewportSize(width=1920, height=1080)
_DRAWN = "() => window.kwProbe?.drawnAt ?? false"
# The wall shows candles before its figures are made; its rivals draw all at once.
SEEN = """() => window.kiwoomWall?.charts.size === 16
    ? [...kiwoomWall.charts.values()].every((chart) => chart.isSeen)
    : (window.kwProbe?.drawnAt ?? null) !== null"""
PAINTED = """() => new Promise((done) => requestAnimationFrame(
    () => setTimeout(() => done(performance.now()))))"""
_LOAD_LIMIT_MS = 60_000
_POLL_MS = 50
_LOOK_MS = 10
_SETTLE_MS = 2_500
_DRAIN_MS = 2_000
_WIRE_MS = 3_000
_MEGABYTE = 2**20


@dataclass(frozen=True)
class Variant:
    """One way to draw sixteen charts: its page, and scripts that it needs to tell."""

    name: str
    path: str
    is_wall: bool = False
    scripts: tuple[str, ...] = ()

    def address(self, stage: Stage) -> str:
        """Return the address of the page."""
        return (stage.wall if self.is_wall else stage.rivals) + self.path


VARIANTS = {
    variant.name: variant
    for variant in (
        Variant("wall", "/", is_wall=True),
        Variant("lightweight-charts", "/pages/lightweight-charts.html"),
        Variant("uplot", "/pages/uplot.html"),
        Variant("naive-bokeh", "/naive", scripts=("naive.js",)),
    )
}


@contextmanager
def open_browser(playwright: Playwright) -> Iterator[Browser]:
    """Start a browser with nothing cached, for the length of a block."""
    path = find_chromium()
    browser = playwright.chromium.launch(executable_path=path, args=list(LAUNCH_ARGS))
    try:
        yield browser
    finally:
        browser.close()


def measure(
    playwright: Playwright, stage: Stage, variant: Variant, seconds: float
) -> dict[str, float]:
    """Return everything that is measured of one variant, by name."""
    with open_browser(playwright) as browser:
        page = _open_page(browser, variant)
        found = {}
        for kind in ("cold", "warm"):
            seen, drawn = _load(page, variant.address(stage))
            found |= {f"seen {kind} ms": seen, f"load {kind} ms": drawn}
        page.wait_for_timeout(_SETTLE_MS)
        found |= _watch(browser, page, stage, seconds)
        found |= _wire(page)
        found["heap MB"] = _heap(page)
        return found


def _open_page(browser: Browser, variant: Variant) -> Page:
    page = browser.new_page(viewport=SIZE)
    for name in ("probe.js", *variant.scripts):
        page.add_init_script(path=SCRIPTS / name)
    return page


def _load(page: Page, address: str) -> tuple[float, float]:
    page.goto(address, wait_until="commit")
    page.wait_for_function(SEEN, timeout=_LOAD_LIMIT_MS, polling=_LOOK_MS)
    seen = float(page.evaluate(PAINTED))
    drawn = page.wait_for_function(_DRAWN, timeout=_LOAD_LIMIT_MS, polling=_POLL_MS)
    cells = drawn_cells(page.screenshot())
    if cells < CELLS:
        # The page's own word counts only where its picture bears it out.
        print(f"  said to be drawn with {cells} of {CELLS} charts: {address}")
        return math.nan, math.nan
    at = float(drawn.json_value())
    return min(seen, at), at  # a page that draws all at once is asked a little later


@dataclass(frozen=True)
class _Meters:
    """Everything that only counts up, read at one moment."""

    at_ms: float
    main_ms: float
    script_ms: float
    server_s: float
    renderer_s: float
    browser_s: float

    def since(self, before: "_Meters") -> "_Meters":
        mine, theirs = asdict(self), asdict(before)
        return _Meters(**{name: mine[name] - theirs[name] for name in mine})


def _read(browser_cdp: CDPSession, page_cdp: CDPSession, stage: Stage) -> _Meters:
    answer = page_cdp.send("Performance.getMetrics")
    metrics = {item["name"]: item["value"] for item in answer["metrics"]}
    renderer, everything = _processor_seconds(browser_cdp)
    return _Meters(
        at_ms=time.time() * 1000,
        main_ms=metrics["TaskDuration"] * 1000,
        script_ms=metrics["ScriptDuration"] * 1000,
        server_s=stage.cpu_s(),
        renderer_s=renderer,
        browser_s=everything,
    )


def _processor_seconds(cdp: CDPSession) -> tuple[float, float]:
    renderer = everything = 0.0
    for info in cdp.send("SystemInfo.getProcessInfo")["processInfo"]:
        times = psutil.Process(info["id"]).cpu_times()
        everything += times.user + times.system
        if info["type"] == "renderer":
            renderer += times.user + times.system
    return renderer, everything


def _watch(
    browser: Browser, page: Page, stage: Stage, seconds: float
) -> dict[str, float]:
    browser_cdp = browser.new_browser_cdp_session()
    page_cdp = page.context.new_cdp_session(page)
    # In thread ticks the durations are processor time, whatever else the machine does.
    page_cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.evaluate("kwProbe.reset()")
    before = _read(browser_cdp, page_cdp, stage)
    page.wait_for_timeout(seconds * 1000)
    after = _read(browser_cdp, page_cdp, stage)
    page_cdp.detach()
    page.wait_for_timeout(_DRAIN_MS)
    seen = page.evaluate("kwProbe.read()")
    trades = stage.trades(before.at_ms, after.at_ms)
    used = after.since(before)
    return _costs(used, seen, before.at_ms) | _delays(trades, seen, used, before.at_ms)


def _within(values: list[float], began_ms: float, length_ms: float) -> list[float]:
    return [at for at in values if began_ms <= at < began_ms + length_ms]


def _costs(used: _Meters, seen: dict[str, Any], began_ms: float) -> dict[str, float]:
    frames = len(_within(seen["frames"], began_ms, used.at_ms))
    length_s = used.at_ms / 1000
    return {
        "main thread ms/frame": used.main_ms / max(frames, 1),
        "script ms/frame": used.script_ms / max(frames, 1),
        "main thread %": 100 * used.main_ms / used.at_ms,
        "frames/s": frames / length_s,
        "renderer CPU %": 100 * used.renderer_s / length_s,
        "browser CPU %": 100 * used.browser_s / length_s,
        "server CPU %": 100 * used.server_s / length_s,
    }


def _delays(
    trades: Array, seen: dict[str, Any], used: _Meters, began_ms: float
) -> dict[str, float]:
    frames = _within(seen["frames"], began_ms, used.at_ms)
    tasks = np.array(seen["longTasks"]).reshape(-1, 2)
    tasks = tasks[(tasks[:, 0] >= began_ms) & (tasks[:, 0] < began_ms + used.at_ms)]
    age = summarize(trades, _paints(seen), time.time() * 1000)
    return {
        "latency p50 ms": age.p50,
        "latency p99 ms": age.p99,
        "latency max ms": age.longest,
        "trades": float(age.trades),
        "unseen trades": float(age.unseen),
        "longest pause ms": longest_pause(frames),
        "long tasks": float(len(tasks)),
        "longest task ms": float(tasks[:, 1].max()) if len(tasks) else 0.0,
    }


def _paints(seen: dict[str, Any]) -> Array:
    rows = seen["paints"]
    places = {code: float(place) for place, code in enumerate(DEFAULT_SYMBOLS)}
    rows[1::4] = [places.get(code, -1.0) for code in rows[1::4]]
    return np.array(rows, dtype=float).reshape(-1, 4)


def _wire(page: Page) -> dict[str, float]:
    cdp = page.context.new_cdp_session(page)
    sizes: list[int] = []
    cdp.on("Network.webSocketFrameReceived", lambda event: sizes.append(_size(event)))
    cdp.send("Network.enable")
    page.wait_for_timeout(_WIRE_MS)
    cdp.detach()
    seconds = _WIRE_MS / 1000
    return {
        "wire kB/s": sum(sizes) / 1000 / seconds,
        "messages/s": len(sizes) / seconds,
    }


def _size(event: dict[str, Any]) -> int:
    response = event["response"]
    data: str = response["payloadData"]
    is_text = response["opcode"] == 1
    return len(data.encode()) if is_text else len(data) * 3 // 4


def _heap(page: Page) -> float:
    cdp = page.context.new_cdp_session(page)
    cdp.send("HeapProfiler.collectGarbage")
    return float(cdp.send("Runtime.getHeapUsage")["usedSize"] / _MEGABYTE)
