"""Rankings of the live market: ka10027, ka10030, ka10032 (protocol note 3.10)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kiwoom.enums import Market as Listed
from kiwoom.simulator.market import Market
from kiwoom.simulator.quotes import Quote, quote_of
from kiwoom.simulator.text import (
    change_rate,
    delta,
    direction,
    millions,
    quoted_price,
    rate,
    signed_price,
    strength,
    volume_ratio,
)

RANKING_PAGE = 50

Row = dict[str, str]
Body = Mapping[str, object]

_MARKETS = {
    "000": frozenset(Listed),
    "001": frozenset({Listed.KOSPI, Listed.ETF}),
    "101": frozenset({Listed.KOSDAQ}),
}
_WITHOUT_FUNDS = frozenset({"14", "16"})
_SUFFIXES = {"2": "_NX", "3": "_AL"}
_THOUSAND, _TEN_MILLION = 1_000, 10_000_000
_DEAREST = 10**9
# Bands of ka10027's ``pric_cnd`` and ka10030's ``pric_tp``, in won.
_BANDS = {
    "1": (0, 1_000),
    "2": (1_000, 2_000),
    "3": (2_000, 5_000),
    "4": (5_000, 10_000),
    "5": (10_000, _DEAREST),
    "8": (1_000, _DEAREST),
    "10": (0, 10_000),
}
_VOLUME_BANDS = {
    "1": (0, 1_000),
    "2": (1_000, _DEAREST),
    "3": (1_000, 2_000),
    "4": (2_000, 5_000),
    "5": (5_000, _DEAREST),
    "6": (5_000, 10_000),
    "7": (10_000, _DEAREST),
    "8": (50_000, _DEAREST),
    "9": (100_000, _DEAREST),
    "10": (0, 10_000),
}
_NO_OTHER_SESSIONS = {
    f"{session}_{name}": text
    for session in ("opmr", "af_mkrt", "bf_mkrt")
    for name, text in (
        ("trde_qty", "0"),
        ("pred_rt", "0.00"),
        ("trde_rt", "+0.00"),
        ("trde_amt", "0"),
    )
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """One page of a ranking, and where the next one begins, empty at the end."""

    rows: list[Row]
    next_label: str = ""


def movers(market: Market, body: Body, begin: str) -> Ranked:
    """Return a page of ka10027: by change in percent or won, up or down or flat."""
    quotes = [
        quote
        for quote in _wanted(market, body, _BANDS.get(str(body["pric_cnd"])))
        if quote.totals.volume >= int(str(body["trde_qty_cnd"])) * _THOUSAND
        and quote.totals.value >= int(str(body["trde_prica_cnd"])) * _TEN_MILLION
        and not (quote.listing.is_fund and str(body["stk_cnd"]) in _WITHOUT_FUNDS)
    ]
    chosen, order = _MOVES[str(body["sort_tp"])]
    moved = sorted(filter(chosen, quotes), key=order, reverse=True)
    return _page(moved, begin, lambda _, quote: _mover_row(quote, body))


def busiest(market: Market, body: Body, begin: str) -> Ranked:
    """Return a page of ka10030: by volume, turnover or value."""
    band = _VOLUME_BANDS.get(str(body["pric_tp"]))
    quotes = [
        quote
        for quote in _wanted(market, body, band)
        if quote.totals.volume >= int(str(body["trde_qty_tp"])) * _THOUSAND
        and quote.totals.value >= int(str(body["trde_prica_tp"])) * _TEN_MILLION
        and not (
            quote.listing.is_fund and str(body["mang_stk_incls"]) in _WITHOUT_FUNDS
        )
    ]
    order = _ACTIVITY[str(body["sort_tp"])]
    ranked = sorted(quotes, key=order, reverse=True)
    return _page(ranked, begin, lambda _, quote: _busy_row(quote, body))


def most_valued(market: Market, body: Body, begin: str) -> Ranked:
    """Return a page of ka10032: by won traded."""
    quotes = _wanted(market, body, None)
    ranked = sorted(quotes, key=lambda quote: quote.totals.value, reverse=True)
    return _page(ranked, begin, lambda rank, quote: _value_row(rank, quote, body))


def _change(quote: Quote) -> float:
    return change_rate(quote.price, quote.base)


def _difference(quote: Quote) -> float:
    return quote.price - quote.base


Order = Callable[[Quote], float]
_MOVES: dict[str, tuple[Callable[[Quote], bool], Order]] = {
    "1": (lambda quote: quote.price > quote.base, _change),
    "2": (lambda quote: quote.price > quote.base, _difference),
    "3": (lambda quote: quote.price < quote.base, lambda quote: -_change(quote)),
    "4": (lambda quote: quote.price < quote.base, lambda quote: -_difference(quote)),
    "5": (lambda quote: quote.price == quote.base, lambda quote: quote.totals.volume),
}
_ACTIVITY: dict[str, Order] = {
    "1": lambda quote: quote.totals.volume,
    "2": lambda quote: quote.totals.volume / quote.listing.shares,
    "3": lambda quote: quote.totals.value,
}


def _wanted(
    market: Market, body: Body, band: tuple[int, int] | None
) -> Sequence[Quote]:
    listed = _MARKETS[str(body["mrkt_tp"])]
    low, high = band or (0, _DEAREST)
    quotes = [
        quote_of(market, place)
        for place, listing in enumerate(market.listings)
        if listing.market in listed
    ]
    return [quote for quote in quotes if low <= quote.price < high]


def _page(
    ranked: Sequence[Quote], begin: str, row: Callable[[int, Quote], Row]
) -> Ranked:
    first = int(begin or 0)
    last = first + RANKING_PAGE
    rows = [row(first + n, q) for n, q in enumerate(ranked[first:last], start=1)]
    return Ranked(rows, str(last) if last < len(ranked) else "")


def _code(quote: Quote, body: Body) -> str:
    return quote.listing.symbol + _SUFFIXES.get(str(body["stex_tp"]), "")


def _head(quote: Quote) -> Row:
    price, base = quote.price, quote.base
    return {
        "cur_prc": signed_price(price, base),
        "pred_pre_sig": direction(price, base, quote.limits),
        "pred_pre": delta(price - base),
        "flu_rt": rate(change_rate(price, base)),
    }


def _mover_row(quote: Quote, body: Body) -> Row:
    totals, book = quote.totals, quote.book
    return {
        "stk_cls": "0",
        "stk_cd": _code(quote, body),
        "stk_nm": quote.listing.name,
        **_head(quote),
        "sel_req": str(book.ask_sizes[0]),
        "buy_req": str(book.bid_sizes[0]),
        "now_trde_qty": str(totals.volume),
        "cntr_str": strength(totals.buy_volume, totals.sell_volume),
        "cnt": "1",
    }


def _busy_row(quote: Quote, body: Body) -> Row:
    totals = quote.totals
    turnover = 100 * totals.volume / quote.listing.shares
    return {
        "stk_cd": _code(quote, body),
        "stk_nm": quote.listing.name,
        **_head(quote),
        "trde_qty": str(totals.volume),
        "pred_rt": volume_ratio(totals.volume, quote.yesterday_volume),
        "trde_tern_rt": f"{turnover:+.2f}",
        "trde_amt": millions(totals.value),
        **_NO_OTHER_SESSIONS,
    }


def _value_row(rank: int, quote: Quote, body: Body) -> Row:
    totals, book, base = quote.totals, quote.book, quote.base
    return {
        "stk_cd": _code(quote, body),
        "now_rank": str(rank),
        "pred_rank": str(rank),
        "stk_nm": quote.listing.name,
        **_head(quote),
        "sel_bid": quoted_price(book.ask_prices[0], base),
        "buy_bid": quoted_price(book.bid_prices[0], base),
        "now_trde_qty": str(totals.volume),
        "pred_trde_qty": str(quote.yesterday_volume),
        "trde_prica": millions(totals.value),
    }
