"""Real-time rows of type 0B: the 43 fields of a trade (protocol note 5.1)."""

from dataclasses import dataclass

import numpy as np

from kiwoom.simulator.prints import BUY, SELL, Prints
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

_TRADE_FIDS = """
20 10 11 12 27 28 15 13 14 16 17 18 25 26 29 30 31 32 228 311 290 691 567 568 851 1890
1891 1892 1030 1031 1032 1071 1072 1313 1315 1316 1314 1497 1498 620 732 852 9081
"""
TRADE_FIDS = tuple(_TRADE_FIDS.split())

# Shares of the price that fit all recorded rows.
_TRADING_COST = 0.00231
_CFD_COST = 0.00502
_CFD_MARGIN_PERCENT = 40


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


def trade_values(prints: Prints, day: TradeDay) -> list[dict[str, str]]:
    """Return one row of fields for each trade, keys in the wire's order."""
    session = "3" if prints.is_late else "2"
    opened = signed_price(prints.open, day.base), clock(prints.open_time)
    times = prints.time.astype(np.int64)
    columns = (
        times,
        prints.price,
        prints.size,
        prints.side,
        prints.ask,
        prints.bid,
        prints.volume,
        prints.value,
        prints.sell_volume,
        prints.buy_volume,
        prints.sells,
        prints.buys,
        prints.high,
        prints.low,
        prints.high_time,
        prints.low_time,
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [_values(row, day, session, opened) for row in rows]


def _values(
    row: tuple[int, ...], day: TradeDay, session: str, opened: tuple[str, str]
) -> dict[str, str]:
    moment, price, size, side, ask, bid, volume, value, *rest = row
    sold, bought, sells, buys, high, low, high_time, low_time = rest
    base, so_far = day.base, day.yesterday_so_far
    signed = signed_size(size, side)
    thousands = signed_size(price * size // 1_000, side)
    margin = price * _CFD_MARGIN_PERCENT // 100
    cfd_cost = round(price * _CFD_COST)
    total = sold + bought
    share = 100 * bought / total if total else 0.0
    values = (
        clock(moment),
        signed_price(price, base),
        delta(price - base),
        rate(change_rate(price, base)),
        quoted_price(ask, base),
        quoted_price(bid, base),
        signed,
        str(volume),
        millions(value),
        opened[0],
        signed_price(high, base),
        signed_price(low, base),
        direction(price, base, day.limits),
        delta(volume - day.yesterday_volume),
        delta(value - day.yesterday_value),
        volume_ratio(volume, day.yesterday_volume),
        f"{100 * volume / day.shares:.2f}",
        str(int(price * _TRADING_COST)),
        strength(bought, sold),
        hundred_millions(price * day.shares),
        session,
        "0",
        "000000",
        "000000",
        str(round(10_000 * volume / so_far) if so_far else 0),
        opened[1],
        clock(high_time),
        clock(low_time),
        str(sold),
        str(bought),
        f"{'-' if share < 50 else '+'}{share:.2f}",
        str(sells),
        str(buys),
        thousands,
        signed if side == SELL else " 0",
        signed if side == BUY else " 0",
        signed,
        str(margin),
        str(margin * 8 // 10),
        str((value * 2 + volume) // (volume * 2)),
        str(cfd_cost),
        str(cfd_cost * 8 // 10),
        "KRX",
    )
    return dict(zip(TRADE_FIDS, values, strict=True))
