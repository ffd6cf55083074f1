"""The log of what each trade did to its candle, of constant size."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kiwoom import KST, Candle

_KST_MS = int(KST.utcoffset(None).total_seconds() * 1000)


def wall_ms(candle: Candle) -> float:
    """Return the candle's start in milliseconds of KST wall time, as charts have it."""
    return candle.time.timestamp() * 1000 + _KST_MS


class BookOfTrades:
    """The newest trades: when each was made, and its candle right after it.

    Parameters
    ----------
    symbols
        Codes; the log names a symbol by its place among them.
    kept
        How many trades are kept.
    """

    def __init__(self, symbols: Sequence[str], kept: int) -> None:
        self.symbols = tuple(symbols)
        self._rows = np.zeros((kept, 4))
        self._next = 0

    def write(self, made_s: float, place: int, candle: Candle) -> None:
        """Note one trade, made at a time in seconds since the epoch."""
        row = (made_s * 1000, place, wall_ms(candle), candle.volume)
        self._rows[self._next % len(self._rows)] = row
        self._next += 1

    def between(self, first_ms: float, last_ms: float) -> NDArray[np.float64]:
        """Return rows of (made, place, candle's start, its volume), oldest first.

        Times are milliseconds since the epoch; the candle's start is milliseconds of
        KST wall time, as the charts have it.

        Raises
        ------
        LookupError
            If the log no longer reaches back that far.
        """
        rows = self._rows[: self._next]
        if self._next > len(rows):
            rows = np.roll(rows, -(self._next % len(rows)), axis=0)
            if rows[0, 0] > first_ms:
                raise LookupError("the log of trades is too short")
        inside = (rows[:, 0] >= first_ms) & (rows[:, 0] < last_ms)
        return rows[inside].copy()
