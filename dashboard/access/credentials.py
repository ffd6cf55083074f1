"""The token for programs and the password for people, each in a file of its owner's.

The token is 32 random bytes as text; of the password only what Argon2id makes of it is
kept (RFC 9106, with a salt of its own).
"""

import os
import secrets
import stat
import unicodedata
from pathlib import Path

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kiwoom import ConfigError

TOKEN_FILE = "gateway-token"  # noqa: S105 - the name of a file
PASSWORD_FILE = "login-password"  # noqa: S105
MIN_PASSWORD = 8
_OWNER_ONLY = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_TOKEN_BYTES = 32
_PASSES, _LANES, _MEMORY_KIB = 3, 4, 64 * 1024


def read_token(data_dir: Path) -> str | None:
    """Return the token, ``None`` where none was made.

    Raises
    ------
    ConfigError
        If others can read the file.
    """
    return _read_private(data_dir / TOKEN_FILE)


def make_token(data_dir: Path, *, anew: bool = False) -> str:
    """Return the token; a new one where there is none or ``anew`` asks for it."""
    known = None if anew else read_token(data_dir)
    if known is None:
        known = secrets.token_urlsafe(_TOKEN_BYTES)
        _write_private(data_dir / TOKEN_FILE, known)
    return known


def set_password(data_dir: Path, password: str) -> None:
    """Keep a password for the login page, in place of the one before.

    Raises
    ------
    ConfigError
        If it is shorter than eight characters.
    """
    if len(_plain(password)) < MIN_PASSWORD:
        raise ConfigError(f"비밀번호는 {MIN_PASSWORD}자 이상이어야 합니다")
    kept = _derivation(os.urandom(16)).derive_phc_encoded(_plain(password).encode())
    _write_private(data_dir / PASSWORD_FILE, kept)


def is_password(data_dir: Path, given: str) -> bool:
    """Whether this is the password; takes about a tenth of a second."""
    kept = _read_private(data_dir / PASSWORD_FILE)
    if kept is None:
        return False
    try:
        Argon2id.verify_phc_encoded(_plain(given).encode(), kept)
    except InvalidKey:
        return False
    return True


def has_credentials(data_dir: Path) -> bool:
    """Whether there is something to log in with."""
    return any((data_dir / name).exists() for name in (TOKEN_FILE, PASSWORD_FILE))


def _plain(password: str) -> str:
    # The same however its Hangul was typed.
    return unicodedata.normalize("NFKC", password)


def _derivation(salt: bytes) -> Argon2id:
    return Argon2id(
        salt=salt,
        length=32,
        iterations=_PASSES,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
    )


def _read_private(path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if mode & _OTHERS:
        raise ConfigError(f"{path}: 다른 사용자가 읽을 수 있습니다; chmod 600 하세요")
    return path.read_text("utf-8").strip()


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Under another name first, so that a full disk leaves the old one.
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        with os.fdopen(
            os.open(fresh, flags, _OWNER_ONLY), "w", encoding="utf-8"
        ) as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
