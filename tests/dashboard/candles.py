"""Candles, series and a hub made by hand, for tests of what is drawn."""

from datetime import datetime, timedelta

from kiwoom import KST, Candle, CandleSeries, ExpectedMatch, FeedState, Interval

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


class FakeHub:
    """One series in a steady state, whichever symbol is asked for."""

    def __init__(self, series: CandleSeries) -> None:
        self.only = series
        self.now = FeedState.LIVE
        self.exchange_time: datetime | None = NINE
        self.match: ExpectedMatch | None = None
        self.looks = 0
        self.older: list[str] = []

    mode = None

    def series(self, symbol, interval):
        self.looks += 1
        return self.only

    def latest(self, symbol):
        return None

    def expected(self, symbol):
        return self.match

    def state(self, symbol):
        return self.now

    def load_older(self, symbol, interval):
        self.older.append(symbol)
