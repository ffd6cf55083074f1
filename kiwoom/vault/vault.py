"""The vault: texts by name and mode, encrypted, in a file that several processes share.

It protects keys against whoever gets the disk, a backup or an image of it. It does not
protect them against root, nor against code that runs as the same user while unlocked.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from kiwoom.enums import Mode
from kiwoom.errors import WrongSecret
from kiwoom.vault import file
from kiwoom.vault.cipher import KEY_BYTES
from kiwoom.vault.contents import (
    FORMAT,
    MAGIC,
    Header,
    sealed_header,
)
from kiwoom.vault.slots import Cost, Passphrase, Secret, fill_slot, open_slot
from kiwoom.vault.transaction import Transaction

_VAULT_ID_BYTES = 16
_LEAST_SECONDS = 0.5
_MOST_PASSES = 20
_PLACEHOLDER = "a passphrase to measure with"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a locked vault tells of a record: its name, mode if any, and last change."""

    name: str
    mode: Mode | None
    updated: datetime


class Vault:
    """A vault file; locked until a secret of one of its slots opens it.

    Parameters
    ----------
    path
        The file, which is there; :meth:`create` makes one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._data_key: bytes | None = None

    def __repr__(self) -> str:
        return f"Vault({self.path.name!r}, {'locked' if self.is_locked else 'open'})"

    def __reduce__(self) -> str:
        raise TypeError("an open vault is not written anywhere")

    @classmethod
    def create(cls, path: Path, secret: Secret, cost: Cost | None = None) -> Self:
        """Make an empty vault that a secret opens, and open it.

        The file appears under its name when it is whole.

        Raises
        ------
        ConfigError
            If there is a file of that name.
        """
        unfinished = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
        file.create_file(unfinished)
        try:
            vault = cls(unfinished)
            vault._fill(secret, cost)
            vault.unlock(secret)
            file.publish(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
        vault.path = path
        return vault

    @property
    def is_locked(self) -> bool:
        """Whether a secret is needed before texts can be read."""
        return self._data_key is None

    @property
    def kinds(self) -> list[str]:
        """The kinds of secrets that open it: ``passphrase``, ``keyfile``."""
        with self.transaction() as transaction:
            return [slot.kind for slot in transaction.slots]

    def unlock(self, secret: Secret) -> None:
        """Open the vault; with a passphrase this takes half a second or more.

        Raises
        ------
        WrongSecret
            If the secret opens no slot.
        VaultDamaged
            If the file is not what was written.
        """
        with file.exclusive(self.path) as connection:
            locked = Transaction(connection, None)
            for slot in locked.slots:
                try:
                    found = open_slot(slot, secret, locked.header.vault_id)
                except WrongSecret:
                    continue
                Transaction(connection, found)
                self._data_key = found
                return
        raise WrongSecret

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Hold the file for oneself; changes are kept when the block ends well."""
        with file.exclusive(self.path) as connection:
            yield Transaction(connection, self._data_key)

    def read(self, name: str, mode: Mode | None) -> bytes | None:
        """Return a text, ``None`` if there is none.

        Raises
        ------
        VaultLocked
            If no secret has opened the vault.
        VaultDamaged
            If the file is not what was written.
        """
        with self.transaction() as transaction:
            return transaction.read(name, mode)

    def write(self, name: str, mode: Mode | None, text: bytes) -> None:
        """Put a text in place of the one of that name and mode."""
        with self.transaction() as transaction:
            transaction.write(name, mode, text)

    def remove(self, name: str, mode: Mode | None) -> None:
        """Remove a text, if it is there."""
        with self.transaction() as transaction:
            transaction.remove(name, mode)

    def entries(self) -> list[Entry]:
        """Return what is kept, without the texts; a locked vault tells it too."""
        with self.transaction() as transaction:
            return [
                Entry(
                    r.name,
                    Mode(r.mode) if r.mode else None,
                    datetime.fromisoformat(r.updated),
                )
                for r in transaction.records
            ]

    def rekey(self, *secrets: Secret, cost: Cost | None = None) -> None:
        """Take a new data key that just these secrets open, and encrypt all anew.

        All of it happens in one transaction: after a crash the old secrets open the
        vault or the new ones do.
        """
        with self.transaction() as transaction:
            self._data_key = transaction.rekey(
                lambda key, vault_id: [
                    fill_slot(secret, key, vault_id, cost or cost_for(secret))
                    for secret in secrets
                ]
            )

    def _fill(self, secret: Secret, cost: Cost | None) -> None:
        data_key = os.urandom(KEY_BYTES)
        header = Header(MAGIC, FORMAT, os.urandom(_VAULT_ID_BYTES), 1, 0)
        slot = fill_slot(secret, data_key, header.vault_id, cost or cost_for(secret))
        with file.exclusive(self.path) as connection:
            file.write_slots(connection, [slot])
            file.write_header(connection, sealed_header(header, [slot], [], data_key))


def cost_for(secret: Secret) -> Cost:
    """Return what a try should cost here: half a second, and never less than 64 MiB."""
    if not isinstance(secret, Passphrase):
        return Cost()
    start = time.perf_counter()
    Passphrase(_PLACEHOLDER).key(os.urandom(16), Cost())
    seconds = time.perf_counter() - start
    passes = round(Cost().passes * _LEAST_SECONDS / seconds)
    return Cost(passes=min(max(passes, Cost().passes), _MOST_PASSES))
