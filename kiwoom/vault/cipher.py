"""AES-256-GCM with a context, and keys derived from keys: no input, no output."""

import os
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiwoom.errors import VaultDamaged

KEY_BYTES = 32
NONCE_BYTES = 12
_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True)
class Sealed:
    """What encryption returns: a nonce of 12 bytes, and the text with its tag."""

    nonce: bytes
    ciphertext: bytes


def fields(*parts: bytes | str | int) -> bytes:
    """Join parts so that no two lists of parts give the same bytes.

    Examples
    --------
    >>> fields("ab", "c") == fields("a", "bc")
    False
    """
    texts = [part if isinstance(part, bytes) else str(part).encode() for part in parts]
    return b"".join(len(t).to_bytes(_LENGTH_BYTES, "big") + t for t in texts)


def encrypt(key: bytes, plaintext: bytes, context: bytes) -> Sealed:
    """Encrypt under a fresh random nonce; the context must be the same to decrypt."""
    nonce = os.urandom(NONCE_BYTES)
    return Sealed(nonce, AESGCM(key).encrypt(nonce, plaintext, context))


def decrypt(key: bytes, sealed: Sealed, context: bytes) -> bytes:
    """Return the plaintext.

    Raises
    ------
    VaultDamaged
        If text, nonce, key or context are not those of the encryption.
    """
    try:
        return AESGCM(key).decrypt(sealed.nonce, sealed.ciphertext, context)
    except (InvalidTag, ValueError) as error:
        raise VaultDamaged from error


def derive(key: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """Return a key of 32 bytes for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt, purpose.encode()).derive(key)


def authenticate(key: bytes, message: bytes) -> bytes:
    """Return the HMAC-SHA256 of a message."""
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(message)
    return mac.finalize()


def checksum(message: bytes) -> bytes:
    """Return the SHA-256 of a message: tells damage, proves nothing."""
    return sha256(message).digest()
