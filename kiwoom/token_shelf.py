"""Where a token outlives the process that asked for it, so that others can use it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kiwoom.endpoints import Token


@dataclass(frozen=True, slots=True)
class KeptToken:
    """The newest token of a key, and when its tokens were issued lately."""

    token: Token | None = None
    issued: tuple[datetime, ...] = ()


class HeldShelf(Protocol):
    """A shelf while nobody else can reach it."""

    def read(self) -> KeptToken:
        """Return what lies there."""

    def write(self, kept: KeptToken) -> None:
        """Put something in its place."""


class TokenShelf(Protocol):
    """Holds one key's token for all processes that use the key."""

    def held(self) -> AbstractAsyncContextManager[HeldShelf]:
        """Keep everybody else away while a token is looked at and perhaps issued."""


class OwnShelf:
    """A shelf of this process alone; its token ends with it."""

    def __init__(self) -> None:
        self._kept = KeptToken()

    @asynccontextmanager
    async def held(self) -> AsyncIterator[HeldShelf]:
        """Return itself; there is nobody to keep away."""
        yield self

    def read(self) -> KeptToken:
        """Return what lies there."""
        return self._kept

    def write(self, kept: KeptToken) -> None:
        """Put something in its place."""
        self._kept = kept
