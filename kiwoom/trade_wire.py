"""Kiwoom's words for single trades, ticks and interruptions (note 3.2, 3.6, 6.4)."""

from collections.abc import Callable
from datetime import date, datetime, time

from kiwoom.endpoints import Request
from kiwoom.enums import InterruptionKind, Market
from kiwoom.hours import KST
from kiwoom.live_models import Interruption
from kiwoom.models import Candle, PastTrade
from kiwoom.texts import decimal, parse_clock, parse_day, price, signed
from kiwoom.wire import Row, side_of

TICK_SCOPES = (1, 3, 5, 10, 30)

_STOCK_INFO = "/api/dostk/stkinfo"
_NOT_RELEASED = "000000"
_MARKETS = {None: "000", Market.KOSPI: "001", Market.KOSDAQ: "101"}
_KINDS = {str(kind): kind for kind in InterruptionKind}


def trades_request(symbol: str) -> Request:
    """Return the call for the newest trades of the day."""
    return Request("ka10003", _STOCK_INFO, {"stk_cd": symbol}, rows="cntr_infr")


def trade_reader(symbol: str, day: date) -> Callable[[Row], PastTrade | None]:
    """Return what reads a row of ``ka10003``, whose times have no day."""

    def read(row: Row) -> PastTrade | None:
        if not row["tm"].strip():
            return None
        size = row["cntr_trde_qty"]
        return PastTrade(
            symbol=symbol,
            time=datetime.combine(day, parse_clock(row["tm"]), KST),
            price=price(row["cur_prc"]),
            size=abs(signed(size)),
            side=side_of(size),
            change=signed(row["pred_pre"]),
            change_rate=decimal(row["pre_rt"]),
            ask=price(row["pri_sel_bid_unit"]),
            bid=price(row["pri_buy_bid_unit"]),
            day_volume=signed(row["acc_trde_qty"]),
            # Won here, unlike the million won of other lists.
            day_value=signed(row["acc_trde_prica"]),
            strength=decimal(row["cntr_str"]),
        )

    return read


def ticks_request(symbol: str, scope: int, *, is_adjusted: bool = True) -> Request:
    """Return the call for candles of so many trades each.

    Raises
    ------
    ValueError
        If the broker does not make candles of that many trades.
    """
    if scope not in TICK_SCOPES:
        raise ValueError(f"expected one of {TICK_SCOPES} trades, found {scope}")
    body = {
        "stk_cd": symbol,
        "tic_scope": str(scope),
        "upd_stkpc_tp": "1" if is_adjusted else "0",
    }
    return Request("ka10079", "/api/dostk/chart", body, rows="stk_tic_chart_qry")


def read_tick(row: Row) -> Candle | None:
    """Return a row of ``ka10079``: a candle labelled by its last trade."""
    label = row["cntr_tm"].strip()
    if not label:
        return None
    return Candle(
        time=datetime.combine(parse_day(label[:8]), parse_clock(label[8:]), KST),
        open=price(row["open_pric"]),
        high=price(row["high_pric"]),
        low=price(row["low_pric"]),
        close=price(row["cur_prc"]),
        volume=signed(row["trde_qty"]),
    )


def interruptions_request(market: Market | None) -> Request:
    """Return the call for the day's interruptions of all kinds, on both venues."""
    body = {
        "mrkt_tp": _MARKETS[market],
        "bf_mkrt_tp": "0",
        "stk_cd": "",
        "motn_tp": "0",
        "skip_stk": "000000000",
        "trde_qty_tp": "0",
        "min_trde_qty": "0",
        "max_trde_qty": "0",
        "trde_prica_tp": "0",
        "min_trde_prica": "0",
        "max_trde_prica": "0",
        "motn_drc": "0",
        "stex_tp": "3",
    }
    return Request("ka10054", _STOCK_INFO, body, rows="motn_stk")


def interruption_reader(day: date) -> Callable[[Row], Interruption | None]:
    """Return what reads a row of ``ka10054``, whose times have no day."""

    def read(row: Row) -> Interruption | None:
        if not row["stk_cd"].strip():
            return None
        static, dynamic = (price(row[name]) for name in ("static_stdpc", "dynm_stdpc"))
        trigger = price(row["motn_pric"])
        release = row["virelis_time"].strip() or _NOT_RELEASED
        return Interruption(
            symbol=row["stk_cd"],
            name=row["stk_nm"].strip(),
            kind=_KINDS[row["viaplc_tp"].strip()],
            is_upward=trigger > (static or dynamic),
            price=trigger,
            static_reference=static,
            dynamic_reference=dynamic,
            static_deviation=decimal(row["static_dispty_rt"]),
            dynamic_deviation=decimal(row["dynm_dispty_rt"]),
            triggered=_at(day, parse_clock(row["trde_cntr_proc_time"])),
            released=(
                None if release == _NOT_RELEASED else _at(day, parse_clock(release))
            ),
            count=signed(row["vimotn_cnt"]),
        )

    return read


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, KST)
