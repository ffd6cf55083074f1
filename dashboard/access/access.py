"""What a request must show to be answered."""

import hmac
import time
from collections.abc import Callable
from enum import Enum
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from pydantic import SecretStr
from tornado.web import decode_signed_value

from dashboard.access.credentials import is_password
from dashboard.access.names import Names
from dashboard.access.tries import Tries

USER_COOKIE = "user"
_COOKIE_DAYS = 30
_BEARER = "bearer "


class Verdict(Enum):
    """Whether a request is answered, or why not."""

    ADMITTED = "admitted"
    FOREIGN_HOST = "foreign_host"
    FOREIGN_ORIGIN = "foreign_origin"
    LOGIN_NEEDED = "login_needed"


class Access:
    """Judges requests to the wall and to the gateway in the same way.

    Parameters
    ----------
    names
        Hosts and origins that are our own.
    token
        What programs show, and what a person may type at the login.
    needs_login
        Whether anything has to be shown at all.
    data_dir
        Where the password lies, if there is one.
    monotonic
        Clock of the number of tries.
    """

    def __init__(
        self,
        names: Names,
        token: str,
        *,
        needs_login: bool,
        data_dir: Path,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.names = names
        self.needs_login = needs_login
        self.cookie_secret = _derived(token, "cookie")
        self.session_key = _derived(token, "session")
        self.token = SecretStr(token)
        self._data_dir = data_dir
        self._monotonic = monotonic
        self._tries = Tries()

    def judge(
        self, host: str, origin: str | None, authorization: str, cookies: str
    ) -> Verdict:
        """Return whether a request with these headers is answered."""
        if not self.names.is_host(host):
            return Verdict.FOREIGN_HOST
        if origin is not None and not self.names.is_origin(origin):
            return Verdict.FOREIGN_ORIGIN
        if not self.needs_login or self.is_token(authorization):
            return Verdict.ADMITTED
        return Verdict.ADMITTED if self.has_login(cookies) else Verdict.LOGIN_NEEDED

    def is_token(self, authorization: str) -> bool:
        """Whether an ``Authorization`` header carries the token."""
        if not authorization.lower().startswith(_BEARER):
            return False
        return self._is_token(authorization[len(_BEARER) :].strip())

    def has_login(self, cookies: str) -> bool:
        """Whether a ``Cookie`` header carries a login made at the wall."""
        try:
            found = SimpleCookie(cookies).get(USER_COOKIE)
        except CookieError:
            return False
        if found is None:
            return False
        return self.user_of(found.value) is not None

    def user_of(self, cookie: str) -> str | None:
        """Return whose login a cookie is, ``None`` if it is not one of ours."""
        known = decode_signed_value(
            self.cookie_secret, USER_COOKIE, cookie, max_age_days=_COOKIE_DAYS
        )
        return known.decode() if known else None

    def may_try(self) -> bool:
        """Count a try to log in, and say whether it may be made."""
        return self._tries.is_allowed(self._monotonic())

    def is_secret(self, given: str) -> bool:
        """Whether this is the token or the password, as typed at the login."""
        is_right = self._is_token(given) or is_password(self._data_dir, given)
        if is_right:
            self._tries.forgive()
        return is_right

    def _is_token(self, given: str) -> bool:
        known = self.token.get_secret_value()
        return hmac.compare_digest(given.encode(), known.encode())


def _derived(token: str, purpose: str) -> str:
    return hmac.new(token.encode(), purpose.encode(), sha256).hexdigest()
