"""The day's average price is of the day only, and exact."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings

from dashboard.indicators import Bars, Vwap
from kiwoom import Candle
from tests.dashboard.candles import NINE
from tests.dashboard.indicators.markets import last_values, markets


def bar(day: int, minute: int, price: int, volume: int) -> Candle:
    start = NINE + timedelta(days=day, minutes=minute)
    return Candle(start, price, price + 3, price - 3, price, volume)


def exact_average(day: list[Candle]) -> float:
    paid = sum((c.high + c.low + c.close) * c.volume for c in day)
    shares = sum(candle.volume for candle in day)
    return float(Fraction(paid, 3 * shares)) if shares else float("nan")


@given(markets())
@settings(max_examples=50, deadline=None)
def test_every_value_is_the_average_since_the_day_began(candles: list[Candle]):
    [column] = Vwap().batch(Bars.of(candles))

    days = [list(day) for _, day in groupby(candles, key=lambda one: one.time.date())]
    expected = [exact_average(day[: n + 1]) for day in days for n in range(len(day))]
    np.testing.assert_allclose(column, expected, rtol=1e-14, equal_nan=True)


def test_shares_weigh_the_prices():
    candles = [bar(0, 0, 100, 1), bar(0, 1, 200, 3)]

    assert last_values(Vwap(), candles) == [175.0]


def test_a_new_day_begins_anew():
    candles = [bar(0, 0, 100, 50), bar(1, 0, 900, 1)]

    assert last_values(Vwap(), candles) == [900.0]


def test_a_forming_candle_of_a_new_day_begins_anew():
    follower = Vwap().follow(Bars.of([bar(0, 0, 100, 50), bar(0, 1, 110, 50)]))

    assert follower.peek(bar(1, 0, 900, 1)) == (900.0,)
    assert follower.peek(bar(0, 2, 120, 50)) == (110.0,)


def test_a_closed_candle_of_a_new_day_begins_anew():
    follower = Vwap().follow(Bars.of([bar(0, 0, 100, 50)]))

    follower.push(bar(1, 0, 900, 1))

    assert follower.peek(bar(1, 1, 600, 2)) == (700.0,)


def test_a_day_without_shares_has_no_average():
    candles = [bar(0, 0, 100, 0), bar(0, 1, 200, 0)]
    follower = Vwap().follow(Bars.of(candles[:1]))

    assert np.isnan(last_values(Vwap(), candles)).all()
    assert np.isnan(follower.peek(candles[1])).all()


def test_daily_candles_are_days_of_their_own():
    candles = [bar(day, -540, 100 + day, 5) for day in range(3)]

    [column] = Vwap().batch(Bars.of(candles))

    assert column.tolist() == [100.0, 101.0, 102.0]


def test_the_clock_of_seoul_decides_the_day_whatever_the_zone_of_the_time():
    abroad = [
        replace(one, time=one.time.astimezone(tz=None))
        for one in (bar(0, 0, 100, 1), bar(1, -541, 300, 1), bar(1, -540, 900, 1))
    ]

    [column] = Vwap().batch(Bars.of(abroad))
    follower = Vwap().follow(Bars.of(abroad[:2]))

    assert column.tolist() == [100.0, 200.0, 900.0]
    assert follower.peek(abroad[2]) == (900.0,)


def test_a_day_of_many_shares_of_a_dear_stock_stays_exact():
    candles = [bar(0, n, 2_150_001, 10**8 + n) for n in range(380)]

    assert last_values(Vwap(), candles) == [pytest.approx(2_150_001, rel=1e-15)]
