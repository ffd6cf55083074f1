"""The vault's SQLite file: rows in and out, its modes, nothing of what they mean."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiwoom.errors import ConfigError, VaultDamaged
from kiwoom.vault.cipher import Sealed
from kiwoom.vault.contents import Header, Record
from kiwoom.vault.slots import Cost, Slot

_BUSY_S = 20.0
_DIRECTORY_MODE = 0o700
_FILE_MODE = 0o600
_OTHERS = 0o077
# What speaks of the disk or another process, not of the file's contents.
_CIRCUMSTANCES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)

_SCHEMA = """
CREATE TABLE meta(
    id INTEGER PRIMARY KEY CHECK (id = 1), magic TEXT, format INTEGER, vault_id BLOB,
    generation INTEGER, writes INTEGER, checksum BLOB, seal BLOB
);
CREATE TABLE slot(
    id INTEGER PRIMARY KEY, kind TEXT, salt BLOB, m INTEGER, t INTEGER, p INTEGER,
    nonce BLOB, wrapped BLOB, commitment BLOB
);
CREATE TABLE record(
    name TEXT, mode TEXT, serial INTEGER, updated TEXT, nonce BLOB, ciphertext BLOB,
    PRIMARY KEY (name, mode)
);
"""


def create_file(path: Path) -> None:
    """Make an empty vault file that only its owner can read."""
    write_private(path, b"")
    with closing(_connect(path)) as connection:
        connection.executescript(_SCHEMA)


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read, and its directory if need be.

    Raises
    ------
    FileExistsError
        If something of that name is there already.
    """
    path.parent.mkdir(mode=_DIRECTORY_MODE, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)


def publish(unfinished: Path, path: Path) -> None:
    """Give a whole file its name, unless another process was first.

    Raises
    ------
    ConfigError
        If something of that name is there already.
    """
    try:
        os.link(unfinished, path)
    except FileExistsError as error:
        raise ConfigError(f"금고가 이미 있습니다 ({path.name})") from error


def check_modes(path: Path) -> None:
    """Refuse a secret file that others can read, as ssh does with its keys.

    Raises
    ------
    ConfigError
        If the file's mode allows others anything.
    """
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise ConfigError(
            f"{path.name}을 다른 사용자가 읽을 수 있습니다; "
            f"먼저 chmod 600 {path} 을 실행하세요"
        )


@contextmanager
def exclusive(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold the file for oneself: all of the changes happen, or none.

    Another process waits for its turn up to twenty seconds.

    Raises
    ------
    VaultDamaged
        If the file is not a vault.
    ConfigError
        If others can read it, or the disk does not take the changes.
    """
    check_modes(path)
    with closing(_connect(path)) as connection:
        try:
            _prepare(connection)
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            if _primary_code(error) in _CIRCUMSTANCES:
                raise ConfigError(f"금고를 쓰지 못했습니다 ({error})") from error
            raise VaultDamaged from error


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )


def _prepare(connection: sqlite3.Connection) -> None:
    for pragma in ("secure_delete=ON", "trusted_schema=OFF", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def read_header(connection: sqlite3.Connection) -> Header:
    """Return the vault's header.

    Raises
    ------
    VaultDamaged
        If there is none.
    """
    row = connection.execute(
        "SELECT magic, format, vault_id, generation, writes, checksum, seal FROM meta"
    ).fetchone()
    if row is None:
        raise VaultDamaged
    return Header(*row)


def write_header(connection: sqlite3.Connection, header: Header) -> None:
    """Replace the header."""
    connection.execute(
        "INSERT OR REPLACE INTO meta VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
        (
            header.magic,
            header.format,
            header.vault_id,
            header.generation,
            header.writes,
            header.checksum,
            header.seal,
        ),
    )


def read_slots(connection: sqlite3.Connection) -> list[Slot]:
    """Return the slots in the order in which they were made."""
    rows = connection.execute(
        "SELECT kind, salt, m, t, p, nonce, wrapped, commitment FROM slot ORDER BY id"
    )
    return [
        Slot(kind, salt, Cost(m, t, p), Sealed(nonce, wrapped), commitment)
        for kind, salt, m, t, p, nonce, wrapped, commitment in rows
    ]


def write_slots(connection: sqlite3.Connection, slots: list[Slot]) -> None:
    """Replace all slots."""
    connection.execute("DELETE FROM slot")
    connection.executemany(
        "INSERT INTO slot VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                slot.kind,
                slot.salt,
                slot.cost.memory,
                slot.cost.passes,
                slot.cost.lanes,
                slot.wrapped.nonce,
                slot.wrapped.ciphertext,
                slot.commitment,
            )
            for slot in slots
        ],
    )


def read_records(connection: sqlite3.Connection) -> list[Record]:
    """Return all records, still encrypted, by name and mode."""
    rows = connection.execute(
        "SELECT name, mode, serial, updated, nonce, ciphertext FROM record "
        "ORDER BY name, mode"
    )
    return [
        Record(name, mode, serial, updated, Sealed(nonce, ciphertext))
        for name, mode, serial, updated, nonce, ciphertext in rows
    ]


def write_record(connection: sqlite3.Connection, record: Record) -> None:
    """Put a record in place of the one of its name and mode."""
    connection.execute(
        "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?)",
        (
            record.name,
            record.mode,
            record.serial,
            record.updated,
            record.sealed.nonce,
            record.sealed.ciphertext,
        ),
    )


def delete_record(connection: sqlite3.Connection, name: str, mode: str) -> None:
    """Delete a record; SQLite overwrites its bytes (``secure_delete``)."""
    connection.execute("DELETE FROM record WHERE name = ? AND mode = ?", (name, mode))
