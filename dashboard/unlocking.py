"""Takes a passphrase for a locked vault from another terminal of the same user.

Through a Unix socket beside the vault, which only its owner can reach; a passphrase
never travels over a network, nor on a command line.
"""

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from dashboard.access.tries import Tries
from kiwoom import ConfigError, Passphrase, VaultError

_SOCKET_FILE = "unlock.sock"
_OWNER_ONLY = 0o177
_MOST_BYTES = 4_096
_PATIENCE_S = 10.0

NOBODY_WAITS = "잠긴 금고를 두고 기다리는 서버가 없습니다 (--data-dir가 같은지 보세요)"
TOO_OFTEN = "너무 자주 틀렸습니다; 1분 뒤에 다시 해 보세요"


class UnlockSocket:
    """Waits for passphrases while the vault is locked.

    Parameters
    ----------
    directory
        Data directory, where the vault lies.
    unlock
        Tries a passphrase; raises :class:`VaultError` if it does not open the vault.
    monotonic
        Clock of the number of tries, in seconds.
    """

    def __init__(
        self,
        directory: Path,
        unlock: Callable[[Passphrase], Awaitable[None]],
        monotonic: Callable[[], float],
    ) -> None:
        self._path = directory / _SOCKET_FILE
        self._unlock = unlock
        self._monotonic = monotonic
        self._tries = Tries()
        self._trying = asyncio.Lock()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen; a socket that an earlier process has left is replaced.

        Raises
        ------
        OSError
            If the directory cannot be written, or its path is too long for a socket.
        """
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        listener = _bound(self._path)
        self._server = await asyncio.start_unix_server(
            self._on_caller, sock=listener, limit=_MOST_BYTES
        )

    async def aclose(self) -> None:
        """Stop listening and remove the socket; idempotent."""
        if self._server is not None:
            self._server.close()
            self._server = None
            self._path.unlink(missing_ok=True)

    async def _on_caller(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError, ValueError, KeyError, TypeError, TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                said = json.loads(await reader.readline())["passphrase"]
            answer = {"error": await self._try(str(said))}
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        writer.close()

    async def _try(self, passphrase: str) -> str:
        # Each try costs a derivation of the key; more of them are no person's.
        if not self._tries.is_allowed(self._monotonic()):
            return TOO_OFTEN
        try:
            async with self._trying:
                await self._unlock(Passphrase(passphrase))
        except (VaultError, ConfigError) as error:
            return str(error)
        return ""


def _bound(path: Path) -> socket.socket:
    # The mode must be right from the first moment on. Files of other tasks must not
    # get it, so nothing is awaited meanwhile.
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(_OWNER_ONLY)
    try:
        listener.bind(str(path))
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(before)
    return listener


def unlock_running(directory: Path, passphrase: str) -> None:
    """Hand a passphrase to the server that waits for one.

    Raises
    ------
    ConfigError
        If no server waits, or it did not take the passphrase; the reason is its own.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.settimeout(6 * _PATIENCE_S)
        try:
            caller.connect(str(directory / _SOCKET_FILE))
            text = json.dumps({"passphrase": passphrase})
            caller.sendall(text.encode() + b"\n")
            with caller.makefile("rb") as answers:
                answer = json.loads(answers.readline())
        except (OSError, ValueError) as error:
            raise ConfigError(NOBODY_WAITS) from error
    if answer["error"]:
        raise ConfigError(answer["error"])
