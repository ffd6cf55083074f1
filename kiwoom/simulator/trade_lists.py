"""Lists of single trades: ka10003, and the tick chart ka10079 (note 3.2, 3.6)."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from kiwoom.simulator.chart_rows import Page
from kiwoom.simulator.market import Market
from kiwoom.simulator.prints import Prints
from kiwoom.simulator.quotes import signed_size
from kiwoom.simulator.text import (
    change_rate,
    clock,
    day,
    delta,
    direction,
    quoted_price,
    rate,
    signed_price,
    strength,
)
from kiwoom.simulator.trade_rows import VENUE_NAMES

TRADE_KEYS = (
    *("tm", "cur_prc", "pred_pre", "pre_rt", "pri_sel_bid_unit", "pri_buy_bid_unit"),
    *("cntr_trde_qty", "sign", "acc_trde_qty", "acc_trde_prica", "cntr_str", "stex_tp"),
)
TICK_KEYS = (
    *("cur_prc", "trde_qty", "cntr_tm", "open_pric", "high_pric", "low_pric"),
    *("pred_pre", "pred_pre_sig"),
)
SCOPES = (1, 3, 5, 10, 30)
_TRADES_A_PAGE = 30
_TICKS_A_PAGE = 900
_TICK_DAYS = 3


def trade_page(market: Market, index: int, before: str) -> Page:
    """Return a page of the day's trades, newest first.

    ``before`` is the day volume that the trades of the page are below, as a text; it
    is the one figure that no two trades share. Empty for the newest ones.
    """
    until = int(before) if before else None
    rows: list[dict[str, str]] = []
    for prints in market.tapes[index].backwards():
        for place in range(len(prints) - 1, -1, -1):
            if until is not None and int(prints.volume[place]) >= until:
                continue
            if len(rows) == _TRADES_A_PAGE:
                return Page(rows, rows[-1]["acc_trde_qty"])
            rows.append(_trade_row(market, index, prints, place))
    return Page(rows or [dict.fromkeys(TRADE_KEYS, "")])


def tick_page(market: Market, index: int, scope: int, before: str) -> Page:
    """Return a page of bars of so many trades each, newest first.

    ``before`` is day and day volume at the end of the last bar of the page before:
    times on the wire are not unique.
    """
    rows: list[dict[str, str]] = []
    label = ""
    for row, own in _tick_rows(market, index, scope):
        if before and own >= before:
            continue
        if len(rows) == _TICKS_A_PAGE:
            return Page(rows, label)
        rows.append(row)
        label = own
    return Page(rows or [dict.fromkeys(TICK_KEYS, "")])


def _tick_rows(
    market: Market, index: int, scope: int
) -> Iterator[tuple[dict[str, str], str]]:
    for past in reversed(market.history.days_until(market.day, _TICK_DAYS)):
        tape = market.tape(past, index)
        if scope == 1:
            for prints in tape.backwards():
                yield from _bars(market, index, past, [prints], scope)
            continue
        # Bars are counted from the first trade of the day.
        yield from _bars(market, index, past, list(tape.backwards())[::-1], scope)


def _bars(
    market: Market, index: int, past: date, parts: list[Prints], scope: int
) -> Iterator[tuple[dict[str, str], str]]:
    if not parts:
        return
    base, limits = market.history.bar(past, index).base, market.limits(past, index)
    times, traded, sizes, volumes = (
        np.concatenate([getattr(prints, name) for prints in parts])
        for name in ("time", "price", "size", "volume")
    )
    for start in range((len(traded) - 1) // scope * scope, -1, -scope):
        part = slice(start, min(start + scope, len(traded)))
        prices = traded[part]
        close = int(prices[-1])
        row = {
            "cur_prc": str(close),
            "trde_qty": str(int(sizes[part].sum())),
            "cntr_tm": f"{day(past)}{clock(int(times[part][-1]))}",
            "open_pric": str(int(prices[0])),
            "high_pric": str(int(prices.max())),
            "low_pric": str(int(prices.min())),
            "pred_pre": delta(close - base),
            "pred_pre_sig": direction(close, base, limits),
        }
        yield row, f"{day(past)}{int(volumes[part][-1]):014d}"


def _trade_row(
    market: Market, index: int, prints: Prints, place: int
) -> dict[str, str]:
    tape = market.tapes[index]
    base, price = tape.bar.base, int(prints.price[place])
    return {
        "tm": clock(int(prints.time[place])),
        "cur_prc": signed_price(price, base),
        "pred_pre": delta(price - base),
        "pre_rt": rate(change_rate(price, base)),
        "pri_sel_bid_unit": quoted_price(int(prints.ask[place]), base),
        "pri_buy_bid_unit": quoted_price(int(prints.bid[place]), base),
        "cntr_trde_qty": signed_size(int(prints.size[place]), int(prints.side[place])),
        "sign": direction(price, base, tape.limits),
        "acc_trde_qty": str(int(prints.volume[place])),
        # Won here, unlike the million won of other lists (protocol note 3.6).
        "acc_trde_prica": str(int(prints.value[place])),
        "cntr_str": strength(
            int(prints.buy_volume[place]), int(prints.sell_volume[place])
        ),
        "stex_tp": VENUE_NAMES[int(prints.venue[place])],
    }
