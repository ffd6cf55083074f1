"""The feed of the pages that are not ours: history first, then what moved.

A page gets what ours gets: the newest forming candles of the same hub, at most one
message in a tick, and none while two messages wait to be drawn.
"""

import asyncio
import json
import struct
from typing import Any

from tornado.websocket import WebSocketClosedError, WebSocketHandler

from benchmarks.stage.book_of_trades import wall_ms
from kiwoom import Candle, CandleSeries, Hub, Interval

_RECORD = struct.Struct("<7d")
_MAX_IN_FLIGHT = 2


class RivalFeed:
    """All open pages and the task that serves them.

    Parameters
    ----------
    hub
        What the pages show.
    symbols
        What each page shows, in its order.
    tick_s
        Seconds between two messages.
    """

    def __init__(self, hub: Hub, symbols: tuple[str, ...], tick_s: float) -> None:
        self.hub = hub
        self.symbols = symbols
        self.sockets: set[RivalSocket] = set()
        self._tick_s = tick_s

    async def run(self) -> None:
        """Serve the pages until cancelled."""
        while True:
            await asyncio.sleep(self._tick_s)
            for socket in tuple(self.sockets):
                socket.pull()

    def series(self) -> list[CandleSeries]:
        """Return the series of all symbols."""
        return [self.hub.series(symbol, Interval.M1) for symbol in self.symbols]

    def snapshot(self) -> str:
        """Return everything that is known, as JSON."""
        return json.dumps([self._chart(series) for series in self.series()])

    def _chart(self, series: CandleSeries) -> dict[str, Any]:
        instrument = self.hub.instrument(series.symbol)
        forming = [series.forming] if series.forming else []
        return {
            "symbol": series.symbol,
            "name": instrument.name if instrument else series.symbol,
            "base": instrument.base_price if instrument else 0,
            "bars": [_row(candle) for candle in (*series.closed, *forming)],
        }


class RivalSocket(WebSocketHandler):
    """One page's connection; a message of the page acknowledges a number of ours."""

    def initialize(self, feed: RivalFeed) -> None:
        """Remember what to send."""
        self._feed = feed
        self._in_flight = 0
        self._sent: list[tuple[int, int]] = []

    def open(self, *_args: str, **_kwargs: str) -> None:
        """Send the history."""
        self.set_nodelay(True)
        self._sent = [_state(series) for series in self._feed.series()]
        self._send(self._feed.snapshot(), is_binary=False)
        self._feed.sockets.add(self)

    def on_message(self, message: str | bytes) -> None:
        """Take an acknowledgement."""
        self._in_flight = max(0, self._in_flight - int(message))

    def on_close(self) -> None:
        """Forget the page."""
        self._feed.sockets.discard(self)

    def pull(self) -> None:
        """Send the candles that moved since the last message, if one may be sent."""
        if self._in_flight >= _MAX_IN_FLIGHT:
            return
        records = b"".join(
            self._moved(place, series)
            for place, series in enumerate(self._feed.series())
        )
        if records:
            self._send(records, is_binary=True)

    def _moved(self, place: int, series: CandleSeries) -> bytes:
        number, version = self._sent[place]
        if version == series.version or series.forming is None:
            return b""
        self._sent[place] = _state(series)
        # A candle that closed meanwhile goes first, in its last state.
        fresh = (*series.closed[number - series.first_number :], series.forming)
        return b"".join(_RECORD.pack(place, *_row(candle)) for candle in fresh)

    def _send(self, message: str | bytes, *, is_binary: bool) -> None:
        self._in_flight += 1
        try:
            sent = asyncio.ensure_future(self.write_message(message, binary=is_binary))
        except WebSocketClosedError:
            return
        sent.add_done_callback(lambda done: done.cancelled() or done.exception())


def _state(series: CandleSeries) -> tuple[int, int]:
    return series.first_number + len(series.closed), series.version


def _row(candle: Candle) -> tuple[float, int, int, int, int, int]:
    prices = (candle.open, candle.high, candle.low, candle.close)
    return (wall_ms(candle), *prices, candle.volume)
