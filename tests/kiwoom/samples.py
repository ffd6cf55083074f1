"""Small market events of our own making, in Kiwoom's formats and as models."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from kiwoom import (
    KST,
    Candle,
    Interruption,
    InterruptionKind,
    Side,
    Summary,
    Trade,
)

DAY = date(2026, 9, 18)
NEXT_DAY = date(2026, 9, 21)

TRADE_VALUES = {
    "20": "101502",
    "10": "-71200",
    "11": "-800",
    "12": "-1.11",
    "27": "-71300",
    "28": "-71200",
    "15": "-25",
    "13": "1204525",
    "14": "85932",
    "16": "72000",
    "17": "+72400",
    "18": "-71000",
    "25": "5",
    "26": "-8795475",
    "29": "-634068000000",
    "30": "-12.05",
    "31": "0.02",
    "32": "164",
    "228": "96.40",
    "311": "4250000",
    "290": "2",
    "691": "0",
    "567": "000000",
    "568": "000000",
    "851": "9921",
    "1890": "090011",
    "1891": "091530",
    "1892": "100211",
    "1030": "601000",
    "1031": "579364",
    "1032": "-49.08",
    "1071": "4010",
    "1072": "3980",
    "1313": "-1780",
    "1315": "-25",
    "1316": " 0",
    "1314": "-25",
    "1497": "28480",
    "1498": "22784",
    "620": "71341",
    "732": "357",
    "852": "286",
    "9081": "KRX",
}


def real_row(symbol: str = "005930", **changes: str) -> dict[str, Any]:
    """Return one row of a REAL frame; changes are given as ``fid_15="+3"``."""
    values = TRADE_VALUES | {
        name.removeprefix("fid_"): v for name, v in changes.items()
    }
    return {"values": values, "type": "0B", "name": "주식체결", "item": symbol}


def session_row(code: str, clock: str, left: str = "000000") -> dict[str, Any]:
    values = {"215": code, "20": clock, "214": left}
    return {"values": values, "type": "0s", "name": "장시작시간", "item": ""}


def real_frame(*rows: Any) -> str:
    return json.dumps({"data": list(rows), "trnm": "REAL"}, ensure_ascii=False)


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), KST)


def make_trade(
    clock: str,
    price: int,
    size: int,
    day_volume: int,
    *,
    symbol: str = "005930",
    day: date = DAY,
    is_after_hours: bool = False,
) -> Trade:
    return Trade(
        symbol=symbol,
        time=at(clock, day),
        price=price,
        size=size,
        side=Side.BUY,
        day_volume=day_volume,
        day_value=price * day_volume,
        change=price - 70_000,
        change_rate=1.0,
        open=70_500,
        high=max(price, 72_000),
        low=min(price, 69_000),
        strength=101.5,
        ask=price + 100,
        bid=price,
        is_after_hours=is_after_hours,
    )


def chained(
    steps: Sequence[tuple[str, int, int]], start: int = 0, **options: Any
) -> list[Trade]:
    """Return trades of (clock, price, size) whose day volumes follow each other."""
    trades = []
    volume = start
    for clock, price, size in steps:
        volume += size
        trades.append(make_trade(clock, price, size, volume, **options))
    return trades


def make_interruption(symbol: str = "005930") -> Interruption:
    """Return an interruption that began at ten and is not over."""
    return Interruption(
        symbol,
        "가",
        InterruptionKind.STATIC,
        is_upward=True,
        price=110,
        static_reference=100,
        dynamic_reference=0,
        static_deviation=10.0,
        dynamic_deviation=0.0,
        triggered=at("10:00:00"),
        released=None,
        count=1,
    )


def make_candle(clock: str, ohlc: Sequence[int], volume: int, acc: int) -> Candle:
    return Candle(at(clock), *ohlc, volume, None, acc)


def make_summary(
    symbol: str = "005930",
    *,
    day: date = DAY,
    clock: str | None = "10:00:00",
    volume: int = 1_000,
    price: int = 71_000,
) -> Summary:
    return Summary(
        symbol=symbol,
        trading_day=day,
        time=at(clock, day) if clock else None,
        price=price,
        base_price=70_000,
        change=price - 70_000,
        change_rate=1.4,
        open=70_500,
        high=72_000,
        low=69_000,
        volume=volume,
        value=price * volume,
        strength=99.0,
        upper_limit=91_000,
        lower_limit=49_000,
        name="삼성전자",
    )


def fold_minutes(
    trades: Sequence[Trade],
) -> list[tuple[datetime, int, int, int, int, int]]:
    """Fold trades in the plainest way, for comparison with the library's own."""
    rows: dict[datetime, list[Trade]] = {}
    for trade in trades:
        rows.setdefault(trade.time.replace(second=0), []).append(trade)
    return [
        (
            start,
            part[0].price,
            max(trade.price for trade in part),
            min(trade.price for trade in part),
            part[-1].price,
            sum(trade.size for trade in part),
        )
        for start, part in sorted(rows.items())
    ]


def plain(candle: Candle) -> tuple[datetime, int, int, int, int, int]:
    c = candle
    return (c.time, c.open, c.high, c.low, c.close, c.volume)


def no_delays() -> Iterator[float]:
    """Return pauses for tests: short, and for ever."""
    while True:
        yield 0.01


async def eventually(condition: Callable[[], Any], within_s: float = 10.0) -> Any:
    """Wait until a condition holds and return its value."""
    async with asyncio.timeout(within_s):
        # States have no event to wait for; readers of the hub look again and again too.
        while not (value := condition()):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    return value
