"""A chart shows what an earlier run has kept, and asks the broker for what is new."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiwoom import (
    ApiError,
    Candle,
    CandleSeries,
    CandleStore,
    FeedState,
    Hub,
    HubTiming,
    Interval,
    SeriesState,
)
from kiwoom.feed import Connected, Watching
from kiwoom.timing import LoadTiming
from tests.kiwoom.fake_source import FakeSource
from tests.kiwoom.samples import at, eventually, make_trade, no_delays

NEWEST = at("14:00:00")
M1 = Interval.M1
LOADS = LoadTiming(retry_s=0.01, recheck_s=60, keep_s=0.02)
TIMING = HubTiming(grace_s=0.05, keep_s=0.1, quiet_s=60, tick_s=0.02, load=LOADS)


def minutes(count: int, newest: int = 0, price: int = 100) -> list[Candle]:
    """Return so many minutes; the last one is the given number of them after 14:00."""
    return [
        Candle(
            NEWEST + timedelta(minutes=n),
            price,
            price + 9,
            price - 9,
            price + 1,
            10,
            None,
            10_000 + 10 * n,
        )
        for n in range(newest + 1 - count, newest + 1)
    ]


@dataclass
class Chart:
    """Somebody who looks at one chart of a hub that keeps candles."""

    source: FakeSource
    hub: Hub
    series: CandleSeries
    store: CandleStore

    @property
    def candles(self) -> Sequence[Candle]:
        return [*self.series.closed, *filter(None, [self.series.forming])]

    async def loaded(self) -> None:
        await eventually(lambda: self.hub.state("005930") is FeedState.LIVE)

    async def kept(self) -> list[Candle]:
        return await self.store.newest("005930", M1, 100_000)

    async def is_kept(self, candles: Sequence[Candle]) -> None:
        for _ in range(500):
            if await self.kept() == list(candles):
                return
        assert await self.kept() == list(candles)


@asynccontextmanager
async def looking(
    path: Path, history: Sequence[Candle], *, answers: bool = True
) -> AsyncIterator[Chart]:
    source, store = FakeSource(), CandleStore(path)
    source.pages = {"005930": list(history)}
    if not answers:
        source.hold.clear()
    hub = Hub(source, timing=TIMING, delays=no_delays, store=store)
    async with hub:
        hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await source.live.send(Connected(), Watching(("005930",)))
        await eventually(lambda: series.state is not SeriesState.LOADING or not answers)
        yield Chart(source, hub, series, store)


def damage(path: Path) -> None:
    path.write_bytes(b"rubbish" * 3_000)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """Return a file in which a run has kept 300 minutes that end before 14:00."""
    path = tmp_path / "candles.sqlite3"
    async with looking(path, minutes(301)) as chart:
        await chart.loaded()
    return path


async def test_a_run_keeps_what_is_finished_and_not_the_forming_candle(
    path: Path,
) -> None:
    kept = await CandleStore(path).newest("005930", M1, 1_000)

    assert kept == minutes(300, newest=-1)


async def test_kept_candles_show_before_the_broker_answers(path: Path) -> None:
    async with looking(path, minutes(500, newest=30), answers=False) as chart:
        await eventually(lambda: chart.series.state is SeriesState.READY)
        shown = chart.candles
        state = chart.hub.state("005930")
        chart.source.hold.set()
        await chart.loaded()

        assert shown == minutes(300, newest=-1)
        assert state is FeedState.CATCHING_UP
        assert chart.candles == minutes(500, newest=30)


async def test_the_broker_s_candles_join_the_kept_ones(path: Path) -> None:
    """What is kept reaches further back than the page that the broker sent."""
    page = minutes(100, newest=60)
    async with looking(path, page) as chart:
        await chart.loaded()

        assert chart.candles == minutes(361, newest=60)


async def test_trades_are_counted_once_on_top_of_kept_candles(path: Path) -> None:
    forming = replace(minutes(1)[0], volume=3, day_volume=9_993)
    async with looking(path, [*minutes(5, newest=-1), forming]) as chart:
        await chart.loaded()
        await chart.source.live.send(make_trade("14:00:59", 120, 7, 10_000))
        await chart.source.live.send(make_trade("14:01:00", 125, 5, 10_005))

        assert chart.series.closed[-1] == replace(
            forming, high=120, close=120, volume=10, day_volume=10_000
        )
        assert chart.series.forming is not None
        assert chart.series.forming.volume == 5
        await chart.is_kept(chart.series.closed)


async def test_a_hole_between_drops_what_is_kept(path: Path) -> None:
    async with looking(path, minutes(100, newest=3_000)) as chart:
        await chart.loaded()
        await chart.is_kept(minutes(99, newest=2_999))

        assert chart.candles == minutes(100, newest=3_000)


async def test_restated_prices_replace_what_is_kept(path: Path) -> None:
    async with looking(path, minutes(150, newest=10, price=50)) as chart:
        await chart.loaded()
        await chart.is_kept(minutes(149, newest=9, price=50))

        assert chart.candles == minutes(150, newest=10, price=50)


async def test_older_candles_come_from_disk_without_a_call(tmp_path: Path) -> None:
    path = tmp_path / "candles.sqlite3"
    await CandleStore(path).save("005930", M1, minutes(5_000, newest=-1))
    async with looking(path, minutes(500)) as chart:
        await chart.loaded()
        before = len(chart.candles)
        chart.hub.load_older("005930", "1m")
        await eventually(lambda: not chart.series.is_loading_older)

        assert before == 2_001
        assert chart.candles == minutes(2_901)
        assert not any(call.startswith("page") for call in chart.source.calls)


async def test_a_broker_that_is_away_leaves_the_kept_candles(path: Path) -> None:
    async with looking(path, [], answers=False) as chart:
        await eventually(lambda: chart.series.state is SeriesState.READY)

        assert chart.candles == minutes(300, newest=-1)


async def test_a_refusal_says_so_although_candles_are_kept(path: Path) -> None:
    async with looking(path, minutes(10), answers=False) as chart:
        await eventually(lambda: chart.series.state is SeriesState.READY)
        chart.source.refusal = ApiError("ka10080", 2, "입력 값 오류", 1511)
        chart.source.hold.set()
        await eventually(lambda: chart.series.state is SeriesState.FAILED)

        assert "입력 값 오류" in chart.series.error


async def test_a_damaged_file_costs_nothing_but_time(path: Path) -> None:
    damage(path)
    async with looking(path, minutes(50)) as chart:
        await chart.loaded()
        await chart.is_kept(minutes(49, newest=-1))

        assert chart.candles == minutes(50)
        assert chart.hub.health().store_trouble == ""


async def test_a_disk_that_takes_nothing_is_told_and_the_chart_lives(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "occupied"
    folder.write_text("no folder", "utf-8")
    async with looking(folder / "candles.sqlite3", minutes(50)) as chart:
        await chart.loaded()
        await eventually(lambda: chart.hub.health().store_trouble)

        assert chart.candles == minutes(50)
        folder.unlink()
        await eventually(lambda: not chart.hub.health().store_trouble)
        await chart.is_kept(minutes(49, newest=-1))
