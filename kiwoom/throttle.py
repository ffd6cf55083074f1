"""A rate limit that tells how long to wait; it never reads a clock itself."""

from collections import deque

# The broker counts at its own end of the line, where calls can arrive closer together
# than they were sent.
_MARGIN_S = 0.05
_SECOND = 1.0


class RateLimit:
    """Hands out places in a queue so that no sliding second holds too many calls.

    Parameters
    ----------
    per_second
        Calls allowed in any second (protocol note 2.4).
    margin_s
        How much longer than a second the window is taken.
    """

    def __init__(self, per_second: int, margin_s: float = _MARGIN_S) -> None:
        self._per_second = per_second
        self._window = _SECOND + margin_s
        self._places: deque[float] = deque()

    def reserve(self, now: float) -> float:
        """Take the next place and return the seconds until it comes.

        Examples
        --------
        >>> limit = RateLimit(2, margin_s=0)
        >>> [limit.reserve(10.0) for _ in range(4)]
        [0.0, 0.0, 1.0, 1.0]
        """
        self._forget(now)
        place = now
        if len(self._places) >= self._per_second:
            place = max(now, self._places[-self._per_second] + self._window)
        self._places.append(place)
        return place - now

    def sent(self, now: float) -> int:
        """Return how many calls went out within the last second."""
        return sum(now - _SECOND < place <= now for place in self._places)

    def waiting(self, now: float) -> int:
        """Return how many calls wait for their place."""
        return sum(place > now for place in self._places)

    def _forget(self, now: float) -> None:
        while self._places and self._places[0] < now - self._window:
            self._places.popleft()
