"""The events of the last minutes, numbered, so that a program can go on where it was.

Pure: time is passed in. New events are kept as they are, older ones packed by the
second, because ten busy minutes would otherwise take a hundred megabytes.
"""

import zlib
from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

Key = tuple[str, str]
"""A channel and a symbol; the symbol is empty for what concerns the whole market."""


class Event(NamedTuple):
    """What was told: where, what kind of message it is, and the message's JSON."""

    key: Key
    kind: str
    body: bytes


class _Packed(NamedTuple):
    first: int
    time: float
    data: bytes


# Longer than the slowest reader is waited for, so that live readers never unpack.
_FRESH_S = 15.0
_KEEP_S = 600.0
_PACK_S = 1.0


class EventRing:
    """Events by position; positions count up from 0 and are never given twice.

    Parameters
    ----------
    keep_s
        Seconds after which events are forgotten.
    fresh_s
        Seconds after which they are packed.
    """

    def __init__(self, keep_s: float = _KEEP_S, fresh_s: float = _FRESH_S) -> None:
        self._keep_s = keep_s
        self._fresh_s = fresh_s
        self._fresh: list[Event] = []
        self._fresh_first = 0
        self._marks: deque[tuple[float, int]] = deque()
        self._packed: deque[_Packed] = deque()

    @property
    def begin(self) -> int:
        """Position of the oldest event that is still known."""
        return self._packed[0].first if self._packed else self._fresh_first

    @property
    def end(self) -> int:
        """Position that the next event will have."""
        return self._fresh_first + len(self._fresh)

    def append(self, event: Event, now: float) -> None:
        """Add an event."""
        if not self._marks or now - self._marks[-1][0] >= _PACK_S:
            self._marks.append((now, self.end))
            self._age(now)
        self._fresh.append(event)

    def since(self, position: int, most: int) -> Sequence[Event]:
        """Return events in order from a position on, ``most`` of them or fewer.

        Raises
        ------
        LookupError
            If the position is not known any more, or not yet.
        """
        if not self.begin <= position <= self.end:
            raise LookupError(f"position {position} is not kept")
        if position >= self._fresh_first:
            start = position - self._fresh_first
            return self._fresh[start : start + most]
        place = bisect_right(self._packed, position, key=lambda part: part.first) - 1
        part = self._packed[place]
        start = position - part.first
        return list(islice(_unpack(part), start, start + most))

    def waited(self, position: int, now: float) -> float:
        """Return for how many seconds the event at a position has been there.

        To the second, and 0 for the event that has not come yet.
        """
        if position >= self.end:
            return 0.0
        place = bisect_right(self._marks, position, key=lambda mark: mark[1])
        return now - self._marks[max(0, place - 1)][0]

    def _age(self, now: float) -> None:
        while len(self._marks) > 1 and now - self._marks[1][0] > self._fresh_s:
            time, first = self._marks.popleft()
            count = self._marks[0][1] - first
            if count:
                self._pack(first, count, time)
        while self._packed and now - self._packed[0].time > self._keep_s:
            self._packed.popleft()

    def _pack(self, first: int, count: int, time: float) -> None:
        rows = [_row(event) for event in self._fresh[:count]]
        data = zlib.compress(b"\n".join(rows), 1)
        self._packed.append(_Packed(first, time, data))
        del self._fresh[:count]
        self._fresh_first += count


def _row(event: Event) -> bytes:
    # JSON has neither tabs nor line ends of its own where it is written without spaces.
    names = "\t".join((*event.key, event.kind, "")).encode()
    return names + event.body


def _unpack(part: _Packed) -> list[Event]:
    found = []
    for row in zlib.decompress(part.data).split(b"\n"):
        channel, symbol, kind, body = row.split(b"\t", 3)
        key = (channel.decode(), symbol.decode())
        found.append(Event(key, kind.decode(), body))
    return found
