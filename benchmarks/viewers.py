"""How many viewers one server carries, and what each further one costs.

The stage trades steadily; viewers come in steps and are watched at each. Two of them
are real browsers, the others say and take what a page does without drawing. At the end
everybody leaves, and eight real pages open at once.

    ./run bench viewers --counts 1,8,20,50
"""

import argparse
import asyncio
import json
import math
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from benchmarks.measure.browser import SCRIPTS, SIZE, VARIANTS
from benchmarks.measure.guests import Party
from benchmarks.measure.latency import longest_pause
from benchmarks.measure.machine import describe_machine
from benchmarks.measure.packages import install_packages
from benchmarks.measure.stage import Stage, open_stage
from benchmarks.measure.table import Figures, listing, table
from tests.chromium import LAUNCH_ARGS, find_chromium

_REAL = 2
_SETTLE_S = 2.0
_BASE_S = 4.0
_LEAVE_S = 15.0
_AT_ONCE = 8
_MINUTE_S = 20.0
_LIMIT_MS = 120_000
_DRAWN = "() => window.kwProbe?.drawnAt ?? false"


class Audience:
    """All viewers of a stage: at most two real browsers' pages, else light ones."""

    def __init__(self, stage: Stage, browser: Browser) -> None:
        self.stage = stage
        self.browser = browser
        self.pages: list[Page] = []
        self.party = Party(stage.wall)

    async def grow(self, count: int) -> None:
        """Let viewers come, one after the other, until there are so many."""
        while len(self.pages) < min(count, _REAL):
            self.pages.append(await open_page(self.browser, self.stage.wall))
        await self.party.grow(count - len(self.pages))

    async def leave(self) -> None:
        """Let everybody leave."""
        for page in self.pages:
            await page.close()
        await self.party.aclose()

    async def watch(self, seconds: float) -> dict[str, float]:
        """Return the frames a second of every viewer, and the server's share."""
        for page in self.pages:
            await page.evaluate("kwProbe.reset()")
        began, used = time.perf_counter(), self.stage.cpu_s()
        await asyncio.sleep(seconds)
        ended, share = time.perf_counter(), self.stage.cpu_s() - used
        seen = [await page.evaluate("kwProbe.read()") for page in self.pages]
        taken = [guest.frames_between(began, ended) for guest in self.party.guests]
        frames = [*(page["frames"] for page in seen), *taken]
        rates = [len(arrivals) / (ended - began) for arrivals in frames]
        return {
            "frames/s of the slowest": min(rates),
            "frames/s median": statistics.median(rates),
            "server CPU %": 100 * share / (ended - began),
            "server MB": self.stage.memory_mb(),
        }


async def open_page(browser: Browser, address: str) -> Page:
    """Open the wall in a context of its own and wait until it is drawn."""
    page = await new_page(browser)
    await page.goto(address, wait_until="commit")
    await page.wait_for_function(_DRAWN, timeout=_LIMIT_MS, polling=50)
    return page


async def new_page(browser: Browser) -> Page:
    """Return an empty page that will note what it draws."""
    page = await browser.new_page(viewport=SIZE)
    for name in ("probe.js", *VARIANTS["wall"].scripts):
        await page.add_init_script(path=SCRIPTS / name)
    return page


async def arrive(audience: Audience, count: int, idle_share: float) -> Figures:
    """Let viewers come and return what their coming cost, and cost the others.

    ``idle_share`` is the share of a core that the server needed before.
    """
    already = list(audience.party.guests)
    before = len(audience.pages) + len(already)
    began, used = time.perf_counter(), audience.stage.cpu_s()
    await audience.grow(count)
    ended, spent = time.perf_counter(), audience.stage.cpu_s() - used
    own = spent - idle_share * (ended - began)
    openings = [guest.opening_s for guest in audience.party.guests[len(already) :]]
    stalls = [longest_pause(guest.frames_between(began, ended)) for guest in already]
    return {
        "server CPU s per session": own / (count - before),
        "opening s median": statistics.median(openings) if openings else math.nan,
        "opening s longest": max(openings, default=math.nan),
        "longest stall of others ms": 1000 * max(stalls, default=math.nan),
    }


async def run_steps(
    stage: Stage, browser: Browser, counts: Sequence[int], seconds: float
) -> dict[str, Figures]:
    """Return the figures of each step, and of the server before and after."""
    audience = Audience(stage, browser)
    steps = {"nobody": await _alone(stage)}
    for count in counts:
        idle_share = steps[next(reversed(steps))]["server CPU %"] / 100
        arrival = await arrive(audience, count, idle_share)
        await asyncio.sleep(_SETTLE_S)
        found = await audience.watch(seconds)
        first = steps.get(str(counts[0]), found)
        further = _per_viewer(found, first, count - counts[0])
        steps[str(count)] = {**found, **further, **arrival}
        print(f"  {count} viewers", flush=True)
    await audience.leave()
    await asyncio.sleep(_LEAVE_S)
    return {**steps, "all left": await _alone(stage)}


async def _alone(stage: Stage) -> Figures:
    share = await asyncio.to_thread(stage.cpu_share, _BASE_S)
    return {"server CPU %": 100 * share, "server MB": stage.memory_mb()}


def _per_viewer(found: Figures, first: Figures, further: int) -> Figures:
    return {
        f"{name} per further viewer": (
            (found[name] - first[name]) / further if further else math.nan
        )
        for name in ("server CPU %", "server MB")
    }


async def open_at_once(stage: Stage, browser: Browser) -> dict[str, float]:
    """Open real pages at the same moment; return when they were drawn."""
    pages = [await new_page(browser) for _ in range(_AT_ONCE)]
    began = time.perf_counter()

    async def wait(page: Page) -> float:
        await page.goto(stage.wall, wait_until="commit", timeout=_LIMIT_MS)
        await page.wait_for_function(_DRAWN, timeout=_LIMIT_MS, polling=100)
        return time.perf_counter() - began

    took = await asyncio.gather(*map(wait, pages))
    for page in pages:
        await page.close()
    return {"first drawn": min(took), "all drawn": max(took)}


async def run(chosen: argparse.Namespace) -> dict[str, Any]:
    """Run everything and return what was found."""
    packages = install_packages()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_ARGS)
        )
        machine = describe_machine(browser.version)
        machine |= {"trades/s": f"{chosen.rate:g}", "tick": f"{chosen.tick} ms"}
        with open_stage(
            packages, rate=chosen.rate, minute_s=_MINUTE_S, tick=chosen.tick
        ) as stage:
            steps = await run_steps(stage, browser, chosen.counts, chosen.seconds)
            at_once = await open_at_once(stage, browser)
        await browser.close()
    return {"machine": machine, "steps": steps, "at once": at_once}


def main() -> None:
    """Read the arguments, run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description="Viewers of one server")
    parser.add_argument("--counts", type=_numbers, default=[1, 8, 20, 50])
    parser.add_argument("--seconds", type=float, default=10, help="of each window")
    parser.add_argument("--rate", type=float, default=1000, help="trades per second")
    parser.add_argument("--tick", type=int, default=50, help="ms between frames")
    parser.add_argument("--json", type=Path, help="file for all figures")
    chosen = parser.parse_args()
    found = asyncio.run(run(chosen))
    print("\n" + listing(found["machine"].items()))
    print("\n" + table("viewers", found["steps"]))
    print("\n" + table(f"{_AT_ONCE} pages at once", {"seconds": found["at once"]}))
    if chosen.json:
        chosen.json.write_text(f"{json.dumps(found, indent=1)}\n", "utf-8")


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


if __name__ == "__main__":
    main()
