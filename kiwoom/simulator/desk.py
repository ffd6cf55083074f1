"""The broker's counter: every REST request and its reply, without a network.

Checks come in the real server's order (protocol note, appendix B): how often, which
request at which address, authorization, token, fields of the body.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kiwoom.enums import Mode
from kiwoom.hours import KST
from kiwoom.simulator import refusals
from kiwoom.simulator.answers import Answer, Body, Endpoint
from kiwoom.simulator.index_answers import ENDPOINTS
from kiwoom.simulator.limits import TOKEN_ISSUES, RateLimits, queries_of
from kiwoom.simulator.market import Market
from kiwoom.simulator.tokens import TokenDesk

_REMEMBERED = 100_000
_ISSUE, _REVOKE = "au10001", "au10002"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in: address, headers with small names, decoded body."""

    path: str
    headers: Mapping[str, str]
    body: Body | None

    @property
    def api_id(self) -> str:
        """The TR that is asked for, empty where the header is missing."""
        return self.headers.get("api-id", "")


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: HTTP status, body, and the cursor of the next page."""

    body: Mapping[str, object]
    status: int = 200
    api_id: str = ""
    next_key: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Kiwoom's response headers, which every reply carries."""
        return {
            "api-id": self.api_id,
            "cont-yn": "Y" if self.next_key else "N",
            "next-key": self.next_key,
        }


_TOKEN_IDS = {"/oauth2/token": _ISSUE, "/oauth2/revoke": _REVOKE}


@dataclass
class Desk:
    """Answers requests about a market.

    Attributes
    ----------
    market
        What the answers are about.
    tokens
        Who may ask.
    mode
        Whose rate limits hold.
    served
        Ids of the last requests, oldest first, refused ones included.
    """

    market: Market
    tokens: TokenDesk
    mode: Mode = Mode.SIM
    served: deque[str] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))

    def __post_init__(self) -> None:
        self._queries = queries_of(self.mode)
        self._query_limits = RateLimits(self._queries)
        self._token_limits = RateLimits(TOKEN_ISSUES)

    def answer(self, request: Request, steady_s: float, wall: datetime) -> Reply:
        """Return the reply to a request; a refusal is a reply like any other.

        Parameters
        ----------
        request
            What is asked.
        steady_s
            Seconds of a clock that only runs forward, for rate limits.
        wall
            The wall's time, which tokens live by, whatever day is simulated.
        """
        api_id = request.api_id or _TOKEN_IDS.get(request.path, "")
        self.served.append(api_id)
        try:
            if request.path in _TOKEN_IDS:
                return Reply(self._token_reply(request, steady_s, wall), api_id=api_id)
            found = self._query(request, steady_s, wall)
        except refusals.Refusal as refusal:
            return Reply(refusal.body, refusal.status, api_id)
        ended = {"return_code": 0, "return_msg": refusals.OK_TEXT}
        return Reply({**found.body, **ended}, 200, api_id, found.next_key)

    def _token_reply(
        self, request: Request, steady_s: float, wall: datetime
    ) -> dict[str, object]:
        body = _checked_body(request)
        app_key, secret = body.get("appkey"), body.get("secretkey")
        if not _is_text(app_key) or not _is_text(secret):
            raise refusals.no_keys()
        if _TOKEN_IDS[request.path] == _REVOKE:
            _require(body, ("token",))
            self.tokens.revoke(str(body["token"]))
            return {"return_code": 0, "return_msg": refusals.OK_TEXT}
        _require(body, ("grant_type",))
        if not self._token_limits.allows((str(app_key),), steady_s):
            raise refusals.token_too_often()
        token = self.tokens.issue(str(app_key), wall)
        return {
            "expires_dt": f"{token.expires.astimezone(KST):%Y%m%d%H%M%S}",
            "return_msg": refusals.OK_TEXT,
            "token_type": "Bearer",
            "return_code": 0,
            "token": token.text,
        }

    def _query(self, request: Request, steady_s: float, wall: datetime) -> Answer:
        _scheme, _, token = request.headers.get("authorization", "").partition(" ")
        app_key = self.tokens.app_key_of(token, wall)
        if not self._query_limits.allows((app_key or token, request.api_id), steady_s):
            raise refusals.too_often(request.api_id, self._queries.per_second)
        endpoint = _endpoint_of(request)
        _check_authorization(request)
        if app_key is None:
            raise refusals.dead_token()
        body = _checked_body(request)
        _require(body, endpoint.required)
        return endpoint.answer(self.market, body, _cursor(request))


def _endpoint_of(request: Request) -> Endpoint:
    if not request.api_id:
        raise refusals.no_api_id()
    endpoint = ENDPOINTS.get(request.api_id)
    if endpoint is None:
        raise refusals.unknown_api_id(request.api_id)
    if endpoint.path != request.path:
        raise refusals.wrong_address(request.api_id)
    return endpoint


def _check_authorization(request: Request) -> None:
    header = request.headers.get("authorization")
    if header is None:
        raise refusals.no_authorization()
    scheme, blank, token = header.partition(" ")
    if scheme.lower() != "bearer":
        raise refusals.wrong_scheme() if blank else refusals.malformed_authorization()
    if not token.strip():
        raise refusals.empty_token()


def _checked_body(request: Request) -> Body:
    if request.body is None:
        raise refusals.wrong_body()
    return request.body


def _require(body: Body, names: tuple[str, ...]) -> None:
    for name in names:
        if not _is_text(body.get(name)):
            raise refusals.missing_field(name)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _cursor(request: Request) -> str:
    # The cursor is the code and the label of the last row, opaque to clients.
    if request.headers.get("cont-yn", "").upper() != "Y":
        return ""
    return request.headers.get("next-key", "").rpartition(":")[2]
