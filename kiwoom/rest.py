"""Kiwoom's REST side: sends requests at the allowed pace with a living token."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from kiwoom.auth import TokenKeeper
from kiwoom.endpoints import (
    RENEWABLE,
    Reply,
    Request,
    Token,
    read_reply,
    read_token,
    revoke_request,
    token_request,
)
from kiwoom.errors import (
    AuthError,
    ConfigError,
    ProtocolError,
    RateLimited,
    TransportError,
)
from kiwoom.hours import KST
from kiwoom.settings import SOCKS_UNSUPPORTED, Credentials, Server
from kiwoom.throttle import TokenBucket
from kiwoom.token_shelf import TokenShelf
from kiwoom.turns import Turns

_TIMEOUT_S = 10.0
_CONTENT_TYPE = "application/json;charset=UTF-8"
_LIMIT_DELAYS_S = (1.0, 2.0, 4.0)


class RestClient:
    """Sends requests; calls wait for their turn instead of being refused.

    Parameters
    ----------
    server, credentials
        Where to and with which key.
    transport
        Replaces the network, in tests.
    shelf
        Where the token is kept, see :class:`TokenKeeper`.
    limit_delays_s
        Waits before a call that the broker found too fast is sent again.
    now
        The time of day for the token's lifetime.

    Attributes
    ----------
    broker_time
        The broker's own clock in KST at its last answer, which every HTTP server tells
        (RFC 9110, 6.6.1); ``None`` before the first one.

    Raises
    ------
    ConfigError
        If the environment names a SOCKS proxy.
    """

    def __init__(
        self,
        server: Server,
        credentials: Credentials,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        shelf: TokenShelf | None = None,
        limit_delays_s: Sequence[float] = _LIMIT_DELAYS_S,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.broker_time: datetime | None = None
        self._credentials = credentials
        self._limit_delays_s = limit_delays_s
        self._turns: defaultdict[str, Turns] = defaultdict(
            lambda: Turns(TokenBucket(server.calls_per_second), time.monotonic)
        )
        self._http = _http(server, transport)
        self.tokens = TokenKeeper(self._issue_token, now, time.monotonic, shelf=shelf)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def load(self) -> tuple[int, int]:
        """Return the calls sent within the last second and the calls waiting."""
        now, turns = time.monotonic(), self._turns.values()
        sent = sum(turn.bucket.sent(now) for turn in turns)
        return sent, sum(turn.waiting for turn in turns)

    def busiest(self) -> int:
        """Return the calls of the busiest kind of request within the last second."""
        now = time.monotonic()
        sent = (turn.bucket.sent(now) for turn in self._turns.values())
        return max(sent, default=0)

    async def call(self, request: Request) -> Reply:
        """Return the answer to one request.

        A token that the broker no longer takes is renewed once. The call waits for its
        turn, see :func:`kiwoom.turns.asking`.

        Raises
        ------
        AuthError, ApiError, RateLimited, UnknownSymbol
            If the broker refuses.
        TransportError
            If the network fails or something else than Kiwoom answers.
        """
        for delay in self._limit_delays_s:
            try:
                return await self._call_renewing(request)
            except RateLimited as error:
                # The broker counts at its own end; what it found too fast is slowed,
                # which can be the token that this call had to have first.
                self._turns[error.api_id].bucket.slow_down(time.monotonic())
                await asyncio.sleep(delay)
        return await self._call_renewing(request)

    async def revoke(self) -> bool:
        """End the living token at the broker, see :meth:`kiwoom.Client.revoke`."""
        return await self.tokens.revoke(self._end_token)

    async def _call_renewing(self, request: Request) -> Reply:
        token = await self._token_in_turn(request)
        try:
            return await self._send(request, token)
        except AuthError as error:
            if error.code not in RENEWABLE:
                raise
        self.tokens.discard(token)
        return await self._send(request, await self._token_in_turn(request))

    async def _token_in_turn(self, request: Request) -> str:
        # A token that was replaced while its call waited for a turn would waste the
        # turn; and a turn that was taken before the next token came is long over.
        while True:
            await self.tokens.get()
            await self._turns[request.api_id].take()
            if (token := self.tokens.living) is not None:
                return token

    async def _send(self, request: Request, token: str | None = None) -> Reply:
        headers = request.headers
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        try:
            response = await self._http.post(
                request.path, json=dict(request.body), headers=headers
            )
        except httpx.HTTPError as error:
            # The type says what happened; the text of a request is not repeated.
            raise TransportError(
                f"{request.api_id} failed: {type(error).__name__}"
            ) from error
        self._note_time(response.headers)
        return read_reply(
            request, response.status_code, response.headers, response.content
        )

    def _note_time(self, headers: httpx.Headers) -> None:
        # A server or proxy that tells no time, or nonsense, is no worse for it.
        with suppress(ValueError):
            told = parsedate_to_datetime(headers.get("date", ""))
            self.broker_time = told.astimezone(KST)

    async def _end_token(self, token: str) -> None:
        keys = self._credentials
        request = revoke_request(
            keys.app_key.get_secret_value(), keys.secret_key.get_secret_value(), token
        )
        await self._turns[request.api_id].take()
        await self._send(request)

    async def _issue_token(self) -> Token:
        request = token_request(
            self._credentials.app_key.get_secret_value(),
            self._credentials.secret_key.get_secret_value(),
        )
        await self._turns[request.api_id].take()
        reply = await self._send(request)
        try:
            return read_token(reply)
        except (KeyError, ValueError, TypeError) as error:
            raise ProtocolError("the token reply cannot be read") from error


def _http(
    server: Server, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    try:
        return httpx.AsyncClient(
            base_url=server.rest_url,
            timeout=_TIMEOUT_S,
            transport=transport,
            trust_env=server.trusts_environment,
            headers={"content-type": _CONTENT_TYPE},
        )
    except ImportError as error:
        raise ConfigError(SOCKS_UNSUPPORTED) from error
