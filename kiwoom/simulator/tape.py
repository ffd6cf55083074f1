"""One instrument's trades of one day, made minute by minute from its minute bars."""

from dataclasses import dataclass, replace
from datetime import time
from typing import Any

import numpy as np

from kiwoom.hours import TradingHours
from kiwoom.prices import price_limits
from kiwoom.simulator.daily import DailyBar
from kiwoom.simulator.minutes import MinuteBars
from kiwoom.simulator.prints import (
    AUCTION,
    BUY,
    SELL,
    Bar,
    Executions,
    Prints,
    Totals,
    add_up,
    split_bar,
    times_within,
)
from kiwoom.simulator.steps import Floats, Ints, share_out

_TRADE_STREAM = 3
# The exchange ends an auction at random within half a minute (protocol note 6.1).
_AUCTION_DELAY_S = (2.0, 20.0)
_LATE_SESSION_S = 20 * 60
_LATE_MINUTES = 3.0


@dataclass(frozen=True, slots=True)
class TapeSource:
    """Everything that decides a tape: the day's bars, and chance.

    ``rate`` is the mean number of trades in a minute of continuous trading; ``key``
    seeds the tape's chance.
    """

    bar: DailyBar
    minutes: MinuteBars
    hours: TradingHours
    is_fund: bool
    rate: float
    key: tuple[int, ...]


class Tape:
    """The trades of one instrument and day, revealed as time passes.

    The trades of each minute fold into exactly its bar of the history, and their sizes
    and values add up without a hole. Nothing is drawn before its minute begins.

    Parameters
    ----------
    source
        The day and the instrument.
    start
        Seconds of the day until which trading is over already; the minutes before are
        known as bars only.

    Attributes
    ----------
    bar, limits
        The finished day's figures, and its lowest and highest allowed price in won.
    last
        The newest trade, ``None`` before the first one of the day.
    """

    def __init__(self, source: TapeSource, start: float = 0.0) -> None:
        self.bar = source.bar
        self.limits = price_limits(source.bar.base, is_fund=source.is_fund)
        self._source = source
        self._begin, self._end = _chunk_times(source)
        # The minute in which the start falls is drawn, and the last one before it, so
        # that there is a last trade.
        self._chunk = max(0, int(np.searchsorted(self._end, start, "right")) - 1)
        self._before = _summed(source, self._chunk)
        self.last: Prints | None = None
        self._prints: Prints | None = None
        self._ahead: Prints | None = None
        self._position = 0

    @property
    def totals(self) -> Totals:
        """The day's figures at this moment; all zero before the first trade."""
        if self._prints is None or not self._position:
            return self._before
        return self._prints.totals(self._position - 1)

    @property
    def auction(self) -> tuple[int, int]:
        """Price in won and shares of the day's last auction, zero before the first."""
        bars, seen = self._source.minutes, self.minutes()
        if len(seen) > bars.continuous:
            return self.bar.close, int(bars.volume[bars.continuous])
        return (self.bar.open, bars.opening_volume) if len(seen) else (0, 0)

    def advance(self, until: float) -> list[Prints]:
        """Reveal the trades up to a second of the day, and return the new ones."""
        parts: list[Prints] = []
        while self._load_due(until):
            assert self._prints is not None
            stop = int(np.searchsorted(self._prints.time, until, "right"))
            if stop > self._position:
                parts.append(self._prints.part(self._position, stop))
            self._position = stop
            if stop < len(self._prints):
                break
        if parts:
            self.last = parts[-1].part(len(parts[-1]) - 1, len(parts[-1]))
        return parts

    def prepare(self) -> None:
        """Draw the next minute's trades ahead of time, so that no moment is crowded."""
        following = self._chunk + 1
        if self._prints is None or self._ahead or following >= len(self._begin):
            return
        self._ahead = self._draw(following, self._prints.totals(-1))

    def minutes(self) -> MinuteBars:
        """Return the minute bars so far, the unfinished one included."""
        bars = self._source.minutes
        if self._prints is None or self._chunk >= len(bars):
            return _first(bars, min(self._chunk, len(bars)))
        if self._position == len(self._prints):
            return _first(bars, self._chunk + 1)
        seen = self._prints.part(0, self._position)
        return (
            _first(bars, self._chunk + 1, seen) if seen else _first(bars, self._chunk)
        )

    def _load_due(self, until: float) -> bool:
        if self._prints is not None and self._position < len(self._prints):
            return True
        following = self._chunk + (self._prints is not None)
        if following >= len(self._begin) or self._begin[following] > until:
            return False
        self._before, self._chunk = self.totals, following
        self._prints = self._ahead or self._draw(following, self._before)
        self._ahead, self._position = None, 0
        return True

    def _draw(self, chunk: int, before: Totals) -> Prints:
        source = self._source
        rng = np.random.default_rng((*source.key, _TRADE_STREAM, chunk))
        return add_up(
            _executions(source, chunk, self._begin[chunk], self._end[chunk], rng),
            before,
            self.limits,
            rng,
            is_fund=source.is_fund,
            is_late=self._begin[chunk] >= _seconds(source.hours.after_hours_match),
        )


def _executions(
    source: TapeSource, chunk: int, begin: float, end: float, rng: np.random.Generator
) -> Executions:
    bars = source.minutes
    if chunk == len(bars):
        return _late(source, begin, end, rng)
    if chunk >= bars.continuous:
        delay = rng.uniform(*_AUCTION_DELAY_S) if chunk == bars.continuous else 0.0
        return _auction(begin + delay, int(bars.close[chunk]), int(bars.volume[chunk]))
    if chunk:
        return _continuous(source, chunk, begin, end, rng)
    opened = begin + rng.uniform(*_AUCTION_DELAY_S)
    opening = _auction(opened, int(bars.open[0]), bars.opening_volume)
    return _joined(opening, _continuous(source, 0, opened, end, rng))


def _continuous(
    source: TapeSource, chunk: int, begin: float, end: float, rng: np.random.Generator
) -> Executions:
    bars = source.minutes
    bar = Bar(
        int(bars.open[chunk]),
        int(bars.high[chunk]),
        int(bars.low[chunk]),
        int(bars.close[chunk]),
        int(bars.volume[chunk]) - (0 if chunk else bars.opening_volume),
    )
    count = int(rng.poisson(source.rate * bars.pace[chunk]))
    price, size, side = split_bar(bar, count, rng, is_fund=source.is_fund)
    return Executions(times_within(begin, end, len(price), rng), price, size, side)


def _late(
    source: TapeSource, begin: float, end: float, rng: np.random.Generator
) -> Executions:
    volume = source.bar.late_volume
    count = max(1, min(volume, int(rng.poisson(source.rate * _LATE_MINUTES))))
    times = begin + np.sort(rng.random(count) ** 3) * (end - begin)
    sizes = 1 + share_out(volume - count, np.exp(rng.standard_normal(count)))
    sides = np.where(rng.random(count) < 0.5, BUY, SELL)
    return Executions(times, np.full(count, source.bar.close), sizes, sides)


def _auction(moment: float, price: int, size: int) -> Executions:
    return Executions(
        np.array([moment]), np.array([price]), np.array([size]), np.array([AUCTION])
    )


def _joined(a: Executions, b: Executions) -> Executions:
    return Executions(
        np.concatenate([a.time, b.time]),
        np.concatenate([a.price, b.price]),
        np.concatenate([a.size, b.size]),
        np.concatenate([a.side, b.side]),
    )


def _chunk_times(source: TapeSource) -> tuple[Floats, Floats]:
    # A chunk is one bar's trades; the last one trades after the minute chart ends.
    bars, hours = source.minutes, source.hours
    begin = bars.label.astype(np.float64) * 60
    end = begin + 60
    match = _seconds(hours.after_hours_match)
    if len(bars) > bars.continuous + 1:
        begin[-1], end[-1] = match, match + 1
    if not source.bar.late_volume:
        return begin, end
    return np.append(begin, match + 1), np.append(end, match + _LATE_SESSION_S)


def _summed(source: TapeSource, count: int) -> Totals:
    # The day's figures after some bars whose single trades nobody saw.
    bars = _first(source.minutes, min(count, len(source.minutes)))
    if not len(bars):
        return Totals()
    volume = int(bars.volume.sum())
    sided = volume - bars.opening_volume
    lean = np.tanh((bars.close - bars.open) / (bars.high - bars.low + 1)).mean()
    bought = int(sided * (0.5 + 0.3 * lean))
    trades = int(source.rate * bars.pace.sum())
    return Totals(
        price=int(bars.close[-1]),
        volume=volume,
        value=int(
            (bars.volume * ((bars.open + bars.high + bars.low + bars.close) // 4)).sum()
        ),
        sell_volume=sided - bought,
        buy_volume=bought,
        sells=trades // 2,
        buys=trades - trades // 2,
        open=int(bars.open[0]),
        high=int(bars.high.max()),
        low=int(bars.low.min()),
        open_time=int(bars.label[0]) * 60 + int(_AUCTION_DELAY_S[0]),
        high_time=int(bars.label[bars.high.argmax()]) * 60,
        low_time=int(bars.label[bars.low.argmin()]) * 60,
    )


def _first(bars: MinuteBars, count: int, last: Prints | None = None) -> MinuteBars:
    # The first bars; the last of them as far as its trades are known.
    cut = replace(
        bars,
        label=bars.label[:count],
        open=bars.open[:count],
        high=bars.high[:count],
        low=bars.low[:count],
        close=bars.close[:count],
        volume=bars.volume[:count],
        pace=bars.pace[:count],
    )
    return cut if last is None else _unfinished(cut, last)


def _unfinished(bars: MinuteBars, seen: Prints) -> MinuteBars:
    return replace(
        bars,
        high=_ending(bars.high, seen.price.max()),
        low=_ending(bars.low, seen.price.min()),
        close=_ending(bars.close, seen.price[-1]),
        volume=_ending(bars.volume, seen.size.sum()),
    )


def _ending(column: Ints, value: int | np.integer[Any]) -> Ints:
    return np.append(column[:-1], value)


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second
