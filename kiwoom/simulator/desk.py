"""The broker's counter: every REST request and its reply, without a network.

Checks come in the real server's order (protocol note, appendix B): how often, which
request at which address, authorization, token, fields of the body.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kiwoom.enums import Market as Listed
from kiwoom.enums import Mode
from kiwoom.hours import KST
from kiwoom.simulator import refusals
from kiwoom.simulator.chart_rows import (
    DAILY_KEYS,
    MINUTE_KEYS,
    SCOPES,
    Page,
    daily_page,
    minute_page,
)
from kiwoom.simulator.limits import TOKEN_ISSUES, RateLimits, queries_of
from kiwoom.simulator.listing_rows import listing_row
from kiwoom.simulator.market import Market
from kiwoom.simulator.quote_rows import (
    INFO_KEYS,
    blank_watch_row,
    book_reply,
    info_row,
    watch_row,
)
from kiwoom.simulator.quotes import book_before, book_of
from kiwoom.simulator.tokens import TokenDesk

Body = dict[str, Any]

_WATCH_LIMIT = 100
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


@dataclass(frozen=True, slots=True)
class _Answer:
    body: Mapping[str, object]
    next_key: str = ""


@dataclass(frozen=True, slots=True)
class _Endpoint:
    path: str
    required: tuple[str, ...]
    answer: Callable[["Desk", Body, str], _Answer]


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

    def place_of(self, symbol: object) -> int | None:
        """Return the place of an instrument in the universe, ``None`` if unknown."""
        return self.market.places.get(str(symbol))

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

    def _query(self, request: Request, steady_s: float, wall: datetime) -> _Answer:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        app_key = self.tokens.app_key_of(token, wall)
        if not self._query_limits.allows((app_key or token, request.api_id), steady_s):
            raise refusals.too_often(request.api_id, self._queries.per_second)
        endpoint = _endpoint_of(request)
        _check_authorization(request)
        if app_key is None:
            raise refusals.dead_token()
        body = _checked_body(request)
        _require(body, endpoint.required)
        return endpoint.answer(self, body, _cursor(request))


def _endpoint_of(request: Request) -> _Endpoint:
    if not request.api_id:
        raise refusals.no_api_id()
    endpoint = _ENDPOINTS.get(request.api_id)
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


def _date_of(body: Body, default: date) -> date:
    text = str(body.get("base_dt") or "")
    if not text:
        return default
    try:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=KST).date()
    except ValueError as error:
        raise refusals.wrong_body() from error


def _minute_chart(desk: Desk, body: Body, cursor: str) -> _Answer:
    if str(body["tic_scope"]) not in {str(scope) for scope in SCOPES}:
        raise refusals.wrong_body()
    place, until = desk.place_of(body["stk_cd"]), _date_of(body, desk.market.day)
    page = (
        Page([dict.fromkeys(MINUTE_KEYS, "")])
        if place is None
        else minute_page(desk.market, place, int(body["tic_scope"]), until, cursor)
    )
    return _chart(body, "stk_min_pole_chart_qry", page)


def _daily_chart(desk: Desk, body: Body, cursor: str) -> _Answer:
    place, until = desk.place_of(body["stk_cd"]), _date_of(body, desk.market.day)
    page = (
        Page([dict.fromkeys(DAILY_KEYS, "")])
        if place is None
        else daily_page(desk.market, place, until, cursor)
    )
    return _chart(body, "stk_dt_pole_chart_qry", page)


def _chart(body: Body, name: str, page: Page) -> _Answer:
    symbol = str(body["stk_cd"])
    key = f"{symbol}:{page.next_label}" if page.next_label else ""
    return _Answer({"stk_cd": symbol, name: page.rows}, key)


def _info(desk: Desk, body: Body, cursor: str) -> _Answer:
    place = desk.place_of(body["stk_cd"])
    if place is None:
        return _Answer(dict.fromkeys(INFO_KEYS, ""))
    return _Answer(info_row(desk.market, place))


def _order_book(desk: Desk, body: Body, cursor: str) -> _Answer:
    place = desk.place_of(body["stk_cd"])
    if place is None:
        blank = book_reply(*(book_of(desk.market, 0),) * 2, base=0)
        return _Answer(dict.fromkeys(blank, ""))
    book, before = book_of(desk.market, place), book_before(desk.market, place)
    return _Answer(book_reply(book, before, desk.market.tapes[place].bar.base))


def _watch_list(desk: Desk, body: Body, cursor: str) -> _Answer:
    codes = str(body["stk_cd"]).split("|")
    if len(codes) > _WATCH_LIMIT:
        raise refusals.too_many_codes(_WATCH_LIMIT)
    places = [desk.place_of(code) for code in codes]
    rows = [
        blank_watch_row() if place is None else watch_row(desk.market, place)
        for place in places
    ]
    return _Answer({"atn_stk_infr": rows})


def _stock_list(desk: Desk, body: Body, cursor: str) -> _Answer:
    wanted = _LISTS.get(str(body["mrkt_tp"]), frozenset())
    rows = [
        listing_row(desk.market, place)
        for place, listing in enumerate(desk.market.universe)
        if listing.market in wanted
    ]
    return _Answer({"list": rows})


def _stock(desk: Desk, body: Body, cursor: str) -> _Answer:
    place = desk.place_of(body["stk_cd"])
    if place is None:
        return _Answer(dict.fromkeys(listing_row(desk.market, 0), ""))
    return _Answer(listing_row(desk.market, place))


_STOCK_INFO = "/api/dostk/stkinfo"
_MARKET_CONDITION = "/api/dostk/mrkcond"
_CHART = "/api/dostk/chart"

_TOKEN_IDS = {"/oauth2/token": _ISSUE, "/oauth2/revoke": _REVOKE}

# What a list of ka10099 holds: "0" is a mix of shares and funds (protocol note 3.8).
_LISTS = {
    "0": frozenset({Listed.KOSPI, Listed.ETF}),
    "10": frozenset({Listed.KOSDAQ}),
    "8": frozenset({Listed.ETF}),
}

_ENDPOINTS = {
    "ka10001": _Endpoint(_STOCK_INFO, ("stk_cd",), _info),
    "ka10004": _Endpoint(_MARKET_CONDITION, ("stk_cd",), _order_book),
    "ka10080": _Endpoint(
        _CHART, ("stk_cd", "tic_scope", "upd_stkpc_tp"), _minute_chart
    ),
    "ka10081": _Endpoint(_CHART, ("stk_cd", "base_dt", "upd_stkpc_tp"), _daily_chart),
    "ka10095": _Endpoint(_STOCK_INFO, ("stk_cd",), _watch_list),
    "ka10099": _Endpoint(_STOCK_INFO, ("mrkt_tp",), _stock_list),
    "ka10100": _Endpoint(_STOCK_INFO, ("stk_cd",), _stock),
}
