"""The values of the indicators are what the textbooks say, and TA-Lib's at the edges.

The formulas below are written for the reader, not for speed.
"""

from collections.abc import Callable
from itertools import pairwise
from statistics import fmean, pstdev

import numpy as np
import pytest
from hypothesis import given, settings

from dashboard.indicators import (
    Bars,
    Bollinger,
    Ichimoku,
    Indicator,
    Macd,
    MovingAverage,
    Rsi,
    Stochastic,
    VolumeAverage,
)
from kiwoom import Candle
from tests.dashboard.indicators.markets import (
    EVERY,
    USUAL,
    last_values,
    long_market,
    make_market,
    markets,
)

every_indicator = pytest.mark.parametrize("indicator", EVERY, ids=lambda one: one.key)


def exponential(values: list[float], length: int) -> list[float]:
    """The average that begins with the mean of its first window."""
    averages = [fmean(values[:length])]
    for value in values[length:]:
        averages.append(averages[-1] + (value - averages[-1]) * 2 / (length + 1))
    return averages


def moving_averages(candles: list[Candle]) -> list[float]:
    closes = [candle.close for candle in candles]
    return [fmean(closes[-length:]) for length in (5, 20, 60, 120)]


def volume_average(candles: list[Candle]) -> list[float]:
    return [fmean(candle.volume for candle in candles[-20:])]


def bollinger(candles: list[Candle]) -> list[float]:
    closes = [candle.close for candle in candles[-20:]]
    middle, reach = fmean(closes), 2 * pstdev(closes)
    return [middle, middle + reach, middle - reach]


def ichimoku(candles: list[Candle]) -> list[float]:
    def middle(length: int) -> float:
        window = candles[-length:]
        return (max(c.high for c in window) + min(c.low for c in window)) / 2

    conversion, base = middle(9), middle(26)
    return [conversion, base, (conversion + base) / 2, middle(52), candles[-1].close]


def rsi(candles: list[Candle]) -> list[float]:
    closes = [candle.close for candle in candles]
    changes = [after - before for before, after in pairwise(closes)]
    gain = fmean(max(change, 0) for change in changes[:14])
    loss = fmean(max(-change, 0) for change in changes[:14])
    for change in changes[14:]:
        gain = (13 * gain + max(change, 0)) / 14
        loss = (13 * loss + max(-change, 0)) / 14
    return [100 * gain / (gain + loss)]


def macd(candles: list[Candle]) -> list[float]:
    closes = [float(candle.close) for candle in candles]
    slow = exponential(closes, 26)
    # The fast average begins late, so that both have their first value on one bar.
    fast = exponential(closes[26 - 12 :], 12)
    line = [quick - calm for quick, calm in zip(fast, slow, strict=True)]
    signal = exponential(line, 9)[-1]
    return [line[-1], signal, line[-1] - signal]


def stochastic(candles: list[Candle]) -> list[float]:
    def raw(end: int) -> float:
        window = candles[end - 5 : end]
        low, high = min(c.low for c in window), max(c.high for c in window)
        return 100 * (window[-1].close - low) / (high - low)

    count = len(candles)
    slow = [fmean(raw(count - n - m) for m in range(3)) for n in range(3)]
    return [slow[0], fmean(slow)]


FORMULAS: dict[Indicator, Callable[[list[Candle]], list[float]]] = {
    MovingAverage(): moving_averages,
    VolumeAverage(): volume_average,
    Bollinger(): bollinger,
    Ichimoku(): ichimoku,
    Rsi(): rsi,
    Macd(): macd,
    Stochastic(): stochastic,
}


@pytest.mark.parametrize(
    ("indicator", "formula"), FORMULAS.items(), ids=lambda one: getattr(one, "key", "")
)
@pytest.mark.parametrize("count", [120, 121, 160])
def test_a_value_is_what_the_formula_says(
    indicator: Indicator, formula: Callable[[list[Candle]], list[float]], count: int
):
    candles = long_market(count)

    assert last_values(indicator, candles) == pytest.approx(formula(candles), rel=1e-9)


FIRST_BARS = {
    "ma:5,20,60,120": (5, 20, 60, 120),
    "bollinger:20,2": (20, 20, 20),
    "vwap": (1,),
    "ichimoku:9,26,52": (9, 26, 26, 52, 1),
    "volume_ma:20": (20,),
    "rsi:14": (15,),
    "macd:12,26,9": (34, 34, 34),
    "stochastic:5,3,3": (9, 9),
}


@pytest.mark.parametrize("indicator", USUAL, ids=lambda one: one.key)
def test_a_value_is_undefined_until_there_are_enough_bars(indicator: Indicator):
    columns = indicator.batch(Bars.of(long_market(130)))

    undefined = [int(np.isnan(column).sum()) for column in columns]

    assert [count + 1 for count in undefined] == list(FIRST_BARS[indicator.key])
    for column, count in zip(columns, undefined, strict=True):
        assert not np.isnan(column[count:]).any()


@every_indicator
@given(markets())
@settings(max_examples=10, deadline=None)
def test_every_line_has_a_column_as_long_as_the_bars(
    indicator: Indicator, candles: list[Candle]
):
    columns = indicator.batch(Bars.of(candles))

    assert [len(column) for column in columns] == [len(candles)] * len(indicator.lines)
    assert {str(column.dtype) for column in columns} == {"float64"}


@every_indicator
@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_bars_are_no_error(indicator: Indicator, count: int):
    columns = indicator.batch(Bars.of(long_market(count)))

    assert [len(column) for column in columns] == [count] * len(indicator.lines)


@every_indicator
def test_computing_leaves_the_bars_alone(indicator: Indicator):
    bars, same = Bars.of(long_market(130)), Bars.of(long_market(130))

    indicator.batch(bars)
    indicator.follow(bars).push(long_market(1)[0])

    for name in ("time", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(bars, name), getattr(same, name))


def test_a_price_that_never_moved_has_no_strength():
    assert last_values(Rsi(), long_market(30, "flat")) == [0.0]


def test_a_price_that_only_rose_has_all_strength_also_long_after():
    rising = make_market(1, 100, [("limit up", 20), ("flat", 900)])

    assert last_values(Rsi(), rising) == [pytest.approx(100.0)]


def test_a_window_without_a_range_counts_as_the_lowest():
    locked = make_market(1, 1_000, [("wild", 20), ("limit up", 1), ("flat", 12)])

    assert last_values(Stochastic(), locked) == pytest.approx([0.0, 0.0], abs=1e-9)


@pytest.mark.parametrize("price", [1, 71_900, 2_150_001])
def test_bands_of_a_price_that_stands_still_lie_on_it(price: int):
    flat = long_market(25, "flat", price)

    assert last_values(Bollinger(), flat) == [price, price, price]


def test_narrow_bands_of_a_high_price_are_exact():
    closes = [2_000_000 + (place == 0) for place in range(20)]
    candles = [
        Candle(candle.time, close, close, close, close, 1)
        for candle, close in zip(long_market(20), closes, strict=True)
    ]

    _, upper, lower = last_values(Bollinger(), candles)

    assert upper - lower == pytest.approx(4 * pstdev(closes), rel=1e-6)


@given(markets())
@settings(max_examples=20, deadline=None)
def test_percentages_stay_within_their_span(candles: list[Candle]):
    for indicator in (Rsi(), Stochastic()):
        low, high = indicator.span
        for column in indicator.batch(Bars.of(candles)):
            defined = column[~np.isnan(column)]
            assert (defined >= low - 1e-9).all()
            assert (defined <= high + 1e-9).all()
