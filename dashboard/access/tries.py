"""How often a secret may be guessed. Pure: time is passed in, in seconds."""

from collections import deque

_TRIES, _PERIOD_S = 5, 60.0


class Tries:
    """Counts tries within a minute; those that were right are not counted.

    Examples
    --------
    >>> tries = Tries()
    >>> [tries.is_allowed(now) for now in (0, 1, 2, 3, 4, 5, 61)]
    [True, True, True, True, True, False, True]
    """

    def __init__(self, most: int = _TRIES, period_s: float = _PERIOD_S) -> None:
        self._most = most
        self._period_s = period_s
        self._moments: deque[float] = deque()

    def is_allowed(self, now: float) -> bool:
        """Count a try, and say whether it may be made."""
        while self._moments and now - self._moments[0] >= self._period_s:
            self._moments.popleft()
        if len(self._moments) >= self._most:
            return False
        self._moments.append(now)
        return True

    def forgive(self) -> None:
        """Forget all tries, because one was right."""
        self._moments.clear()
