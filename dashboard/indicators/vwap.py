"""The day's average price by volume, which TA-Lib cannot begin anew each day.

Prices and shares are whole numbers, so the sums are exact.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.frames import wall_ms
from dashboard.indicators.bars import Bars, Column
from dashboard.indicators.indicator import Indicator, Line, Pane, labelled
from kiwoom import Candle

Whole = NDArray[np.int64]

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Vwap(Indicator):
    """Average of the typical prices of the day so far, weighted by volume, in won.

    A day is a calendar day of KST; the value is NaN until the day's first share.
    """

    name = "vwap"
    pane = Pane.PRICE

    @property
    def lines(self) -> tuple[Line, ...]:
        """The average."""
        return (labelled("vwap", "vwap", width=1.5),)

    def batch(self, bars: Bars) -> tuple[Column, ...]:
        """Return the averages of all bars."""
        amount, volume = _tripled_amounts(bars), bars.volume.astype(np.int64)
        first = _firsts_of_day(bars)
        paid, traded = _sums_since(first, amount), _sums_since(first, volume)
        undefined = np.full(len(bars.time), np.nan)
        return (np.divide(paid, 3 * traded, out=undefined, where=traded > 0),)

    def follow(self, bars: Bars) -> "VwapFollower":
        """Return the state after these closed bars."""
        return VwapFollower(bars)


class VwapFollower:
    """The day so far: thrice the won paid for its typical prices, and its shares."""

    def __init__(self, bars: Bars) -> None:
        days = bars.time // _DAY_MS
        today = days == days[-1:]
        self._day = int(days[-1]) if len(days) else None
        self._amount = int(_tripled_amounts(bars)[today].sum())
        self._volume = int(bars.volume[today].sum())

    def peek(self, candle: Candle) -> tuple[float, ...]:
        """Return the average if this candle were the next bar."""
        _, amount, volume = self._with(candle)
        return (amount / (3 * volume) if volume else float("nan"),)

    def push(self, candle: Candle) -> None:
        """Go on by one bar: the candle has closed."""
        self._day, self._amount, self._volume = self._with(candle)

    def _with(self, candle: Candle) -> tuple[int, int, int]:
        day, volume = wall_ms(candle.time) // _DAY_MS, candle.volume
        amount = (candle.high + candle.low + candle.close) * volume
        if day != self._day:
            return day, amount, volume
        return day, self._amount + amount, self._volume + volume


# A typical price is a third of a sum of prices; thrice it is a whole number. Sums of
# eight bytes hold the won that the whole exchange turns over in years.
def _tripled_amounts(bars: Bars) -> Whole:
    prices = bars.high + bars.low + bars.close
    return prices.astype(np.int64) * bars.volume.astype(np.int64)


def _firsts_of_day(bars: Bars) -> NDArray[np.intp]:
    days = bars.time // _DAY_MS
    begins = np.diff(days, prepend=-1) != 0
    return np.maximum.accumulate(np.where(begins, np.arange(len(days)), 0))


def _sums_since(first: NDArray[np.intp], values: Whole) -> Whole:
    sums = np.cumsum(values)
    before: Whole = (sums - values)[first]
    return sums - before
