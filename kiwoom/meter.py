"""How many things happened in the last full second."""


class RateMeter:
    """Counts per second of a clock that the caller reads.

    Attributes
    ----------
    total
        What was counted since the start.
    """

    def __init__(self) -> None:
        self.total = 0
        self._second = 0
        self._count = 0
        self._last = 0

    def count(self, number: int, now: float) -> None:
        """Add to the running second."""
        self._turn(int(now))
        self._count += number
        self.total += number

    def rate(self, now: float) -> int:
        """Return the count of the last full second.

        Examples
        --------
        >>> meter = RateMeter()
        >>> meter.count(3, 10.2), meter.count(4, 10.9), meter.rate(11.5)
        (None, None, 7)
        """
        self._turn(int(now))
        return self._last

    def _turn(self, second: int) -> None:
        if second != self._second:
            self._last = self._count if second == self._second + 1 else 0
            self._second, self._count = second, 0
