"""The law of the whole: what the hub shows is what was traded, faults or not."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from kiwoom import Client, FeedState, Hub, Simulator
from tests.kiwoom.samples import at, eventually, fold_minutes, plain

SPEED = 10
MINUTES = 10
STARTED = "10:00:00"


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
        shown = [plain(c) for c in series.closed if c.time >= at(STARTED)]
        truth = [
            row
            for row in fold_minutes(simulator.trades(symbol))
            if at(STARTED) <= row[0] < series.forming.time
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
        symbols = simulator.symbols[:16]
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
