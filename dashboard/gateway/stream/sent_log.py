"""How far into the ring each number of a connection reached."""

from array import array
from bisect import bisect_right


class SentLog:
    """One row for each batch: its first number, its position, its events.

    A batch holds events of the ring first, and then what was only conflated. Kept as
    arrays: ten minutes of batches would otherwise take megabytes for each connection.
    """

    def __init__(self) -> None:
        self._first = array("q")
        self._position = array("q")
        self._events = array("q")
        self._time = array("d")

    def add(self, first: int, position: int, events: int, now: float) -> None:
        """Note a batch.

        Parameters
        ----------
        first
            The number of its first message.
        position
            Where in the ring its events begin.
        events
            How many of its messages are events of the ring.
        now
            Seconds of the monotonic clock.
        """
        self._first.append(first)
        self._position.append(position)
        self._events.append(events)
        self._time.append(now)

    def forget(self, before: float) -> None:
        """Forget batches that were sent before a moment."""
        count = bisect_right(self._time, before)
        for column in (self._first, self._position, self._events, self._time):
            del column[:count]

    def cut(self, number: int) -> None:
        """Forget batches that begin after a number."""
        place = bisect_right(self._first, number)
        for column in (self._first, self._position, self._events, self._time):
            del column[place:]

    def find(self, number: int) -> tuple[int, int, bool] | None:
        """Return where the batch that sent a number began, ``None`` if forgotten.

        Returns
        -------
        tuple
            Position in the ring, how many events of it were received up to the number,
            and whether that is all of the batch's events.
        """
        place = bisect_right(self._first, number) - 1
        if place < 0:
            return None
        received = number - self._first[place] + 1
        events = self._events[place]
        return self._position[place], min(received, events), received >= events

    def following(self, number: int, end: int) -> int:
        """Return where the batch after a number's own began, else ``end``."""
        place = bisect_right(self._first, number)
        return self._position[place] if place < len(self._position) else end
