"""Frames of the live layer: what moved, as bytes every viewer can share.

Pure. A frame is a sequence of little-endian float64 numbers (exact for every won and
share count below 2**53): two of a header, then ten for each chart that moved::

    sequence, server time (ms)
    channel, bar number, start (ms of KST wall time), open, high, low, close,
    volume, base price, state

A channel is the number of one (symbol, interval) pair. Prices are won, volume is
shares; prices are NaN while a series has no forming candle. ``state`` counts in the
order of :class:`kiwoom.FeedState`.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.columns import wall_ms
from kiwoom import CandleSeries, FeedState, Hub, Interval

_HEADER = struct.Struct("<2d")
_RECORD = struct.Struct("<10d")
_NAN = float("nan")
_STATES = {state: float(number) for number, state in enumerate(FeedState)}


@dataclass(frozen=True, slots=True)
class Moved:
    """One chart's newest record, and what it was made of."""

    series: CandleSeries
    key: tuple[int, FeedState, int]
    record: bytes


class ChannelTable:
    """Numbers for (symbol, interval) pairs, and their newest records.

    Owned by the services, one per process; numbers are never used twice. A record is
    encoded once per change, whoever asks for it.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._numbers: dict[tuple[str, Interval], int] = {}
        self._pairs: list[tuple[str, Interval]] = []
        self._newest: dict[int, Moved] = {}

    def number_of(self, symbol: str, interval: Interval) -> int:
        """Return the channel of a pair, a new one for a new pair."""
        pair = (symbol, interval)
        if pair not in self._numbers:
            self._numbers[pair] = len(self._pairs)
            self._pairs.append(pair)
        return self._numbers[pair]

    def __contains__(self, channel: object) -> bool:
        return isinstance(channel, int) and 0 <= channel < len(self._pairs)

    def newest(self, channel: int) -> Moved:
        """Return the newest record of a channel."""
        symbol, interval = self._pairs[channel]
        series = self._hub.series(symbol, interval)
        latest = self._hub.latest(symbol)
        base_price = latest.base_price if latest is not None else 0
        key = (series.version, self._hub.state(symbol), base_price)
        known = self._newest.get(channel)
        if known is None or known.series is not series or known.key != key:
            known = Moved(series, key, _encode(channel, series, key))
            self._newest[channel] = known
        return known


def _encode(
    channel: int, series: CandleSeries, key: tuple[int, FeedState, int]
) -> bytes:
    number = series.first_number + len(series.closed)
    candle = series.forming
    prices: tuple[float, ...] = (_NAN,) * 6
    if candle is not None:
        prices = (
            wall_ms(candle),
            candle.open,
            candle.high,
            candle.low,
            candle.close,
            candle.volume,
        )
    _, state, base_price = key
    return _RECORD.pack(channel, number, *prices, base_price, _STATES[state])


def join_frame(sequence: int, server_ms: float, records: Iterable[bytes]) -> bytes:
    """Return one frame with the given records."""
    return _HEADER.pack(sequence, server_ms) + b"".join(records)
