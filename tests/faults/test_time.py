"""Faults of time: clocks, zones, sleep, days that pass (group D of the fault table).

Of that group, ``scenarios.py`` rehearses openings (D4, D5); the close is crossed in
``tests/kiwoom/test_fold_law.py`` (D4), the sessions of both venues in
``tests/kiwoom/test_venues.py`` (D4), holidays and late openings in
``tests/structure/test_holidays.py`` and ``tests/kiwoom/test_exchange_clock.py`` (D5,
D6), and a token that ends with the year in ``tests/kiwoom/test_endpoints.py`` (D8).
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime

import pytest

from kiwoom import Client, Hub, HubTiming, Simulator, load_calendar
from tests.kiwoom.samples import eventually

DAY = date(2026, 9, 18)
_LONGEST_STANDSTILL_S = 120
ZONES = ("UTC", "Asia/Seoul", "America/New_York", "Australia/Lord_Howe")

# Follows one chart in a process of its own, and prints a line for each new state; the
# first line after it is whole holds its candles.
FOLLOWER = """
import asyncio, json, sys
from kiwoom import Client, Credentials, FeedState, Hub, HubTiming, SeriesState, Server
from kiwoom.timing import StreamTiming

async def main():
    url, key = sys.argv[1:]
    timing = HubTiming(tick_s=0.1, frozen_s=1.0)
    keys = Credentials(key, "secret key")
    async with Client(Server.simulated(url), keys) as client:
        async with Hub(client, timing=timing) as hub:
            hub.subscribe("005930")
            series = [hub.series("005930", width) for width in ("1m", "1d")]
            shown, is_told = None, False
            while True:
                health = hub.health()
                if (health.state, health.reason) != shown:
                    shown = health.state, health.reason
                    print(json.dumps(shown, ensure_ascii=False), flush=True)
                is_settled = health.state in {FeedState.LIVE, FeedState.CLOSED}
                is_whole = is_settled and all(
                    one.state is SeriesState.READY for one in series
                )
                if is_whole and not is_told:
                    is_told = True
                    rows = [[[c.time.isoformat(), c.close, c.volume] for c in s.closed]
                            for s in series]
                    print(json.dumps(rows), flush=True)
                await asyncio.sleep(0.02)

asyncio.run(main())
"""


@asynccontextmanager
async def follower(
    simulator: Simulator, key: str, **environment: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", FOLLOWER, simulator.url, key),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | environment,
        limit=2**22,
    )
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def line_of(process: asyncio.subprocess.Process, kind: type) -> list[object]:
    """Return the next line whose first element is of a type."""
    assert process.stdout is not None
    async with asyncio.timeout(40):
        while True:
            found = json.loads(await process.stdout.readline())
            if isinstance(found[0], kind):
                return list(found)


async def test_candles_are_the_same_whatever_zone_the_computer_is_in() -> None:
    """Its clock is months off as well: the exchange's day is another (D1, D2)."""
    async with Simulator(date=DAY, start="18:30") as simulator:

        async def candles(zone: str) -> list[object]:
            async with follower(simulator, zone, TZ=zone) as process:
                return await line_of(process, list)

        seen = await asyncio.gather(*map(candles, ZONES))

    assert seen[0][0]
    assert all(found == seen[0] for found in seen)
    assert "2026-09-18T09:00:00+09:00" in json.dumps(seen[0])


async def test_a_process_that_was_stopped_says_so_and_comes_back() -> None:
    async with (
        Simulator(date=DAY, start="10:00", speed=5, keep_trades=True) as simulator,
        follower(simulator, "key") as process,
    ):
        await line_of(process, list)
        process.send_signal(signal.SIGSTOP)
        stopped = simulator.now
        await eventually(lambda: (simulator.now - stopped).seconds > 15)
        process.send_signal(signal.SIGCONT)

        states = []
        while "live" not in states:
            state, reason = await line_of(process, str)
            states.append(state)
            if state in {"stale", "reconnecting"}:
                assert reason == "컴퓨터가 멈추었다가 깨어났습니다"

    assert states[0] in {"stale", "reconnecting"}


async def while_time_goes_on(hub: Hub, condition: Callable[[], bool]) -> None:
    """Wait for a condition, however slowly the machine plays the exchange's time.

    Days are asked for faster than any machine can make them: the simulator falls
    behind, and what it sends at once grows, up to the rest of a day. Time stands still
    meanwhile.
    """

    def moves_on(before: datetime | None) -> Callable[[], bool]:
        return lambda: condition() or hub.exchange_time != before

    while not condition():
        await eventually(moves_on(hub.exchange_time), _LONGEST_STANDSTILL_S)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_days_pass_without_a_restart() -> None:
    """Three days and a weekend: one candle a day, and no minute that did not trade."""
    calendar = load_calendar()
    begin = date(2026, 9, 17)
    days = [begin]
    while len(days) < 3:
        days.append(calendar.next_after(days[-1]))
    async with (
        Simulator(
            date=begin,
            start="15:10",
            speed=3_000,
            trades_per_second=600,
            always_open=True,
        ) as simulator,
        Client(simulator.server) as client,
        Hub(client, timing=HubTiming(tick_s=0.1)) as hub,
    ):
        hub.subscribe("005930")
        daily, minutes = (hub.series("005930", width) for width in ("1d", "1m"))

        def last_day() -> date | None:
            return daily.forming.time.date() if daily.forming else None

        await while_time_goes_on(hub, lambda: last_day() == begin)
        await while_time_goes_on(hub, lambda: last_day() == days[-1])
        shown = [candle.time.date() for candle in daily.closed][-2:]
        clocks = {c.time.strftime("%H:%M") for c in minutes.closed}

    assert shown == days[:2]
    assert date(2026, 9, 19) not in {c.time.date() for c in minutes.closed}
    assert min(clocks) == "09:00"
    assert max(clocks) == "15:39"
