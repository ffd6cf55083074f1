"""``kiwoom-dashboard keys``: puts keys into the vault; never shows one."""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from dashboard import command_texts as texts
from dashboard.options import DataDir, ModeOption, SimulatorUrl, data_directory
from dashboard.unlocking import unlock_running
from kiwoom import (
    KEY_FILE,
    Client,
    ConfigError,
    Credentials,
    KeyFile,
    KiwoomError,
    Mode,
    Passphrase,
    Secret,
    Server,
    Vault,
    VaultLocked,
    VaultShelf,
    WrongSecret,
    ensure_vault,
    explain,
    find_secret,
    make_key_file,
    read_credentials,
    remove_credentials,
    store_credentials,
    vault_path,
)

keys = typer.Typer(
    help="증권사 키를 금고에 넣고 봅니다. 키는 어디에도 찍히지 않습니다.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_NAMES = ("KIWOOM_APP_KEY", "KIWOOM_SECRET_KEY")

Source = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="파일",
        help="키 두 줄이나 .env가 든 파일. -는 표준 입력. 없으면 물어봅니다.",
    ),
]


@keys.command(epilog="예: kiwoom-dashboard keys add --mode mock")
def add(
    *, mode: ModeOption = Mode.REAL, source: Source = None, data_dir: DataDir = None
) -> None:
    """앱 키와 시크릿 키를 금고에 넣습니다. 금고가 없으면 만듭니다."""
    _refuse_simulator(mode)
    credentials = _asked() if source is None else _read(source)
    directory = data_directory(data_dir)
    if vault_path(directory).exists():
        vault, _ = _opened(directory)
    else:
        vault = ensure_vault(directory)
    store_credentials(vault, mode, credentials)
    _say(texts.KEYS_STORED.format(mode=mode))
    if source not in {None, "-"}:
        _say(texts.KEYS_FILE_REMAINS.format(file=source))


@keys.command("list", epilog="예: kiwoom-dashboard keys list")
def list_keys(*, data_dir: DataDir = None) -> None:
    """금고에 무엇이 들어 있는지 봅니다. 금고가 잠겨 있어도 됩니다."""
    path = vault_path(data_directory(data_dir))
    if not path.exists():
        _say(texts.NO_VAULT)
        return
    vault = Vault(path)
    _say(texts.VAULT_OPENS_WITH.format(kinds=_kinds(vault)))
    for entry in vault.entries():
        name = texts.ENTRY_NAMES.get(entry.name, entry.name)
        updated = entry.updated.astimezone()
        _say(f"{entry.mode or '—':5} {name:4} {updated:%Y-%m-%d %H:%M}")


@keys.command(epilog="예: kiwoom-dashboard keys remove --mode mock")
def remove(
    *,
    mode: ModeOption = Mode.REAL,
    offline: Annotated[
        bool, typer.Option("--offline", help="증권사에 알리지 않고 지우기만 합니다.")
    ] = False,
    sim: SimulatorUrl = None,
    data_dir: DataDir = None,
) -> None:
    """키와 그 토큰을 금고에서 지웁니다. 살아 있는 토큰은 증권사에서도 끝냅니다."""
    vault, _ = _opened(data_directory(data_dir))
    credentials = read_credentials(vault, mode)
    if credentials is not None and not offline:
        server = Server.of(mode) if sim is None else Server.simulated(sim)
        shelf = VaultShelf(vault, mode, credentials)
        try:
            asyncio.run(_revoke(server, credentials, shelf))
        except KiwoomError as error:
            _say(texts.NOT_REVOKED.format(reason=explain(error)))
    remove_credentials(vault, mode)
    _say(texts.KEYS_REMOVED.format(mode=mode))


@keys.command(epilog="예: kiwoom-dashboard keys unlock")
def unlock(
    *,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="파일",
            help="암호 문구 한 줄이 든 파일. -는 표준 입력. 없으면 물어봅니다.",
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """잠긴 채 도는 서버의 금고를 다시 켜지 않고 엽니다."""
    if source is None:
        said = str(typer.prompt(texts.PROMPTS["passphrase"], hide_input=True))
    else:
        said = _text_of(source).strip("\r\n")
    unlock_running(data_directory(data_dir), said)
    _say(texts.UNLOCKED)


@keys.command("test", epilog="예: kiwoom-dashboard keys test --mode mock")
def try_keys(
    *,
    mode: ModeOption = Mode.REAL,
    sim: SimulatorUrl = None,
    data_dir: DataDir = None,
) -> None:
    """금고의 키로 토큰을 받아 봅니다."""
    _refuse_simulator(mode)
    vault, _ = _opened(data_directory(data_dir))
    credentials = read_credentials(vault, mode)
    if credentials is None:
        raise ConfigError(texts.NO_KEYS.format(mode=mode))
    server = Server.of(mode) if sim is None else Server.simulated(sim)
    asyncio.run(_try(server, credentials))
    _say(texts.KEYS_WORK.format(mode=mode))


@keys.command(epilog="예: kiwoom-dashboard keys rotate --passphrase")
def rotate(
    *,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help="이제부터 암호 문구로만 엽니다.")
    ] = False,
    key_file: Annotated[
        bool, typer.Option("--key-file", help="이제부터 열쇠 파일로만 엽니다.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """데이터 키를 바꾸고 모두 새로 잠급니다. 옵션을 주면 여는 것도 바꿉니다."""
    directory = data_directory(data_dir)
    vault, secret = _opened(directory)
    if passphrase:
        vault.rekey(_new_passphrase())
        # It opens nothing any more.
        (directory / KEY_FILE).unlink(missing_ok=True)
    else:
        vault.rekey(_own_key_file(directory) if key_file else secret)
    _say(texts.VAULT_OPENS_WITH.format(kinds=_kinds(vault)))


def _opened(directory: Path) -> tuple[Vault, Secret]:
    """Return the vault and what opened it; a person at the keyboard is asked."""
    vault = Vault(vault_path(directory))
    if not vault.path.exists():
        raise ConfigError(texts.NO_VAULT)
    found = find_secret(directory, os.environ)
    if found is not None:
        with suppress(WrongSecret):
            vault.unlock(found)
            return vault, found
    if not sys.stdin.isatty():
        raise WrongSecret if found else VaultLocked
    asked = Passphrase(typer.prompt(texts.PROMPTS["passphrase"], hide_input=True))
    vault.unlock(asked)
    return vault, asked


def _own_key_file(directory: Path) -> KeyFile:
    path = directory / KEY_FILE
    if path.exists():
        return KeyFile(path.read_bytes())
    return make_key_file(directory)


def _new_passphrase() -> Passphrase:
    return Passphrase(
        typer.prompt(
            texts.PROMPTS["new_passphrase"], hide_input=True, confirmation_prompt=True
        )
    )


def _asked() -> Credentials:
    # A pasted key often has a blank at its end, which nobody sees.
    app_key, secret_key = (
        typer.prompt(texts.PROMPTS[name], hide_input=True).strip()
        for name in ("app_key", "secret_key")
    )
    return Credentials(app_key, secret_key)


def _read(source: str) -> Credentials:
    lines = [line.strip() for line in _text_of(source).splitlines() if line.strip()]
    split = [line.removeprefix("export ").split("=", 1) for line in lines]
    named = {name: value for name, *values in split for value in values}
    pair = [named[name].strip("'\"") for name in _NAMES if name in named] or lines
    if len(pair) != len(_NAMES):
        raise ConfigError(texts.TWO_LINES)
    return Credentials(*pair)


def _text_of(source: str) -> str:
    if source == "-":
        return sys.stdin.read()
    try:
        return Path(source).read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise ConfigError(texts.UNREADABLE_FILE.format(file=source)) from error


async def _try(server: Server, credentials: Credentials) -> None:
    async with Client(server, credentials) as client:
        await client.start()


async def _revoke(server: Server, credentials: Credentials, shelf: VaultShelf) -> None:
    async with Client(server, credentials, shelf=shelf) as client:
        await client.revoke()


def _refuse_simulator(mode: Mode) -> None:
    if mode is Mode.SIM:
        raise ConfigError(texts.NO_KEYS_NEEDED)


def _kinds(vault: Vault) -> str:
    return ", ".join(texts.SECRET_KINDS[kind] for kind in vault.kinds)


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
