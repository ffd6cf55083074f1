"""Ways to open a vault: each slot holds the data key, wrapped by one secret.

A slot commits to its secret (HMAC under a key derived from it), which makes GCM
key-committing and tells a wrong passphrase from a damaged slot.
"""

import hmac
import os
import unicodedata
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kiwoom.errors import ConfigError, VaultDamaged, WrongSecret
from kiwoom.vault.cipher import (
    KEY_BYTES,
    Sealed,
    authenticate,
    decrypt,
    derive,
    encrypt,
    fields,
)

SALT_BYTES = 16
MIN_PASSPHRASE: Final = 12
_KEY_FILE_PURPOSE = "kiwoom-dashboard/vault/keyfile/v1"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a passphrase costs with Argon2id (RFC 9106).

    Parameters
    ----------
    memory
        KiB of memory.
    passes, lanes
        Rounds over the memory, and lanes computed side by side.
    """

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    @property
    def is_acceptable(self) -> bool:
        """Whether a file may ask for it: a hostile one must not eat the machine."""
        return (
            8 * self.lanes <= self.memory <= 1024 * 1024
            and 1 <= self.passes <= 20
            and 1 <= self.lanes <= 16
        )


class Secret:
    """What opens a slot; it shows in no text and no pickle."""

    kind: str

    def key(self, salt: bytes, cost: Cost) -> bytes:
        """Return the slot's key of 32 bytes."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"

    def __reduce__(self) -> str:
        raise TypeError("secrets are not written anywhere")


class Passphrase(Secret):
    """A passphrase of the user, the same however its Hangul was typed (NFKC).

    Raises
    ------
    ConfigError
        If it is shorter than twelve characters.
    """

    kind = "passphrase"

    def __init__(self, text: str) -> None:
        normal = unicodedata.normalize("NFKC", text)
        if len(normal) < MIN_PASSPHRASE:
            raise ConfigError(f"암호 문구는 {MIN_PASSPHRASE}자 이상이어야 합니다")
        self._text = normal.encode()

    def key(self, salt: bytes, cost: Cost) -> bytes:
        """Return the key that Argon2id makes of the passphrase."""
        return Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory,
        ).derive(self._text)


class KeyFile(Secret):
    """Thirty-two random bytes of a file or a credential.

    Raises
    ------
    ConfigError
        If there are not exactly 32 bytes.
    """

    kind = "keyfile"

    def __init__(self, content: bytes) -> None:
        if len(content) != KEY_BYTES:
            raise ConfigError(f"금고의 열쇠 파일은 {KEY_BYTES}바이트여야 합니다")
        self._content = content

    def key(self, salt: bytes, cost: Cost) -> bytes:
        """Return the key derived from the file; it needs no stretching."""
        del cost
        return derive(self._content, _KEY_FILE_PURPOSE, salt)


@dataclass(frozen=True, slots=True)
class Slot:
    """One wrapped copy of the data key, as the file keeps it."""

    kind: str
    salt: bytes
    cost: Cost
    wrapped: Sealed
    commitment: bytes

    @property
    def canonical(self) -> bytes:
        """Everything in it, for the checksum of the file's header."""
        wrapped = self.wrapped
        return fields(
            _header(self.kind, self.salt, self.cost),
            wrapped.nonce,
            wrapped.ciphertext,
            self.commitment,
        )


def fill_slot(
    secret: Secret, data_key: bytes, vault_id: bytes, cost: Cost | None = None
) -> Slot:
    """Return a slot that the secret opens; a dearer cost than the default is kept."""
    cost = cost or Cost()
    salt = os.urandom(SALT_BYTES)
    header = fields(vault_id, _header(secret.kind, salt, cost))
    key = secret.key(salt, cost)
    wrapped = encrypt(derive(key, "enc"), data_key, header)
    return Slot(secret.kind, salt, cost, wrapped, _commit(key, header))


def open_slot(slot: Slot, secret: Secret, vault_id: bytes) -> bytes:
    """Return the data key.

    Raises
    ------
    WrongSecret
        If another secret filled the slot.
    VaultDamaged
        If the slot is not what was written, or asks for more than a machine can bear.
    """
    if len(slot.salt) != SALT_BYTES or not slot.cost.is_acceptable:
        raise VaultDamaged
    if slot.kind != secret.kind:
        raise WrongSecret
    header = fields(vault_id, _header(slot.kind, slot.salt, slot.cost))
    key = secret.key(slot.salt, slot.cost)
    if not hmac.compare_digest(_commit(key, header), slot.commitment):
        raise WrongSecret
    return decrypt(derive(key, "enc"), slot.wrapped, header)


def _header(kind: str, salt: bytes, cost: Cost) -> bytes:
    return fields(kind, salt, cost.memory, cost.passes, cost.lanes)


def _commit(key: bytes, header: bytes) -> bytes:
    return authenticate(derive(key, "commit"), header)
