"""Kiwoom's words: tables of fields and the way between their texts and our models.

Every value on the wire is a text, see :mod:`kiwoom.texts`. A row that cannot be read
costs only itself.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

from kiwoom.enums import Market, MarketPhase, Side
from kiwoom.hours import KST
from kiwoom.models import (
    Candle,
    Instrument,
    Level,
    OrderBook,
    SessionSignal,
    Summary,
    Trade,
)
from kiwoom.texts import DayTimes, decimal, parse_clock, parse_day, price, signed

_MILLION = 1_000_000
_LEVELS = range(1, 11)
_MARKETS = {"0": Market.KOSPI, "10": Market.KOSDAQ, "8": Market.ETF}
_AFTER_CLOSE = "3"

# FID 215 (protocol note 5.3); codes of other venues and of derivatives change nothing.
_PHASES = {
    "0": MarketPhase.OPENING_AUCTION,
    "3": MarketPhase.CONTINUOUS,
    "2": MarketPhase.CLOSING_AUCTION,
    "4": MarketPhase.AFTER_HOURS,
    "8": MarketPhase.AFTER_HOURS,
    "a": MarketPhase.AFTER_HOURS,
    "b": MarketPhase.AFTER_HOURS,
    "c": MarketPhase.AFTER_HOURS,
    "d": MarketPhase.CLOSED,
    "9": MarketPhase.CLOSED,
}

Row = Mapping[str, Any]
T = TypeVar("T")


def read_trade(symbol: str, row: Row, times: DayTimes) -> Trade:
    """Return the trade of a ``0B`` row (protocol note 5.1).

    Raises
    ------
    KeyError, ValueError, TypeError
        If the row is no trade.
    """
    size = row["15"]
    volume = abs(int(size))
    session = row.get("290", "2")
    trade = Trade(
        symbol,
        times.at(row["20"]),
        price(row["10"]),
        volume,
        side_of(size),
        int(row["13"]),
        int(row["14"]) * _MILLION,
        signed(row["11"]),
        float(row["12"]),
        price(row["16"]),
        price(row["17"]),
        price(row["18"]),
        decimal(row["228"]),
        price(row["27"]),
        price(row["28"]),
        session == _AFTER_CLOSE,
    )
    if not (trade.price and 0 < volume <= trade.day_volume):
        raise ValueError("a trade has a price, a size and a day volume")
    return trade


def read_book(symbol: str, row: Row, times: DayTimes) -> OrderBook:
    """Return the order book of a ``0D`` row (protocol note 5.2)."""
    return OrderBook(
        symbol,
        times.at(row["21"]),
        _levels((row[f"{40 + n}"], row[f"{60 + n}"]) for n in _LEVELS),
        _levels((row[f"{50 + n}"], row[f"{70 + n}"]) for n in _LEVELS),
        signed(row["121"]),
        signed(row["125"]),
    )


def read_signal(_symbol: str, row: Row, times: DayTimes) -> SessionSignal:
    """Return the session notice of a ``0s`` row (protocol note 5.3)."""
    left = parse_clock(row["214"])
    return SessionSignal(
        code=row["215"],
        time=times.at(row["20"]),
        phase=_PHASES.get(row["215"]),
        remaining_s=left.hour * 3600 + left.minute * 60 + left.second,
    )


def read_minute(row: Row) -> Candle | None:
    """Return the candle of a minute row, ``None`` for a blank one (note 3.2)."""
    label = row["cntr_tm"].strip()
    if not label:
        return None
    start = datetime.combine(parse_day(label[:8]), parse_clock(label[8:]), KST)
    return _candle(row, start, None, signed(row["acc_trde_qty"]))


def read_daily(row: Row) -> Candle | None:
    """Return the candle of a daily row, ``None`` for a blank one (note 3.3)."""
    return _read_long(row, _MILLION)


def read_period(row: Row) -> Candle | None:
    """Return the candle of a week, month or year, whose value is in won (note 3.3)."""
    return _read_long(row, 1)


def _read_long(row: Row, value_unit: int) -> Candle | None:
    label = row["dt"].strip()
    if not label:
        return None
    start = datetime.combine(parse_day(label), time(), KST)
    return _candle(row, start, signed(row["trde_prica"]) * value_unit, None)


def read_summary(row: Row) -> Summary | None:
    """Return a watch-list row, ``None`` for the blank one of an unknown code.

    Before its first trade of the day a symbol has its reference price.
    """
    day, clock = row["dt"].strip(), row["cntr_tm"].strip()
    if not day or not row["stk_cd"].strip():
        return None
    base = price(row["base_pric"])
    trading_day = parse_day(day)
    moment = datetime.combine(trading_day, parse_clock(clock), KST) if clock else None
    return Summary(
        symbol=row["stk_cd"],
        trading_day=trading_day,
        time=moment,
        price=price(row["cur_prc"]) or base,
        base_price=base,
        change=signed(row["pred_pre"]),
        change_rate=decimal(row["flu_rt"]),
        open=price(row["open_pric"]),
        high=price(row["high_pric"]),
        low=price(row["low_pric"]),
        volume=signed(row["trde_qty"]),
        value=signed(row["trde_prica"]) * _MILLION,
        strength=decimal(row["cntr_str"]),
        upper_limit=price(row["upl_pric"]),
        lower_limit=price(row["lst_pric"]),
        name=row["stk_nm"],
    )


def read_book_reply(symbol: str, reply: Row, day: date) -> OrderBook:
    """Return the order book of a ``ka10004`` reply (protocol note 3.5)."""
    asks = [("sel_fpr_bid", "sel_fpr_req")]
    bids = [("buy_fpr_bid", "buy_fpr_req")]
    for n in _LEVELS[1:]:
        asks.append((f"sel_{n}th_pre_bid", f"sel_{n}th_pre_req"))
        bids.append((f"buy_{n}th_pre_bid", f"buy_{n}th_pre_req"))
    clock = reply["bid_req_base_tm"].strip() or "000000"
    return OrderBook(
        symbol,
        datetime.combine(day, parse_clock(clock), KST),
        _levels((reply[name], reply[size]) for name, size in asks),
        _levels((reply[name], reply[size]) for name, size in bids),
        signed(reply["tot_sel_req"]),
        signed(reply["tot_buy_req"]),
    )


def read_instrument(row: Row) -> Instrument | None:
    """Return a stock-list row, ``None`` for a blank one (protocol note 3.8)."""
    if not row["code"].strip():
        return None
    return Instrument(
        symbol=row["code"],
        name=row["name"],
        market=_MARKETS.get(row["marketCode"], Market.OTHER),
        base_price=signed(row["lastPrice"]),
        listed_shares=signed(row["listCount"]),
    )


def read_rows(
    read: Callable[[Row], T | None], rows: Iterable[Any]
) -> tuple[list[T], int]:
    """Return what can be read of a list's rows, and how many rows could not."""
    found: list[T] = []
    dropped = 0
    for row in rows:
        try:
            model = read(row)
        except (KeyError, ValueError, TypeError, AttributeError):
            dropped += 1
            continue
        if model is not None:
            found.append(model)
    return found, dropped


def side_of(size: str) -> Side:
    """Return who started a trade: the sign of its size says so (note 3.6)."""
    if size.startswith("+"):
        return Side.BUY
    return Side.SELL if size.startswith("-") else Side.AUCTION


def _levels(pairs: Iterable[tuple[str, str]]) -> tuple[Level, ...]:
    levels = (Level(price(amount), price(size)) for amount, size in pairs)
    return tuple(level for level in levels if level.price)


def _candle(
    row: Row, start: datetime, value: int | None, day_volume: int | None
) -> Candle:
    return Candle(
        time=start,
        open=price(row["open_pric"]),
        high=price(row["high_pric"]),
        low=price(row["low_pric"]),
        close=price(row["cur_prc"]),
        volume=signed(row["trde_qty"]),
        value=value,
        day_volume=day_volume,
    )
