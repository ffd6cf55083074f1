"""넥스트레이드(NXT) beside the exchange, and both venues taken as one (note 2.3, 6.1).

In the main session NXT trades at the exchange's prices, a part of its volume, and in
each minute between the exchange's first trade and its last; so the bars of both taken
together follow from the bars of each. Before and after it NXT has sessions of its own.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from kiwoom.prices import price_limits
from kiwoom.simulator.daily import DailyBar
from kiwoom.simulator.minutes import MinuteBars, stretched
from kiwoom.simulator.steps import Ints, round_prices, share_out

FIRST_DAY = date(2025, 3, 4)
# Minutes of the day in which the sessions before and after the main one trade.
BEFORE, AFTER = range(8 * 60, 8 * 60 + 50), range(15 * 60 + 40, 20 * 60)
# Within a minute, the stretch in which NXT trades.
MIDDLE = (0.25, 0.6)
# The main session begins half a minute after the exchange's.
MAIN_DELAY_S = 30.0

_SHARE = (0.2, 0.4)
_BEFORE_SHARE, _AFTER_SHARE = 0.05, 0.12
_SHARES_PER_BAR = 8
_WANDER = 0.006
_SAMPLES = 4


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A session of its own: open, high, low and close in won, shares, and its bars."""

    prices: tuple[int, int, int, int]
    volume: int
    count: int


@dataclass(frozen=True, slots=True)
class _Plan:
    before: _Stretch
    after: _Stretch
    main_volume: int


def nxt_bar(krx: DailyBar, key: tuple[int, ...], *, is_fund: bool) -> DailyBar:
    """Return NXT's day, told against the exchange's close of the day before.

    Parameters
    ----------
    krx
        The exchange's day.
    key
        Seeds chance.
    is_fund
        Whether the instrument has a fund's price steps.
    """
    plan = _plan(krx, np.random.default_rng(key), is_fund=is_fund)
    stretches = (plan.before.prices, plan.after.prices)
    return DailyBar(
        base=krx.base,
        open=plan.before.prices[0],
        high=max(krx.high, *(high for _, high, _, _ in stretches)),
        low=min(krx.low, *(low for _, _, low, _ in stretches)),
        close=plan.after.prices[3],
        volume=plan.before.volume + plan.main_volume + plan.after.volume,
        match_volume=0,
        late_volume=0,
    )


def nxt_minutes(
    krx: DailyBar, bars: MinuteBars, key: tuple[int, ...], *, is_fund: bool
) -> MinuteBars:
    """Return NXT's minute bars of a day; parameters as for :func:`nxt_bar`.

    ``bars`` are the exchange's.
    """
    rng = np.random.default_rng(key)
    plan = _plan(krx, rng, is_fund=is_fund)
    parts = (
        _session(plan.before, BEFORE, rng, is_fund=is_fund),
        _main(plan.main_volume, bars, krx),
        _session(plan.after, AFTER, rng, is_fund=is_fund),
    )
    label, open_, high, low, close, volume = (
        np.concatenate(columns) for columns in zip(*parts, strict=True)
    )
    return MinuteBars(
        label=label,
        open=open_,
        high=high,
        low=low,
        close=close,
        volume=volume,
        pace=np.ones(len(label)),
        opening_volume=0,
        continuous=len(label),
        halts=bars.halts,
    )


def joint_bar(krx: DailyBar, nxt: DailyBar) -> DailyBar:
    """Return a day of both venues: its volume is their sum, its close the last trade's.

    NXT opens before the exchange and closes after it.
    """
    return DailyBar(
        base=krx.base,
        open=nxt.open,
        high=max(krx.high, nxt.high),
        low=min(krx.low, nxt.low),
        close=nxt.close,
        volume=krx.volume + nxt.volume,
        match_volume=krx.match_volume,
        late_volume=krx.late_volume,
    )


def joint_minutes(krx: MinuteBars, nxt: MinuteBars) -> MinuteBars:
    """Return the minute bars of both venues taken as one.

    Where both trade in a minute, the exchange has its first trade and its last one.
    """
    label = np.union1d(krx.label, nxt.label)
    of_krx, of_nxt = (np.searchsorted(label, bars.label) for bars in (krx, nxt))
    open_, close = (np.zeros(len(label), dtype=np.int64) for _ in range(2))
    open_[of_nxt], close[of_nxt] = nxt.open, nxt.close
    open_[of_krx], close[of_krx] = krx.open, krx.close
    high = np.zeros(len(label), dtype=np.int64)
    high[of_krx] = krx.high
    high[of_nxt] = np.maximum(high[of_nxt], nxt.high)
    low = np.full(len(label), np.iinfo(np.int64).max)
    low[of_krx] = krx.low
    low[of_nxt] = np.minimum(low[of_nxt], nxt.low)
    volume = np.zeros(len(label), dtype=np.int64)
    volume[of_krx] += krx.volume
    volume[of_nxt] += nxt.volume
    return replace(
        krx,
        label=label,
        open=open_,
        close=close,
        high=high,
        low=low,
        volume=volume,
        pace=np.ones(len(label)),
        continuous=len(label),
    )


def _plan(krx: DailyBar, rng: np.random.Generator, *, is_fund: bool) -> _Plan:
    total = int(krx.volume * rng.uniform(*_SHARE))
    before, after = int(total * _BEFORE_SHARE), int(total * _AFTER_SHARE)
    counts = (
        max(1, min(len(BEFORE), before // _SHARES_PER_BAR)),
        max(1, min(len(AFTER), after // _SHARES_PER_BAR)),
    )
    limits = price_limits(krx.base, is_fund=is_fund)

    def near(price: float) -> int:
        exact = np.array([np.clip(price, *limits)], dtype=np.float64)
        return int(np.clip(round_prices(exact, is_fund=is_fund)[0], *limits))

    def stretch(first: int, last: int, volume: int, count: int) -> _Stretch:
        beyond = np.abs(rng.standard_normal(2)) * _WANDER * (count > 1)
        top, bottom = max(first, last), min(first, last)
        high, low = near(top * (1 + beyond[0])), near(bottom * (1 - beyond[1]))
        prices = (first, max(high, top), min(low, bottom), last)
        return _Stretch(prices, volume, count)

    first = near(krx.base + (krx.open - krx.base) * rng.uniform(0.2, 0.8))
    last = near(krx.close * (1 + rng.standard_normal() * _WANDER))
    return _Plan(
        stretch(first, krx.open, before, counts[0]),
        stretch(krx.close, last, after, counts[1]),
        total - before - after,
    )


def _session(
    stretch: _Stretch, minutes: range, rng: np.random.Generator, *, is_fund: bool
) -> tuple[Ints, ...]:
    open_, high, low, close = stretch.prices
    count = stretch.count
    chosen = np.sort(rng.choice(np.array(minutes), count, replace=False))
    path = stretched(rng.standard_normal(count * _SAMPLES - 1), stretch.prices)
    samples = np.clip(round_prices(path, is_fund=is_fund), low, high)
    if count > 1:
        inner = path[1:-1]
        samples[1 + int(inner.argmax())] = high
        samples[1 + int(inner.argmin())] = low
    samples[0], samples[-1] = open_, close
    bars = samples.reshape(count, _SAMPLES)
    spare = stretch.volume - _SAMPLES * count
    volume = _SAMPLES + share_out(max(0, spare), rng.random(count) + 0.2)
    volume[-1] += stretch.volume - int(volume.sum())
    return chosen, bars[:, 0], bars.max(axis=1), bars.min(axis=1), bars[:, -1], volume


def _main(volume: int, bars: MinuteBars, krx: DailyBar) -> tuple[Ints, ...]:
    # The busiest minutes, and those with the day's extreme prices.
    whole = slice(0, bars.continuous)
    count = max(2, min(bars.continuous, volume // _SHARES_PER_BAR))
    weight = bars.volume[whole].astype(np.float64)
    weight[int((bars.high[whole] == krx.high).argmax())] = np.inf
    weight[int((bars.low[whole] == krx.low).argmax())] = np.inf
    chosen = np.sort(np.argsort(-weight, kind="stable")[:count])
    shares = _SAMPLES + share_out(
        max(0, volume - _SAMPLES * count), bars.volume[chosen].astype(np.float64)
    )
    shares[-1] += volume - int(shares.sum())
    return (
        bars.label[chosen],
        bars.open[chosen],
        bars.high[chosen],
        bars.low[chosen],
        bars.close[chosen],
        shares,
    )
