"""Kiwoom's REST requests and replies as data: what to send, what an answer means."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import orjson

from kiwoom.enums import Interval, Market, Period
from kiwoom.errors import (
    ApiError,
    AuthError,
    KiwoomError,
    RateLimited,
    TransportError,
    UnknownSymbol,
)
from kiwoom.hours import KST
from kiwoom.texts import parse_clock, parse_day
from kiwoom.venues import split_code

ISSUE, REVOKE = "au10001", "au10002"
BOOK, MINUTES, DAILY = "ka10004", "ka10080", "ka10081"
WATCH_LIST, LISTING = "ka10095", "ka10099"

MAX_WATCH_LIST = 100

_CHART, _STOCK_INFO = "/api/dostk/chart", "/api/dostk/stkinfo"

# The list of weeks is called "stk" twice (protocol note 3.1).
_LONG_CHARTS: dict[Interval | Period, tuple[str, str]] = {
    Interval.D1: (DAILY, "stk_dt_pole_chart_qry"),
    Period.WEEK: ("ka10082", "stk_stk_pole_chart_qry"),
    Period.MONTH: ("ka10083", "stk_mth_pole_chart_qry"),
    Period.YEAR: ("ka10094", "stk_yr_pole_chart_qry"),
}
_LISTS = {Market.KOSPI: "0", Market.KOSDAQ: "10", Market.ETF: "8"}

_OK, _LIMIT, _NO_DATA = 0, 5, 20
_TOO_MANY_REQUESTS, _UNAUTHORIZED, _SERVER_ERROR = 429, 401, 500
_TOKEN_DEAD = 8005
# What the official client renews the token for (protocol note 1.5).
RENEWABLE = frozenset({_TOKEN_DEAD, 8031, 8103})
_KEY_ERRORS = range(8001, 8104)
_NO_TOKEN = frozenset({1513, 1514, 1515, 1516})
_UNKNOWN_SYMBOL = frozenset({1901, 1902, 1903})
_WATCH_LIST_TOO_LONG = 1634
_CODE = re.compile(r"\[(\d{3,5}):")


@dataclass(frozen=True, slots=True)
class Request:
    """One call: its id (TR), path, JSON body, and the cursor of a further page.

    ``rows`` names the list in the reply, which each kind of call names differently.
    The body does not show in a text: that of a token call holds the keys.
    """

    api_id: str
    path: str
    body: Mapping[str, str] = field(repr=False)
    next_key: str = ""
    rows: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Headers except the authorization (protocol note 2.1)."""
        headers = {"api-id": self.api_id}
        if self.next_key:
            headers |= {"cont-yn": "Y", "next-key": self.next_key}
        return headers


@dataclass(frozen=True, slots=True)
class Reply:
    """A good answer: its data and the cursor of the next page, empty at the end.

    The data do not show in a text: they can hold a token.
    """

    data: Mapping[str, Any] = field(repr=False)
    next_key: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and when it ends, in KST; the token never shows in a text."""

    text: str
    expires: datetime

    def __repr__(self) -> str:
        return f"Token(expires={self.expires:%Y-%m-%d %H:%M:%S})"


def token_request(app_key: str, secret_key: str) -> Request:
    """Return the call that issues a token (protocol note 1.2)."""
    body = {
        "grant_type": "client_credentials",
        "appkey": app_key,
        "secretkey": secret_key,
    }
    return Request(ISSUE, "/oauth2/token", body)


def revoke_request(app_key: str, secret_key: str, token: str) -> Request:
    """Return the call that ends a token (protocol note 1.3)."""
    body = {"appkey": app_key, "secretkey": secret_key, "token": token}
    return Request(REVOKE, "/oauth2/revoke", body)


def candles_request(
    symbol: str, width: Interval | Period, last_day: date, *, is_adjusted: bool = True
) -> Request:
    """Return the call for the newest candles, adjusted for splits or as they were.

    ``last_day`` matters to candles of a day and longer only, whose request must carry
    one (note 3.3); prices are adjusted for what happened until that day.
    """
    body = {"stk_cd": symbol, "upd_stkpc_tp": "1" if is_adjusted else "0"}
    if isinstance(width, Interval) and width.is_intraday:
        body |= {"tic_scope": str(width.minutes)}
        return Request(MINUTES, _CHART, body, rows="stk_min_pole_chart_qry")
    api_id, rows = _LONG_CHARTS[width]
    return Request(api_id, _CHART, body | {"base_dt": f"{last_day:%Y%m%d}"}, rows=rows)


def watch_list_request(symbols: Collection[str]) -> Request:
    """Return the call for the figures of up to 100 symbols (protocol note 3.7).

    Raises
    ------
    ValueError
        For more symbols, which the broker refuses in the words of a rate limit.
    """
    if len(symbols) > MAX_WATCH_LIST:
        raise ValueError(f"at most {MAX_WATCH_LIST} symbols, found {len(symbols)}")
    body = {"stk_cd": "|".join(symbols)}
    return Request(WATCH_LIST, _STOCK_INFO, body, rows="atn_stk_infr")


def book_request(symbol: str) -> Request:
    """Return the call for an order book (protocol note 3.5)."""
    return Request(BOOK, "/api/dostk/mrkcond", {"stk_cd": symbol})


def listing_request(market: Market) -> Request:
    """Return the call for a market's instruments (protocol note 3.8).

    The list of KOSPI also holds its ETFs and other funds.
    """
    return Request(LISTING, _STOCK_INFO, {"mrkt_tp": _LISTS[market]}, rows="list")


def instrument_request(symbol: str) -> Request:
    """Return the call for one instrument, whose code goes without its venue."""
    bare, _ = split_code(symbol)
    return Request("ka10100", _STOCK_INFO, {"stk_cd": bare})


def next_page(request: Request, reply: Reply) -> Request | None:
    """Return the call for the page after a reply, ``None`` at the end.

    A cursor that repeats would never end, so it counts as the end.
    """
    if not reply.next_key or reply.next_key == request.next_key:
        return None
    return replace(request, next_key=reply.next_key)


def rows_of(request: Request, reply: Reply) -> list[Any]:
    """Return the rows of a list reply."""
    rows = reply.data.get(request.rows)
    return rows if isinstance(rows, list) else []


def read_token(reply: Reply) -> Token:
    """Return the issued token; ``expires_dt`` is a KST wall time (note 1.2)."""
    ends = str(reply.data["expires_dt"])
    day, clock = parse_day(ends[:8]), parse_clock(ends[8:])
    return Token(str(reply.data["token"]), datetime.combine(day, clock, KST))


def read_reply(
    request: Request, status: int, headers: Mapping[str, str], content: bytes
) -> Reply:
    """Return what a reply says.

    Raises
    ------
    AuthError, RateLimited, UnknownSymbol, ApiError
        If the broker refused; most refusals come as HTTP 200 (protocol note 1.5).
    TransportError
        If it is no answer of Kiwoom's: a server error, a page, a cut text.
    """
    data = _json(content)
    if data is None or "return_code" not in data:
        if status == _TOO_MANY_REQUESTS:
            raise RateLimited(request.api_id, _LIMIT, "HTTP 429")
        if status == _UNAUTHORIZED:
            raise AuthError("HTTP 401", _TOKEN_DEAD)
        raise TransportError(f"{request.api_id} got HTTP {status} without an answer")
    error = _refusal(request, status, data)
    if error is not None:
        raise error
    has_more = headers.get("cont-yn", "").upper() == "Y"
    return Reply(data, headers.get("next-key", "") if has_more else "")


def _refusal(
    request: Request, status: int, data: Mapping[str, Any]
) -> KiwoomError | None:
    try:
        return_code = int(data["return_code"])
    except (TypeError, ValueError):
        return TransportError(f"{request.api_id} got an unreadable return code")
    text = str(data.get("return_msg", ""))
    found = _CODE.search(text)
    code = int(found[1]) if found else None
    if status == _TOO_MANY_REQUESTS:
        return RateLimited(request.api_id, return_code, text, code)
    if status >= _SERVER_ERROR:
        return TransportError(f"{request.api_id} got HTTP {status}")
    if return_code in {_OK, _NO_DATA}:
        return None
    return _error(request, return_code, text, code)


def _error(
    request: Request, return_code: int, text: str, code: int | None
) -> KiwoomError:
    number = code if code is not None else return_code
    if number in _KEY_ERRORS or number in _NO_TOKEN:
        return AuthError(text, number)
    if number in _UNKNOWN_SYMBOL:
        return UnknownSymbol(request.api_id, request.body.get("stk_cd", ""))
    if return_code == _LIMIT and code != _WATCH_LIST_TOO_LONG:
        return RateLimited(request.api_id, return_code, text, code)
    return ApiError(request.api_id, return_code, text, code)


def _json(content: bytes) -> dict[str, Any] | None:
    try:
        data = orjson.loads(content)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
