"""Folding trades into candles and joining candles, without any state of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from kiwoom.enums import Interval
from kiwoom.hours import candle_start
from kiwoom.models import Candle, Trade


def new_candle(start: datetime, trade: Trade) -> Candle:
    """Return the candle that begins at ``start`` with its first trade."""
    price = trade.price
    return Candle(start, price, price, price, price, trade.size, None, trade.day_volume)


def add_trade(candle: Candle, trade: Trade) -> Candle:
    """Return the candle that results from one more trade.

    The caller decides that the trade belongs to the candle, see
    :meth:`kiwoom.hours.TradingHours.minute_of`; the price is in won.
    """
    price = trade.price
    return Candle(
        candle.time,
        candle.open,
        price if price > candle.high else candle.high,
        price if price < candle.low else candle.low,
        price,
        candle.volume + trade.size,
        candle.value,
        trade.day_volume,
    )


def add_late_trade(candle: Candle, trade: Trade) -> Candle:
    """Return a closed candle with a trade that arrived after its end.

    Its running volume grows by the trade's size only: the trade's own running volume
    already contains the candles after this one.
    """
    late = add_trade(candle, trade)
    before = candle.day_volume
    return replace(late, day_volume=None if before is None else before + trade.size)


def resample(candles: Iterable[Candle], interval: Interval) -> list[Candle]:
    """Return wider candles made of ascending narrower ones.

    Examples
    --------
    >>> from kiwoom.hours import KST
    >>> nine = datetime(2026, 9, 18, 9, 0, tzinfo=KST)
    >>> minutes = [Candle(nine.replace(minute=n), 5, 9, 1, 5, 10) for n in range(7)]
    >>> [(c.time.minute, c.volume) for c in resample(minutes, Interval.M5)]
    [(0, 50), (5, 20)]
    """
    groups = groupby(candles, key=lambda candle: candle_start(candle.time, interval))
    return [_join(start, list(group)) for start, group in groups]


def _join(start: datetime, parts: Sequence[Candle]) -> Candle:
    values = [part.value for part in parts if part.value is not None]
    return Candle(
        time=start,
        open=parts[0].open,
        high=max(part.high for part in parts),
        low=min(part.low for part in parts),
        close=parts[-1].close,
        volume=sum(part.volume for part in parts),
        value=sum(values) if len(values) == len(parts) else None,
        day_volume=parts[-1].day_volume,
    )
