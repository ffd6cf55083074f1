"""Answers to the queries, one function for each TR (protocol note 3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kiwoom.enums import Market as Listed
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
from kiwoom.simulator.interruption_rows import stop_rows
from kiwoom.simulator.listing_rows import listing_row
from kiwoom.simulator.long_rows import MONTHS, WEEKS, YEARS, Span, long_page
from kiwoom.simulator.market import Market
from kiwoom.simulator.quote_rows import (
    INFO_KEYS,
    blank_watch_row,
    book_reply,
    info_row,
    watch_row,
)
from kiwoom.simulator.quotes import book_before, book_of
from kiwoom.simulator.ranking_rows import Ranked, busiest, most_valued, movers
from kiwoom.simulator.trade_lists import SCOPES as TICK_SCOPES
from kiwoom.simulator.trade_lists import (
    TICK_KEYS,
    TRADE_KEYS,
    tick_page,
    trade_page,
)

Body = dict[str, Any]

_WATCH_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reply says, without its ending, and the cursor of the next page."""

    body: Mapping[str, object]
    next_key: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One TR: its address, the fields it cannot do without, and who answers it."""

    path: str
    required: tuple[str, ...]
    answer: Callable[[Market, Body, str], Answer]


def place_of(market: Market, symbol: object) -> int | None:
    """Return the place of an instrument in the universe, ``None`` if unknown."""
    return market.places.get(str(symbol))


def date_of(body: Body, default: date) -> date:
    """Return the day of ``base_dt``, the default where there is none.

    Raises
    ------
    Refusal
        If it is no day.
    """
    text = str(body.get("base_dt") or "")
    if not text:
        return default
    try:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=KST).date()
    except ValueError as error:
        raise refusals.wrong_body() from error


def _minute_chart(market: Market, body: Body, cursor: str) -> Answer:
    scope = scope_of(body, SCOPES)
    place, until = place_of(market, body["stk_cd"]), date_of(body, market.day)
    page = (
        Page([dict.fromkeys(MINUTE_KEYS, "")])
        if place is None
        else minute_page(market, place, scope, until, cursor)
    )
    return _chart(body, "stk_min_pole_chart_qry", page)


def _daily_chart(market: Market, body: Body, cursor: str) -> Answer:
    place, until = place_of(market, body["stk_cd"]), date_of(body, market.day)
    page = (
        Page([dict.fromkeys(DAILY_KEYS, "")])
        if place is None
        else daily_page(market, place, until, cursor)
    )
    return _chart(body, "stk_dt_pole_chart_qry", page)


def _long_chart(span: Span) -> Callable[[Market, Body, str], Answer]:
    def answer(market: Market, body: Body, cursor: str) -> Answer:
        place, until = place_of(market, body["stk_cd"]), date_of(body, market.day)
        page = (
            Page([dict.fromkeys(span.keys, "")])
            if place is None
            else long_page(market, place, span, until, cursor)
        )
        return _chart(body, span.name, page)

    return answer


def _chart(body: Body, name: str, page: Page) -> Answer:
    symbol = str(body["stk_cd"])
    key = f"{symbol}:{page.next_label}" if page.next_label else ""
    return Answer({"stk_cd": symbol, name: page.rows}, key)


def _info(market: Market, body: Body, cursor: str) -> Answer:
    place = place_of(market, body["stk_cd"])
    if place is None:
        return Answer(dict.fromkeys(INFO_KEYS, ""))
    return Answer(info_row(market, place))


def _order_book(market: Market, body: Body, cursor: str) -> Answer:
    place = place_of(market, body["stk_cd"])
    if place is None:
        blank = book_reply(*(book_of(market, 0),) * 2, base=0)
        return Answer(dict.fromkeys(blank, ""))
    book, before = book_of(market, place), book_before(market, place)
    return Answer(book_reply(book, before, market.tapes[place].bar.base))


def _watch_list(market: Market, body: Body, cursor: str) -> Answer:
    codes = str(body["stk_cd"]).split("|")
    if len(codes) > _WATCH_LIMIT:
        raise refusals.too_many_codes(_WATCH_LIMIT)
    places = [place_of(market, code) for code in codes]
    rows = [
        blank_watch_row() if place is None else watch_row(market, place)
        for place in places
    ]
    return Answer({"atn_stk_infr": rows})


def _stock_list(market: Market, body: Body, cursor: str) -> Answer:
    wanted = _LISTS.get(str(body["mrkt_tp"]), frozenset())
    rows = [
        listing_row(market, place)
        for place, listing in enumerate(market.listings)
        if listing.market in wanted
    ]
    return Answer({"list": rows})


def _trades(market: Market, body: Body, cursor: str) -> Answer:
    place = place_of(market, body["stk_cd"])
    blank = Page([dict.fromkeys(TRADE_KEYS, "")])
    page = blank if place is None else trade_page(market, place, cursor)
    return listed("cntr_infr", page)


def _tick_chart(market: Market, body: Body, cursor: str) -> Answer:
    scope, place = scope_of(body, TICK_SCOPES), place_of(market, body["stk_cd"])
    blank = Page([dict.fromkeys(TICK_KEYS, "")])
    page = blank if place is None else tick_page(market, place, scope, cursor)
    answer = _chart(body, "stk_tic_chart_qry", page)
    return Answer({"last_tic_cnt": "", **answer.body}, answer.next_key)


def _interruptions(market: Market, body: Body, cursor: str) -> Answer:
    return Answer({"motn_stk": stop_rows(market, body)})


def scope_of(body: Body, scopes: tuple[int, ...]) -> int:
    """Return the width of a chart's bars.

    Raises
    ------
    Refusal
        If it is none of those offered.
    """
    if str(body["tic_scope"]) not in {str(scope) for scope in scopes}:
        raise refusals.wrong_body()
    return int(body["tic_scope"])


def listed(name: str, page: Page) -> Answer:
    """Return a page of a list under its name, with its cursor."""
    key = f"{name}:{page.next_label}" if page.next_label else ""
    return Answer({name: page.rows}, key)


def _stock(market: Market, body: Body, cursor: str) -> Answer:
    place = place_of(market, body["stk_cd"])
    if place is None:
        return Answer(dict.fromkeys(listing_row(market, 0), ""))
    return Answer(listing_row(market, place))


def _ranking(
    name: str, rank: Callable[[Market, Body, str], Ranked]
) -> Callable[[Market, Body, str], Answer]:
    def answer(market: Market, body: Body, cursor: str) -> Answer:
        try:
            ranked = rank(market, body, cursor)
        except (KeyError, ValueError) as error:
            raise refusals.wrong_body() from error
        return listed(name, Page(ranked.rows, ranked.next_label))

    return answer


_STOCK_INFO = "/api/dostk/stkinfo"
_MARKET_CONDITION = "/api/dostk/mrkcond"
_CHART = "/api/dostk/chart"
_RANKING = "/api/dostk/rkinfo"

_LONG = ("stk_cd", "base_dt", "upd_stkpc_tp")
_MOVERS = (
    *("mrkt_tp", "sort_tp", "trde_qty_cnd", "stk_cnd", "crd_cnd", "updown_incls"),
    *("pric_cnd", "trde_prica_cnd", "stex_tp"),
)
_BUSIEST = (
    *("mrkt_tp", "sort_tp", "mang_stk_incls", "crd_tp", "trde_qty_tp", "pric_tp"),
    *("trde_prica_tp", "mrkt_open_tp", "stex_tp"),
)
_STOPS = ("mrkt_tp", "bf_mkrt_tp", "motn_tp", "motn_drc", "stex_tp")
_MOST_VALUED = ("mrkt_tp", "mang_stk_incls", "stex_tp")

# What a list of ka10099 holds: "0" is a mix of shares and funds (protocol note 3.8).
_LISTS = {
    "0": frozenset({Listed.KOSPI, Listed.ETF}),
    "10": frozenset({Listed.KOSDAQ}),
    "8": frozenset({Listed.ETF}),
}

STOCK_ENDPOINTS = {
    "ka10001": Endpoint(_STOCK_INFO, ("stk_cd",), _info),
    "ka10003": Endpoint(_STOCK_INFO, ("stk_cd",), _trades),
    "ka10004": Endpoint(_MARKET_CONDITION, ("stk_cd",), _order_book),
    "ka10027": Endpoint(_RANKING, _MOVERS, _ranking("pred_pre_flu_rt_upper", movers)),
    "ka10030": Endpoint(_RANKING, _BUSIEST, _ranking("tdy_trde_qty_upper", busiest)),
    "ka10032": Endpoint(
        _RANKING, _MOST_VALUED, _ranking("trde_prica_upper", most_valued)
    ),
    "ka10054": Endpoint(_STOCK_INFO, _STOPS, _interruptions),
    "ka10079": Endpoint(_CHART, ("stk_cd", "tic_scope", "upd_stkpc_tp"), _tick_chart),
    "ka10080": Endpoint(_CHART, ("stk_cd", "tic_scope", "upd_stkpc_tp"), _minute_chart),
    "ka10081": Endpoint(_CHART, _LONG, _daily_chart),
    "ka10082": Endpoint(_CHART, _LONG, _long_chart(WEEKS)),
    "ka10083": Endpoint(_CHART, _LONG, _long_chart(MONTHS)),
    "ka10094": Endpoint(_CHART, _LONG, _long_chart(YEARS)),
    "ka10095": Endpoint(_STOCK_INFO, ("stk_cd",), _watch_list),
    "ka10099": Endpoint(_STOCK_INFO, ("mrkt_tp",), _stock_list),
    "ka10100": Endpoint(_STOCK_INFO, ("stk_cd",), _stock),
}
