"""Candles as pandas frames."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from kiwoom.hours import KST
from kiwoom.models import Candle

COLUMNS = ("open", "high", "low", "close", "volume", "value")


def candle_frame(candles: Sequence[Candle]) -> pd.DataFrame:
    """Return candles as a frame with a KST ``DatetimeIndex`` named ``time``.

    The columns ``open high low close volume value`` are nullable ``Int64``: won,
    shares, won.

    Examples
    --------
    >>> candle_frame([]).columns.tolist()
    ['open', 'high', 'low', 'close', 'volume', 'value']
    """
    index = pd.DatetimeIndex([row.time for row in candles], tz=KST, name="time")
    columns = {
        name: pd.array([getattr(row, name) for row in candles], dtype="Int64")
        for name in COLUMNS
    }
    return pd.DataFrame(columns, index=index)


def to_frame(models: Sequence[Any]) -> pd.DataFrame:
    """Return models of one kind as a frame: a column for each field.

    Models with a ``time`` are indexed by it, in KST; others are numbered.

    Examples
    --------
    >>> from kiwoom import Level
    >>> to_frame([Level(70_000, 12), Level(69_900, 5)])["size"].sum()
    np.int64(17)
    """
    frame = pd.DataFrame.from_records([asdict(model) for model in models])
    if "time" not in frame:
        return frame
    times = pd.DatetimeIndex([model.time for model in models], tz=KST, name="time")
    return frame.drop(columns="time").set_index(times)
