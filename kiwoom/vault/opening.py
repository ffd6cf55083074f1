"""Where a vault lies, and where the secret is found when nobody sits at a keyboard."""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from kiwoom.errors import ConfigError, VaultLocked
from kiwoom.logs import get_logger
from kiwoom.vault.cipher import KEY_BYTES
from kiwoom.vault.file import check_modes, write_private
from kiwoom.vault.slots import KeyFile, Passphrase, Secret
from kiwoom.vault.vault import Vault

KEY_FILE: Final = "vault.key"
_VAULT_FILE = "vault.sqlite3"
_CONTAINER_SECRETS = "/run/secrets"

_log = get_logger(__name__)


def vault_path(data_dir: Path) -> Path:
    """Return where the vault of a data directory lies."""
    return data_dir / _VAULT_FILE


def make_key_file(data_dir: Path) -> KeyFile:
    """Write a new key file beside the vault, mode 0600, and return what is in it.

    Raises
    ------
    FileExistsError
        If there is one.
    """
    content = os.urandom(KEY_BYTES)
    unfinished = data_dir / f".{KEY_FILE}.{os.urandom(8).hex()}"
    write_private(unfinished, content)
    try:
        # It appears whole, for another process may be reading it already.
        os.link(unfinished, data_dir / KEY_FILE)
    finally:
        unfinished.unlink()
    return KeyFile(content)


def open_vault(
    data_dir: Path,
    environment: MutableMapping[str, str] = os.environ,
    *,
    secret: Secret | None = None,
) -> Vault | None:
    """Return the open vault of a data directory, ``None`` if it has none.

    The secret is the first one found of: the credential ``vault.key`` that systemd
    hands over, a container's secret of that name, the file that
    ``KIWOOM_VAULT_KEY_FILE`` names, the passphrase in ``KIWOOM_VAULT_PASSPHRASE``
    (which is removed from the environment), the key file beside the vault. A
    ``secret`` that somebody gives comes before all of them.

    Raises
    ------
    VaultLocked
        If none is found.
    WrongSecret, VaultDamaged
        If what was found does not open the vault.
    ConfigError
        If others can read the vault or the key file.
    """
    secret = secret or find_secret(data_dir, environment)
    path = vault_path(data_dir)
    if not path.exists():
        return None
    if secret is None:
        raise VaultLocked
    vault = Vault(path)
    vault.unlock(secret)
    return vault


def ensure_vault(
    data_dir: Path,
    environment: MutableMapping[str, str] = os.environ,
    *,
    secret: Secret | None = None,
) -> Vault:
    """Return the open vault of a data directory, a new one if it has none.

    A new one opens with the secret that is found, else with a key file of its own, so
    that nobody is asked for a passphrase until somebody wants one.

    Raises
    ------
    VaultLocked, WrongSecret, VaultDamaged, ConfigError
        See :func:`open_vault`.
    """
    # Another process may be first with the key file, and again with the vault.
    for tries_left in (2, 1, 0):
        secret = secret or find_secret(data_dir, environment)
        vault = open_vault(data_dir, environment, secret=secret)
        if vault is not None:
            break
        try:
            new_secret = secret or make_key_file(data_dir)
            vault = Vault.create(vault_path(data_dir), new_secret)
            break
        except (ConfigError, FileExistsError):
            if not tries_left:
                raise
    assert vault is not None
    return vault


def find_secret(data_dir: Path, environment: MutableMapping[str, str]) -> Secret | None:
    """Return the first secret found, see :func:`open_vault`."""
    passphrase = environment.pop("KIWOOM_VAULT_PASSPHRASE", "")
    for directory in (environment.get("CREDENTIALS_DIRECTORY"), _CONTAINER_SECRETS):
        if directory and (handed_over := Path(directory) / KEY_FILE).is_file():
            return KeyFile(handed_over.read_bytes())
    if named := environment.get("KIWOOM_VAULT_KEY_FILE"):
        return _read_key_file(Path(named))
    if passphrase:
        _log.warning("the passphrase came from the environment, where others see it")
        return Passphrase(passphrase)
    own = data_dir / KEY_FILE
    return _read_key_file(own) if own.is_file() else None


def _read_key_file(path: Path) -> KeyFile:
    check_modes(path)
    return KeyFile(path.read_bytes())
