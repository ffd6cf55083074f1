"""Keys and tokens lie in the vault; a token serves every process and every start."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiwoom import (
    AuthError,
    Client,
    Credentials,
    KeyFile,
    Mode,
    Simulator,
    Vault,
    VaultShelf,
    read_credentials,
    remove_credentials,
    store_credentials,
)
from kiwoom.endpoints import Token
from kiwoom.token_shelf import KeptToken

KEYS = Credentials("app-key-that-nobody-may-see", "secret-key-that-nobody-may-see")
OTHER_KEYS = Credentials("another-app-key", "another-secret-key")
KEY = bytes(range(32))
TOKEN = Token("token-that-nobody-may-see", datetime.now(UTC) + timedelta(hours=20))


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "private" / "vault.sqlite3", KeyFile(KEY))


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(date=date(2026, 9, 18), start="10:00") as running:
        yield running


async def kept(shelf: VaultShelf) -> KeptToken:
    async with shelf.held() as held:
        return held.read()


async def keep(shelf: VaultShelf, token: KeptToken) -> None:
    async with shelf.held() as held:
        held.write(token)


def test_keys_come_back_for_the_mode_they_are_of(vault: Vault) -> None:
    store_credentials(vault, Mode.MOCK, KEYS)

    found = read_credentials(vault, Mode.MOCK)

    assert found is not None
    assert found.secret_key == KEYS.secret_key
    assert read_credentials(vault, Mode.REAL) is None


def test_removed_keys_are_gone(vault: Vault) -> None:
    store_credentials(vault, Mode.REAL, KEYS)

    remove_credentials(vault, Mode.REAL)

    assert read_credentials(vault, Mode.REAL) is None
    assert vault.entries() == []


async def test_a_token_is_found_again_with_the_times_of_its_issue(vault: Vault) -> None:
    shelf = VaultShelf(vault, Mode.REAL, KEYS)
    written = KeptToken(TOKEN, (datetime.now(UTC),))

    await keep(shelf, written)

    assert await kept(VaultShelf(vault, Mode.REAL, KEYS)) == written


async def test_the_token_of_other_keys_or_another_mode_is_not_used(
    vault: Vault,
) -> None:
    await keep(VaultShelf(vault, Mode.REAL, KEYS), KeptToken(TOKEN))

    assert await kept(VaultShelf(vault, Mode.REAL, OTHER_KEYS)) == KeptToken()
    assert await kept(VaultShelf(vault, Mode.MOCK, KEYS)) == KeptToken()


async def test_new_keys_forget_the_old_token(vault: Vault) -> None:
    await keep(VaultShelf(vault, Mode.REAL, KEYS), KeptToken(TOKEN))

    store_credentials(vault, Mode.REAL, KEYS)

    assert await kept(VaultShelf(vault, Mode.REAL, KEYS)) == KeptToken()


async def test_what_was_noted_before_a_refusal_is_kept(vault: Vault) -> None:
    shelf = VaultShelf(vault, Mode.REAL, KEYS)
    noted = KeptToken(None, (datetime.now(UTC),))

    async def refused() -> None:
        async with shelf.held() as held:
            held.write(noted)
            raise AuthError("no", 8001)

    with pytest.raises(AuthError):
        await refused()

    assert await kept(shelf) == noted


async def test_a_vault_that_cannot_be_written_costs_only_the_sharing(
    vault: Vault,
) -> None:
    shelf = VaultShelf(vault, Mode.REAL, KEYS)
    vault.path.write_bytes(b"rubbish" * 1000)

    await keep(shelf, KeptToken(TOKEN))

    assert await kept(shelf) == KeptToken(TOKEN)


async def test_two_clients_of_one_key_share_one_token(
    vault: Vault, simulator: Simulator
) -> None:
    clients = [shared_client(vault, simulator) for _ in range(4)]

    await asyncio.gather(*(client.start() for client in clients))
    summaries = [await client.summary("005930") for client in clients]

    assert {summary.symbol for summary in summaries} == {"005930"}
    assert simulator.requests.count("au10001") == 1
    for client in clients:
        await client.aclose()


async def test_a_refused_token_is_replaced_once_for_all_clients(
    vault: Vault, simulator: Simulator
) -> None:
    first, second = (shared_client(vault, simulator) for _ in range(2))
    await first.start()
    await second.start()

    simulator.expire_tokens()
    await first.summary("005930")
    await second.summary("005930")

    assert simulator.requests.count("au10001") == 2
    await first.aclose()
    await second.aclose()


def shared_client(vault: Vault, simulator: Simulator) -> Client:
    return Client(simulator.server, KEYS, shelf=VaultShelf(vault, Mode.SIM, KEYS))


ASKER = """
import asyncio, sys
from pathlib import Path
from kiwoom import Client, Credentials, KeyFile, Mode, Server, Vault, VaultShelf

async def main():
    vault = Vault(Path(sys.argv[1]))
    vault.unlock(KeyFile(bytes(range(32))))
    keys = Credentials("app-key-that-nobody-may-see", "secret-key-that-nobody-may-see")
    shelf = VaultShelf(vault, Mode.SIM, keys)
    client = await Client(Server.simulated(sys.argv[2]), keys, shelf=shelf).start()
    print((await client.summary("005930")).symbol, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_killed_process_leaves_its_token_to_the_next(
    vault: Vault, simulator: Simulator
) -> None:
    command = [sys.executable, "-c", ASKER, str(vault.path), simulator.url]
    for _ in range(2):
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        assert await process.stdout.readline() == b"005930\n"
        process.kill()
        await process.wait()

    assert simulator.requests.count("au10001") == 1
