"""The house that is watched: a market, the server, and who looks at it."""

import asyncio
import contextlib
import itertools
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.async_api import CDPSession, Page, async_playwright
from websockets.exceptions import WebSocketException

from benchmarks.measure.guests import Guest
from benchmarks.soak.plan import Plan
from benchmarks.soak.samples import Sample
from tests.chromium import LAUNCH_ARGS, find_chromium
from tests.programs import Program, start

_MEGABYTE = 2**20
_DATE = "2026-09-18"  # a Friday: a night and a weekend follow
_DRAWN = "() => window.kiwoomWall?.charts.size === 16"
_LIMIT_MS = 120_000
# What happens to a viewer while things are being broken; another one comes later.
_TURNED_AWAY = (
    OSError,
    TimeoutError,
    AssertionError,
    WebSocketException,
    httpx.HTTPError,
)


@dataclass
class House:
    """A running house; see :func:`open_house`."""

    wall: str
    gateway: str
    simulator: str
    server: psutil.Process
    page: Page
    heap: CDPSession
    began: float
    guests: list[Guest] = field(default_factory=list)
    sessions: int = 1

    async def sample(self) -> Sample:
        """Return the house as it is now."""
        async with httpx.AsyncClient(timeout=30) as http:
            asked = time.perf_counter()
            (await http.get(f"{self.gateway}/api/v1/health")).json()
            answered = time.perf_counter()
            told = _figures((await http.get(f"{self.gateway}/metrics")).text)
        await self.heap.send("HeapProfiler.collectGarbage")
        heap = await self.heap.send("Runtime.getHeapUsage")
        counted = await self.heap.send("Memory.getDOMCounters")
        now = time.monotonic() - self.began
        server = self.server
        with server.oneshot():
            times = server.cpu_times()
            return Sample(
                at_s=now,
                rss_mb=server.memory_info().rss / _MEGABYTE,
                cpu_s=times.user + times.system,
                threads=server.num_threads(),
                files=server.num_fds(),
                sockets=len(server.net_connections("tcp")),
                tasks=int(told["kiwoom_tasks"]),
                pages=int(told["kiwoom_pages"]),
                trades=int(told["kiwoom_trades_total"]),
                reconnects=int(told["kiwoom_reconnects_total"]),
                gaps=int(told["kiwoom_gaps_open"]),
                unexplained=int(told["kiwoom_trades_unexplained_total"]),
                sessions=self.sessions,
                answer_ms=(answered - asked) * 1000,
                heap_mb=heap["usedSize"] / _MEGABYTE,
                nodes=counted["nodes"],
            )

    async def come_and_go(self, plan: Plan) -> None:
        """Let a viewer come, and the one that came before leave, again and again."""
        pause = max(plan.stays_h * 3600 / plan.speed, 2.0)
        while True:
            with contextlib.suppress(*_TURNED_AWAY):
                self.guests.append(await Guest.open(self.wall))
                self.sessions += 1
            await asyncio.sleep(pause)
            if len(self.guests) > 1:
                with contextlib.suppress(*_TURNED_AWAY):
                    await self.guests.pop(0).aclose()

    async def break_things(self, plan: Plan) -> None:
        """Break the line and let the token die, in turn, at even times."""
        chance = random.Random(1)
        pause = plan.seconds / (plan.faults + 1)
        async with httpx.AsyncClient() as http:
            for kind in itertools.islice(
                itertools.cycle(("drop", "expire")), plan.faults
            ):
                await asyncio.sleep(pause * chance.uniform(0.8, 1.2))
                await http.post(f"{self.simulator}/simulator/faults", json={kind: 1})


@asynccontextmanager
async def open_house(plan: Plan, folder: Path) -> AsyncIterator[House]:
    """Start market, server and browser for the length of a block."""
    market = ("--date", _DATE, "--start", plan.begins, "--market-hours")
    rate = max(plan.trades * plan.speed, 1)
    pace = ("--speed", str(plan.speed), "--trades-per-second", str(rate))
    programs: list[Program] = []
    try:
        simulator = start("simulate", "--port", "0", *market, *pace)
        programs.append(simulator)
        address = simulator.ready_addresses()[0]
        options = (
            "--mode",
            "sim",
            "--sim",
            address,
            "--data-dir",
            str(folder / "data"),
        )
        ports = ("--port", "0", "--gateway-port", "0", "--no-browser")
        served = ("serve", *options, *ports)
        planted = ("--leak", plan.planted) if plan.planted else ()
        module = "benchmarks.soak.leaking" if planted else "dashboard"
        server = start(*planted, *served, module=module)
        programs.append(server)
        wall, docs = server.ready_addresses()
        async with _browser(wall) as (page, heap):
            house = House(
                wall=wall,
                gateway=docs.removesuffix("/docs"),
                simulator=address,
                server=psutil.Process(server.pid),
                page=page,
                heap=heap,
                began=time.monotonic(),
            )
            yield house
            for guest in house.guests:
                with contextlib.suppress(*_TURNED_AWAY):
                    await guest.aclose()
    finally:
        for program in reversed(programs):
            program.kill()


@asynccontextmanager
async def _browser(wall: str) -> AsyncIterator[tuple[Page, CDPSession]]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_ARGS)
        )
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        await page.goto(wall)
        await page.wait_for_function(_DRAWN, timeout=_LIMIT_MS)
        heap = await page.context.new_cdp_session(page)
        yield page, heap
        await browser.close()


def _figures(text: str) -> dict[str, float]:
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if line[:1] not in "#"]
    found: dict[str, Any] = {
        name: float(value) for name, value in lines if "{" not in name
    }
    return found
