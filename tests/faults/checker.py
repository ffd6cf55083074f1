"""Compares what a hub shows with what the exchange did, without the hub's own code."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from kiwoom import Candle
from kiwoom.simulator import SimTrade


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one rehearsal.

    Attributes
    ----------
    ok
        Closed minutes that are exactly what the trades make.
    lost
        Shares that were traded and are in no candle.
    unexpected
        Shares in candles that were never traded.
    wrong
        Minutes with the right volume and other prices.
    duplicated
        Trades that arrived twice or late and were left out.
    recovered
        Holes that history has filled.
    """

    ok: int = 0
    lost: int = 0
    unexpected: int = 0
    wrong: int = 0
    duplicated: int = 0
    recovered: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lost, invented or wrong, and something was checked."""
        return self.ok > 0 and not (self.lost or self.unexpected or self.wrong)

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def judge(closed: Sequence[Candle], truth: Iterable[SimTrade]) -> Verdict:
    """Return what is wrong with the closed minutes since the truth begins.

    The first minute of the truth can have begun before it, so it is left out.
    """
    minutes = _by_minute(truth)
    first = min(minutes, default=None)
    if first is None or not closed:
        return Verdict()
    shown = {candle.time: candle for candle in closed}
    last = closed[-1].time
    wanted = {start: part for start, part in minutes.items() if first < start <= last}
    extra = [t for t in shown if first < t <= last and t not in wanted]
    verdict = Verdict(unexpected=sum(shown[time].volume for time in extra))
    for start, part in wanted.items():
        verdict += _judge_minute(shown.get(start), part)
    return verdict


def _judge_minute(candle: Candle | None, part: Sequence[SimTrade]) -> Verdict:
    volume = sum(trade.size for trade in part)
    shown = candle.volume if candle else 0
    if candle is None or shown != volume:
        return Verdict(lost=max(0, volume - shown), unexpected=max(0, shown - volume))
    prices = [trade.price for trade in part]
    right = (prices[0], max(prices), min(prices), prices[-1])
    is_right = (candle.open, candle.high, candle.low, candle.close) == right
    return Verdict(ok=1) if is_right else Verdict(wrong=1)


def _by_minute(truth: Iterable[SimTrade]) -> dict[datetime, list[SimTrade]]:
    minutes: dict[datetime, list[SimTrade]] = {}
    for trade in truth:
        minutes.setdefault(trade.time.replace(second=0), []).append(trade)
    return minutes
