"""Keys and tokens at rest: AES-256-GCM in a SQLite file that only its owner reads."""

from kiwoom.vault.keys import (
    VaultShelf,
    read_credentials,
    remove_credentials,
    store_credentials,
)
from kiwoom.vault.opening import (
    KEY_FILE,
    ensure_vault,
    find_secret,
    make_key_file,
    open_vault,
    vault_path,
)
from kiwoom.vault.slots import KeyFile, Passphrase, Secret
from kiwoom.vault.vault import Entry, Vault

__all__ = [
    "KEY_FILE",
    "Entry",
    "KeyFile",
    "Passphrase",
    "Secret",
    "Vault",
    "VaultShelf",
    "ensure_vault",
    "find_secret",
    "make_key_file",
    "open_vault",
    "read_credentials",
    "remove_credentials",
    "store_credentials",
    "vault_path",
]
