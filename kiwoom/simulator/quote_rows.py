"""Replies about the present: ka10001, ka10004, ka10095 (protocol note 3.4-3.7)."""

import numpy as np

from kiwoom.simulator.book import LEVELS, Book
from kiwoom.simulator.market import Market
from kiwoom.simulator.quotes import Quote, expected_of, quote_of
from kiwoom.simulator.steps import Ints
from kiwoom.simulator.text import (
    change_rate,
    clock,
    day,
    delta,
    direction,
    hundred_millions,
    millions,
    quoted_price,
    rate,
    signed_price,
    strength,
    volume_ratio,
)

_INFO_KEYS = """
stk_cd stk_nm setl_mm fav cap flo_stk crd_rt oyr_hgst oyr_lwst mac mac_wght for_exh_rt
repl_pric per eps roe pbr ev bps sale_amt bus_pro cup_nga 250hgst 250lwst high_pric
open_pric low_pric upl_pric lst_pric base_pric exp_cntr_pric exp_cntr_qty
250hgst_pric_dt 250hgst_pric_pre_rt 250lwst_pric_dt 250lwst_pric_pre_rt cur_prc
pre_sig pred_pre flu_rt trde_qty trde_pre fav_unit dstr_stk dstr_rt
"""
INFO_KEYS = tuple(_INFO_KEYS.split())

_WATCH_KEYS = """
stk_cd stk_nm cur_prc base_pric pred_pre pred_pre_sig flu_rt trde_qty trde_prica
cntr_qty cntr_str pred_trde_qty_pre sel_bid buy_bid sel_1th_bid sel_2th_bid
sel_3th_bid sel_4th_bid sel_5th_bid buy_1th_bid buy_2th_bid buy_3th_bid buy_4th_bid
buy_5th_bid upl_pric lst_pric open_pric high_pric low_pric close_pric cntr_tm
exp_cntr_pric exp_cntr_qty cap fav mac stkcnt bid_tm dt pri_sel_req pri_buy_req
pri_sel_cnt pri_buy_cnt tot_sel_req tot_buy_req tot_sel_cnt tot_buy_cnt prty gear
pl_qutr cap_support elwexec_pric cnvt_rt elwexpr_dt cntr_engg cntr_pred_pre
theory_pric innr_vltl delta gam theta vega law
"""
WATCH_KEYS = tuple(_WATCH_KEYS.split())

_WATCH_LEVELS = 5
_PAR_VALUE = 100
_YEAR_DAYS = 250
_FREE_FLOAT = 0.753
_LOAN_VALUE = 0.7
_THOUSAND = 1_000


def info_row(market: Market, index: int) -> dict[str, str]:
    """Return the reply to ka10001, without its return code."""
    quote = quote_of(market, index)
    known = _identity(quote) | _day_prices(quote) | _extremes(market, index, quote)
    known |= {
        "cur_prc": signed_price(quote.price, quote.base),
        "pre_sig": direction(quote.price, quote.base, quote.limits),
        "pred_pre": delta(quote.price - quote.base),
        "flu_rt": rate(change_rate(quote.price, quote.base)),
        "trde_qty": str(quote.totals.volume),
        "trde_pre": volume_ratio(quote.totals.volume, quote.yesterday_volume),
    }
    match = expected_of(market, index)
    if match is not None:
        known["exp_cntr_pric"] = signed_price(match.price, quote.base)
        known["exp_cntr_qty"] = str(match.size)
    return {key: known.get(key, "") for key in INFO_KEYS}


def watch_row(market: Market, index: int) -> dict[str, str]:
    """Return a row of ka10095."""
    quote = quote_of(market, index)
    totals, book = quote.totals, quote.book
    known = _day_prices(quote) | _watch_book(book, quote.base) | _ELW_FIELDS
    known |= {
        "stk_cd": quote.listing.symbol,
        "stk_nm": quote.listing.name,
        "cur_prc": signed_price(quote.price, quote.base),
        "pred_pre": delta(quote.price - quote.base),
        "pred_pre_sig": direction(quote.price, quote.base, quote.limits),
        "flu_rt": rate(change_rate(quote.price, quote.base)),
        "trde_qty": str(totals.volume),
        "trde_prica": millions(totals.value),
        "cntr_qty": quote.trade_size,
        "cntr_str": strength(totals.buy_volume, totals.sell_volume),
        "pred_trde_qty_pre": volume_ratio(totals.volume, quote.yesterday_volume),
        "close_pric": signed_price(quote.price, quote.base),
        "cntr_tm": "" if quote.trade_time is None else clock(quote.trade_time),
        "exp_cntr_pric": quoted_price(quote.auction[0], quote.base),
        "exp_cntr_qty": str(quote.auction[1]),
        "cap": hundred_millions(quote.listing.shares * _PAR_VALUE),
        "fav": str(_PAR_VALUE),
        "mac": hundred_millions(quote.listing.shares * quote.price),
        "stkcnt": str(quote.listing.shares // _THOUSAND),
        "bid_tm": clock(book.seconds),
        "dt": day(quote.day),
        "tot_sel_cnt": "0",
    }
    return {key: known.get(key, "") for key in WATCH_KEYS}


def blank_watch_row() -> dict[str, str]:
    """Return the row of ka10095 that stands for an unknown code."""
    return dict.fromkeys(WATCH_KEYS, "")


def book_reply(book: Book, before: Book, base: int) -> dict[str, str]:
    """Return the reply to ka10004, without its return code.

    Parameters
    ----------
    book, before
        The order book now, and the one against which changes are counted.
    base
        Yesterday's close in won.
    """
    reply = {"bid_req_base_tm": clock(book.seconds)}
    for level in reversed(range(LEVELS)):
        price, size = book.ask_prices[level], book.ask_sizes[level]
        name = "sel_fpr" if not level else f"sel_{level + 1}th_pre"
        change = size - before.ask_size_at(price, size)
        reply[f"sel_{level + 1}th_pre_req_pre"] = delta(change)
        reply[f"{name}_req"] = str(size)
        reply[f"{name}_bid"] = quoted_price(price, base)
    for level in range(LEVELS):
        price, size = book.bid_prices[level], book.bid_sizes[level]
        name = "buy_fpr" if not level else f"buy_{level + 1}th_pre"
        change = size - before.bid_size_at(price, size)
        reply[f"{name}_bid"] = quoted_price(price, base)
        reply[f"{name}_req"] = str(size)
        reply[f"buy_{level + 1}th_pre_req_pre"] = delta(change)
    reply["tot_sel_req_jub_pre"] = delta(book.total_ask - before.total_ask)
    reply["tot_sel_req"] = str(book.total_ask)
    reply["tot_buy_req"] = str(book.total_bid)
    reply["tot_buy_req_jub_pre"] = delta(book.total_bid - before.total_bid)
    return reply | _NO_OFF_HOURS_ORDERS


_NO_OFF_HOURS_ORDERS = dict.fromkeys(
    ("ovt_sel_req_pre", "ovt_sel_req", "ovt_buy_req", "ovt_buy_req_pre"), "0"
)

# The fields of a derivative, as they look for a share (protocol note A.3).
_ELW_FIELDS = {
    "prty": "0.00",
    "gear": "0.00",
    "pl_qutr": "0.00",
    "cap_support": "0.00",
    "elwexec_pric": "0",
    "cnvt_rt": "0.0000",
    "elwexpr_dt": "00000000",
}


def _watch_book(book: Book, base: int) -> dict[str, str]:
    fields = {
        "sel_bid": quoted_price(book.ask_prices[0], base),
        "buy_bid": quoted_price(book.bid_prices[0], base),
        "pri_sel_req": str(book.ask_sizes[0]),
        "pri_buy_req": str(book.bid_sizes[0]),
        "tot_sel_req": str(book.total_ask),
        "tot_buy_req": str(book.total_bid),
    }
    for level in range(_WATCH_LEVELS):
        name = f"{level + 1}th_bid"
        fields[f"sel_{name}"] = quoted_price(book.ask_prices[level], base)
        fields[f"buy_{name}"] = quoted_price(book.bid_prices[level], base)
    return fields


def _day_prices(quote: Quote) -> dict[str, str]:
    lower, upper = quote.limits
    totals, base = quote.totals, quote.base
    return {
        "base_pric": str(base),
        "upl_pric": f"+{upper}",
        "lst_pric": f"-{lower}",
        "open_pric": quoted_price(totals.open, base),
        "high_pric": quoted_price(totals.high, base),
        "low_pric": quoted_price(totals.low, base),
    }


def _identity(quote: Quote) -> dict[str, str]:
    listing = quote.listing
    value = listing.shares * quote.price
    return {
        "stk_cd": listing.symbol,
        "stk_nm": listing.name,
        "setl_mm": "12",
        "fav": str(_PAR_VALUE),
        "fav_unit": "원",
        "cap": hundred_millions(listing.shares * _PAR_VALUE),
        "flo_stk": str(listing.shares // _THOUSAND),
        "crd_rt": "0.00",
        "mac": hundred_millions(value),
        "for_exh_rt": "0.00",
        "repl_pric": str(int(quote.base * _LOAN_VALUE) // 10 * 10),
        "dstr_stk": str(int(listing.shares * _FREE_FLOAT) // _THOUSAND),
        "dstr_rt": f"{_FREE_FLOAT * 100:.1f}",
    }


def _extremes(market: Market, index: int, quote: Quote) -> dict[str, str]:
    # Today counts as far as it has come.
    days = market.history.days_until(market.day, _YEAR_DAYS)
    bars = [market.history.bar(past, index) for past in days[:-1]]
    today = quote.totals
    highs = np.array([bar.high for bar in bars] + [today.high or quote.price])
    lows = np.array([bar.low for bar in bars] + [today.low or quote.price])
    this_year = np.array([past.year == market.day.year for past in days])
    high, low = int(highs.argmax()), int(lows.argmin())
    return {
        "oyr_hgst": _extreme(highs[this_year], quote.base, is_high=True),
        "oyr_lwst": _extreme(lows[this_year], quote.base, is_high=False),
        "250hgst": _extreme(highs, quote.base, is_high=True),
        "250lwst": _extreme(lows, quote.base, is_high=False),
        "250hgst_pric_dt": day(days[high]),
        "250hgst_pric_pre_rt": rate(change_rate(quote.price, int(highs[high]))),
        "250lwst_pric_dt": day(days[low]),
        "250lwst_pric_pre_rt": rate(change_rate(quote.price, int(lows[low]))),
    }


def _extreme(prices: Ints, base: int, *, is_high: bool) -> str:
    return signed_price(int(prices.max() if is_high else prices.min()), base)
