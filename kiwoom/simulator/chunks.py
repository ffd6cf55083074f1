"""What the trades of one bar are drawn from: times, prices, sizes, auctions."""

from dataclasses import dataclass, replace
from datetime import time

import numpy as np

from kiwoom.hours import TradingHours
from kiwoom.simulator.daily import DailyBar
from kiwoom.simulator.minutes import MinuteBars
from kiwoom.simulator.prints import (
    AUCTION,
    BUY,
    ON_NXT,
    SELL,
    Bar,
    Executions,
    split_bar,
    times_within,
)
from kiwoom.simulator.second_venue import AFTER, BEFORE, MAIN_DELAY_S, MIDDLE
from kiwoom.simulator.steps import Floats, share_out

# The exchange ends an auction at random within half a minute (protocol note 6.1).
AUCTION_DELAY_S = (2.0, 20.0)
_LATE_SESSION_S = 20 * 60
_LATE_MINUTES = 3.0
# Of a bar's shares, what the auction that ends an interruption trades; the rest is
# enough for all four prices of the bar.
_RESUMED_SHARE, _SHARES_KEPT = 3, 4
# Within a minute: by when the exchange has traded once, and after when once more.
_EDGES = (0.2, 0.9)


@dataclass(frozen=True, slots=True)
class TapeSource:
    """Everything that decides a tape: the day's bars, and chance.

    ``rate`` is the mean number of trades in a minute of continuous trading; ``key``
    seeds the tape's chance; ``is_nxt`` tells the second venue's trades.
    """

    bar: DailyBar
    minutes: MinuteBars
    hours: TradingHours
    is_fund: bool
    rate: float
    key: tuple[int, ...]
    is_nxt: bool = False


def executions(
    source: TapeSource, chunk: int, begin: float, end: float, rng: np.random.Generator
) -> Executions:
    """Return the trades of a bar, or those after the last one; seconds of the day."""
    bars = source.minutes
    if chunk == len(bars):
        return _late(source, begin, end, rng)
    if chunk >= bars.continuous:
        delay = rng.uniform(*AUCTION_DELAY_S) if chunk == bars.continuous else 0.0
        return _auction(begin + delay, int(bars.close[chunk]), int(bars.volume[chunk]))
    if source.is_nxt:
        begin, end = _middle(bars, chunk, begin, end)
        trades = _continuous(source, chunk, begin, end, rng)
        return replace(trades, venue=np.full(len(trades.price), ON_NXT))
    size = auction_size(bars, chunk)
    if not size:
        return _spread(_continuous(source, chunk, begin, end, rng), begin, end)
    opened = begin if chunk else begin + rng.uniform(*AUCTION_DELAY_S)
    auction = _auction(opened, int(bars.open[chunk]), size)
    following = _spread(_continuous(source, chunk, opened, end, rng), opened, end)
    return _joined(auction, following)


def auction_size(bars: MinuteBars, chunk: int) -> int:
    """Return the shares of the auction that a bar begins with, 0 where it has none."""
    if not chunk:
        return bars.opening_volume
    minutes = [int(halt.release_s) // 60 for halt in bars.halts]
    if int(bars.label[chunk]) not in minutes:
        return 0
    return max(0, int(bars.volume[chunk]) - _SHARES_KEPT) // _RESUMED_SHARE


def _continuous(
    source: TapeSource, chunk: int, begin: float, end: float, rng: np.random.Generator
) -> Executions:
    bars = source.minutes
    bar = Bar(
        int(bars.open[chunk]),
        int(bars.high[chunk]),
        int(bars.low[chunk]),
        int(bars.close[chunk]),
        int(bars.volume[chunk]) - (0 if source.is_nxt else auction_size(bars, chunk)),
    )
    count = int(rng.poisson(source.rate * bars.pace[chunk]))
    price, size, side = split_bar(bar, count, rng, is_fund=source.is_fund)
    return Executions(times_within(begin, end, len(price), rng), price, size, side)


def _spread(trades: Executions, begin: float, end: float) -> Executions:
    # The exchange's first and last trade of a minute leave the middle to the second
    # venue, so that the bars of both together are known from the bars of each.
    if len(trades.time) > 1:
        width = end - begin
        trades.time[0] = min(trades.time[0], begin + _EDGES[0] * width)
        trades.time[-1] = max(trades.time[-1], begin + _EDGES[1] * width)
    return trades


def _middle(
    bars: MinuteBars, chunk: int, begin: float, end: float
) -> tuple[float, float]:
    minute = int(bars.label[chunk])
    if minute in BEFORE or minute in AFTER:
        return begin, end
    width = end - begin
    return begin + MIDDLE[0] * width, begin + MIDDLE[1] * width


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


def chunk_times(source: TapeSource) -> tuple[Floats, Floats]:
    """Return when each bar's trades begin and end, in seconds of the day.

    The last one's trade after the minute chart has ended.
    """
    bars, hours = source.minutes, source.hours
    begin = bars.label.astype(np.float64) * 60
    end = begin + 60
    for halt in bars.halts:
        stopped, resumed = (
            min(int(np.searchsorted(bars.label, int(moment) // 60)), len(bars) - 1)
            for moment in (halt.trigger_s - 1, halt.release_s)
        )
        if bars.label[stopped] == int(halt.trigger_s - 1) // 60:
            end[stopped] = halt.trigger_s
        if bars.label[resumed] == int(halt.release_s) // 60:
            begin[resumed] = halt.release_s
    if source.is_nxt:
        begin[begin == seconds_of(hours.open)] += MAIN_DELAY_S
    match = seconds_of(hours.after_hours_match)
    if len(bars) > bars.continuous + 1:
        begin[-1], end[-1] = match, match + 1
    if not source.bar.late_volume:
        return begin, end
    return np.append(begin, match + 1), np.append(end, match + _LATE_SESSION_S)


def seconds_of(clock: time) -> int:
    """Return the seconds since midnight."""
    return clock.hour * 3600 + clock.minute * 60 + clock.second
