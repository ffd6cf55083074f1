"""Reads frames as a browser does, for tests of what is sent."""

import struct
from dataclasses import dataclass, field

_HEADER = struct.Struct("<3d")
_BLOCK = struct.Struct("<4I")
_BARS = struct.Struct("<4i")
_FIELDS = (
    *("number", "time", "end", "open", "high", "low", "close", "volume"),
    *("base", "strength", "day_high", "day_low", "upper", "lower"),
    *("day_volume", "day_value", "expected", "expected_size", "state"),
)


@dataclass(frozen=True)
class Bars:
    """A block of closed bars."""

    first: int
    replaces: bool
    closes: list[float]
    lines: list[list[float]]


@dataclass
class Frame:
    """A frame: its header, and by channel what its blocks say."""

    sequence: float
    server_ms: float
    exchange_ms: float
    live: dict[int, dict[str, float]] = field(default_factory=dict)
    values: dict[int, list[float]] = field(default_factory=dict)
    bars: dict[int, Bars] = field(default_factory=dict)
    epochs: dict[int, int] = field(default_factory=dict)


def read_frame(data: bytes) -> Frame:
    """Return what a frame says."""
    frame = Frame(*_HEADER.unpack_from(data))
    at = _HEADER.size
    while at < len(data):
        kind, channel, epoch, size = _BLOCK.unpack_from(data, at)
        body = data[at + _BLOCK.size : at + _BLOCK.size + size]
        assert len(body) == size
        assert size % 8 == 0
        frame.epochs[channel] = epoch
        if kind == 1:
            numbers = struct.unpack(f"<{size // 8}d", body)
            count = len(_FIELDS)
            frame.live[channel] = dict(zip(_FIELDS, numbers[:count], strict=True))
            frame.values[channel] = list(numbers[count:])
        else:
            frame.bars[channel] = _read_bars(body)
        at += _BLOCK.size + size
    return frame


def _read_bars(body: bytes) -> Bars:
    first, count, lines, replaces = _BARS.unpack_from(body)
    at = _BARS.size

    def take(kind: str, width: int) -> list[float]:
        nonlocal at
        column = list(struct.unpack_from(f"<{count}{kind}", body, at))
        at += -(-count * width // 8) * 8
        return column

    take("i", 4)
    prices = [take("d", 8) for _ in range(5)]
    return Bars(first, replaces == 1, prices[3], [take("f", 4) for _ in range(lines)])
