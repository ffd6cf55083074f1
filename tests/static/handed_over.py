"""What Python hands to node's tests: its own frames and columns, with their numbers."""

import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from dashboard.columns import build_columns
from dashboard.frames import BarColumns, Moment, join_frame, live_block, wall_ms
from kiwoom import Candle
from tests.dashboard.candles import NINE, minute

LARGEST = 2**53 - 1  # whole numbers up to here are exact in JavaScript
NAN = float("nan")
FIRST = 40
Block = tuple[bytes, dict[str, Any]]
LIVE = {
    "number": 12.0,
    "time": 1_789_549_200_000.0,
    "end": NAN,
    "open": 70_000.0,
    "high": 70_200.0,
    "low": 69_900.0,
    "close": 70_100.0,
    "volume": float(LARGEST),
    "base": 69_000.0,
    "strength": 123.45,
    "dayHigh": 71_000.0,
    "dayLow": 68_000.0,
    "upper": 89_700.0,
    "lower": 48_300.0,
    "dayVolume": 12_345_678.0,
    "dayValue": 861_000_000_000.0,
    "expected": 0.0,
    "expectedSize": 0.0,
    "state": 2.0,
}
NO_CANDLE = LIVE | dict.fromkeys(
    ("time", "end", "open", "high", "low", "close", "volume"), NAN
)


def hand_over(folder: Path) -> None:
    """Write the frames and the columns where node's tests read them."""
    _write(folder / "frames.json", frames())
    _write(folder / "columns.json", columns())


def frames() -> dict[str, Any]:
    """Return frames by what is special about them."""
    moment = Moment(7, 1_789_549_205_123.5, 1_789_549_205_000.0)
    candles = [minute(number, close=90 + 5 * number) for number in range(5)]
    large = Candle(NINE, 1, LARGEST, 1, LARGEST, LARGEST)
    lines = [[NAN, 0.5, 1.25, -3.0, 70_123.456], [1.0, 2.0, NAN, 4.0, 5.0]]
    return {
        "no blocks": _frame(Moment(1, 2.5, NAN), []),
        "no bars": _frame(moment, [_bars([], [[], []])]),
        "no lines": _frame(moment, [_bars(candles, [])]),
        "one bar": _frame(moment, [_bars(candles[:1], lines)]),
        "an even count": _frame(moment, [_bars(candles[:4], lines)]),
        "bars to append": _frame(moment, [_bars(candles, lines, start=2)]),
        "large numbers": _frame(moment, [_bars([large], [])]),
        "no forming candle": _frame(moment, [_live(NO_CANDLE, [NAN])]),
        "many blocks": _frame(
            moment,
            [
                _bars(candles, lines, channel=3),
                _live(LIVE, [0.1, NAN, 3.0], channel=3),
                _bars(candles, lines[:1], channel=64, start=4),
                _live(LIVE, [], channel=64),
            ],
        ),
    }


def columns() -> dict[str, Any]:
    """Return candles of every shape as columns of their fields, and as a figure's."""
    shapes = [
        Candle(NINE + timedelta(minutes=number), 100, 110, 90, close, 7 * number)
        for number, close in enumerate((95, 100, 108))
    ]
    large = Candle(NINE + timedelta(days=1), 1_217_000, 1_300_000, 1, 7, LARGEST)
    candles = [*shapes, large, minute(3000, close=101)]
    return {
        "first": FIRST,
        "bars": _fields(candles),
        "drawn": build_columns(candles, FIRST),
    }


def _frame(moment: Moment, blocks: Sequence[Block]) -> dict[str, Any]:
    frame = join_frame(moment, [encoded for encoded, _numbers in blocks])
    times = {"serverMs": moment.server_ms, "exchangeMs": moment.exchange_ms}
    return {
        "base64": b64encode(frame).decode(),
        "sequence": moment.sequence,
        **times,
        "blocks": [numbers for _encoded, numbers in blocks],
    }


def _bars(
    candles: Sequence[Candle],
    lines: Sequence[Sequence[float]],
    *,
    channel: int = 1,
    start: int = 0,
) -> Block:
    growing = BarColumns(len(lines))
    for place, candle in enumerate(candles):
        growing.append(candle, [line[place] for line in lines])
    bars = {
        "first": FIRST + start,
        "count": len(candles) - start,
        "replaces": start == 0,
        "columns": _fields(candles[start:]),
        "values": [list(line[start : len(candles)]) for line in lines],
    }
    block = growing.block(channel, 9, start, FIRST)
    return block, {"channel": channel, "epoch": 9, "bars": bars}


def _live(fields: dict[str, float], values: list[float], *, channel: int = 1) -> Block:
    block = live_block(channel, 9, [*fields.values(), *values])
    record = {**fields, "values": values}
    return block, {"channel": channel, "epoch": 9, "record": record}


def _fields(candles: Sequence[Candle]) -> list[list[float]]:
    names = ("open", "high", "low", "close", "volume")
    times: list[float] = [wall_ms(candle.time) for candle in candles]
    return [times, *([getattr(candle, name) for candle in candles] for name in names)]


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(_without_nan(content), allow_nan=False), "utf-8")


def _without_nan(content: Any) -> Any:
    """Return the same with null for NaN, which JSON does not know."""
    if isinstance(content, dict):
        return {name: _without_nan(value) for name, value in content.items()}
    if isinstance(content, list):
        return [_without_nan(value) for value in content]
    return None if content != content else content
