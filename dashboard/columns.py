"""Candles as the columns of a Bokeh figure.

Pure: no Panel, no Bokeh. A figure's columns are plain lists of equal length; ``number``
is the bar's running number, which is the x coordinate, so nights and holidays take no
room. ``time`` is the start of the candle in milliseconds of KST wall time. The browser
makes the same columns for the charts of the wall (``static/bars.js``).
"""

from collections.abc import Iterable
from typing import Any

from dashboard.frames import wall_ms
from kiwoom import Candle

NAMES = (
    "number",
    "time",
    "open",
    "high",
    "low",
    "close",
    "volume",
    "half_volume",
    "middle",
    "body",
    "rising",
)
Columns = dict[str, list[Any]]

# A candle that closes where it opened is drawn as a line of this share of its price.
_DOJI_SHARE = 0.00012


def build_columns(candles: Iterable[Candle], first: int) -> Columns:
    """Return the columns of candles whose first one has the bar number ``first``."""
    columns: Columns = {name: [] for name in NAMES}
    for number, candle in enumerate(candles, first):
        low_end, high_end = sorted((candle.open, candle.close))
        row = (
            number,
            wall_ms(candle.time),
            candle.open,
            candle.high,
            candle.low,
            candle.close,
            candle.volume,
            candle.volume / 2,
            (low_end + high_end) / 2,
            max(high_end - low_end, candle.close * _DOJI_SHARE),
            "1" if candle.close >= candle.open else "0",
        )
        for name, value in zip(NAMES, row, strict=True):
            columns[name].append(value)
    return columns
