"""What a vault holds, and the canonical bytes that its seals cover."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from kiwoom.vault.cipher import Sealed, authenticate, checksum, derive, fields
from kiwoom.vault.slots import Slot

MAGIC: Final = "kiwoom-dashboard vault"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Header:
    """The vault's own row.

    Attributes
    ----------
    generation
        How often the data key was changed.
    writes
        How many records were ever written; each write takes the next number.
    checksum
        SHA-256 of all rows: tells damage before a secret is tried.
    seal
        HMAC of all rows under the data key: tells a change by somebody else.
    """

    magic: str
    format: int
    vault_id: bytes
    generation: int
    writes: int
    checksum: bytes = b""
    seal: bytes = b""


@dataclass(frozen=True, slots=True)
class Record:
    """One encrypted text; ``serial`` is the number of the write that made it."""

    name: str
    mode: str
    serial: int
    updated: str
    sealed: Sealed


def record_context(header: Header, name: str, mode: str, serial: int) -> bytes:
    """Return what a text is bound to, so that no row can take another's place."""
    return fields(
        header.magic,
        header.format,
        header.vault_id,
        header.generation,
        mode,
        name,
        serial,
    )


def canonical(
    header: Header, slots: Iterable[Slot], records: Iterable[Record]
) -> bytes:
    """Return every row of the file as bytes, without checksum and seal."""
    own = fields(
        header.magic, header.format, header.vault_id, header.generation, header.writes
    )
    rows = [
        fields(
            record.name,
            record.mode,
            record.serial,
            record.updated,
            record.sealed.nonce,
            record.sealed.ciphertext,
        )
        for record in records
    ]
    return fields(own, fields(*(slot.canonical for slot in slots)), fields(*rows))


def sealed_header(
    header: Header, slots: Iterable[Slot], records: Iterable[Record], data_key: bytes
) -> Header:
    """Return the header with the checksum and seal that fit the rows."""
    rows = canonical(header, slots, records)
    return replace(header, checksum=checksum(rows), seal=seal_of(rows, data_key))


def seal_of(rows: bytes, data_key: bytes) -> bytes:
    """Return the HMAC that only a holder of the data key can make."""
    return authenticate(derive(data_key, "seal"), rows)
