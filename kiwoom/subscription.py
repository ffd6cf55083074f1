"""A counted interest in one symbol."""

from collections.abc import Callable
from typing import Self


class Subscription:
    """An interest in one symbol; close it, or use it in a ``with`` statement."""

    def __init__(self, symbol: str, close: Callable[[], None]) -> None:
        self.symbol = symbol
        self._close: Callable[[], None] | None = close

    def close(self) -> None:
        """End the interest; a second call does nothing."""
        close, self._close = self._close, None
        if close is not None:
            close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
