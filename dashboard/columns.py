"""Candles as columns of a chart, and what a chart must do when its candles moved.

Pure: no Panel, no Bokeh. A chart's columns are plain lists of equal length; ``number``
is the bar's running number, which is the x coordinate, so nights and holidays take no
room. ``time`` is the start of the candle in milliseconds of KST wall time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kiwoom import KST, Candle, CandleSeries

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
_KST_MS = int(KST.utcoffset(None).total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class Shown:
    """Which part of a series a chart has drawn: revision, first and next bar number."""

    revision: int
    first: int
    following: int


@dataclass(frozen=True, slots=True)
class Change:
    """What brings a chart's columns up to date.

    ``replace`` says whether the columns take the place of all that is drawn; otherwise
    they are appended to it.
    """

    columns: Columns
    replace: bool
    shown: Shown


def wall_ms(candle: Candle) -> int:
    """Return the candle's start as milliseconds of KST wall time, as Bokeh shows it."""
    return int(candle.time.timestamp()) * 1000 + _KST_MS


def build_columns(candles: Iterable[Candle], first: int) -> Columns:
    """Return the columns of candles whose first one has the bar number ``first``."""
    columns: Columns = {name: [] for name in NAMES}
    for number, candle in enumerate(candles, first):
        low_end, high_end = sorted((candle.open, candle.close))
        row = (
            number,
            wall_ms(candle),
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


def diff(shown: Shown | None, series: CandleSeries) -> Change | None:
    """Return what a chart that has drawn ``shown`` must do, ``None`` for nothing.

    Only closed candles count; the forming one belongs to the live layer.
    """
    first = series.first_number
    following = first + len(series.closed)
    now = Shown(series.revision, first, following)
    if shown == now:
        return None
    if shown is None or shown.revision != series.revision or shown.first != first:
        return Change(build_columns(series.closed, first), replace=True, shown=now)
    fresh = series.closed[shown.following - first :]
    return Change(build_columns(fresh, shown.following), replace=False, shown=now)
