"""A locked server is opened from another terminal, by whoever knows the passphrase."""

import asyncio
import io
import json
import socket
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from dashboard.commands import run
from dashboard.unlocking import (
    NOBODY_WAITS,
    TOO_OFTEN,
    UnlockSocket,
    unlock_running,
)
from kiwoom import (
    ConfigError,
    Credentials,
    Mode,
    Passphrase,
    Vault,
    WrongSecret,
    store_credentials,
    vault_path,
)
from kiwoom.vault.slots import Cost
from tests.programs import running

CHEAP = Cost(memory=32, passes=1, lanes=1)
PHRASE = "correct horse battery"
SKELETON = '<div class="kw-skeleton"'
PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")


class Lock:
    """A vault that counts how often somebody tried to open it."""

    def __init__(self, directory: Path) -> None:
        self.vault = Vault.create(directory / "own.sqlite3", Passphrase(PHRASE), CHEAP)
        self.vault = Vault(self.vault.path)
        self.tries = self.at_once = self.most_at_once = 0
        self.now = 0.0

    async def unlock(self, passphrase: Passphrase) -> None:
        self.tries += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.to_thread(self.vault.unlock, passphrase)
        finally:
            self.at_once -= 1


@asynccontextmanager
async def listening(directory: Path) -> AsyncIterator[Lock]:
    lock = Lock(directory)
    door = UnlockSocket(directory, lock.unlock, lambda: lock.now)
    await door.start()
    yield lock
    await door.aclose()


async def say(directory: Path, phrase: str) -> str:
    """Hand a passphrase over; return what the server said, empty if it was right."""
    try:
        await asyncio.to_thread(unlock_running, directory, phrase)
    except ConfigError as error:
        return str(error)
    return ""


async def test_the_right_passphrase_opens(tmp_path: Path) -> None:
    async with listening(tmp_path) as lock:
        wrong = await say(tmp_path, "another passphrase")
        right = await say(tmp_path, PHRASE)

        assert (wrong, right) == (str(WrongSecret()), "")
        assert not lock.vault.is_locked


async def test_only_its_owner_can_reach_the_socket(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    async with listening(directory):
        path = directory / "unlock.sock"

        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert not path.exists()


async def test_guessing_is_slowed_down(tmp_path: Path) -> None:
    async with listening(tmp_path) as lock:
        for _ in range(5):
            await say(tmp_path, "a guess of somebody")
        refused = await say(tmp_path, PHRASE)
        lock.now = 61.0
        later = await say(tmp_path, PHRASE)

        assert (refused, later) == (TOO_OFTEN, "")
        assert lock.tries == 6


async def test_without_a_locked_server_there_is_nobody_to_tell(tmp_path: Path) -> None:
    assert await say(tmp_path, PHRASE) == NOBODY_WAITS


async def test_a_socket_that_a_killed_server_left_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "unlock.sock"))

    async with listening(tmp_path):
        assert await say(tmp_path, PHRASE) == ""


async def test_two_who_try_at_once_are_taken_one_after_the_other(
    tmp_path: Path,
) -> None:
    async with listening(tmp_path) as lock:
        said = await asyncio.gather(*(say(tmp_path, PHRASE) for _ in range(3)))

        assert said == ["", "", ""]
        assert lock.most_at_once == 1


@pytest.mark.parametrize(
    "rubbish", [b"\n", b"{}\n", b"[1]\n", b'{"passphrase":', b"x" * 100_000]
)
async def test_rubbish_is_no_try(tmp_path: Path, rubbish: bytes) -> None:
    async with listening(tmp_path) as lock:
        reader, writer = await asyncio.open_unix_connection(tmp_path / "unlock.sock")
        writer.write(rubbish)
        writer.write_eof()

        assert await reader.read() == b""
        assert lock.tries == 0
        assert await say(tmp_path, PHRASE) == ""
        writer.close()


def test_a_running_server_goes_on_once_its_vault_is_open(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # The broker is out of reach here; its own proxy sees to that.
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    vault = Vault.create(vault_path(tmp_path), Passphrase(PHRASE), CHEAP)
    store_credentials(vault, Mode.MOCK, Credentials("app key", "secret key"))
    place = ("--mode", "mock", "--data-dir", str(tmp_path))

    def unlock(phrase: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{phrase}\n"))
        code = run(["keys", "unlock", "--from", "-", "--data-dir", str(tmp_path)])
        said = capsys.readouterr()
        return code, said.out + said.err

    with running("serve", *place, *PORTS) as wall:
        (page,) = wall.ready_addresses()
        wrong = unlock("another passphrase")
        locked = httpx.get(page).text
        right = unlock(PHRASE)
        wall.line_with("the vault was opened")
        opened = httpx.get(page).text
        again = unlock(PHRASE)

        assert wall.end() == 0
        assert PHRASE not in json.dumps(wall.lines)

    assert wrong[0] != 0
    assert "맞지 않습니다" in wrong[1]
    assert right == (0, "금고를 열었습니다; 화면이 곧 이어집니다\n")
    assert SKELETON not in locked
    assert SKELETON in opened
    assert again[0] != 0
    assert "기다리는 서버가 없습니다" in again[1]
    assert not (tmp_path / "unlock.sock").exists()
