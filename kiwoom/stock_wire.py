"""Kiwoom's words for what a company is: one call, one flat reply (note 3.4)."""

from datetime import date, datetime, time

from kiwoom.endpoints import Request
from kiwoom.hours import KST
from kiwoom.models import Extreme, Fundamentals
from kiwoom.texts import decimal, parse_day, price, signed
from kiwoom.wire import Row

_THOUSAND, _HUNDRED_MILLION = 1_000, 100_000_000


def fundamentals_request(symbol: str) -> Request:
    """Return the call for a company's figures."""
    return Request("ka10001", "/api/dostk/stkinfo", {"stk_cd": symbol})


def read_fundamentals(reply: Row) -> Fundamentals | None:
    """Return a company's figures, ``None`` for the blank reply to an unknown code.

    Units are those that recorded replies show, where the manual says otherwise.
    """
    if not reply["stk_cd"].strip():
        return None
    return Fundamentals(
        symbol=reply["stk_cd"],
        name=reply["stk_nm"],
        price=price(reply["cur_prc"]),
        base_price=price(reply["base_pric"]),
        market_value=signed(reply["mac"]) * _HUNDRED_MILLION,
        capital=signed(reply["cap"]) * _HUNDRED_MILLION,
        listed_shares=signed(reply["flo_stk"]) * _THOUSAND,
        floating_shares=signed(reply["dstr_stk"]) * _THOUSAND,
        foreign_rate=_known(reply["for_exh_rt"]),
        per=_known(reply["per"]),
        eps=_known(reply["eps"]),
        roe=_known(reply["roe"]),
        pbr=_known(reply["pbr"]),
        bps=_known(reply["bps"]),
        revenue=_hundred_millions(reply["sale_amt"]),
        operating_profit=_hundred_millions(reply["bus_pro"]),
        net_income=_hundred_millions(reply["cup_nga"]),
        high_250=_extreme(reply, "250hgst"),
        low_250=_extreme(reply, "250lwst"),
    )


def _known(text: str) -> float | None:
    return decimal(text) if text.strip() else None


def _hundred_millions(text: str) -> int | None:
    return signed(text) * _HUNDRED_MILLION if text.strip() else None


def _extreme(reply: Row, name: str) -> Extreme | None:
    day = reply[f"{name}_pric_dt"].strip()
    return Extreme(price(reply[name]), _moment(parse_day(day))) if day else None


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), KST)
