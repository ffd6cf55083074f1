"""Access tokens: issue, look up, revoke, expire (protocol note 1)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

_LIFETIME = timedelta(hours=24)
# Gives the 86 url-safe characters of the real server's tokens.
_TOKEN_BYTES = 64


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and when it ends, in the wall's KST."""

    text: str
    app_key: str
    expires: datetime

    def __repr__(self) -> str:
        return f"Token(***, expires={self.expires})"


class TokenDesk:
    """Keeps one live token per key.

    Parameters
    ----------
    is_same
        Hand out the same token again while it lives, instead of one that kills it
        (protocol note 1.4 knows both).
    """

    def __init__(self, *, is_same: bool = False) -> None:
        self._is_same = is_same
        self._tokens: dict[str, Token] = {}

    def issue(self, app_key: str, now: datetime) -> Token:
        """Return a token for a key; the key's earlier token dies, unless it is kept."""
        current = self._tokens.get(app_key)
        if self._is_same and current is not None and current.expires > now:
            return current
        token = Token(secrets.token_urlsafe(_TOKEN_BYTES), app_key, now + _LIFETIME)
        self._tokens[app_key] = token
        return token

    def app_key_of(self, text: str, now: datetime) -> str | None:
        """Return the key that a living token belongs to."""
        for token in self._tokens.values():
            if token.text == text and token.expires > now:
                return token.app_key
        return None

    def revoke(self, text: str) -> None:
        """End a token; an unknown one is no mistake."""
        for app_key, token in list(self._tokens.items()):
            if token.text == text:
                del self._tokens[app_key]

    def expire_all(self) -> None:
        """End every token, as if a day had passed."""
        self._tokens.clear()
