"""Live trades from Redis, and everything else from the gateway that fills it.

Redis only carries: where it is absent, late, full or holds something else, trades come
from the gateway's own socket until it is well again.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import Any

from kiwoom.backoff import backoff
from kiwoom.errors import ProtocolError, TransportError
from kiwoom.feed import FeedEvent
from kiwoom.gateway_feed import GatewayFeed
from kiwoom.logs import get_logger
from kiwoom.relay_wire import BEAT_S, STREAM, RelayEntry, read_entry
from kiwoom.relay_writer import connect_redis
from kiwoom.tasks import end_tasks

_SILENCE_S = 3.0
_MOST_ENTRIES = 500
_LOST = "Redis로 받던 체결이 끊겼습니다"

_log = get_logger(__name__)


class RelayFeed(GatewayFeed):
    """A feed from a gateway whose trades come through Redis while that is well.

    Parameters
    ----------
    url, headers
        The gateway, see :class:`GatewayFeed`.
    redis_url
        Where the gateway's process publishes.

    Raises
    ------
    ConfigError
        If the package ``redis`` is not installed.
    """

    def __init__(self, url: str, headers: Mapping[str, str], redis_url: str) -> None:
        super().__init__(url, headers)
        self._redis = connect_redis(redis_url)
        self._queue: asyncio.Queue[Sequence[FeedEvent]] = asyncio.Queue()

    async def batches(self) -> AsyncGenerator[Sequence[FeedEvent], None]:
        """Yield events of both sources as they arrive; runs until it is closed."""
        gateway = asyncio.create_task(self._follow_gateway(), name="gateway feed")
        relay = asyncio.create_task(self._follow_redis(), name="relay")
        # What ends the gateway's part is told even if nothing comes any more.
        gateway.add_done_callback(lambda _: self._queue.put_nowait([]))
        try:
            while True:
                events = await self._queue.get()
                if gateway.done():
                    gateway.result()
                yield events
        finally:
            await end_tasks(gateway, relay)
            with suppress(Exception):
                await self._redis.aclose()

    async def _follow_gateway(self) -> None:
        async with aclosing(super().batches()) as batches:
            async for events in batches:
                self._queue.put_nowait(events)

    async def _follow_redis(self) -> None:
        delays = backoff()
        while True:
            try:
                async with aclosing(self._entries()) as entries:
                    async for entry in entries:
                        if not self.is_quiet:
                            _log.info("relay is well")
                            self.set_quiet(quiet=True)
                            delays = backoff()
                        self._take(entry)
            except Exception as error:
                cause = type(error).__name__
            else:
                cause = "it ended"
            if self.is_quiet:
                _log.warning("relay failed; trades come from the gateway", cause=cause)
                self.set_quiet(quiet=False)
                self._queue.put_nowait(self._reader.lose(_LOST))
            await asyncio.sleep(next(delays))

    async def _entries(self) -> AsyncGenerator[RelayEntry, None]:
        newest: Any = await self._redis.xrevrange(STREAM, count=1)
        place: bytes = newest[0][0] if newest else b"0-0"
        end: int | None = None
        while True:
            rows = await self._next(place)
            place = rows[-1][0]
            for _, fields in rows:
                entry = read_entry(fields)
                if end is not None and entry.begin != end:
                    raise ProtocolError("entries of the relay are missing")
                end = entry.end
                yield entry

    async def _next(self, place: bytes) -> list[tuple[bytes, dict[bytes, bytes]]]:
        due = time.monotonic() + _SILENCE_S
        while time.monotonic() < due:
            # Redis answers within the beat, or its client gives up by itself.
            found: Any = await self._redis.xread(
                {STREAM: place}, count=_MOST_ENTRIES, block=int(BEAT_S * 1000)
            )
            if found:
                rows: list[tuple[bytes, dict[bytes, bytes]]] = found[0][1]
                return rows
        raise TransportError("nothing comes over the relay")

    def _take(self, entry: RelayEntry) -> None:
        wanted = [
            message
            for message in entry.messages
            if message.get("symbol") in self._wanted.get(str(message.get("type")), ())
        ]
        events = [event for message in wanted for event in self._reader.read(message)]
        if events:
            self._queue.put_nowait(events)
