"""Frames of the feed: bars and what moves within a bar, as bytes every viewer shares.

Pure. A frame is little-endian: a header of three float64 numbers, then blocks, each of
them a whole number of eight bytes long so that a browser reads it without copying::

    header   sequence, server time (ms), exchange time (ms of KST wall time, or NaN)
    block    uint32 kind, channel, epoch, size of what follows in bytes; then
      live   float64: bar number, start (ms), end (ms, NaN for days), open, high, low,
             close, volume, base price, strength, the day's high and low, its price
             limits, its volume and value, what the auction in progress would match
             (price and size, else 0), feed state, then one value for each line of the
             channel's indicators
      bars   int32: number of the first bar, count, lines, 1 to replace or 0 to append;
             then count int32 minutes (KST wall time), padded to eight bytes, count
             float64 each of open, high, low, close and volume, and for each line count
             float32 values, padded to eight bytes

A channel is the number of one chart's contents, see
:class:`dashboard.channels.Channel`; bars of another epoch than the last one replace all
that were shown. Prices and values are won, volume is shares; prices are NaN while there
is no forming candle.
"""

import struct
from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from kiwoom import KST, Candle

_HEADER = struct.Struct("<3d")
_BLOCK = struct.Struct("<4I")
_BARS = struct.Struct("<4i")
_LIVE, _CLOSED = 1, 2
_WORD = 8
_MINUTE_MS = 60_000
_KST_MS = int(KST.utcoffset(None).total_seconds() * 1000)
# float64 numbers of a live block before the indicators' values
LIVE_FIELDS = 19


class Moment(NamedTuple):
    """What all frames of one tick have in common: their number and their times."""

    sequence: int
    server_ms: float
    exchange_ms: float


def wall_ms(moment: datetime) -> int:
    """Return a time as milliseconds of KST wall time, as Bokeh shows it."""
    return int(moment.timestamp()) * 1000 + _KST_MS


class BarColumns:
    """Closed bars as growing columns, of which blocks are cut.

    Parameters
    ----------
    lines
        How many indicator lines there are.
    """

    def __init__(self, lines: int) -> None:
        self._minutes = array("i")
        self._prices = tuple(array("d") for _ in range(5))
        self._values = tuple(array("f") for _ in range(lines))

    def __len__(self) -> int:
        return len(self._minutes)

    def append(self, candle: Candle, values: Sequence[float]) -> None:
        """Add one closed candle with the values of its indicator lines."""
        self._minutes.append(wall_ms(candle.time) // _MINUTE_MS)
        numbers = (candle.open, candle.high, candle.low, candle.close, candle.volume)
        for column, number in zip(self._prices, numbers, strict=True):
            column.append(number)
        for line, value in zip(self._values, values, strict=True):
            line.append(value)

    def block(self, channel: int, epoch: int, start: int, first: int) -> bytes:
        """Return a block with the bars from place ``start`` on.

        ``first`` is the number of the bar at place 0. A block that starts there
        replaces all bars, any other one is appended.
        """
        count = len(self) - start
        head = _BARS.pack(first + start, count, len(self._values), start == 0)
        columns = [
            self._minutes[start:].tobytes(),
            *(column[start:].tobytes() for column in self._prices),
            *(column[start:].tobytes() for column in self._values),
        ]
        body = b"".join([head, *map(_padded, columns)])
        return _BLOCK.pack(_CLOSED, channel, epoch, len(body)) + body


def live_block(channel: int, epoch: int, numbers: Sequence[float]) -> bytes:
    """Return a block with what moves within a bar: the live fields, then the values."""
    body = struct.pack(f"<{len(numbers)}d", *numbers)
    return _BLOCK.pack(_LIVE, channel, epoch, len(body)) + body


def join_frame(moment: Moment, blocks: Iterable[bytes]) -> bytes:
    """Return one frame with the given blocks."""
    return _HEADER.pack(*moment) + b"".join(blocks)


def _padded(column: bytes) -> bytes:
    return column + bytes(-len(column) % _WORD)
