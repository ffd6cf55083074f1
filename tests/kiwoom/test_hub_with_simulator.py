"""The hub, the client and the simulator together, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest

from kiwoom import (
    KST,
    Candle,
    CandleSeries,
    Client,
    FeedState,
    Hub,
    Interval,
    MarketPhase,
    SeriesState,
    Simulator,
    candle_start,
)
from tests.kiwoom.samples import DAY, NEXT_DAY, at, eventually


@asynccontextmanager
async def market(**options: Any) -> AsyncIterator[tuple[Simulator, Hub]]:
    settings: dict[str, Any] = {
        "seed": 5,
        "date": DAY,
        "start": "10:00",
        "trades_per_second": 800,
        "keep_trades": True,
    }
    async with (
        Simulator(**settings | options) as simulator,
        Client(simulator.server) as client,
        Hub(client) as hub,
    ):
        yield simulator, hub


async def go_live(hub: Hub) -> None:
    await eventually(lambda: hub.health().state is FeedState.LIVE, within_s=20)


def own_fold(trades: list[Any], interval: Interval) -> dict[Any, tuple[int, ...]]:
    parts: dict[Any, list[Any]] = {}
    for trade in trades:
        parts.setdefault(candle_start(trade.time, interval), []).append(trade)
    return {
        start: (
            part[0].price,
            max(t.price for t in part),
            min(t.price for t in part),
            part[-1].price,
            sum(t.size for t in part),
        )
        for start, part in parts.items()
    }


def figures(candle: Candle) -> tuple[int, ...]:
    return (candle.open, candle.high, candle.low, candle.close, candle.volume)


def runs_on(series: CandleSeries) -> bool:
    """Whether the running volumes of the newest day prove that nothing is missing."""
    assert series.forming is not None
    candles = [*series.closed, series.forming]
    newest = [c for c in candles if c.time.date() == series.forming.time.date()]
    return all(
        after.day_volume == (before.day_volume or 0) + after.volume
        for before, after in pairwise(newest)
    )


async def test_all_intervals_of_a_symbol_agree_with_the_truth() -> None:
    async with market(speed=60) as (simulator, hub):
        hub.subscribe("005930")
        every = {i: hub.series("005930", i) for i in Interval if i.is_intraday}
        await go_live(hub)
        await eventually(lambda: simulator.now >= at("10:06:30"), within_s=40)

        for interval in (Interval.M1, Interval.M3, Interval.M5):
            series = every[interval]
            truth = own_fold(simulator.trades("005930"), interval)
            closed = [c for c in series.closed if c.time >= at("10:00:00")]
            assert closed
            assert {c.time: figures(c) for c in closed} == {
                c.time: truth[c.time] for c in closed
            }
        assert all(runs_on(series) for series in every.values())
        assert {s.state for s in every.values()} == {SeriesState.READY}


async def test_older_candles_join_what_is_shown_while_trades_go_on() -> None:
    async with market(speed=60) as (simulator, hub), Client(simulator.server) as other:
        hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await go_live(hub)
        first, number = series.closed[0], series.first_number
        while len(series.closed) < 2_500:
            hub.load_older("005930", "1m")
            await eventually(lambda: not series.is_loading_older)
        await eventually(lambda: simulator.now >= at("10:04:30"), within_s=40)

        closed = list(series.closed)
        since = closed[-3].time
        truth = own_fold(simulator.trades("005930"), Interval.M1)
        shown = {c.time: figures(c) for c in closed if c.time >= at("10:00:00")}
        whole = await other.candle_list("005930", "1m", len(closed) + 60)
        assert [c for c in closed if c.time < since] == [
            c for c in whole if closed[0].time <= c.time < since
        ]
        assert shown == {start: truth[start] for start in shown}
        assert shown
        assert runs_on(series)
        assert series.closed[number - series.first_number] == first
        assert series.revision == 0


async def test_older_candles_end_with_the_brokers_oldest() -> None:
    async with market() as (_, hub):
        series = hub.series("005930", "60m")
        await eventually(lambda: series.state is SeriesState.READY)
        while not series.is_complete:
            hub.load_older("005930", "60m")
            await eventually(lambda: not series.is_loading_older)

        times = [candle.time for candle in series.closed]
        assert times == sorted(set(times))
        assert len(times) > 1_700


async def test_latest_price_book_and_daily_candle_move() -> None:
    async with market() as (_, hub):
        hub.subscribe("005930", order_book=True)
        day = hub.series("005930", "1d")
        await go_live(hub)
        first = await eventually(lambda: hub.latest("005930"))

        await eventually(lambda: hub.latest("005930") != first)
        book = await eventually(lambda: hub.order_book("005930"))
        await eventually(lambda: hub.order_book("005930") is not book)

        latest = hub.latest("005930")
        assert latest is not None
        assert latest.volume > first.volume
        assert day.forming is not None
        assert day.forming.volume >= latest.volume
        assert hub.health().phase is MarketPhase.CONTINUOUS


async def test_a_dropped_socket_is_healed_and_counted() -> None:
    async with market() as (simulator, hub):
        series = []
        for symbol in simulator.symbols[:4]:
            hub.subscribe(symbol)
            series.append(hub.series(symbol, "1m"))
        await go_live(hub)

        simulator.drop_sockets()
        await eventually(lambda: hub.health().state is FeedState.RECONNECTING)
        await go_live(hub)

        health = hub.health()
        assert (health.reconnects, health.gaps_open) == (1, 0)
        assert all(runs_on(one) for one in series)
        for one in series:
            assert one.forming is not None
            truth = {trade.day_volume for trade in simulator.trades(one.symbol)}
            assert not truth or one.forming.day_volume in truth


async def test_tokens_that_end_do_not_disturb_the_stream() -> None:
    async with market() as (simulator, hub):
        hub.subscribe("005930")
        await go_live(hub)

        simulator.expire_tokens()
        series = hub.series("000660", "1m")
        await eventually(lambda: series.state is SeriesState.READY)

        assert hub.health().reconnects == 0
        assert simulator.requests.count("au10001") == 2


async def test_another_login_is_shown_and_not_fought() -> None:
    async with market() as (simulator, hub):
        hub.subscribe("005930")
        await go_live(hub)

        async with Client(simulator.server) as other, Hub(other) as second:
            await eventually(lambda: hub.health().state is FeedState.TAKEN_OVER)
            assert second.health().reconnects == 0

        assert hub.health().state is FeedState.TAKEN_OVER


async def test_the_next_trading_day_goes_on_in_the_same_series() -> None:
    async with market(start="15:19", speed=30, always_open=True) as (simulator, hub):
        hub.subscribe("005930")
        minutes = hub.series("005930", "1m")
        days = hub.series("005930", "1d")
        await go_live(hub)

        opening = at("09:01:00", NEXT_DAY)
        await eventually(lambda: simulator.now >= opening, within_s=60)
        await eventually(
            lambda: minutes.forming and minutes.forming.time >= opening, within_s=30
        )

        times = [candle.time for candle in minutes.closed]
        assert at("15:30:00") in times
        assert times[-1].date() == NEXT_DAY
        assert times == sorted(set(times))
        assert runs_on(minutes)
        assert days.forming is not None
        assert days.forming.time.date() == NEXT_DAY
        assert hub.health().phase is MarketPhase.CONTINUOUS
        latest = hub.latest("005930")
        assert latest is not None
        assert latest.trading_day == NEXT_DAY


async def test_an_unknown_symbol_leaves_the_others_alone() -> None:
    async with market() as (_, hub):
        for symbol in ("999999", "005930"):
            hub.subscribe(symbol)
        bad, good = hub.series("999999", "1m"), hub.series("005930", "1m")

        await eventually(lambda: bad.state is SeriesState.FAILED)
        await eventually(lambda: good.state is SeriesState.READY)

        assert "999999" in bad.error


async def test_opening_and_closing_leaves_nothing_behind() -> None:
    async with market() as (simulator, hub):
        await eventually(lambda: hub.health().state is not FeedState.CONNECTING)
        before = len(asyncio.all_tasks())
        for _ in range(20):
            for symbol in simulator.symbols[:16]:
                hub.subscribe(symbol).close()

        await eventually(lambda: len(asyncio.all_tasks()) <= before)

        assert hub.health().symbols == 0


async def test_exchange_times_are_korean() -> None:
    async with market() as (simulator, hub):
        hub.subscribe("005930")
        await go_live(hub)
        await eventually(lambda: hub.health().trade_age_s is not None)

        shown = hub.health().exchange_time

        assert shown is not None
        assert shown.tzinfo is KST
        assert shown <= simulator.now


@pytest.mark.parametrize("start", ["08:20", "15:50"])
async def test_outside_trading_hours_charts_show_history(start: str) -> None:
    async with market(start=start) as (_, hub):
        hub.subscribe("005930")
        series = hub.series("005930", "1m")

        await eventually(lambda: series.state is SeriesState.READY)
        await eventually(lambda: hub.health().catching_up == 0)

        assert len(series.closed) == 499
        assert hub.latest("005930") is not None


async def test_a_hub_opened_in_the_evening_knows_that_the_market_is_closed() -> None:
    async with market(start="19:00") as (simulator, hub):
        hub.subscribe("005930")

        await eventually(lambda: hub.health().state is FeedState.CLOSED)

        health = hub.health()
        assert health.phase is MarketPhase.CLOSED
        assert health.exchange_time is not None
        assert health.exchange_time < at("18:00:01")
        assert simulator.now >= at("19:00:00")
