"""Secrets that nobody else could have written are looked for wherever bytes go."""

import asyncio
import base64
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from kiwoom import Mode, Passphrase, Simulator, Vault, vault_path

APP_KEY = "canary/app+key=Zq3v8s0XkP"
SECRET_KEY = 'canary"secret\\key:한Wm1t7yRd'
PHRASE = "canary passphrase Hn5u2cQe"

# Everything that a day with keys does, with every logger wide open.
PROGRAM = """
import asyncio, json, logging, sys, traceback
from pathlib import Path
from kiwoom import (
    Client, Credentials, Hub, Interval, KiwoomError, Mode, Passphrase, Server, Vault,
    VaultShelf, read_credentials, store_credentials, vault_path,
)

logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
for name in ("kiwoom", "httpx", "httpcore", "websockets", "asyncio"):
    logging.getLogger(name).setLevel(logging.DEBUG)

async def main():
    directory, url = Path(sys.argv[1]), sys.argv[2]
    app_key, secret_key, phrase = json.loads(sys.stdin.read())
    vault = Vault.create(vault_path(directory), Passphrase(phrase))
    store_credentials(vault, Mode.SIM, Credentials(app_key, secret_key))
    keys = read_credentials(vault, Mode.SIM)
    shelf = VaultShelf(vault, Mode.SIM, keys)
    client = Client(Server.simulated(url), keys, shelf=shelf)
    hub = Hub(client)
    await hub.start()
    hub.subscribe("005930")
    while not hub.series("005930", Interval.M1).closed:
        await asyncio.sleep(0.05)
    print(repr(client), repr(keys), f"{keys}", vault, shelf, hub.health())
    await hub.aclose()
    await client.aclose()
    vault.rekey(Passphrase(phrase))
    nowhere = Client(Server.simulated("http://127.0.0.1:1"), keys)
    try:
        await nowhere.start()
    except KiwoomError:
        traceback.print_exc(file=sys.stdout)
    await nowhere.aclose()

asyncio.run(main())
"""


def forms(secret: str) -> set[bytes]:
    """Return the ways in which a secret can lie in bytes."""
    raw = secret.encode()
    found = {raw, raw.hex().encode(), quote(secret, safe="").encode()}
    found |= {json.dumps(secret)[1:-1].encode(), repr(secret)[1:-1].encode()}
    for offset in range(3):
        # Without the first and last letters, which depend on what stands beside.
        coded = base64.b64encode(b"x" * offset + raw)
        found |= {coded[4:-4], coded[4:-4].translate(bytes.maketrans(b"+/", b"-_"))}
    return found


def leaks(secrets: Iterable[str], places: dict[str, bytes]) -> list[str]:
    """Return where a secret lies in one of its forms."""
    return [
        place
        for place, content in places.items()
        if any(form in content for secret in secrets for form in forms(secret))
    ]


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.rglob("*")}


def kept_token(directory: Path) -> str:
    vault = Vault(vault_path(directory))
    vault.unlock(Passphrase(PHRASE))
    token: str = json.loads(vault.read("token", Mode.SIM) or b"")["token"]
    return token


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(date=date(2026, 9, 18), start="10:00") as running:
        yield running


async def test_no_secret_is_written_logged_or_raised(
    tmp_path: Path, simulator: Simulator
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM, str(tmp_path), simulator.url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    handed_over = json.dumps([APP_KEY, SECRET_KEY, PHRASE]).encode()
    output, _ = await process.communicate(handed_over)
    places = {"output": output} | contents(tmp_path)

    assert process.returncode == 0, output.decode()
    assert b"Credentials(app_key='***'" in output
    assert b"Traceback" in output
    assert b"token issued" in output
    assert "vault.sqlite3" in places
    secrets = [APP_KEY, SECRET_KEY, PHRASE, kept_token(tmp_path)]
    assert leaks(secrets, places) == []


@pytest.mark.parametrize("form", sorted(forms(SECRET_KEY)))
def test_a_planted_leak_is_found(form: bytes) -> None:
    places = {"clean": b"nothing here", "dirty": b"before " + form + b" after"}

    assert leaks([SECRET_KEY], places) == ["dirty"]
