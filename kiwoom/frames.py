"""Candles as pandas frames."""

from collections.abc import Iterable

import pandas as pd

from kiwoom.hours import KST
from kiwoom.models import Candle

COLUMNS = ("open", "high", "low", "close", "volume", "value")


def candle_frame(candles: Iterable[Candle]) -> pd.DataFrame:
    """Return candles as a frame with a KST ``DatetimeIndex`` named ``time``.

    The columns ``open high low close volume value`` are nullable ``Int64``: won,
    shares, won.

    Examples
    --------
    >>> candle_frame([]).columns.tolist()
    ['open', 'high', 'low', 'close', 'volume', 'value']
    """
    rows = list(candles)
    index = pd.DatetimeIndex([row.time for row in rows], tz=KST, name="time")
    columns = {
        name: pd.array([getattr(row, name) for row in rows], dtype="Int64")
        for name in COLUMNS
    }
    return pd.DataFrame(columns, index=index)
