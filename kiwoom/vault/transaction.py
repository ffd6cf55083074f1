"""The vault's contents while one process has the file for itself."""

import hmac
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from sqlite3 import Connection

from kiwoom.enums import Mode
from kiwoom.errors import VaultDamaged, VaultLocked
from kiwoom.vault import file
from kiwoom.vault.cipher import KEY_BYTES, checksum, decrypt, encrypt
from kiwoom.vault.contents import (
    FORMAT,
    MAGIC,
    Header,
    Record,
    canonical,
    record_context,
    seal_of,
    sealed_header,
)
from kiwoom.vault.slots import Slot


class Transaction:
    """The vault's contents while one process holds the file for itself."""

    def __init__(self, connection: Connection, data_key: bytes | None) -> None:
        self._connection = connection
        self._data_key = data_key
        self._header = file.read_header(connection)
        self.slots = file.read_slots(connection)
        self.records = file.read_records(connection)
        self._check()

    @property
    def header(self) -> Header:
        """The vault's own row."""
        return self._header

    def read(self, name: str, mode: Mode | None) -> bytes | None:
        """Return a text, ``None`` if there is none of that name and mode."""
        record = self._find(name, _word(mode))
        return None if record is None else self._decrypted(record)

    def write(self, name: str, mode: Mode | None, text: bytes) -> None:
        """Put a text in place of the one of that name and mode."""
        header = replace(self._header, writes=self._header.writes + 1)
        record = _encrypted(self._key(), header, name, _word(mode), text)
        file.write_record(self._connection, record)
        self._seal(header)

    def remove(self, name: str, mode: Mode | None) -> None:
        """Remove a text, if it is there."""
        file.delete_record(self._connection, name, _word(mode))
        self._seal(self._header)

    def rekey(self, slots: Callable[[bytes, bytes], list[Slot]]) -> bytes:
        """Encrypt everything under a new data key, and return it."""
        texts = [(r, self._decrypted(r)) for r in self.records]
        header = replace(self._header, generation=self._header.generation + 1)
        self._data_key = os.urandom(KEY_BYTES)
        file.write_slots(self._connection, slots(self._data_key, header.vault_id))
        for record, text in texts:
            header = replace(header, writes=header.writes + 1)
            file.write_record(
                self._connection,
                _encrypted(self._key(), header, record.name, record.mode, text),
            )
        self._seal(header)
        return self._data_key

    def _decrypted(self, record: Record) -> bytes:
        context = record_context(self._header, record.name, record.mode, record.serial)
        return decrypt(self._key(), record.sealed, context)

    def _find(self, name: str, mode: str) -> Record | None:
        wanted = (name, mode)
        return next((r for r in self.records if (r.name, r.mode) == wanted), None)

    def _seal(self, header: Header) -> None:
        self.slots = file.read_slots(self._connection)
        self.records = file.read_records(self._connection)
        self._header = sealed_header(header, self.slots, self.records, self._key())
        file.write_header(self._connection, self._header)

    def _check(self) -> None:
        header = self._header
        if (header.magic, header.format) != (MAGIC, FORMAT):
            raise VaultDamaged
        rows = canonical(header, self.slots, self.records)
        if checksum(rows) != header.checksum:
            raise VaultDamaged
        if self._data_key is not None and not hmac.compare_digest(
            seal_of(rows, self._data_key), header.seal
        ):
            raise VaultDamaged

    def _key(self) -> bytes:
        if self._data_key is None:
            raise VaultLocked
        return self._data_key


def _word(mode: Mode | None) -> str:
    # What is of no server, such as a layout, is of no mode.
    return "" if mode is None else str(mode)


def _encrypted(key: bytes, header: Header, name: str, mode: str, text: bytes) -> Record:
    context = record_context(header, name, mode, header.writes)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Record(name, mode, header.writes, now, encrypt(key, text, context))
