"""Closed candles as numpy columns, which is how TA-Lib wants them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.frames import wall_ms
from kiwoom import Candle

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Columns of equal length, ascending in time; nobody changes them.

    Attributes
    ----------
    time
        Starts in milliseconds of KST wall time, see :func:`dashboard.columns.wall_ms`.
    open, high, low, close
        Won.
    volume
        Shares.
    """

    time: NDArray[np.int64]
    open: Column
    high: Column
    low: Column
    close: Column
    volume: Column

    @classmethod
    def of(cls, candles: Sequence[Candle]) -> "Bars":
        """Return the columns of ascending candles.

        Examples
        --------
        >>> from datetime import datetime
        >>> from kiwoom import KST
        >>> start = datetime(2026, 9, 18, 9, 0, tzinfo=KST)
        >>> Bars.of([Candle(start, 100, 110, 90, 105, 7)]).close
        array([105.])
        """
        return cls(
            np.array([wall_ms(candle.time) for candle in candles], np.int64),
            np.array([candle.open for candle in candles], np.float64),
            np.array([candle.high for candle in candles], np.float64),
            np.array([candle.low for candle in candles], np.float64),
            np.array([candle.close for candle in candles], np.float64),
            np.array([candle.volume for candle in candles], np.float64),
        )
