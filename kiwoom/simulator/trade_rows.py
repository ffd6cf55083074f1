"""Real-time rows of type 0B: the 43 fields of a trade (protocol note 5.1)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kiwoom.simulator.prints import BUY, ON_KRX, ON_NXT, SELL, Prints
from kiwoom.simulator.quotes import signed_size
from kiwoom.simulator.text import (
    change_rate,
    clock,
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

# Shares of the price that fit all recorded rows.
_TRADING_COST = 0.00231
_CFD_COST = 0.00502
_CFD_MARGIN_PERCENT = 40
_HALF = 50
VENUE_NAMES = {ON_KRX: "KRX", ON_NXT: "NXT"}


@dataclass(frozen=True, slots=True)
class TradeDay:
    """What the rows of an instrument's day are counted against: won and shares.

    ``yesterday_so_far`` is the volume until the same time of the day before.
    """

    base: int
    limits: tuple[int, int]
    shares: int
    yesterday_volume: int
    yesterday_value: int
    yesterday_so_far: int


class _Trade(NamedTuple):
    # One row of Prints' columns; times in whole seconds of the day.
    time: int
    price: int
    size: int
    side: int
    ask: int
    bid: int
    volume: int
    value: int
    sell_volume: int
    buy_volume: int
    sells: int
    buys: int
    high: int
    low: int
    high_time: int
    low_time: int
    venue: int


def trade_values(prints: Prints, day: TradeDay) -> list[dict[str, str]]:
    """Return one row of fields for each trade, keys in the wire's order."""
    session = "3" if prints.is_late else "2"
    open_price = signed_price(prints.open, day.base)
    open_time = clock(prints.open_time)
    times = prints.time.astype(np.int64)
    columns = [getattr(prints, name).tolist() for name in _Trade._fields[1:]]
    return [
        {
            **_prices(trade, day, open_price),
            **_comparisons(trade, day),
            "290": session,
            "691": "0",
            "567": "000000",
            "568": "000000",
            "851": _against_yesterday(trade.volume, day.yesterday_so_far),
            "1890": open_time,
            **_sides(trade),
            **_costs(trade),
            "9081": VENUE_NAMES[trade.venue],
        }
        for trade in map(_Trade._make, zip(times.tolist(), *columns, strict=True))
    ]


def _prices(trade: _Trade, day: TradeDay, open_price: str) -> dict[str, str]:
    price, base = trade.price, day.base
    return {
        "20": clock(trade.time),
        "10": signed_price(price, base),
        "11": delta(price - base),
        "12": rate(change_rate(price, base)),
        "27": quoted_price(trade.ask, base),
        "28": quoted_price(trade.bid, base),
        "15": signed_size(trade.size, trade.side),
        "13": str(trade.volume),
        "14": millions(trade.value),
        "16": open_price,
        "17": signed_price(trade.high, base),
        "18": signed_price(trade.low, base),
        "25": direction(price, base, day.limits),
    }


def _comparisons(trade: _Trade, day: TradeDay) -> dict[str, str]:
    volume = trade.volume
    return {
        "26": delta(volume - day.yesterday_volume),
        "29": delta(trade.value - day.yesterday_value),
        "30": volume_ratio(volume, day.yesterday_volume),
        "31": f"{100 * volume / day.shares:.2f}",
        "32": str(int(trade.price * _TRADING_COST)),
        "228": strength(trade.buy_volume, trade.sell_volume),
        "311": hundred_millions(trade.price * day.shares),
    }


def _sides(trade: _Trade) -> dict[str, str]:
    bought, sold, side = trade.buy_volume, trade.sell_volume, trade.side
    share = 100 * bought / (bought + sold) if bought + sold else 0.0
    signed = signed_size(trade.size, side)
    return {
        "1891": clock(trade.high_time),
        "1892": clock(trade.low_time),
        "1030": str(sold),
        "1031": str(bought),
        "1032": f"{'-' if share < _HALF else '+'}{share:.2f}",
        "1071": str(trade.sells),
        "1072": str(trade.buys),
        "1313": signed_size(trade.price * trade.size // 1_000, side),
        "1315": signed if side == SELL else " 0",
        "1316": signed if side == BUY else " 0",
        "1314": signed,
    }


def _costs(trade: _Trade) -> dict[str, str]:
    margin = trade.price * _CFD_MARGIN_PERCENT // 100
    cost = round(trade.price * _CFD_COST)
    return {
        "1497": str(margin),
        "1498": str(margin * 8 // 10),
        "620": str((trade.value * 2 + trade.volume) // (trade.volume * 2)),
        "732": str(cost),
        "852": str(cost * 8 // 10),
    }


def _against_yesterday(volume: int, yesterday: int) -> str:
    # In hundredths of a percent.
    return str(round(10_000 * volume / yesterday) if yesterday else 0)
