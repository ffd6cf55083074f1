"""Sums and extremes of the newest numbers, kept current at O(1) for each new one."""

from collections import deque
from collections.abc import Iterable

Number = int | float


class Sums:
    """Sum, and sum of squares, of the last ``size`` numbers; exact for whole ones."""

    def __init__(self, size: int, numbers: Iterable[Number]) -> None:
        self._size = size
        self._numbers: deque[Number] = deque()
        self.total: Number = 0
        self.squares: Number = 0
        for number in numbers:
            self.push(number)

    def push(self, number: Number) -> None:
        """Take a number in, and let the oldest one go."""
        self._numbers.append(number)
        self.total += number
        self.squares += number * number
        if len(self._numbers) > self._size:
            gone = self._numbers.popleft()
            self.total -= gone
            self.squares -= gone * gone


class Highest:
    """The largest of the last ``size`` numbers."""

    def __init__(self, size: int, numbers: Iterable[Number]) -> None:
        self._size = size
        self._count = 0
        # Places and numbers that nothing later has surpassed, so in falling order.
        self._leading: deque[tuple[int, Number]] = deque()
        for number in numbers:
            self.push(number)

    def push(self, number: Number) -> None:
        """Take a number in, and let the oldest one go."""
        while self._leading and self._leading[-1][1] <= number:
            self._leading.pop()
        self._leading.append((self._count, number))
        self._count += 1
        if self._leading[0][0] < self._count - self._size:
            self._leading.popleft()

    def with_next(self, number: Number) -> Number:
        """Return the largest, counting one number more."""
        return max(self._leading[0][1], number) if self._leading else number
