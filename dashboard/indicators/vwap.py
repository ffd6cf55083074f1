"""The day's average price, weighted by volume."""

import numpy as np

from dashboard.indicators.bars import Bars, Floats, Whole, day_of
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
        thirds, volumes = _thirds(bars), bars.volume.astype(np.int64)
        value = _since_day_began(thirds * volumes, bars.day)
        volume = _since_day_began(volumes, bars.day)
        is_traded = volume > 0
        average = np.where(is_traded, value / np.maximum(volume, 1), thirds)
        return (average / 3,)

    def begin(self, bars: Bars) -> Follower:
        """Return the state: the day, and its sums so far."""
        today = bars.day == bars.day[-1]
        thirds, volumes = _thirds(bars)[today], bars.volume[today].astype(np.int64)
        value, volume = int(thirds @ volumes), int(volumes.sum())
        return _Vwap(int(bars.day[-1]), value, volume)


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


# Whole numbers: in floating point, a quiet day would drown in the days before it.
def _thirds(bars: Bars) -> Whole:
    thirds: Whole = (bars.high + bars.low + bars.close).astype(np.int64)
    return thirds


def _since_day_began(column: Whole, day: Whole) -> Whole:
    total = np.cumsum(column)
    is_first = np.diff(day, prepend=-1) != 0
    # What had been summed up before the day's first bar, at each bar of the day.
    places = np.maximum.accumulate(np.where(is_first, np.arange(len(column)), 0))
    before: Whole = total - column
    return total - before[places]
