"""Writes the broadcast's events to Redis, for processes that show the same market.

Nothing waits for Redis: what it does not take is not kept, and readers that miss an
entry read the gateway's socket meanwhile.
"""

import asyncio
import logging
import time

from dashboard.gateway.stream import Broadcast
from dashboard.gateway.stream.requests import EXPECTED, TRADE
from dashboard.gateway.stream.ring import Event
from kiwoom import RelayWriter, TransportError, end_tasks

log = logging.getLogger(__name__)

_TICK_S, _BEAT_S = 0.02, 0.5
_AGAIN_S = 2.0
_MOST_EVENTS = 5_000
_RELAYED = (TRADE, EXPECTED)


class Publisher:
    """Publishes the events of a broadcast for as long as the process runs.

    Parameters
    ----------
    broadcast
        What is told.
    writer
        Where to.

    Attributes
    ----------
    is_well
        Whether the newest entry was taken.
    """

    def __init__(self, broadcast: Broadcast, writer: RelayWriter) -> None:
        self.is_well = False
        self._ring = broadcast.ring
        self._writer = writer
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to publish; must run in the hub's loop."""
        self._task = asyncio.create_task(self._publish(), name="publisher")

    async def aclose(self) -> None:
        """Stop publishing."""
        if self._task is not None:
            await end_tasks(self._task)
        await self._writer.aclose()

    async def _publish(self) -> None:
        while True:
            try:
                await self._publish_while_well()
            except (TransportError, LookupError) as error:
                if self.is_well:
                    log.warning("nothing is published any more: %s", error)
                self.is_well = False
            await asyncio.sleep(_AGAIN_S)

    async def _publish_while_well(self) -> None:
        place, written = self._ring.end, 0.0
        while True:
            now = time.monotonic()
            events = self._ring.since(place, _MOST_EVENTS)
            if events or now - written >= _BEAT_S:
                end = place + len(events)
                told = [event for event in events if event.key[0] in _RELAYED]
                await self._writer.write(place, end, *_contents(told))
                place, written = end, now
                if not self.is_well:
                    log.info("events are published")
                self.is_well = True
            await asyncio.sleep(_TICK_S)


def _contents(events: list[Event]) -> tuple[list[bytes], dict[str, bytes]]:
    messages = [b'{"type":"%b",' % e.kind.encode() + e.body[1:] for e in events]
    newest = {event.key[1]: event.body for event in events if event.key[0] == TRADE}
    return messages, newest
