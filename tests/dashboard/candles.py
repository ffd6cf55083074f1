"""Candles and series made by hand, for tests of what is drawn."""

from datetime import datetime, timedelta

from kiwoom import KST, Candle, CandleSeries, Interval

NINE = datetime(2026, 9, 18, 9, 0, tzinfo=KST)


def minute(number: int, close: int = 100, volume: int = 10) -> Candle:
    """Return the candle of the given minute after nine."""
    start = NINE + timedelta(minutes=number)
    low, high = min(100, close) - 5, max(100, close) + 5
    return Candle(start, 100, high, low, close, volume, None, (number + 1) * volume)


def series_of(count: int) -> CandleSeries:
    """Return a series with so many closed candles and a forming one."""
    series = CandleSeries("005930", Interval.M1)
    series.adopt([minute(n) for n in range(count + 1)])
    return series
