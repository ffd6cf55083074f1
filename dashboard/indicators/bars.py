"""Closed candles as numpy columns, for indicators computed in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from kiwoom import KST, Candle

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_DAY_S = 86_400
_KST_S = int(KST.utcoffset(None).total_seconds())


@dataclass(frozen=True, slots=True)
class Bars:
    """Columns of equal length, ascending: prices in won, volume in shares.

    ``day`` counts the days of KST since 1970.
    """

    day: Whole
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats

    def __len__(self) -> int:
        return len(self.close)

    @classmethod
    def of(cls, candles: Sequence[Candle]) -> Self:
        """Return the columns of some candles."""
        names = ("open", "high", "low", "close", "volume")
        columns = (
            np.array([getattr(candle, name) for candle in candles], dtype=np.float64)
            for name in names
        )
        days = np.array([day_of(candle) for candle in candles], dtype=np.int64)
        return cls(days, *columns)


def day_of(candle: Candle) -> int:
    """Return the day of KST that a candle lies in, counted since 1970."""
    return (int(candle.time.timestamp()) + _KST_S) // _DAY_S
