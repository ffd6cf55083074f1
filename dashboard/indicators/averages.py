"""Moving averages of price and volume, and the bands around one."""

from math import sqrt

import talib

from dashboard.indicators.bars import Bars, Floats
from dashboard.indicators.indicator import Follower, Indicator, Line, Pane
from dashboard.indicators.windows import Sums
from kiwoom import Candle


class MovingAverage(Indicator):
    """Simple moving averages of the close (이동평균)."""

    name = "ma"

    def __init__(self, *periods: int) -> None:
        if len(set(periods)) < len(periods):
            raise ValueError("each average has a period of its own")
        self.parameters = periods or (5, 20, 60, 120)
        self.lookback = max(self.parameters)
        self.lines = tuple(
            Line(f"ma{period}", f"MA{period}", f"average{min(place, 3)}", width=1.2)
            for place, period in enumerate(self.parameters)
        )

    def batch(self, bars: Bars) -> tuple[Floats, ...]:
        """Return one column for each period, in won."""
        return tuple(_average(bars.close, period) for period in self.parameters)

    def begin(self, bars: Bars) -> Follower:
        """Return the state: the sums of the last closes."""
        return _Averages(self.parameters, bars.close)


class _Averages:
    def __init__(self, periods: tuple[int, ...], closes: Floats) -> None:
        self._windows = [
            (period, Sums(period - 1, _whole(closes, period - 1))) for period in periods
        ]

    def peek(self, candle: Candle) -> tuple[float, ...]:
        close = candle.close
        return tuple((sums.total + close) / period for period, sums in self._windows)

    def push(self, candle: Candle) -> None:
        for _, sums in self._windows:
            sums.push(candle.close)


class VolumeAverage(Indicator):
    """A simple moving average of the volume, drawn over the volume bars."""

    name = "volume_ma"
    pane = Pane.VOLUME

    def __init__(self, period: int = 20) -> None:
        self.parameters = (period,)
        self.lookback = period
        self.lines = (Line(f"volume_ma{period}", f"거래량{period}", "volume"),)

    def batch(self, bars: Bars) -> tuple[Floats, ...]:
        """Return the average in shares."""
        return (_average(bars.volume, *self.parameters),)

    def begin(self, bars: Bars) -> Follower:
        """Return the state: the sum of the last volumes."""
        (period,) = self.parameters
        return _VolumeAverage(period, bars.volume)


class _VolumeAverage:
    def __init__(self, period: int, volumes: Floats) -> None:
        self._period = period
        self._sums = Sums(period - 1, _whole(volumes, period - 1))

    def peek(self, candle: Candle) -> tuple[float, ...]:
        return ((self._sums.total + candle.volume) / self._period,)

    def push(self, candle: Candle) -> None:
        self._sums.push(candle.volume)


class Bollinger(Indicator):
    """A moving average with bands at some deviations of the close (볼린저 밴드)."""

    name = "bollinger"

    def __init__(self, period: int = 20, deviations: int = 2) -> None:
        self.parameters = (period, deviations)
        self.lookback = period
        self.lines = (
            Line("bollinger_middle", "볼린저", "band", dash="dashed"),
            Line("bollinger_upper", "상단", "band"),
            Line("bollinger_lower", "하단", "band"),
        )

    def batch(self, bars: Bars) -> tuple[Floats, ...]:
        """Return middle, upper and lower band in won."""
        period, deviations = self.parameters
        upper, middle, lower = talib.BBANDS(
            bars.close, period, float(deviations), float(deviations)
        )
        return middle, upper, lower

    def begin(self, bars: Bars) -> Follower:
        """Return the state: sums of the last closes and of their squares."""
        period, deviations = self.parameters
        return _Bands(period, deviations, bars.close)


class _Bands:
    def __init__(self, period: int, deviations: int, closes: Floats) -> None:
        self._period = period
        self._deviations = deviations
        self._sums = Sums(period - 1, _whole(closes, period - 1))

    def peek(self, candle: Candle) -> tuple[float, ...]:
        count, close = self._period, candle.close
        total = self._sums.total + close
        squares = self._sums.squares + close * close
        # Of whole numbers, so nothing is lost where the deviation is small.
        deviation = sqrt(count * squares - total * total) / count
        middle = total / count
        reach = self._deviations * deviation
        return middle, middle + reach, middle - reach

    def push(self, candle: Candle) -> None:
        self._sums.push(candle.close)


def _average(column: Floats, period: int) -> Floats:
    average: Floats = talib.SMA(column, period)
    return average


def _whole(column: Floats, count: int) -> list[int]:
    return [int(number) for number in column[max(0, len(column) - count) :]]
