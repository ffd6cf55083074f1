"""Minute bars of one day, drawn so that they make exactly that day's daily bar."""

from dataclasses import dataclass

import numpy as np

from kiwoom.hours import TradingHours
from kiwoom.simulator.daily import DailyBar
from kiwoom.simulator.halts import Halt, interrupt
from kiwoom.simulator.steps import Floats, Ints, half_steps, share_out, steps_of

# Prices looked at in a minute; enough for natural wicks.
SAMPLES = 8
# A non-flat bar needs up to four trades: open, high, low, close.
_SHARES_PER_BAR = 4
_MID_CHANCE = 0.04
_CANDIDATES = 12
_TINY = 1e-9
# Won in an ordinary trade; decides how often a quiet name trades at all.
_ORDINARY_TRADE = 2_500_000


@dataclass(frozen=True, slots=True)
class MinuteBars:
    """The minute chart of one instrument and day, ascending, without empty minutes.

    Attributes
    ----------
    label
        Minute of the day in which the bar starts; the closing auction and the first
        match after the close have bars of their own.
    open, high, low, close, volume
        Won and shares.
    pace
        How many trades a bar is made of, against the day's mean.
    opening_volume
        Shares of the opening auction, a part of the first bar.
    continuous
        How many bars belong to continuous trading.
    halts
        Interruptions (VI), in order; the minutes that lie within one have no bar.
    """

    label: Ints
    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: Ints
    pace: Floats
    opening_volume: int
    continuous: int
    halts: tuple[Halt, ...] = ()

    def __len__(self) -> int:
        return len(self.label)


@dataclass(frozen=True, slots=True)
class Factors:
    """What all instruments share on a day: the market's and a sector's small moves.

    Both have one standardised step for each minute of continuous trading.
    """

    market: Floats
    sector: Floats


def count_minutes(hours: TradingHours) -> int:
    """Return how many minutes a day trades continuously."""
    start, end = hours.open, hours.closing_auction
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def minute_of_day(hour: int, minute: int) -> int:
    """Return the minutes since midnight."""
    return hour * 60 + minute


def build_minutes(
    bar: DailyBar,
    hours: TradingHours,
    factors: Factors,
    follow: float,
    rng: np.random.Generator,
    *,
    is_fund: bool,
) -> MinuteBars:
    """Draw the minute bars of a day.

    Their first open, extreme prices, last close and total volume are the daily bar's.

    Parameters
    ----------
    bar, hours
        The day to fill, and its session times.
    factors, follow
        What the instrument shares with others, and how far it follows the market
        (-1 to 1).
    rng
        Source of chance, used up by the call.
    is_fund
        Whether the instrument has a fund's price steps.
    """
    minutes = count_minutes(hours)
    season = _season(minutes)
    path = _path(bar, season, factors, follow, rng)
    closing = int(bar.volume * rng.uniform(0.03, 0.06))
    opening = int(bar.volume * rng.uniform(0.015, 0.035))
    rest = bar.volume - closing - opening - bar.match_volume
    weights = season * _restlessness(path, season, rng)
    prices = _samples(path, bar, rng, is_fund=is_fund)
    opening_s = minute_of_day(hours.open.hour, hours.open.minute) * 60.0
    halts = interrupt(prices, 60 / SAMPLES, opening_s, rng)
    samples = prices.reshape(minutes, SAMPLES)
    seen = _seen(samples, weights / weights.sum() * rest, bar, rng)
    for _, place, resume in halts:
        seen.flat[place + 1 : resume] = False
        seen.flat[[place, resume]] = True
    traded = np.flatnonzero(seen.any(axis=1))
    columns = _fold(samples[traded], seen[traded])
    volume = _SHARES_PER_BAR + share_out(
        max(0, rest - _SHARES_PER_BAR * len(traded)), weights[traded]
    )
    volume[-1] += rest - volume.sum()
    volume[0] += opening
    # Excited minutes bring more trades, and larger ones.
    pace = np.sqrt((weights / season)[traded])
    first = minute_of_day(hours.open.hour, hours.open.minute)
    return _with_close(
        MinuteBars(
            traded + first,
            *columns,
            volume,
            pace / pace.mean(),
            opening,
            len(traded),
            tuple(halt for halt, *_ in halts),
        ),
        bar,
        hours,
        closing,
    )


def _season(minutes: int) -> Floats:
    # The U of a trading day: a wild opening, a calm noon, a rising end.
    since = np.arange(minutes)
    shape = 1 + 3.2 * np.exp(-since / 18) + 1.1 * np.exp(-(minutes - since) / 16)
    season: Floats = shape / shape.mean()
    return season


def _clusters(rng: np.random.Generator, count: int, memory: float) -> Floats:
    # Standardised noise that remembers: quiet and excited stretches.
    fading = memory ** np.arange(60)
    shocks = rng.standard_normal(count + len(fading) - 1)
    noise = np.convolve(shocks, fading, mode="valid")
    standard: Floats = noise / np.sqrt((fading**2).sum())
    return standard


def _path(
    bar: DailyBar,
    season: Floats,
    factors: Factors,
    follow: float,
    rng: np.random.Generator,
) -> Floats:
    # A bridge from open to close, stretched upwards and downwards until it just
    # touches the day's high and low: all samples, and the closing price.
    size = np.sqrt(season) * np.exp(0.35 * _clusters(rng, len(season), 0.9))
    own = rng.standard_normal((_CANDIDATES, len(season)))
    steps = size * (0.65 * follow * factors.market + 0.4 * factors.sector + 0.65 * own)
    prices = (bar.open, bar.high, bar.low, bar.close)
    above, below, _ = _stretches(steps, size, prices)
    # The least bent of some walks looks natural on both sides.
    step = steps[np.argmin(np.abs(np.log(above / below)))]
    inner = rng.standard_normal((len(season), SAMPLES))
    inner -= inner.mean(axis=1, keepdims=True)
    fine = (step[:, None] / SAMPLES + inner * size[:, None] / SAMPLES**0.5).ravel()
    _, _, bent = _stretches(fine[None], np.repeat(size, SAMPLES), prices)
    path: Floats = bent[0]
    return path


def stretched(steps: Floats, prices: tuple[int, int, int, int]) -> Floats:
    """Return a walk bent so that it has the open, high, low and close of a day.

    The first of the ``len(steps) + 1`` places is the open, the last one the close.
    """
    _, _, bent = _stretches(steps[None], np.ones(len(steps)), prices)
    path: Floats = bent[0]
    return path


def _stretches(
    steps: Floats, size: Floats, prices: tuple[int, int, int, int]
) -> tuple[Floats, Floats, Floats]:
    # How far each walk [walks, steps] must be stretched to either side, and the result.
    start = np.zeros((len(steps), 1))
    walk = np.hstack([start, np.cumsum(steps, axis=1)])
    progress = np.concatenate([[0.0], np.cumsum(size**2) / (size**2).sum()])
    bridge = walk - progress * walk[:, -1:]
    open_, high, low, close = prices
    line = open_ + (close - open_) * progress
    over, under = np.maximum(bridge, _TINY), np.maximum(-bridge, _TINY)
    above = ((high - line) / over)[:, 1:-1].min(axis=1, keepdims=True)
    below = ((line - low) / under)[:, 1:-1].min(axis=1, keepdims=True)
    bent = line + np.where(bridge > 0, bridge * above, bridge * below)
    return above[:, 0] + _TINY, below[:, 0] + _TINY, bent


def _restlessness(path: Floats, season: Floats, rng: np.random.Generator) -> Floats:
    # Volume follows moves beyond those of the hour, and comes in bursts.
    moves = np.abs(np.diff(path[::SAMPLES])) / np.sqrt(season)
    bursts = np.exp(0.4 * _clusters(rng, len(season), 0.6))
    noise = np.exp(0.3 * rng.standard_normal(len(season)))
    restless: Floats = (0.4 + moves / (moves.mean() + 1e-9)) ** 0.7 * bursts * noise
    return restless


def _samples(
    path: Floats, bar: DailyBar, rng: np.random.Generator, *, is_fund: bool
) -> Ints:
    # Trades happen at bid or ask, now and then at the mid price between.
    inner = path[:-1]
    steps = steps_of(inner, is_fund=is_fund)
    bounce = rng.uniform(-0.45, 0.45, len(inner))
    prices = np.rint(inner / steps + bounce).astype(np.int64) * steps
    prices -= np.where(rng.random(len(inner)) < _MID_CHANCE, half_steps(steps), 0)
    prices = np.clip(prices, bar.low, bar.high)
    prices[1 + np.argmax(inner[1:])] = bar.high
    prices[1 + np.argmin(inner[1:])] = bar.low
    prices[0] = bar.open
    sampled: Ints = prices
    return sampled


def _seen(
    samples: Ints, volumes: Floats, bar: DailyBar, rng: np.random.Generator
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    # Quiet names do not trade in every part of a minute, nor in every minute.
    trades = volumes / max(1.0, _ORDINARY_TRADE / bar.close)
    chance = -np.expm1(-trades / SAMPLES)
    seen = rng.random(samples.shape) < chance[:, None]
    seen.flat[0] = True
    seen.flat[np.argmax(samples == bar.high)] = True
    seen.flat[np.argmax(samples == bar.low)] = True
    return seen


def _fold(
    samples: Ints, seen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> tuple[Ints, Ints, Ints, Ints]:
    rows = np.arange(len(samples))
    first = seen.argmax(axis=1)
    last = SAMPLES - 1 - seen[:, ::-1].argmax(axis=1)
    high = np.where(seen, samples, 0).max(axis=1)
    low = np.where(seen, samples, np.iinfo(np.int64).max).min(axis=1)
    return samples[rows, first], high, low, samples[rows, last]


def _with_close(
    bars: MinuteBars, bar: DailyBar, hours: TradingHours, closing: int
) -> MinuteBars:
    # The closing auction, and on most days the first match after it.
    match = hours.after_hours_match
    labels = [minute_of_day(hours.close.hour, hours.close.minute)]
    volumes = [closing]
    if bar.match_volume:
        labels.append(minute_of_day(match.hour, match.minute) - 1)
        volumes.append(bar.match_volume)
    flat = [bar.close] * len(labels)
    return MinuteBars(
        label=np.append(bars.label, labels),
        open=np.append(bars.open, flat),
        high=np.append(bars.high, flat),
        low=np.append(bars.low, flat),
        close=np.append(bars.close, flat),
        volume=np.append(bars.volume, volumes),
        pace=np.append(bars.pace, np.ones(len(labels))),
        opening_volume=bars.opening_volume,
        continuous=bars.continuous,
        halts=bars.halts,
    )
