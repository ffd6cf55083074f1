"""A follower says what the whole series would say, bar by bar."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Bars, Indicator
from kiwoom import Candle
from tests.dashboard.indicators.markets import (
    EVERY,
    SHORT,
    USUAL,
    last_values,
    long_market,
    make_market,
    markets,
)

every_indicator = pytest.mark.parametrize("indicator", EVERY, ids=lambda one: one.key)
usual_indicators = pytest.mark.parametrize("indicator", USUAL, ids=lambda one: one.key)


def assert_same(found: tuple[float, ...], expected: list[float]) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9, equal_nan=True)


def assert_follows(indicator: Indicator, candles: list[Candle], closed: int) -> None:
    follower = indicator.follow(Bars.of(candles[:closed]))
    for place in range(closed, len(candles)):
        expected = last_values(indicator, candles[: place + 1])
        assert_same(follower.peek(candles[place]), expected)
        follower.push(candles[place])


@pytest.mark.parametrize("indicator", SHORT, ids=lambda one: one.key)
@given(markets(), st.data())
@settings(max_examples=60, deadline=None)
def test_any_split_of_a_market_gives_the_values_of_the_whole(
    indicator: Indicator, candles: list[Candle], data: st.DataObject
):
    closed = data.draw(st.integers(0, len(candles)))

    assert_follows(indicator, candles, closed)


@usual_indicators
@given(markets(longest_mood=60), st.data())
@settings(max_examples=30, deadline=None)
def test_the_usual_lengths_follow_too(
    indicator: Indicator, candles: list[Candle], data: st.DataObject
):
    closed = data.draw(st.integers(max(0, len(candles) - 40), len(candles)))

    assert_follows(indicator, candles, closed)


@every_indicator
@given(markets(), st.lists(st.integers(1, 10**7), max_size=5))
@settings(max_examples=10, deadline=None)
def test_looking_changes_nothing(
    indicator: Indicator, candles: list[Candle], prices: list[int]
):
    candles = [*long_market(60), *candles]
    last = candles[-1]
    follower = indicator.follow(Bars.of(candles[:-1]))

    for price in prices:
        high, low = max(price, last.high), min(price, last.low)
        follower.peek(replace(last, high=high, low=low, close=price, volume=price))

    assert_same(follower.peek(last), last_values(indicator, candles))


@every_indicator
def test_a_follower_that_saw_every_bar_agrees_with_one_that_saw_none(
    indicator: Indicator,
):
    candles = long_market(150)
    early = indicator.follow(Bars.of([]))
    for candle in candles:
        early.push(candle)

    late = indicator.follow(Bars.of(candles))

    assert_same(early.peek(candles[-1]), list(late.peek(candles[-1])))


@usual_indicators
@pytest.mark.parametrize("price", [97, 2_150_000])
def test_a_day_of_bars_leaves_no_drift(indicator: Indicator, price: int):
    candles = long_market(2_200, "quiet", price)
    follower = indicator.follow(Bars.of(candles[:60]))

    for candle in candles[60:-1]:
        follower.push(candle)

    assert_same(follower.peek(candles[-1]), last_values(indicator, candles))


@usual_indicators
def test_a_price_that_stands_still_for_long_is_followed(indicator: Indicator):
    candles = make_market(1, 1_000, [("wild", 40), ("flat", 900)])
    follower = indicator.follow(Bars.of(candles[:500]))

    for candle in candles[500:-1]:
        follower.push(candle)

    assert_same(follower.peek(candles[-1]), last_values(indicator, candles))


@every_indicator
def test_a_forming_candle_after_nothing_is_a_first_bar(indicator: Indicator):
    [candle] = long_market(1)

    found = indicator.follow(Bars.of([])).peek(candle)

    assert_same(found, last_values(indicator, [candle]))


@every_indicator
def test_there_is_one_plain_number_per_line(indicator: Indicator):
    candles = long_market(130)

    for closed in (0, 129):
        found = indicator.follow(Bars.of(candles[:closed])).peek(candles[-1])

        assert [type(value) for value in found] == [float] * len(indicator.lines)


@every_indicator
def test_followers_of_one_indicator_do_not_share_their_state(indicator: Indicator):
    candles = long_market(140)
    first, second = (indicator.follow(Bars.of(candles[:130])) for _ in range(2))

    for candle in candles[130:]:
        first.push(candle)

    assert_same(second.peek(candles[130]), last_values(indicator, candles[:131]))
