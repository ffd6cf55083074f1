"""The access token: issued once, shared by all calls, renewed when it must be."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from kiwoom.endpoints import ISSUE, Token
from kiwoom.errors import AuthError, KiwoomError, RateLimited
from kiwoom.logs import get_logger
from kiwoom.token_shelf import HeldShelf, KeptToken, OwnShelf, TokenShelf

_AHEAD = timedelta(minutes=10)
# Two calls within about a second are refused (protocol note 1.4).
_SPACING_S = 1.1
# A token may die just after it was issued, and one more is asked for then. More than
# that means that something is wrong which no further token heals.
_PACES = ((timedelta(minutes=1), 2), (timedelta(hours=1), 6))
# No reply of the broker: it was not asked.
_OWN_LIMIT = 0
_TOO_MANY = (
    "토큰을 잇달아 새로 받고 있어 잠시 기다립니다; "
    "같은 키를 쓰는 프로그램이 또 있는지 보세요"
)

_log = get_logger(__name__)


class TokenKeeper:
    """Keeps one living token; many callers cause one call.

    Parameters
    ----------
    issue
        Fetches a new token from the broker.
    now
        The time of day, aware; only lifetimes are measured with it.
    monotonic, sleep
        Clock and pause for the distance between two calls.
    shelf
        Where the token lies for other processes and for the next start; by default
        this process keeps it for itself.
    """

    def __init__(
        self,
        issue: Callable[[], Awaitable[Token]],
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        shelf: TokenShelf | None = None,
    ) -> None:
        self._issue = issue
        self._now = now
        self._monotonic = monotonic
        self._sleep = sleep
        self._shelf = shelf or OwnShelf()
        self._token: Token | None = None
        self._refused = ""
        self._renew_at: datetime | None = None
        self._not_before = -float("inf")
        self._issuing = asyncio.Lock()
        self._attempts = 0
        self._failure: KiwoomError | None = None

    async def get(self) -> str:
        """Return a token that should work.

        Who waits while another caller fetches one gets its token, or its error.

        Raises
        ------
        AuthError
            If the broker refuses the key.
        TransportError, RateLimited
            If the token cannot be fetched now, or too many were fetched lately.
        """
        attempts = self._attempts
        async with self._issuing:
            if (living := self.living) is not None:
                return living
            if self._failure is not None and self._attempts > attempts:
                raise self._failure
            self._token = await self._attempt()
            return self._token.text

    @property
    def living(self) -> str | None:
        """The token that should work, ``None`` where one has to be fetched first."""
        if self._token is None or self._is_old():
            return None
        return self._token.text

    async def revoke(self, end: Callable[[str], Awaitable[None]]) -> bool:
        """Let ``end`` end the living token; return whether there was one."""
        async with self._issuing, self._shelf.held() as shelf:
            kept = shelf.read()
            if kept.token is None or self._now() >= kept.token.expires:
                return False
            await end(kept.token.text)
            shelf.write(KeptToken(None, kept.issued))
            self._token = None
            return True

    def discard(self, token: str) -> None:
        """Forget a token that the broker refused, unless it was replaced already."""
        if self._token is not None and self._token.text == token:
            self._refused = token
            self._token = None

    def _is_old(self) -> bool:
        return self._renew_at is not None and self._now() >= self._renew_at

    async def _attempt(self) -> Token:
        self._failure = None
        try:
            return await self._renewed()
        except KiwoomError as error:
            self._failure = error
            raise
        finally:
            self._attempts += 1

    async def _renewed(self) -> Token:
        async with self._shelf.held() as shelf:
            kept = shelf.read()
            if kept.token is None or not self._is_usable(kept.token):
                return await self._issued(shelf, kept)
        self._renew_at = kept.token.expires - _AHEAD
        return kept.token

    def _is_usable(self, token: Token) -> bool:
        return token.text != self._refused and self._now() < token.expires - _AHEAD

    async def _issued(self, shelf: HeldShelf, kept: KeptToken) -> Token:
        issued = self._paced(kept.issued)
        await self._sleep(max(0.0, self._not_before - self._monotonic()))
        try:
            token = await self._issue()
        except AuthError:
            shelf.write(KeptToken(None, issued))
            raise
        finally:
            # From the answer on: a request that was long under way is counted late.
            self._not_before = self._monotonic() + _SPACING_S
        shelf.write(KeptToken(token, issued))
        # A fresh token that looks nearly over means that one of the clocks is wrong:
        # then it is used until it is refused instead of being renewed for ever.
        renew_at = token.expires - _AHEAD
        self._renew_at = renew_at if renew_at > self._now() else None
        _log.info("token issued", expires=token.expires.isoformat())
        return token

    def _paced(self, issued: tuple[datetime, ...]) -> tuple[datetime, ...]:
        now = self._now()
        for period, most in _PACES:
            if sum(now - period < moment <= now for moment in issued) >= most:
                raise RateLimited(ISSUE, _OWN_LIMIT, _TOO_MANY)
        longest = max(period for period, _ in _PACES)
        return (*(m for m in issued if now - longest < m <= now), now)
