"""A chart that reaches its left edge gets older candles, page by page."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from kiwoom import (
    ApiError,
    Candle,
    CandleSeries,
    FeedState,
    Hub,
    HubTiming,
    SeriesState,
    Subscription,
    TransportError,
)
from kiwoom.feed import Connected, Disconnected, Watching
from kiwoom.series import MOST_CANDLES
from kiwoom.timing import LoadTiming
from tests.kiwoom.fake_source import FakeSource
from tests.kiwoom.samples import at, eventually, make_trade, no_delays, plain

NEWEST = at("14:00:00")
FIRST_PAGE = 500
TIMING = HubTiming(
    grace_s=0.05, keep_s=0.1, quiet_s=60, tick_s=0.02, load=LoadTiming(0.01, 60)
)
PAGE_CALL = "page 005930 1m"


def minutes(count: int, newest: int = 0) -> list[Candle]:
    """Return so many minutes; the last one is the given number of them after 14:00."""
    return [
        Candle(NEWEST + timedelta(minutes=n), 100, 109, 91, 101, 10, None, 10_000 + n)
        for n in range(newest + 1 - count, newest + 1)
    ]


@dataclass
class Chart:
    """Somebody who looks at one chart of a hub."""

    source: FakeSource
    hub: Hub
    series: CandleSeries
    subscription: Subscription

    @property
    def candles(self) -> Sequence[Candle]:
        return [*self.series.closed, *filter(None, [self.series.forming])]

    @property
    def pages_read(self) -> int:
        return self.source.calls.count(PAGE_CALL)

    def ask(self) -> None:
        self.hub.load_older("005930", "1m")

    async def load_older(self) -> None:
        self.ask()
        await eventually(lambda: not self.series.is_loading_older)

    async def ask_and_hold(self) -> None:
        """Ask, and let the broker's answer wait until ``hold_pages`` is set."""
        self.source.hold_pages.clear()
        read = self.pages_read
        self.ask()
        await eventually(lambda: self.pages_read > read)

    async def take_a_hole(self, newest: int) -> None:
        """Let the line break for longer than any page of history reaches back."""
        self.source.pages["005930"] = minutes(5_000, newest)
        await self.source.live.send(Disconnected("cut"))
        await self.source.live.send(Connected(), Watching(("005930",)))
        await eventually(lambda: self.candles[-1] == minutes(1, newest)[0])
        await eventually(lambda: self.hub.state("005930") is FeedState.LIVE)


@asynccontextmanager
async def looking(history: Sequence[Candle]) -> AsyncIterator[Chart]:
    source = FakeSource()
    source.pages = {"005930": list(history)}
    async with Hub(source, timing=TIMING, delays=no_delays) as hub:
        subscription = hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await source.live.send(Connected(), Watching(("005930",)))
        await eventually(lambda: series.state is not SeriesState.LOADING)
        source.calls.clear()
        yield Chart(source, hub, series, subscription)


async def test_a_call_brings_the_page_before_the_oldest_candle() -> None:
    history = minutes(1_500)
    async with looking(history) as chart:
        revision, version = chart.series.revision, chart.hub.version

        await chart.load_older()
        # Two pages hold what is known; the rest of the second one is new.
        after_one = (len(chart.candles), chart.series.first_number)
        await chart.load_older()

        assert after_one == (600, -100)
        assert chart.candles == history[-900:]
        assert chart.series.first_number == -400
        assert chart.series.revision == revision
        assert chart.hub.version > version


async def test_no_page_is_read_twice() -> None:
    async with looking(minutes(2_100)) as chart:
        for _ in range(5):
            await chart.load_older()

        assert len(chart.candles) == 1_800
        assert chart.pages_read == 6
        assert chart.source.open_pages == 1


async def test_a_call_while_one_runs_does_nothing() -> None:
    async with looking(minutes(2_100)) as chart:
        await chart.ask_and_hold()
        is_loading = chart.series.is_loading_older
        for _ in range(5):
            chart.ask()
        chart.source.hold_pages.set()
        await eventually(lambda: not chart.series.is_loading_older)

        assert is_loading
        assert len(chart.candles) == 600
        assert chart.pages_read == 2


async def test_two_series_load_side_by_side() -> None:
    async with looking(minutes(2_100)) as chart:
        other = chart.hub.series("005930", "5m")
        await eventually(lambda: other.state is SeriesState.READY)
        await chart.ask_and_hold()

        chart.hub.load_older("005930", "5m")
        both = (chart.series.is_loading_older, other.is_loading_older)
        chart.source.hold_pages.set()
        await eventually(lambda: len(other.closed) == 599 == len(chart.series.closed))

        assert both == (True, True)


async def test_the_beginning_of_history_is_found_once() -> None:
    history = minutes(650)
    async with looking(history) as chart:
        while not chart.series.is_complete:
            await chart.load_older()
        read = chart.pages_read
        chart.ask()

        assert not chart.series.is_loading_older
        assert chart.candles == history
        assert chart.pages_read == read == 3


async def test_history_that_is_shown_to_its_beginning_is_complete() -> None:
    history = minutes(120)
    async with looking(history) as chart:
        await chart.load_older()

        assert chart.series.is_complete
        assert chart.candles == history


async def test_the_longest_series_asks_for_nothing() -> None:
    async with looking(minutes(700)) as chart:
        chart.series.prepend(minutes(MOST_CANDLES, -500))

        chart.ask()

        assert len(chart.series.closed) == MOST_CANDLES
        assert not chart.series.is_loading_older
        assert chart.source.calls == []


# Trades meanwhile


async def test_trades_go_on_while_older_candles_load() -> None:
    history = minutes(1_200)
    async with looking(history) as chart:
        await chart.ask_and_hold()
        await chart.source.live.send(
            make_trade("14:00:30", 108, 5, 10_005),
            make_trade("14:01:00", 104, 6, 10_011),
        )
        chart.source.hold_pages.set()
        await eventually(lambda: not chart.series.is_loading_older)

        closed, forming = chart.series.closed, chart.series.forming
        assert list(closed[:-1]) == history[-600:-1]
        assert plain(closed[-1]) == (NEWEST, 100, 109, 91, 108, 15)
        assert forming is not None
        assert plain(forming) == (at("14:01:00"), 104, 104, 104, 104, 6)


async def test_older_candles_survive_a_reconnect() -> None:
    async with looking(minutes(1_200)) as chart:
        await chart.load_older()
        await chart.load_older()

        history = minutes(1_250, newest=50)
        chart.source.pages["005930"] = history
        await chart.source.live.send(Disconnected("cut"))
        await chart.source.live.send(Connected(), Watching(("005930",)))
        await eventually(lambda: chart.candles[-1] == history[-1])

        assert chart.candles == history[-950:]
        assert (chart.series.first_number, chart.series.revision) == (-400, 0)


# Holes


async def test_after_a_hole_the_candles_before_it_are_loaded_again() -> None:
    async with looking(minutes(2_100)) as chart:
        await chart.load_older()
        await chart.take_a_hole(newest=3_000)
        after_the_hole = len(chart.candles)

        await chart.load_older()

        assert after_the_hole == 2_000
        assert chart.candles == minutes(2_100, newest=3_000)
        assert chart.source.open_pages == 1


async def test_a_page_from_before_a_hole_is_not_put_before_what_came_after() -> None:
    async with looking(minutes(2_100)) as chart:
        await chart.load_older()
        await chart.ask_and_hold()
        await chart.take_a_hole(newest=3_000)
        chart.source.hold_pages.set()
        await eventually(lambda: not chart.series.is_loading_older)
        untouched = list(chart.candles)

        await chart.load_older()

        assert untouched == minutes(2_000, newest=3_000)
        assert chart.candles == minutes(2_100, newest=3_000)


# Failures


async def test_older_candles_are_asked_for_until_the_network_is_back() -> None:
    history = minutes(2_100)
    async with looking(history) as chart:
        await chart.load_older()
        chart.source.failures += [TransportError("down")] * 3

        await chart.load_older()

        assert chart.candles == history[-900:]
        assert chart.source.open_pages == 1


async def test_a_refusal_ends_quietly_and_can_be_followed_by_another_call(
    caplog: pytest.LogCaptureFixture,
) -> None:
    history = minutes(2_100)
    async with looking(history) as chart:
        chart.source.failures.append(ApiError("ka10080", 2, "기타"))
        await chart.load_older()
        refused = (list(chart.candles), chart.series.state, chart.series.is_complete)

        await chart.load_older()

        assert refused == (history[-500:], SeriesState.READY, False)
        assert "older candles refused" in caplog.text
        assert "task failed" not in caplog.text
        assert chart.candles == history[-600:]


# Whom nothing is loaded for


async def test_a_series_that_nobody_asked_for_is_not_made() -> None:
    async with looking(minutes(700)) as chart:
        chart.hub.load_older("000660", "1m")
        chart.hub.load_older("005930", "3m")

        assert chart.hub.latest("000660") is None
        assert chart.source.calls == []


async def test_an_unknown_interval_is_the_callers_mistake() -> None:
    async with looking(minutes(700)) as chart:
        with pytest.raises(ValueError, match="7m"):
            chart.hub.load_older("005930", "7m")


async def test_a_series_without_candles_has_nothing_before_them() -> None:
    async with looking([]) as chart:
        chart.ask()

        assert chart.series.state is SeriesState.EMPTY
        assert not chart.series.is_loading_older
        assert chart.source.calls == []


# The end


async def test_pages_are_closed_with_the_last_interest() -> None:
    async with looking(minutes(2_100)) as chart:
        await chart.load_older()
        kept = chart.source.open_pages

        chart.subscription.close()
        await eventually(lambda: not chart.source.open_pages)

        assert kept == 1


async def test_pages_of_a_series_that_is_forgotten_while_they_load_are_closed() -> None:
    async with looking(minutes(2_100)) as chart:
        await chart.ask_and_hold()
        chart.subscription.close()
        await eventually(lambda: chart.hub.latest("005930") is None)
        is_still_loading = chart.series.is_loading_older
        chart.source.hold_pages.set()
        await eventually(lambda: not chart.source.open_pages)

        assert is_still_loading
        assert len(chart.candles) == FIRST_PAGE
        assert not chart.series.is_loading_older


async def test_a_forgotten_series_is_not_asked_for_again() -> None:
    async with looking(minutes(2_100)) as chart:
        await chart.ask_and_hold()
        chart.source.failures.append(TransportError("down"))
        chart.subscription.close()
        await eventually(lambda: chart.hub.latest("005930") is None)
        read = chart.pages_read
        chart.source.hold_pages.set()
        await eventually(lambda: not chart.series.is_loading_older)

        assert chart.pages_read == read
        assert not chart.source.open_pages


@pytest.mark.parametrize("is_running", [True, False])
async def test_nothing_is_left_open_after_the_hub_closes(*, is_running: bool) -> None:
    before = asyncio.all_tasks()
    async with looking(minutes(2_100)) as chart:
        await chart.load_older()
        if is_running:
            await chart.ask_and_hold()
    chart.ask()

    assert asyncio.all_tasks() == before
    assert chart.source.open_pages == 0
