"""One instrument's trades of one day, made minute by minute from its minute bars."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from kiwoom.prices import price_limits
from kiwoom.simulator.auction import Auction, auctions
from kiwoom.simulator.chunks import (
    AUCTION_DELAY_S,
    TapeSource,
    chunk_times,
    executions,
    seconds_of,
)
from kiwoom.simulator.halts import Halt
from kiwoom.simulator.minutes import MinuteBars
from kiwoom.simulator.prints import Prints, Totals, add_up
from kiwoom.simulator.steps import Ints

_TRADE_STREAM = 3


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
    auctions
        When orders gather, and what they will match.
    last
        The newest trade, ``None`` before the first one of the day.
    """

    def __init__(self, source: TapeSource, start: float = 0.0) -> None:
        self.bar = source.bar
        self.limits = price_limits(source.bar.base, is_fund=source.is_fund)
        self._source = source
        self.auctions = (
            () if source.is_nxt else auctions(source.bar, source.minutes, source.hours)
        )
        self._begin, self._end = chunk_times(source)
        # The minute in which the start falls is drawn, and the last one before it, so
        # that there is a last trade.
        self._chunk = max(0, int(np.searchsorted(self._end, start, "right")) - 1)
        self._before = _summed(source, self._chunk)
        self._totals_before: dict[int, Totals] = {}
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

    @property
    def halts(self) -> tuple[Halt, ...]:
        """The day's interruptions (VI), those to come included."""
        return self._source.minutes.halts

    def auction_at(self, seconds: float) -> Auction | None:
        """Return the auction whose orders gather, also while its match is late."""
        for auction in self.auctions:
            is_over = seconds >= auction.end_s + AUCTION_DELAY_S[1]
            if auction.begin_s <= seconds and not is_over:
                matched = self.last is not None and self.last.time[0] >= auction.end_s
                return None if matched else auction
        return None

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

    def backwards(self) -> Iterator[Prints]:
        """Yield the trades of the day so far, the newest bar's first.

        They are drawn again, just as they were; those before the tape's start as far
        as the bars tell.
        """
        if self._prints is not None and self._position:
            yield self._prints.part(0, self._position)
        for chunk in range(self._chunk - 1, -1, -1):
            before = self._totals_before.get(chunk)
            yield self._draw(chunk, before or _summed(self._source, chunk))

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
        self._totals_before[following] = self._before
        self._prints = self._ahead or self._draw(following, self._before)
        self._ahead, self._position = None, 0
        return True

    def _draw(self, chunk: int, before: Totals) -> Prints:
        source = self._source
        rng = np.random.default_rng((*source.key, _TRADE_STREAM, chunk))
        return add_up(
            executions(source, chunk, self._begin[chunk], self._end[chunk], rng),
            before,
            self.limits,
            rng,
            is_fund=source.is_fund,
            is_late=not source.is_nxt
            and bool(self._begin[chunk] >= seconds_of(source.hours.after_hours_match)),
        )


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
        open_time=int(bars.label[0]) * 60 + int(AUCTION_DELAY_S[0]),
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
