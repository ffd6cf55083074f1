"""Counting interests needs no clock and no broker."""

from dataclasses import replace

import pytest

from kiwoom import (
    Interval,
    LiveKind,
    MarketPhase,
    SessionSignal,
    load_calendar,
)
from kiwoom.interests import Interests
from kiwoom.market_state import MarketState
from tests.kiwoom.samples import at, make_interruption, make_summary, make_trade


def make(grace_s: float = 3, keep_s: float = 60) -> tuple[MarketState, Interests]:
    market = MarketState(load_calendar())
    return market, Interests(market, grace_s, keep_s)


def wanted(interests: Interests, now: float) -> tuple[list[str], list[str]]:
    """Return the symbols with trades and those with order books."""
    wish = interests.wanted(now)
    return list(wish[LiveKind.TRADE]), list(wish[LiveKind.BOOK])


def test_what_is_watched_is_wanted_in_the_order_of_asking() -> None:
    _, interests = make()
    for symbol in ("C", "A", "B", "A"):
        interests.open(symbol, order_book=symbol == "B")

    assert wanted(interests, 0) == (["C", "A", "B"], ["B"])


def test_a_live_symbol_stays_for_the_grace() -> None:
    _, interests = make()
    watch = interests.open("A", order_book=True)
    watch.is_live = True

    interests.close(watch, 100, order_book=True)

    assert wanted(interests, 102.9) == (["A"], [])
    assert wanted(interests, 103) == ([], [])
    assert not watch.is_live
    assert watch.has_missed


def test_a_symbol_that_never_was_live_goes_at_once() -> None:
    _, interests = make()
    watch = interests.open("A", order_book=False)

    interests.close(watch, 100, order_book=False)

    assert wanted(interests, 100) == ([], [])


def test_a_return_within_the_grace_costs_nothing() -> None:
    _, interests = make()
    watch = interests.open("A", order_book=False)
    watch.is_live = True
    interests.close(watch, 100, order_book=False)
    interests.wanted(101)

    again = interests.open("A", order_book=False)

    assert again is watch
    assert wanted(interests, 200) == (["A"], [])
    assert not watch.has_missed


def test_old_symbols_are_forgotten_with_their_series() -> None:
    market, interests = make()
    watch = interests.open("A", order_book=False)
    fold = watch.fold(Interval.M1)
    interests.open("B", order_book=False)
    interests.close(watch, 100, order_book=False)

    early = interests.forget_old(162)
    late = interests.forget_old(163)

    assert early == []
    assert late == [fold]
    assert list(market.watches) == ["B"]


def test_a_series_that_is_only_looked_at_is_forgotten_too() -> None:
    market, interests = make()

    interests.glance("A", 100)
    interests.glance("A", 150)
    interests.forget_old(163)

    assert market.watches == {}


def test_without_viewers_the_order_book_is_dropped() -> None:
    market, interests = make()
    first = interests.open("A", order_book=True)
    interests.open("A", order_book=False)
    first.book = object()  # type: ignore[assignment]

    interests.close(first, 100, order_book=True)

    assert market.watch("A").book is None
    assert market.watch("A").viewers == 1


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        (MarketPhase.OPENING_AUCTION, ["A"]),
        (MarketPhase.CONTINUOUS, []),
        (MarketPhase.CLOSING_AUCTION, ["A"]),
        (MarketPhase.AFTER_HOURS, []),
    ],
)
def test_expected_matches_are_wanted_while_an_auction_lasts(
    phase: MarketPhase, expected: list[str]
) -> None:
    market, interests = make()
    interests.open("A", order_book=False)
    market.add_summaries([make_summary("A")])

    market.add_signal(SessionSignal("0", at("09:00:01"), phase, 0))

    assert interests.wanted(0)[LiveKind.EXPECTED] == expected


STOP = make_interruption("A")


def test_expected_matches_are_wanted_while_trading_is_interrupted() -> None:
    market, interests = make()
    interests.open("A", order_book=False)
    interests.open("B", order_book=False)

    market.add_interruption(STOP)
    during = interests.wanted(0)[LiveKind.EXPECTED]
    market.add_interruption(replace(STOP, released=at("10:02:11")))
    after = interests.wanted(0)[LiveKind.EXPECTED]

    assert (during, after) == (["A"], [])


def test_a_trade_ends_an_interruption_whose_end_nobody_told() -> None:
    """The line can be down when it is told."""
    market, interests = make()
    watch = interests.open("A", order_book=False)
    market.add_interruption(STOP)

    market.add_trade(make_trade("10:00:00", 110, 1, 1_001, symbol="A"))
    before = watch.is_interrupted
    market.add_trade(make_trade("10:02:20", 111, 1, 1_002, symbol="A"))

    assert before
    assert watch.interruption == replace(STOP, released=at("10:02:20"))
