"""The laws of the vault: what was written comes back, and nothing else ever does."""

import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom import ConfigError, Mode, VaultDamaged, VaultLocked, WrongSecret
from kiwoom.vault import KeyFile, Passphrase, Vault
from kiwoom.vault.slots import Cost

CHEAP = Cost(memory=32, passes=1, lanes=1)
KEY = KeyFile(bytes(range(32)))
OTHER_KEY = KeyFile(bytes(32))
TEXT = b"app-key-that-nobody-may-see"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "vault.sqlite3"


@pytest.fixture
def vault(path: Path) -> Vault:
    made = Vault.create(path, KEY)
    made.write("keys", Mode.REAL, TEXT)
    return made


def reopened(path: Path, secret: KeyFile | Passphrase = KEY) -> Vault:
    vault = Vault(path)
    vault.unlock(secret)
    return vault


def test_what_was_written_comes_back(vault: Vault, path: Path) -> None:
    assert reopened(path).read("keys", Mode.REAL) == TEXT
    assert vault.read("keys", Mode.MOCK) is None
    assert vault.read("token", Mode.REAL) is None


@pytest.fixture(scope="module")
def common_vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return Vault.create(tmp_path_factory.mktemp("common") / "vault.sqlite3", KEY)


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=20), st.sampled_from(Mode))
def test_any_text_of_any_name_comes_back(
    common_vault: Vault, text: bytes, name: str, mode: Mode
) -> None:
    common_vault.write(name, mode, text)

    assert common_vault.read(name, mode) == text


def test_a_later_text_takes_the_place_of_the_earlier_one(vault: Vault) -> None:
    vault.write("keys", Mode.REAL, b"new")

    assert vault.read("keys", Mode.REAL) == b"new"
    assert len(vault.entries()) == 1


def test_a_removed_text_is_gone_from_the_file(vault: Vault, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (ciphertext,) = connection.execute("SELECT ciphertext FROM record").fetchone()

    vault.remove("keys", Mode.REAL)

    assert vault.read("keys", Mode.REAL) is None
    assert ciphertext not in path.read_bytes()


def test_a_locked_vault_tells_what_is_there_and_no_text(
    vault: Vault, path: Path
) -> None:
    locked = Vault(path)

    assert [(e.name, e.mode) for e in locked.entries()] == [("keys", Mode.REAL)]
    with pytest.raises(VaultLocked, match="잠겨"):
        locked.read("keys", Mode.REAL)
    with pytest.raises(VaultLocked):
        locked.write("keys", Mode.REAL, b"x")
    assert vault.read("keys", Mode.REAL) == TEXT


@pytest.mark.parametrize("secret", [OTHER_KEY, Passphrase("correct horse battery")])
def test_a_wrong_secret_opens_nothing(
    vault: Vault, secret: KeyFile | Passphrase
) -> None:
    with pytest.raises(WrongSecret, match="맞지 않습니다"):
        reopened(vault.path, secret)


def test_a_passphrase_opens_it_however_its_hangul_was_typed(path: Path) -> None:
    composed = "비밀스러운 한글 암호 문구"
    decomposed = unicodedata.normalize("NFD", composed)
    Vault.create(path, Passphrase(composed), CHEAP).write("keys", Mode.MOCK, TEXT)

    assert composed != decomposed
    assert reopened(path, Passphrase(decomposed)).read("keys", Mode.MOCK) == TEXT


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(ConfigError, match="12자"):
        Passphrase("짧은 암호")


def test_new_secrets_take_the_place_of_all_old_ones(vault: Vault, path: Path) -> None:
    vault.write("token", Mode.MOCK, b"token")
    phrase = Passphrase("correct horse battery")

    vault.rekey(phrase, OTHER_KEY, cost=CHEAP)

    assert vault.kinds == ["passphrase", "keyfile"]
    assert vault.read("keys", Mode.REAL) == TEXT
    for secret in (phrase, OTHER_KEY):
        assert reopened(path, secret).read("token", Mode.MOCK) == b"token"
    with pytest.raises(WrongSecret):
        reopened(path, KEY)


def test_the_data_key_changes_with_the_secrets(vault: Vault, path: Path) -> None:
    old = path.with_name("copy.sqlite3")
    shutil.copy2(path, old)
    before = Vault(old)
    before.unlock(KEY)

    vault.rekey(KEY)
    shutil.copy2(path, old)

    with pytest.raises(VaultDamaged):
        before.read("keys", Mode.REAL)


def test_two_processes_see_each_other_s_texts(vault: Vault, path: Path) -> None:
    second = reopened(path)
    second.write("token", Mode.REAL, b"from the second")

    assert vault.read("token", Mode.REAL) == b"from the second"


def test_only_its_owner_can_read_it(vault: Vault, path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        vault.read("keys", Mode.REAL)


def test_a_careless_umask_opens_nothing_to_others(path: Path) -> None:
    before = os.umask(0)
    try:
        Vault.create(path, KEY)
    finally:
        os.umask(before)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_vault_is_not_made_over_another(vault: Vault, path: Path) -> None:
    with pytest.raises(ConfigError, match="이미"):
        Vault.create(path, OTHER_KEY)

    assert vault.read("keys", Mode.REAL) == TEXT
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_no_vault_is_told(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all, but long enough to look at" * 20)
    path.chmod(0o600)

    with pytest.raises(VaultDamaged, match="손상"):
        reopened(path)


def test_another_database_is_told(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE candles(time)")
    path.chmod(0o600)

    with pytest.raises(VaultDamaged):
        reopened(path)


def _put(connection: sqlite3.Connection, table: str, column: str, blob: bytes) -> None:
    connection.execute(f"UPDATE {table} SET {column} = ?", [blob])
    connection.commit()


BLOBS = [
    ("record", "ciphertext"),
    ("record", "nonce"),
    ("slot", "wrapped"),
    ("slot", "nonce"),
    ("slot", "salt"),
    ("slot", "commitment"),
    ("meta", "vault_id"),
    ("meta", "checksum"),
    ("meta", "seal"),
]


@pytest.mark.parametrize(("table", "column"), BLOBS)
def test_a_flipped_bit_is_refused(vault: Vault, table: str, column: str) -> None:
    with closing(sqlite3.connect(vault.path)) as connection:
        (blob,) = connection.execute(f"SELECT {column} FROM {table}").fetchone()
        for bit in range(0, 8 * len(blob), 3):
            changed = bytearray(blob)
            changed[bit // 8] ^= 1 << bit % 8
            _put(connection, table, column, bytes(changed))
            with pytest.raises(VaultDamaged):
                reopened(vault.path).read("keys", Mode.REAL)
        _put(connection, table, column, blob)
    assert reopened(vault.path).read("keys", Mode.REAL) == TEXT


CHANGES = [
    "UPDATE record SET mode = 'mock'",
    "UPDATE record SET name = 'token'",
    "UPDATE record SET updated = '2020-01-01T00:00:00+00:00'",
    "DELETE FROM record",
    "UPDATE slot SET m = 4194304",
    "UPDATE slot SET t = 1000",
    "UPDATE slot SET kind = 'passphrase'",
    "DELETE FROM slot",
    "UPDATE meta SET generation = 7",
    "UPDATE meta SET format = 2",
    "DELETE FROM meta",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_by_somebody_else_is_refused(vault: Vault, change: str) -> None:
    with closing(sqlite3.connect(vault.path)) as connection:
        connection.execute(change)
        connection.commit()

    with pytest.raises(VaultDamaged):
        reopened(vault.path)


def test_two_rows_cannot_be_swapped(vault: Vault) -> None:
    vault.write("keys", Mode.MOCK, b"mock keys")
    with closing(sqlite3.connect(vault.path)) as connection:
        connection.execute("UPDATE record SET mode = 'x' WHERE mode = 'real'")
        connection.execute("UPDATE record SET mode = 'real' WHERE mode = 'mock'")
        connection.execute("UPDATE record SET mode = 'mock' WHERE mode = 'x'")
        connection.commit()

    with pytest.raises(VaultDamaged):
        vault.read("keys", Mode.REAL)


def test_an_older_row_cannot_be_put_back(vault: Vault) -> None:
    with closing(sqlite3.connect(vault.path)) as connection:
        old = connection.execute("SELECT * FROM record").fetchone()
        vault.write("keys", Mode.REAL, b"new keys")
        marks = ", ".join("?" * len(old))
        connection.execute(f"REPLACE INTO record VALUES ({marks})", old)
        connection.commit()

    with pytest.raises(VaultDamaged):
        vault.read("keys", Mode.REAL)


def test_a_file_cut_off_anywhere_is_refused(vault: Vault, tmp_path: Path) -> None:
    whole = vault.path.read_bytes()
    for length in range(0, len(whole), 997):
        cut = tmp_path / f"cut-{length}"
        cut.write_bytes(whole[:length])
        cut.chmod(0o600)
        with pytest.raises(VaultDamaged):
            reopened(cut).read("keys", Mode.REAL)


def test_each_writing_has_a_nonce_of_its_own(vault: Vault) -> None:
    nonces = set()
    with closing(sqlite3.connect(vault.path)) as connection:
        for _ in range(50):
            vault.write("keys", Mode.REAL, TEXT)
            nonces |= set(connection.execute("SELECT nonce FROM record").fetchall())

    assert len(nonces) == 50


def test_neither_vault_nor_secret_shows_or_is_pickled(vault: Vault) -> None:
    secrets = [vault, KEY, Passphrase("correct horse battery")]

    for secret in secrets:
        assert "horse" not in f"{secret!r}{secret}"
        assert "\\x01" not in f"{secret!r}{secret}"
        with pytest.raises(TypeError):
            pickle.dumps(secret)


def test_no_text_and_no_secret_is_in_the_file(path: Path) -> None:
    vault = Vault.create(path, Passphrase("correct horse battery"), CHEAP)
    vault.write("keys", Mode.REAL, TEXT)
    content = path.read_bytes()

    assert TEXT not in content
    assert b"correct horse" not in content


WRITER = """
import sys
import unicodedata
from pathlib import Path
from kiwoom import Mode
from kiwoom.vault import KeyFile, Vault

vault = Vault(Path(sys.argv[1]))
vault.unlock(KeyFile(bytes(range(32))))
while True:
    print("whole", flush=True)
    vault.rekey(KeyFile(bytes(range(32))))
    vault.write("token", Mode.REAL, b"y" * 5000)
"""


@pytest.mark.parametrize("changes", range(1, 6))
def test_a_process_killed_while_writing_leaves_a_whole_vault(
    vault: Vault, changes: int
) -> None:
    command = [sys.executable, "-c", WRITER, str(vault.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        for _, line in zip(range(changes), writer.stdout or (), strict=False):
            assert line == b"whole\n"
        writer.kill()

    found = reopened(vault.path)
    assert found.read("keys", Mode.REAL) == TEXT
    assert found.read("token", Mode.REAL) in {None, b"y" * 5000}
