"""Keys go into the vault by hand, file or standard input, and never come out again."""

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path

import httpx
import pytest

from dashboard.commands import run
from kiwoom import (
    Client,
    Mode,
    Simulator,
    Vault,
    VaultShelf,
    WrongSecret,
    open_vault,
    read_credentials,
    vault_path,
)

APP_KEY = "app-key-that-nobody-may-see"
SECRET_KEY = "secret-key-that-nobody-may-see"
PHRASE = "correct horse battery"
SECRETS = (APP_KEY, SECRET_KEY, PHRASE)
TWO_LINES = f"{APP_KEY}\n{SECRET_KEY}\n"

Keys = Callable[..., tuple[int, str]]


@pytest.fixture
def keys(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Keys:
    """Run a ``keys`` command with some standard input; return code and all output."""

    def run_keys(*arguments: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = run(["keys", *arguments, "--data-dir", str(tmp_path)])
        output = capsys.readouterr()
        said = output.out + output.err
        assert not any(secret in said for secret in SECRETS)
        return code, said

    return run_keys


def kept(directory: Path, mode: Mode) -> tuple[str, str] | None:
    vault = open_vault(directory, {})
    found = vault and read_credentials(vault, mode)
    if not found:
        return None
    return found.app_key.get_secret_value(), found.secret_key.get_secret_value()


@pytest.mark.parametrize(
    "text",
    [
        TWO_LINES,
        f"\n{APP_KEY}\n\n  {SECRET_KEY}  ",
        f"KIWOOM_APP_KEY={APP_KEY}\nKIWOOM_SECRET_KEY={SECRET_KEY}\n",
        f"export KIWOOM_SECRET_KEY='{SECRET_KEY}'\nA=b\nKIWOOM_APP_KEY={APP_KEY}",
    ],
    ids=["two lines", "blanks", ".env", "shell"],
)
def test_keys_are_taken_from_standard_input(
    keys: Keys, tmp_path: Path, text: str
) -> None:
    code, said = keys("add", "--mode", "mock", "--from", "-", typed=text)

    assert (code, said) == (0, "mock 키를 금고에 넣었습니다\n")
    assert kept(tmp_path, Mode.MOCK) == (APP_KEY, SECRET_KEY)
    assert kept(tmp_path, Mode.REAL) is None


def test_keys_are_taken_from_a_file_and_the_user_is_told_that_it_remains(
    keys: Keys, tmp_path: Path
) -> None:
    source = tmp_path / "keys.txt"
    source.write_text(TWO_LINES, "utf-8")

    code, said = keys("add", "--from", str(source))

    assert code == 0
    assert "그대로 남아 있습니다" in said
    assert source.read_text("utf-8") == TWO_LINES
    assert kept(tmp_path, Mode.REAL) == (APP_KEY, SECRET_KEY)


@pytest.mark.parametrize("text", ["", APP_KEY, f"{TWO_LINES}one too many"])
def test_anything_but_two_keys_is_refused(
    keys: Keys, tmp_path: Path, text: str
) -> None:
    code, said = keys("add", "--from", "-", typed=text)

    assert code == 1
    assert "둘째 줄에 시크릿 키" in said
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_one_sentence(keys: Keys) -> None:
    code, said = keys("add", "--from", "/nowhere/keys.txt")

    assert code == 1
    assert said.startswith("/nowhere/keys.txt을 읽지 못했습니다")


def test_the_simulator_wants_no_keys(keys: Keys) -> None:
    code, said = keys("add", "--mode", "sim", "--from", "-", typed=TWO_LINES)

    assert code == 1
    assert "키가 필요 없습니다" in said


def test_the_list_tells_what_is_there_and_shows_nothing(keys: Keys) -> None:
    _, before = keys("list")
    keys("add", "--mode", "mock", "--from", "-", typed=TWO_LINES)
    code, said = keys("list")

    assert "금고가 없습니다" in before
    assert code == 0
    assert said.startswith("금고를 여는 것: 열쇠 파일\nmock  키")


def test_removed_keys_are_gone(keys: Keys, tmp_path: Path) -> None:
    keys("add", "--mode", "mock", "--from", "-", typed=TWO_LINES)

    code, said = keys("remove", "--mode", "mock", "--offline")

    assert (code, said) == (0, "mock 키를 금고에서 지웠습니다\n")
    assert kept(tmp_path, Mode.MOCK) is None


def test_another_data_key_opens_with_the_same_key_file(
    keys: Keys, tmp_path: Path
) -> None:
    keys("add", "--from", "-", typed=TWO_LINES)
    before = (tmp_path / "vault.key").read_bytes()

    code, said = keys("rotate")

    assert (code, said) == (0, "금고를 여는 것: 열쇠 파일\n")
    assert (tmp_path / "vault.key").read_bytes() == before
    assert kept(tmp_path, Mode.REAL) == (APP_KEY, SECRET_KEY)


def test_a_damaged_vault_is_one_sentence_with_what_to_do(
    keys: Keys, tmp_path: Path
) -> None:
    keys("add", "--from", "-", typed=TWO_LINES)
    vault_path(tmp_path).write_bytes(b"rubbish" * 1000)

    code, said = keys("list")

    assert code == 1
    assert "손상" in said
    assert "keys add" in said


def test_a_vault_whose_key_file_is_lost_stays_closed(
    keys: Keys, tmp_path: Path
) -> None:
    keys("add", "--from", "-", typed=TWO_LINES)
    (tmp_path / "vault.key").unlink()

    code, said = keys("remove")

    assert code == 1
    assert "금고가 잠겨 있습니다" in said


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(date=date(2026, 9, 18), start="10:00") as running:
        yield running


async def test_keys_are_tried_on_the_chosen_server(
    tmp_path: Path, simulator: Simulator
) -> None:
    added = await typed_at("add --from -", tmp_path, TWO_LINES)
    tried = await typed_at(f"test --sim {simulator.url}", tmp_path)

    assert added.endswith("real 키를 금고에 넣었습니다\n")
    assert tried.endswith("real 키로 토큰을 받았습니다; 키가 맞습니다\n")
    assert simulator.requests == ["au10001"]


async def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    await typed_at("add --from -", tmp_path, TWO_LINES)

    said = await typed_at("test --sim http://127.0.0.1:1", tmp_path)

    assert said.count("\n") == 1
    assert not any(secret in said for secret in SECRETS)


async def typed_at(line: str, directory: Path, text: str = "") -> str:
    """Run a ``keys`` command beside the test's own loop; return what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dashboard", "keys", *line.split()),
        *("--data-dir", str(directory)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate(text.encode())
    return said.decode()


def at_a_terminal(arguments: list[str], answers: list[str]) -> str:
    """Run a command at a terminal of its own and type answers to its questions."""
    terminal, end = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "dashboard", "keys", *arguments],
        stdin=end,
        stdout=end,
        stderr=end,
    ) as process:
        os.close(end)
        said = ""
        for answer in answers:
            said += read_until(terminal, ": ")
            os.write(terminal, f"{answer}\n".encode())
        said += read_until(terminal, None)
    os.close(terminal)
    assert process.returncode == 0, said
    return said


def read_until(terminal: int, mark: str | None) -> str:
    found = ""
    while mark is None or not found.endswith(mark):
        try:
            part = os.read(terminal, 1024)
        except OSError:  # how Linux says that the other end was closed
            break
        if not part:
            break
        found += part.decode(errors="replace")
    return found


def test_a_person_types_keys_and_passphrase_and_sees_neither(tmp_path: Path) -> None:
    place = ["--data-dir", str(tmp_path)]
    said = at_a_terminal(["add", *place], [APP_KEY, SECRET_KEY])
    said += at_a_terminal(["rotate", "--passphrase", *place], [PHRASE, PHRASE])
    said += at_a_terminal(["remove", *place], [PHRASE])

    assert not any(secret in said for secret in SECRETS)
    assert "금고를 여는 것: 암호 문구" in said
    assert not (tmp_path / "vault.key").exists()


def test_a_key_file_takes_the_place_of_a_passphrase(tmp_path: Path) -> None:
    place = ["--data-dir", str(tmp_path)]
    at_a_terminal(["add", *place], [f"{APP_KEY} ", f" {SECRET_KEY}"])
    at_a_terminal(["rotate", "--passphrase", *place], [PHRASE, PHRASE])
    at_a_terminal(["rotate", "--key-file", *place], [PHRASE])

    assert kept(tmp_path, Mode.REAL) == (APP_KEY, SECRET_KEY)
    with pytest.raises(WrongSecret):
        open_vault(tmp_path, {"KIWOOM_VAULT_PASSPHRASE": PHRASE})
    assert Vault(vault_path(tmp_path)).kinds == ["keyfile"]


async def test_removing_keys_ends_their_token_at_the_broker(
    keys: Keys, tmp_path: Path, simulator: Simulator
) -> None:
    keys("add", "--mode", "mock", "--from", "-", typed=TWO_LINES)
    token = await shelved_token(tmp_path, simulator)

    code, said = await asyncio.to_thread(
        keys, "remove", "--mode", "mock", "--sim", simulator.url
    )

    assert code == 0
    assert said.startswith("mock 키를 금고에서 지웠습니다\n")
    assert simulator.requests.count("au10002") == 1
    async with httpx.AsyncClient(base_url=simulator.url) as stranger:
        reply = await stranger.post(
            "/api/dostk/stkinfo",
            json={"stk_cd": "005930"},
            headers={"api-id": "ka10001", "authorization": f"Bearer {token}"},
        )
    assert "[8005:" in reply.json()["return_msg"]


async def test_a_broker_out_of_reach_is_told_and_the_keys_go_all_the_same(
    keys: Keys, tmp_path: Path, simulator: Simulator
) -> None:
    keys("add", "--mode", "mock", "--from", "-", typed=TWO_LINES)
    await shelved_token(tmp_path, simulator)

    code, said = await asyncio.to_thread(
        keys, "remove", "--mode", "mock", "--sim", "http://127.0.0.1:1"
    )

    assert code == 0
    assert "증권사에서 토큰을 끝내지 못했습니다" in said
    assert kept(tmp_path, Mode.MOCK) is None


async def shelved_token(directory: Path, simulator: Simulator) -> str:
    """Let a client fetch a token that the vault keeps, and return it."""
    vault = open_vault(directory, {})
    assert vault is not None
    found = read_credentials(vault, Mode.MOCK)
    assert found is not None
    shelf = VaultShelf(vault, Mode.MOCK, found)
    async with Client(simulator.server, found, shelf=shelf) as client:
        await client.start()
    async with shelf.held() as held:
        token = held.read().token
    assert token is not None
    return token.text
