"""A token bucket that tells how long to wait; it never reads a clock itself."""

from collections import deque

# The broker counts at its own end of the line, where calls can arrive closer together
# than they were sent.
_MARGIN_S = 0.05
_SECOND = 1.0
# A refusal doubles the window, and ten seconds without one halve it again.
_WIDEST = 8
_RECOVERY_S = 10.0


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
        self._width = 1
        self._refused = -_WIDEST * _RECOVERY_S

    def delay(self, now: float) -> float:
        """Return the seconds until the next token is there, without taking it."""
        self._forget(now)
        if len(self._taken) < self._per_second:
            return 0.0
        window = self._window * self._width_at(now)
        return max(0.0, self._taken[-self._per_second] + window - now)

    def slow_down(self, now: float) -> None:
        """Take a longer window for a while, because the broker found this too fast.

        Calls that went out together are refused together, which is one refusal.
        """
        width = self._width_at(now)
        is_another = now - self._refused >= self._window
        self._width = min(_WIDEST, 2 * width) if is_another else width
        self._refused = now

    def reserve(self, now: float) -> float:
        """Take the next token and return the seconds until it is there.

        Examples
        --------
        >>> bucket = TokenBucket(2, margin_s=0)
        >>> [bucket.reserve(10.0) for _ in range(4)]
        [0.0, 0.0, 1.0, 1.0]
        """
        delay = self.delay(now)
        self._taken.append(now + delay)
        return delay

    def sent(self, now: float) -> int:
        """Return how many calls went out within the last second."""
        return sum(now - _SECOND < due <= now for due in self._taken)

    def waiting(self, now: float) -> int:
        """Return how many calls wait for their token."""
        return sum(due > now for due in self._taken)

    def _width_at(self, now: float) -> int:
        halvings = min(max(0.0, now - self._refused) // _RECOVERY_S, _WIDEST)
        return max(1, self._width >> int(halvings))

    def _forget(self, now: float) -> None:
        oldest = now - self._window * self._width_at(now)
        while self._taken and self._taken[0] < oldest:
            self._taken.popleft()
