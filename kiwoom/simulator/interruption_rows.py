"""변동성완화장치 on the wire: live rows 1h and 0g, and the list ka10054 (note 6.4)."""

from dataclasses import dataclass
from typing import Any

from kiwoom.enums import Market as Listed
from kiwoom.simulator.halts import Halt
from kiwoom.simulator.market import Market
from kiwoom.simulator.text import clock, millions

_NOT_RELEASED = "000000"
_STATIC = "1"
_MARKET_CODES = {Listed.KOSDAQ: "101"}
_UPWARD, _DOWNWARD = "1", "2"


@dataclass(frozen=True, slots=True)
class Stop:
    """An interruption as it is known at a moment: the how manieth, and whether over."""

    place: int
    halt: Halt
    count: int
    is_over: bool

    @property
    def is_upward(self) -> bool:
        """Whether the price rose into it."""
        return self.halt.price > self.halt.reference


def stops(market: Market) -> list[Stop]:
    """Return the day's interruptions so far, oldest first."""
    now = market.seconds
    found = [
        Stop(place, halt, count, halt.release_s <= now)
        for place, tape in enumerate(market.tapes)
        for count, halt in enumerate(tape.halts, start=1)
        if halt.trigger_s <= now
    ]
    return sorted(found, key=lambda stop: stop.halt.trigger_s)


def stop_values(market: Market, stop: Stop) -> dict[str, str]:
    """Return the fields of a 1h row, keys in the wire's order."""
    listing = market.universe[stop.place]
    totals = market.tapes[stop.place].totals
    rate = f"{stop.halt.deviation:+.2f}"
    return {
        "9001": listing.symbol,
        "302": listing.name,
        "13": str(totals.volume),
        "14": millions(totals.value),
        "9068": _STATIC,
        "9008": _MARKET_CODES.get(listing.market, "001"),
        "9075": "1",
        "1221": str(stop.halt.price),
        "1223": clock(int(stop.halt.trigger_s)),
        "1224": _release(stop),
        "1225": "정적",
        "1236": str(stop.halt.reference),
        "1237": "0",
        "1238": rate,
        "1239": "0.00",
        "1489": rate,
        "1490": str(stop.count),
        "9069": _UPWARD if stop.is_upward else _DOWNWARD,
        "1279": f"{'+' if stop.is_upward else '-'}정적",
    }


def info_values(market: Market, index: int) -> dict[str, str]:
    """Return the fields of a 0g row: limits of the day, and whether trading stands."""
    tape = market.tapes[index]
    lower, upper = tape.limits
    now = market.seconds
    stands = any(h.trigger_s <= now < h.release_s for h in tape.halts)
    return {
        "297": "정적VI" if stands else "",
        **dict.fromkeys(("592", "593"), ""),
        "305": f"+{upper}",
        "306": f"-{lower}",
        "307": str(tape.bar.base),
        **dict.fromkeys(("689", "594", "382", "370"), ""),
    }


def stop_rows(market: Market, body: dict[str, Any]) -> list[dict[str, str]]:
    """Return the rows of ka10054, newest first.

    Of its filters those of market, symbol, kind and direction are applied.
    """
    wanted = str(body.get("mrkt_tp", "000"))
    symbol = str(body.get("stk_cd") or "")
    direction = str(body.get("motn_drc", "0"))
    rows = []
    for stop in reversed(stops(market)):
        listing = market.universe[stop.place]
        fits = (
            wanted in {"000", _MARKET_CODES.get(listing.market, "001")}
            and symbol in {"", listing.symbol}
            and direction in {"0", _UPWARD if stop.is_upward else _DOWNWARD}
            and str(body.get("motn_tp", "0")) in {"0", _STATIC}
        )
        if fits:
            rows.append(_row(market, stop))
    return rows


def _row(market: Market, stop: Stop) -> dict[str, str]:
    listing = market.universe[stop.place]
    tape = market.tapes[stop.place]
    opening = tape.totals.open
    return {
        "stk_cd": listing.symbol,
        "stk_nm": listing.name,
        "acc_trde_qty": str(tape.totals.volume),
        "motn_pric": str(stop.halt.price),
        "dynm_dispty_rt": "0.00",
        "trde_cntr_proc_time": clock(int(stop.halt.trigger_s)),
        "virelis_time": _release(stop),
        "viaplc_tp": "정적",
        "dynm_stdpc": "0",
        "static_stdpc": str(stop.halt.reference),
        "static_dispty_rt": f"{stop.halt.deviation:+.2f}",
        "open_pric_pre_flu_rt": f"{(stop.halt.price / opening - 1) * 100:+.2f}",
        "vimotn_cnt": str(stop.count),
        "stex_tp": "KRX",
    }


def _release(stop: Stop) -> str:
    return clock(int(stop.halt.release_s)) if stop.is_over else _NOT_RELEASED
