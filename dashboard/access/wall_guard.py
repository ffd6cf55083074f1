"""Keeps strangers from Panel's server: names, origins, login, headers."""

from typing import Any, ClassVar

import panel as pn
from panel.auth import BasicAuthProvider, BasicLoginHandler
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import HTTPError, OutputTransform, RequestHandler

from dashboard import texts
from dashboard.access import headers
from dashboard.access.access import USER_COOKIE, Access
from dashboard.components import read_style

_BAD_REQUEST, _FORBIDDEN = 400, 403


class SecurityHeaders(OutputTransform):
    """Adds what every answer of the wall carries."""

    def __init__(self, request: HTTPServerRequest) -> None:
        super().__init__(request)
        self._request = request

    def knows(self, name: str, value: str) -> bool:
        """Whether the browser has sent a cookie with this value."""
        found = self._request.cookies.get(name)
        return found is not None and found.value == value

    def transform_first_chunk(
        self, status_code: int, headers_: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Add it to the headers of an answer."""
        for name, value in headers.COMMON.items():
            headers_[name] = value
        headers_["Content-Security-Policy"] = headers.WALL
        return status_code, headers_, chunk


class Stranger(Matcher):
    """Fits requests that name another host, or come from another site's page."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return the handler's arguments for a request of a stranger."""
        host = request.headers.get("Host", "")
        names = self._access.names
        if not names.is_host(host):
            return {"target_kwargs": {"code": _BAD_REQUEST}}
        origin = request.headers.get("Origin")
        if origin is not None and not names.is_origin(origin):
            return {"target_kwargs": {"code": _FORBIDDEN}}
        return None


class Refusal(RequestHandler):
    """Answers strangers."""

    def initialize(self, code: int) -> None:
        """Remember what to answer."""
        self._code = code

    def prepare(self) -> None:
        """Refuse."""
        raise HTTPError(self._code)


def refuse_strangers(application: Any, access: Access) -> None:  # noqa: ANN401
    """Let a Tornado application answer nobody but its own users' browsers."""
    rule = Rule(Stranger(access), Refusal)
    router = application.default_router
    router.rules.insert(0, router.process_rule(rule))


class WallLogin(BasicAuthProvider):
    """Panel's login, with the gateway's token or the user's password."""

    def __init__(self, access: Access, template: str) -> None:
        super().__init__(login_template=template)
        LoginPage.access = access

    @property
    def login_handler(self) -> type[RequestHandler]:
        """The page that asks."""
        LoginPage._login_template = self._login_template
        return LoginPage


class LoginPage(BasicLoginHandler):
    """Asks for the password or the token."""

    access: ClassVar[Access]

    def get(self) -> None:
        """Show the page, with what went wrong the last time."""
        said = texts.LOGIN_FAULTS.get(self.get_query_argument("fault", ""), "")
        self.write(
            self._login_template.render(
                login_endpoint=self._login_endpoint,
                errormessage=said,
                style=read_style("form.css"),
            )
        )

    def post(self) -> None:
        """Let in whoever knows the secret, at most five tries a minute."""
        given = self.get_body_argument("password", "")
        if not self.access.may_try():
            self.redirect("login?fault=often")
        elif not self.access.is_secret(given):
            self.redirect("login?fault=wrong")
        else:
            self.set_secure_cookie(
                USER_COOKIE, "owner", expires_days=30, httponly=True, samesite="Strict"
            )
            self.redirect(pn.state.base_url)
