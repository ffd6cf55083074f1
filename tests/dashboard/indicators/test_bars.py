"""Bars are the candles, column by column."""

import numpy as np

from dashboard.frames import wall_ms
from dashboard.indicators import Bars
from tests.dashboard.indicators.markets import long_market


def test_columns_hold_the_candles_in_order():
    candles = long_market(30)

    bars = Bars.of(candles)

    for name in ("open", "high", "low", "close", "volume"):
        column = getattr(bars, name)
        assert column.dtype == np.float64
        assert column.tolist() == [getattr(candle, name) for candle in candles]


def test_times_are_the_wall_clock_that_the_chart_shows():
    candles = long_market(3)

    bars = Bars.of(candles)

    assert bars.time.dtype == np.int64
    assert bars.time.tolist() == [wall_ms(candle.time) for candle in candles]


def test_no_candles_are_empty_columns():
    bars = Bars.of([])

    assert [len(getattr(bars, name)) for name in Bars.__slots__] == [0] * 6
