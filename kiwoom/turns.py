"""Who sends the next call: the more urgent first, and never more than the limit."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from enum import IntEnum
from heapq import heapify, heappop, heappush
from itertools import count

from kiwoom.throttle import TokenBucket


class Urgency(IntEnum):
    """How long a call may wait when there are more than the limit allows."""

    SHOWN = 0
    """Somebody looks at a chart that is empty without it."""
    USUAL = 1
    """Everything else that was asked for."""
    LATER = 2
    """Checks and lists that nobody waits for."""


_urgency: ContextVar[Urgency] = ContextVar("urgency", default=Urgency.USUAL)


@contextmanager
def asking(urgency: Urgency) -> Iterator[None]:
    """Make all calls inside, and those of tasks begun inside, this urgent."""
    before = _urgency.set(urgency)
    try:
        yield
    finally:
        _urgency.reset(before)


class Turns:
    """Lets calls of one kind go, one after the other, as its bucket allows.

    Parameters
    ----------
    bucket
        The limit.
    now
        A steady clock in seconds.
    """

    def __init__(self, bucket: TokenBucket, now: Callable[[], float]) -> None:
        self.bucket = bucket
        self._now = now
        self._numbers = count()
        self._waiting: list[tuple[Urgency, int]] = []
        self._moved = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return len(self._waiting)

    async def take(self) -> None:
        """Wait until it is this call's turn."""
        place = (_urgency.get(), next(self._numbers))
        heappush(self._waiting, place)
        try:
            while (delay := self._delay(place)) != 0:
                await self._moved_within(delay)
            self.bucket.reserve(self._now())
        finally:
            self._leave(place)

    def _delay(self, place: tuple[Urgency, int]) -> float | None:
        # ``None``: others come first, however long that takes.
        is_next = self._waiting[0] == place
        return self.bucket.delay(self._now()) if is_next else None

    async def _moved_within(self, delay: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(delay):
                await self._moved.wait()

    def _leave(self, place: tuple[Urgency, int]) -> None:
        if self._waiting[0] == place:
            heappop(self._waiting)
        else:
            self._waiting.remove(place)
            heapify(self._waiting)
        self._moved.set()
        self._moved = asyncio.Event()
