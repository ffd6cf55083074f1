"""Live events from a running gateway, in the place of a connection to the broker."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from datetime import date
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidStatus,
    WebSocketException,
)

from kiwoom.backoff import backoff
from kiwoom.enums import LiveKind
from kiwoom.feed import AccessRefused, Disconnected, FeedEvent, Wish
from kiwoom.gateway_wire import GatewayReader
from kiwoom.logs import get_logger, quiet_logger
from kiwoom.screen_models import ScreenRefused
from kiwoom.tasks import end_tasks

_CHANNELS: dict[LiveKind, str] = {
    LiveKind.TRADE: "trade",
    LiveKind.BOOK: "orderbook",
    LiveKind.EXPECTED: "expected",
}
# What can be read from Redis in the place of the socket.
_RELAYED = ("trade", "expected")
_MARKET = {"op": "subscribe", "channels": ["market"]}
_BATCH_MS = 20
_OPEN_S, _CLOSE_S = 10.0, 1.0
# The gateway's server answers pings while it lives.
_PING_S = 10.0
_HEALTHY_S = 60.0
_REFUSED_S = 60.0
_UNAUTHORIZED = {401, 403}
_MAX_FRAME_BYTES = 64 * 1024 * 1024

_log = get_logger(__name__)


class GatewayFeed:
    """A :class:`kiwoom.feed.Feed` from a gateway's socket.

    Parameters
    ----------
    url
        The gateway's address, such as ``http://127.0.0.1:5007``.
    headers
        What to show at the door.
    delays
        Makes the pauses between connections.

    Attributes
    ----------
    is_quiet
        Whether trades are kept back, because they come another way.
    """

    def __init__(
        self,
        url: str,
        headers: Mapping[str, str],
        delays: Callable[[], Iterator[float]] = backoff,
    ) -> None:
        root = url.rstrip("/").replace("http", "ws", 1)
        self._url = f"{root}/api/v1/stream?batch_ms={_BATCH_MS}"
        self._headers = dict(headers)
        self._delays = delays
        self._reader = GatewayReader()
        self._dropped_before = 0
        self._wanted: dict[str, set[str]] = {}
        self._asked: dict[str, set[str]] = {}
        self._wishes_moved = asyncio.Event()
        self._refused_screens: list[str] = []
        self._connection: ClientConnection | None = None
        self._reason = ""
        self.is_quiet = False

    @property
    def dropped_rows(self) -> int:
        """Messages of all connections that could not be read."""
        return self._dropped_before + self._reader.unreadable

    def want(self, wish: Wish) -> None:
        """State the whole wish list; the difference is asked for."""
        self._wanted = {
            channel: set(wish.get(kind, ())) for kind, channel in _CHANNELS.items()
        }
        self._wishes_moved.set()

    def ask_screen(self, screen: str) -> None:
        """Refuse: a gateway does not pass conditions on."""
        self._refused_screens.append(screen)
        self._wishes_moved.set()

    def set_day(self, day: date) -> None:
        """Do nothing: a gateway tells whole times."""

    def set_quiet(self, *, quiet: bool) -> None:
        """Say whether trades are to be kept back, because they come another way."""
        self.is_quiet = quiet
        for channel in _RELAYED:
            self._asked.pop(channel, None)
        self._wishes_moved.set()

    def reconnect(self, reason: str) -> None:
        """Drop the connection and open a new one."""
        self._reason = reason
        if self._connection is not None:
            self._connection.transport.abort()

    async def batches(self) -> AsyncGenerator[Sequence[FeedEvent], None]:
        """Yield the events of each frame; runs until it is closed."""
        delays = self._delays()
        while True:
            began = time.monotonic()
            pause: float | None = None
            told: FeedEvent = Disconnected(self._reason or "게이트웨이와 끊어졌습니다")
            try:
                async with aclosing(self._converse()) as conversation:
                    async for events in conversation:
                        yield events
            except InvalidStatus as error:
                if error.response.status_code in _UNAUTHORIZED:
                    told = AccessRefused("게이트웨이의 토큰이 맞지 않습니다")
                    pause = _REFUSED_S
            except (OSError, WebSocketException, ValueError) as error:
                _log.info("connection failed", cause=str(error) or repr(error))
                told = Disconnected(self._reason or "게이트웨이에 연결할 수 없습니다")
            self._reason = ""
            yield [told]
            if time.monotonic() - began > _HEALTHY_S:
                delays = self._delays()
            await asyncio.sleep(next(delays) if pause is None else pause)

    async def _converse(self) -> AsyncGenerator[Sequence[FeedEvent], None]:
        self._dropped_before = self.dropped_rows
        self._reader = GatewayReader()
        self._asked = {}
        async with connect(
            self._url,
            additional_headers=self._headers,
            open_timeout=_OPEN_S,
            close_timeout=_CLOSE_S,
            ping_interval=_PING_S,
            ping_timeout=_PING_S,
            compression=None,
            max_size=_MAX_FRAME_BYTES,
            proxy=None,
            logger=quiet_logger,
        ) as connection:
            self._connection = connection
            self._wishes_moved.set()
            asking = asyncio.create_task(self._ask(connection))
            asking.add_done_callback(self._on_asking_end)
            try:
                async for frame in connection:
                    if events := self._events(_messages(frame)):
                        yield events
            finally:
                self._connection = None
                await end_tasks(asking)

    def _events(self, messages: Sequence[Mapping[str, Any]]) -> list[FeedEvent]:
        refused, self._refused_screens = self._refused_screens, []
        found: list[FeedEvent] = [
            ScreenRefused(screen, 0, "게이트웨이로는 조건검색을 쓸 수 없습니다")
            for screen in refused
        ]
        for message in messages:
            found += self._reader.read(message)
        return found

    async def _ask(self, connection: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            await connection.send(orjson.dumps(_MARKET).decode())
            while True:
                await self._wishes_moved.wait()
                self._wishes_moved.clear()
                for request in self._requests():
                    await connection.send(orjson.dumps(request).decode())

    def _on_asking_end(self, asking: asyncio.Task[None]) -> None:
        # Nobody waits for it, so its end must end the connection that it serves.
        if not asking.cancelled() and (error := asking.exception()) is not None:
            _log.error("asking failed", exc_info=error)
            self.reconnect("구독 요청을 보내지 못했습니다")

    def _requests(self) -> list[dict[str, Any]]:
        requests: list[dict[str, Any]] = []
        for channel in _CHANNELS.values():
            wanted = self._wanted.get(channel, set())
            asked = self._asked.setdefault(channel, set())
            for op, symbols in (
                ("unsubscribe", asked - wanted),
                ("subscribe", wanted - asked),
            ):
                if symbols:
                    request: dict[str, Any] = {"op": op, "symbols": sorted(symbols)}
                    request["channels"] = [channel]
                    if op == "subscribe":
                        is_quiet = self.is_quiet and channel in _RELAYED
                        request |= {"conflate_ms": 0, "history": 0, "quiet": is_quiet}
                    requests.append(request)
                    if channel == "trade" and op == "unsubscribe":
                        self._reader.forget(symbols)
            self._asked[channel] = set(wanted)
        return requests


def _messages(frame: str | bytes) -> list[Any]:
    found = orjson.loads(frame)
    if not isinstance(found, list):
        raise ValueError("expected a list of messages")
    return found
