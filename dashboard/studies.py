"""The values of a chart's indicators: of its closed bars, and of the forming one."""

from collections.abc import Iterator, Sequence

from dashboard.indicators import Bars, Follower, Indicator
from kiwoom import Candle

_NAN = float("nan")


class Studies:
    """Keeps the lines of some indicators current at the cost of O(1) a trade.

    Parameters
    ----------
    indicators
        What is shown; their lines follow each other in this order.
    """

    def __init__(self, indicators: Sequence[Indicator]) -> None:
        self._indicators = tuple(indicators)
        self._followers: list[Follower] = []
        self.lines = sum(len(indicator.lines) for indicator in indicators)
        self.nothing = (_NAN,) * self.lines

    def start(self, candles: Sequence[Candle]) -> Iterator[tuple[float, ...]]:
        """Compute all lines anew; yield the values of each closed candle."""
        bars = Bars.of(candles)
        columns = [
            column.tolist()
            for indicator in self._indicators
            for column in indicator.batch(bars)
        ]
        self._followers = [each.follow(bars) for each in self._indicators]
        if not columns:
            return iter([()] * len(candles))
        return zip(*columns, strict=True)

    def peek(self, forming: Candle) -> tuple[float, ...]:
        """Return the values of the forming candle."""
        found: tuple[float, ...] = ()
        for follower in self._followers:
            found += follower.peek(forming)
        return found

    def push(self, closed: Candle) -> tuple[float, ...]:
        """Take a candle that has closed; return its values."""
        values = self.peek(closed)
        for follower in self._followers:
            follower.push(closed)
        return values
