"""A vault opens without a keyboard, by the first secret of a fixed order."""

import base64
from pathlib import Path

import pytest

from kiwoom import ConfigError, Mode, VaultLocked, WrongSecret
from kiwoom.vault import (
    KeyFile,
    Passphrase,
    Vault,
    make_key_file,
    open_vault,
    vault_path,
)
from kiwoom.vault.slots import Cost

CHEAP = Cost(memory=32, passes=1, lanes=1)
PHRASE = "correct horse battery"
KEY = bytes(range(32))
GOLDEN = Path(__file__).with_name("format-1.base64")


def write_key(path: Path, content: bytes = KEY) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def test_a_data_directory_without_vault_has_none(tmp_path: Path) -> None:
    assert open_vault(tmp_path, {}) is None


def test_the_key_file_beside_the_vault_opens_it(tmp_path: Path) -> None:
    secret = make_key_file(tmp_path / "data")
    Vault.create(vault_path(tmp_path / "data"), secret)

    found = open_vault(tmp_path / "data", {})

    assert found is not None
    assert not found.is_locked
    assert (tmp_path / "data" / "vault.key").stat().st_mode & 0o777 == 0o600


def test_a_credential_of_systemd_opens_it(tmp_path: Path) -> None:
    Vault.create(vault_path(tmp_path), KeyFile(KEY))
    credentials = write_key(tmp_path / "credentials" / "vault.key").parent

    found = open_vault(tmp_path, {"CREDENTIALS_DIRECTORY": str(credentials)})

    assert found is not None


def test_a_named_key_file_opens_it(tmp_path: Path) -> None:
    Vault.create(vault_path(tmp_path), KeyFile(KEY))
    named = write_key(tmp_path / "usb" / "my.key")

    assert open_vault(tmp_path, {"KIWOOM_VAULT_KEY_FILE": str(named)}) is not None


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    Vault.create(vault_path(tmp_path), KeyFile(KEY))
    named = write_key(tmp_path / "my.key")
    named.chmod(0o644)

    with pytest.raises(ConfigError, match="chmod 600"):
        open_vault(tmp_path, {"KIWOOM_VAULT_KEY_FILE": str(named)})


def test_a_key_file_cut_off_is_told(tmp_path: Path) -> None:
    Vault.create(vault_path(tmp_path), KeyFile(KEY))
    write_key(tmp_path / "vault.key", KEY[:20])

    with pytest.raises(ConfigError, match="32바이트"):
        open_vault(tmp_path, {})


def test_a_passphrase_of_the_environment_opens_it_and_is_removed(
    tmp_path: Path,
) -> None:
    Vault.create(vault_path(tmp_path), Passphrase(PHRASE), CHEAP)
    environment = {"KIWOOM_VAULT_PASSPHRASE": PHRASE}

    assert open_vault(tmp_path, environment) is not None
    assert environment == {}


def test_a_credential_comes_before_the_environment(tmp_path: Path) -> None:
    Vault.create(vault_path(tmp_path), KeyFile(KEY))
    credentials = write_key(tmp_path / "credentials" / "vault.key").parent
    environment = {
        "CREDENTIALS_DIRECTORY": str(credentials),
        "KIWOOM_VAULT_PASSPHRASE": "another passphrase",
        "KIWOOM_VAULT_KEY_FILE": "/nowhere",
    }

    assert open_vault(tmp_path, environment) is not None
    assert "KIWOOM_VAULT_PASSPHRASE" not in environment


def test_a_vault_that_nothing_opens_is_locked(tmp_path: Path) -> None:
    Vault.create(vault_path(tmp_path), Passphrase(PHRASE), CHEAP)

    with pytest.raises(VaultLocked):
        open_vault(tmp_path, {})
    with pytest.raises(WrongSecret):
        open_vault(tmp_path, {"KIWOOM_VAULT_PASSPHRASE": "another passphrase"})


# Made once by format 1 and kept for ever: a later version must still open it.
def test_a_vault_of_the_first_format_still_opens(tmp_path: Path) -> None:
    path = vault_path(tmp_path)
    path.write_bytes(base64.b64decode(GOLDEN.read_text("ascii")))
    path.chmod(0o600)

    for secret in (KeyFile(KEY), Passphrase("황금빛 암호 문구 하나 둘")):
        vault = Vault(path)
        vault.unlock(secret)
        assert vault.read("keys", Mode.REAL) == b"the text of the first format"
