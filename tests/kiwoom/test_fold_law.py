"""The law of the whole: what the hub shows is what was traded, faults or not."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kiwoom import Client, FeedState, Hub, Simulator
from tests.kiwoom.samples import DAY, at, eventually, fold_minutes, plain

SPEED = 30
MINUTES = 10
STARTED, ASKED = "10:00:00", "10:02:00"


async def pass_time(simulator: Any, until: datetime) -> None:
    await eventually(lambda: simulator.now >= until, within_s=90)


async def drop_sockets(simulator: Any, hub: Hub) -> None:
    simulator.drop_sockets()
    await eventually(lambda: hub.health().state is FeedState.RECONNECTING)


def differences(simulator: Any, hub: Hub, symbols: Sequence[str]) -> list[object]:
    """Compare every closed minute since the start with a fold of the truth."""
    found: list[object] = []
    for symbol in symbols:
        series = hub.series(symbol, "1m")
        assert series.forming is not None
        # What other venues trade is remembered from when somebody asked for it.
        start = at(ASKED if "_" in symbol else STARTED)
        shown = [plain(c) for c in series.closed if c.time >= start]
        truth = [
            row
            for row in fold_minutes(simulator.trades(symbol))
            if start <= row[0] < series.forming.time
        ]
        found += [(symbol, row) for row in set(shown) ^ set(truth)]
        assert shown == sorted(shown)
    return found


@pytest.mark.slow
async def test_every_closed_minute_equals_the_fold_of_the_trades() -> None:
    async with (
        Simulator(
            seed=7,
            date=date(2026, 9, 18),
            start=STARTED[:5],
            speed=SPEED,
            trades_per_second=400,
            keep_trades=True,
        ) as simulator,
        Client(simulator.server) as client,
        Hub(client) as hub,
    ):
        symbols = [*simulator.symbols[:14], "005930_NX", "005930_AL"]
        for symbol in symbols:
            hub.subscribe(symbol)
            hub.series(symbol, "1m")

        for minute in (3, 6):
            await pass_time(simulator, at(f"10:0{minute}:30"))
            await drop_sockets(simulator, hub)
        await pass_time(simulator, at(f"10:{MINUTES}:10"))
        await eventually(lambda: hub.health().state is FeedState.LIVE, within_s=20)
        # A trade is delivered up to about a second after it was made.
        end = simulator.now
        await pass_time(simulator, end.replace(minute=end.minute + 1, second=20))

        health = hub.health()
        assert differences(simulator, hub, symbols) == []
        closed = [len(hub.series(symbol, "1m").closed) for symbol in symbols]
        assert min(closed) > 450
        assert (health.reconnects, health.gaps_open) == (2, 0)


def minute_chart(trades: Sequence[Any]) -> list[Any]:
    """Fold trades of a day: the match of 15:40 makes the bar of 15:39, and the last."""
    match = at("15:40:00")
    late = at("15:39:00")
    counted = [t for t in trades if t.time <= match or t.time.date() > DAY]
    return fold_minutes(
        [replace(t, time=late) if t.time == match else t for t in counted]
    )


def within(rows: Sequence[Any], end: datetime) -> list[Any]:
    return [row for row in rows if at("15:18:00") <= row[0] < end]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("always_open", "speed"), [(True, 20), (False, 120)], ids=["next day", "evening"]
)
async def test_an_outage_across_the_close_loses_nothing(
    *, always_open: bool, speed: int
) -> None:
    """The line breaks before the closing auction and is back after the last bar."""
    async with (
        Simulator(
            seed=11,
            date=DAY,
            start="15:18",
            speed=speed,
            trades_per_second=400,
            keep_trades=True,
            always_open=always_open,
        ) as simulator,
        Client(simulator.server) as client,
        Hub(client) as hub,
    ):
        symbols = simulator.symbols[:16]
        for symbol in symbols:
            hub.subscribe(symbol)
            hub.series(symbol, "1m")
        await pass_time(simulator, at("15:19:40"))
        while simulator.now < at("15:40:10"):
            simulator.drop_sockets()
            await pass_time(simulator, simulator.now + timedelta(seconds=1))
        await eventually(lambda: hub.health().state is FeedState.LIVE, within_s=30)
        await pass_time(simulator, simulator.now + timedelta(minutes=2))
        await eventually(lambda: hub.health().state is FeedState.LIVE)

        for symbol in symbols:
            series = hub.series(symbol, "1m")
            assert series.forming is not None
            # In the evening the last bar is whole, although no other has begun.
            end = series.forming.time if always_open else at("16:00:00")
            shown = [plain(candle) for candle in [*series.closed, series.forming]]
            truth = minute_chart(simulator.trades(symbol))
            assert within(shown, end) == within(truth, end)
        health = hub.health()
        assert health.reconnects >= 1
        assert health.gaps_open == 0


async def test_nothing_runs_after_the_end() -> None:
    before = asyncio.all_tasks()

    async with (
        Simulator(date=date(2026, 9, 18), start="10:00") as simulator,
        Client(simulator.server) as client,
        Hub(client) as hub,
    ):
        hub.subscribe("005930")
        hub.series("005930", "1m")
        await eventually(lambda: hub.health().state is FeedState.LIVE)

    assert asyncio.all_tasks() == before
