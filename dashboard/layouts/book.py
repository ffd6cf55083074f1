"""Keeps the book in the vault: encrypted, in a SQLite file that processes share."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from dashboard.layouts.models import Book, Layout, read_book
from kiwoom import ConfigError, KiwoomError, Secret, Vault, ensure_vault

log = logging.getLogger(__name__)

_RECORD = "wall"
_LOOK_S = 2.0


class WallBook:
    """The house's book as this process knows it.

    Each change is read, made and written in one transaction of the vault, so that
    several processes lose none of each other's. A vault that does not open costs the
    keeping, not the wall: the book is empty then, and a change says why it is not kept.

    Parameters
    ----------
    data_dir
        Where the vault lies; it is made if there is none.
    secret
        What a person has given to open it with.
    """

    def __init__(self, data_dir: Path, secret: Secret | None = None) -> None:
        self._data_dir = data_dir
        self._secret = secret
        self._vault: Vault | None = None
        self._seen = 0.0
        self.known = Book()

    @property
    def current(self) -> Layout | None:
        """The wall as it was changed last."""
        return self.known.current

    async def open(self) -> None:
        """Read the book for the first time."""
        try:
            await self.read()
        except (KiwoomError, OSError) as error:
            log.warning("layouts are not kept: %s", error)

    async def read(self) -> Book:
        """Return the book as it is now.

        Raises
        ------
        VaultError, ConfigError, OSError
            If it cannot be read.
        """
        self.known = await asyncio.to_thread(self._read)
        return self.known

    async def change(self, change: Callable[[Book], Book]) -> Book:
        """Change the book, and return it.

        Raises
        ------
        VaultError, ConfigError, OSError
            If that is not kept; nothing has changed then.
        """
        self.known = await asyncio.to_thread(self._change, change)
        return self.known

    async def follow(self) -> None:
        """Go on reading what other processes write, for ever."""
        while True:
            await asyncio.sleep(_LOOK_S)
            if self._vault is not None and self._changed_at() != self._seen:
                await self.open()

    def _opened(self) -> Vault:
        if self._vault is None:
            self._vault = ensure_vault(self._data_dir, secret=self._secret)
        return self._vault

    def _changed_at(self) -> float:
        path = self._data_dir if self._vault is None else self._vault.path
        return path.stat().st_mtime if path.exists() else 0.0

    def _read(self) -> Book:
        vault = self._opened()
        self._seen = self._changed_at()
        return _read(vault.read(_RECORD, None))

    def _change(self, change: Callable[[Book], Book]) -> Book:
        with self._opened().transaction() as transaction:
            text = transaction.read(_RECORD, None)
            book = Book() if text is None else read_book(text)
            changed = change(book)
            if changed != book:
                kept = changed.model_dump_json(exclude_defaults=True)
                transaction.write(_RECORD, None, kept.encode())
        self._seen = self._changed_at()
        return changed


def _read(text: bytes | None) -> Book:
    if text is None:
        return Book()
    try:
        return read_book(text)
    except ConfigError:
        # Of a later version, perhaps: it is not overwritten, see `_change`.
        log.warning("the kept layouts cannot be read")
        return Book()
