"""Ichimoku's lines (일목균형표)."""

import talib

from dashboard.indicators.bars import Bars, Floats
from dashboard.indicators.indicator import Follower, Indicator, Line
from dashboard.indicators.windows import Highest
from kiwoom import Candle


class Ichimoku(Indicator):
    """Middles of three windows, two of them led ahead, and the close drawn behind."""

    name = "ichimoku"

    def __init__(self, short: int = 9, middle: int = 26, long: int = 52) -> None:
        self.parameters = (short, middle, long)
        self.lookback = long
        self.lines = (
            Line("ichimoku_conversion", "전환", "conversion"),
            Line("ichimoku_base", "기준", "base"),
            Line("ichimoku_lead_a", "선행1", "lead_a", shift=middle),
            Line("ichimoku_lead_b", "선행2", "lead_b", shift=middle),
            Line("ichimoku_lagging", "후행", "lagging", shift=-middle),
        )

    def batch(self, bars: Bars) -> tuple[Floats, ...]:
        """Return the lines in won, where they are computed rather than drawn."""
        conversion, base, lead_b = (
            (talib.MAX(bars.high, period) + talib.MIN(bars.low, period)) / 2
            for period in self.parameters
        )
        return conversion, base, (conversion + base) / 2, lead_b, bars.close

    def begin(self, bars: Bars) -> Follower:
        """Return the state: the extremes of the three windows."""
        return _Ichimoku(self.parameters, bars)


class _Ichimoku:
    def __init__(self, periods: tuple[int, ...], bars: Bars) -> None:
        # Lows are kept negated: the lowest of them is the highest then.
        self._windows = [
            (
                Highest(period - 1, bars.high[-period:].tolist()),
                Highest(period - 1, (-bars.low[-period:]).tolist()),
            )
            for period in periods
        ]

    def peek(self, candle: Candle) -> tuple[float, ...]:
        conversion, base, lead_b = (
            (highs.with_next(candle.high) - lows.with_next(-candle.low)) / 2
            for highs, lows in self._windows
        )
        return conversion, base, (conversion + base) / 2, lead_b, float(candle.close)

    def push(self, candle: Candle) -> None:
        for highs, lows in self._windows:
            highs.push(candle.high)
            lows.push(-candle.low)
