"""How far data can be trusted follows from the line, from doubts and from history."""

from datetime import datetime, timedelta

import pytest

from kiwoom import FeedState, Interval, SeriesState, load_calendar
from kiwoom.condition import Condition
from kiwoom.fold import Fold
from kiwoom.market_state import MarketState
from kiwoom.watch import Watch
from tests.kiwoom.samples import at, make_summary


class House:
    """A market with one or more symbols, and what is thought of it."""

    def __init__(self, *symbols: str, clock: str = "10:00:00") -> None:
        self.time: datetime = at("10:00:00")
        self.behind: set[str] = set()
        self.market = MarketState(load_calendar())
        for symbol in symbols:
            self.market.watch(symbol).viewers = 1
        self.market.add_summaries([make_summary(s, clock=clock) for s in symbols])
        self.condition = Condition(self.market, self._is_behind, lambda: self.time)

    def _is_behind(self, fold: Fold) -> bool:
        return fold.series.symbol in self.behind

    def watch(self, symbol: str = "005930") -> Watch:
        return self.market.watches[symbol]

    def log_in(self, *live: str) -> None:
        self.condition.set_line(FeedState.LIVE)
        for symbol in live:
            self.watch(symbol).is_live = True


@pytest.mark.parametrize(
    "line",
    [
        FeedState.CONNECTING,
        FeedState.RECONNECTING,
        FeedState.TAKEN_OVER,
        FeedState.REFUSED,
    ],
)
def test_without_a_line_its_own_state_is_everybodys(line: FeedState) -> None:
    house = House("005930", "000660")
    house.log_in("005930")
    house.condition.set_line(line, "까닭")

    assert house.condition.overall() is line
    assert house.condition.of(house.watch()) is line
    assert house.condition.of(None) is line
    assert house.condition.reason == "까닭"


def test_a_watched_symbol_waits_for_its_registration() -> None:
    house = House("005930", "000660")
    house.log_in("005930")

    assert house.condition.of(house.watch("005930")) is FeedState.LIVE
    assert house.condition.of(house.watch("000660")) is FeedState.CATCHING_UP
    assert house.condition.overall() is FeedState.CATCHING_UP


def test_a_watched_symbol_waits_for_the_history_of_each_series() -> None:
    house = House("005930")
    house.log_in("005930")
    house.watch().fold(Interval.M1)
    house.behind.add("005930")

    assert house.condition.overall() is FeedState.CATCHING_UP

    house.behind.clear()
    assert house.condition.overall() is FeedState.LIVE


def test_a_symbol_that_nobody_watches_any_more_keeps_nobody_waiting() -> None:
    house = House("005930", "000660")
    house.log_in("005930")
    house.watch("000660").viewers = 0

    assert house.condition.overall() is FeedState.LIVE
    assert not house.condition.is_catching_up(house.watch("000660"))


def test_a_refused_symbol_is_refused_alone_and_keeps_nobody_waiting() -> None:
    house = House("005930", "000660")
    house.log_in("005930")
    house.watch("000660").refusal = "등록할 수 없는 종목입니다"

    assert house.condition.of(house.watch("000660")) is FeedState.REFUSED
    assert house.condition.of(house.watch("005930")) is FeedState.LIVE
    assert house.condition.overall() is FeedState.LIVE


def test_a_symbol_whose_history_failed_is_stale_while_trades_arrive() -> None:
    house = House("005930")
    house.log_in("005930")
    house.watch().fold(Interval.M1).series.state = SeriesState.FAILED

    assert house.condition.of(house.watch()) is FeedState.STALE


def test_before_the_trading_day_is_known_nothing_is_live() -> None:
    house = House()
    house.condition.set_line(FeedState.LIVE)

    assert house.condition.overall() is FeedState.CATCHING_UP


def test_after_the_close_the_state_is_closed() -> None:
    house = House("005930", clock="18:30:00")
    house.log_in("005930")

    assert house.condition.overall() is FeedState.CLOSED
    assert house.condition.of(house.watch()) is FeedState.CLOSED


def test_a_doubt_makes_all_stale_until_it_is_taken_back() -> None:
    house = House("005930")
    house.log_in("005930")

    house.condition.set_doubt("조용합니다")
    assert house.condition.of(house.watch()) is FeedState.STALE
    assert house.condition.reason == "조용합니다"

    house.condition.set_doubt("")
    assert house.condition.overall() is FeedState.LIVE
    assert house.condition.reason == ""


def test_a_new_line_ends_every_doubt() -> None:
    house = House("005930")
    house.log_in("005930")
    house.condition.set_doubt("조용합니다")

    house.condition.set_line(FeedState.LIVE)

    assert house.condition.overall() is FeedState.LIVE
    assert house.condition.connections == 2


def test_the_line_explains_before_doubt_and_trouble() -> None:
    house = House("005930")
    house.condition.trouble = "점검이 멈추었습니다"
    assert house.condition.reason == "점검이 멈추었습니다"

    house.condition.set_doubt("조용합니다")
    assert house.condition.reason == "조용합니다"

    house.condition.set_line(FeedState.RECONNECTING, "끊어졌습니다")
    assert house.condition.reason == "끊어졌습니다"


def test_a_state_began_when_it_was_first_seen() -> None:
    house = House("005930")
    house.log_in("005930")
    house.time += timedelta(seconds=5)
    house.condition.overall()
    began = house.condition.since

    house.time += timedelta(seconds=60)
    house.condition.overall()
    assert house.condition.since == began == at("10:00:05")

    house.condition.set_doubt("조용합니다")
    assert house.condition.since == at("10:01:05")


@pytest.mark.parametrize(
    ("line", "is_up"),
    [
        (FeedState.CONNECTING, True),
        (FeedState.LIVE, True),
        (FeedState.RECONNECTING, False),
        (FeedState.TAKEN_OVER, False),
        (FeedState.REFUSED, False),
    ],
)
def test_registrations_are_made_while_the_line_is_up(
    line: FeedState, is_up: bool
) -> None:
    house = House("005930")

    house.condition.set_line(line)

    assert house.condition.is_up is is_up
