"""The day's average price, weighted by volume."""

import numpy as np

from dashboard.indicators.bars import Bars, Floats, day_of
from dashboard.indicators.indicator import Follower, Indicator, Line
from kiwoom import Candle


class Vwap(Indicator):
    """Volume-weighted average of the typical price since the day's first bar.

    TA-Lib has none. The typical price is a third of high, low and close.
    """

    name = "vwap"
    parameters = ()
    lookback = 1

    def __init__(self) -> None:
        self.lines = (Line("vwap", "VWAP", "vwap", width=1.2),)

    def batch(self, bars: Bars) -> tuple[Floats, ...]:
        """Return the average in won."""
        thirds = bars.high + bars.low + bars.close
        value = _since_day_began(thirds * bars.volume, bars)
        volume = _since_day_began(bars.volume, bars)
        is_traded = volume > 0
        return (np.where(is_traded, value / np.where(is_traded, volume, 1), thirds) / 3,)

    def begin(self, bars: Bars) -> Follower:
        """Return the state: the day, and its sums so far."""
        today = bars.day == bars.day[-1]
        thirds = (bars.high + bars.low + bars.close)[today]
        value = sum(int(t) * int(v) for t, v in zip(thirds, bars.volume[today], strict=True))
        return _Vwap(int(bars.day[-1]), value, int(bars.volume[today].sum()))


class _Vwap:
    def __init__(self, day: int, value: int, volume: int) -> None:
        self._day, self._value, self._volume = day, value, volume

    def _with(self, candle: Candle) -> tuple[int, int, int]:
        day = day_of(candle)
        value, volume = (self._value, self._volume) if day == self._day else (0, 0)
        thirds = candle.high + candle.low + candle.close
        return day, value + thirds * candle.volume, volume + candle.volume

    def peek(self, candle: Candle) -> tuple[float, ...]:
        _, value, volume = self._with(candle)
        if volume == 0:
            return ((candle.high + candle.low + candle.close) / 3,)
        return (value / volume / 3,)

    def push(self, candle: Candle) -> None:
        self._day, self._value, self._volume = self._with(candle)


def _since_day_began(column: Floats, bars: Bars) -> Floats:
    total = np.cumsum(column)
    is_first = np.diff(bars.day, prepend=-1) != 0
    # What had been summed up before the day's first bar, at each bar of the day.
    places = np.maximum.accumulate(np.where(is_first, np.arange(len(column)), 0))
    before: Floats = total - column
    return total - before[places]
