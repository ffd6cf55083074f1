"""Keys of the broker and their token, as texts of a vault."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from hashlib import sha256
from typing import Final

from kiwoom.endpoints import Token
from kiwoom.enums import Mode
from kiwoom.errors import ConfigError, KiwoomError, VaultError
from kiwoom.logs import get_logger
from kiwoom.settings import Credentials
from kiwoom.token_shelf import HeldShelf, KeptToken, OwnShelf
from kiwoom.vault.transaction import Transaction
from kiwoom.vault.vault import Vault

KEYS: Final = "keys"
TOKEN: Final = "token"  # noqa: S105

_log = get_logger(__name__)


def store_credentials(vault: Vault, mode: Mode, credentials: Credentials) -> None:
    """Keep the keys of a mode, in place of those it has; their token goes."""
    pair = {
        "app_key": credentials.app_key.get_secret_value(),
        "secret_key": credentials.secret_key.get_secret_value(),
    }
    with vault.transaction() as transaction:
        transaction.write(KEYS, mode, json.dumps(pair).encode())
        transaction.remove(TOKEN, mode)


def read_credentials(vault: Vault, mode: Mode) -> Credentials | None:
    """Return the keys of a mode, ``None`` if there are none.

    Raises
    ------
    VaultLocked, VaultDamaged
        If the vault does not give them.
    """
    text = vault.read(KEYS, mode)
    return None if text is None else Credentials(**json.loads(text))


def remove_credentials(vault: Vault, mode: Mode) -> None:
    """Remove the keys of a mode and their token."""
    with vault.transaction() as transaction:
        transaction.remove(KEYS, mode)
        transaction.remove(TOKEN, mode)


class VaultShelf:
    """Keeps one key's token in an open vault.

    While a process asks for a token it holds the vault, so that two processes never
    ask at once. A vault that cannot be written costs the sharing, not the token.

    Parameters
    ----------
    vault, mode
        Where the token lies.
    credentials
        Whose token it is; the token of other keys is not used.
    """

    def __init__(self, vault: Vault, mode: Mode, credentials: Credentials) -> None:
        self._vault = vault
        self._mode = mode
        self._key = sha256(credentials.app_key.get_secret_value().encode()).hexdigest()
        self._own = OwnShelf()

    @asynccontextmanager
    async def held(self) -> AsyncIterator[HeldShelf]:
        """Keep all processes away from the vault while the token is looked at."""
        failure: KiwoomError | None = None
        with ExitStack() as opened:
            try:
                # Another process may hold it for as long as the broker takes.
                transaction = await asyncio.to_thread(
                    opened.enter_context, self._vault.transaction()
                )
            except (ConfigError, VaultError) as error:
                _log.warning("the token is not shared", reason=str(error))
                yield self._own
                return
            try:
                yield _Held(transaction, self._mode, self._key)
            except KiwoomError as error:
                # What was noted before the broker refused is kept.
                failure = error
        if failure is not None:
            raise failure


class _Held:
    def __init__(self, transaction: Transaction, mode: Mode, key: str) -> None:
        self._transaction = transaction
        self._mode = mode
        self._key = key

    def read(self) -> KeptToken:
        text = self._transaction.read(TOKEN, self._mode)
        kept = {} if text is None else json.loads(text)
        if kept.get("key") != self._key:
            return KeptToken()
        issued = tuple(datetime.fromisoformat(moment) for moment in kept["issued"])
        if not kept["token"]:
            return KeptToken(None, issued)
        expires = datetime.fromisoformat(kept["expires"])
        return KeptToken(Token(kept["token"], expires), issued)

    def write(self, kept: KeptToken) -> None:
        token = kept.token
        text = {
            "key": self._key,
            "token": "" if token is None else token.text,
            "expires": "" if token is None else token.expires.isoformat(),
            "issued": [moment.isoformat() for moment in kept.issued],
        }
        self._transaction.write(TOKEN, self._mode, json.dumps(text).encode())
