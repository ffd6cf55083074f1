"""A token bucket that tells how long to wait; it never reads a clock itself."""

from collections import deque

# The broker counts at its own end of the line, where calls can arrive closer together
# than they were sent.
_MARGIN_S = 0.05
_SECOND = 1.0


class TokenBucket:
    """Hands out a token for each call, or says when the next one comes back.

    The bucket holds one token for each call that a second allows, and a token comes
    back a full second after it was taken. A bucket that is refilled at a steady rate
    would let twice as many through in the second after a pause; the broker refuses
    that.

    Parameters
    ----------
    per_second
        Calls allowed in any second (protocol note 2.4).
    margin_s
        How much longer than a second the window is taken.
    window_s
        Another window than a second; its calls are those of the window then.
    """

    def __init__(
        self, per_second: int, margin_s: float = _MARGIN_S, window_s: float = _SECOND
    ) -> None:
        self._per_second = per_second
        self._window = window_s + margin_s
        self._taken: deque[float] = deque()

    def reserve(self, now: float) -> float:
        """Take the next token and return the seconds until it is there.

        Examples
        --------
        >>> bucket = TokenBucket(2, margin_s=0)
        >>> [bucket.reserve(10.0) for _ in range(4)]
        [0.0, 0.0, 1.0, 1.0]
        """
        self._forget(now)
        due = now
        if len(self._taken) >= self._per_second:
            due = max(now, self._taken[-self._per_second] + self._window)
        self._taken.append(due)
        return due - now

    def sent(self, now: float) -> int:
        """Return how many calls went out within the last second."""
        return sum(now - _SECOND < due <= now for due in self._taken)

    def waiting(self, now: float) -> int:
        """Return how many calls wait for their token."""
        return sum(due > now for due in self._taken)

    def _forget(self, now: float) -> None:
        while self._taken and self._taken[0] < now - self._window:
            self._taken.popleft()
