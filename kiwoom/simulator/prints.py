"""The single trades of the simulated market: a minute bar taken apart, and its sums."""

from dataclasses import dataclass, replace

import numpy as np

from kiwoom.simulator.steps import Floats, Ints, half_steps, share_out, steps_of

BUY, SELL, AUCTION = 1, -1, 0
ON_KRX, ON_NXT = 0, 1

_MID_CHANCE = 0.06
_LOW_FIRST_IN_RISING = 0.7
# One row now and then stands for several fills (protocol note 5.1, FIDs 1071/1072).
_MERGED_CHANCE = 0.08
# Above every price: the low before the first trade of a day.
_NO_LOW = 2**62


@dataclass(frozen=True, slots=True)
class Bar:
    """What the trades of a stretch must add up to: won and shares."""

    open: int
    high: int
    low: int
    close: int
    volume: int

    @property
    def trades_needed(self) -> int:
        """The fewest trades that can print all four prices."""
        inner = {self.high, self.low} - {self.open, self.close}
        ends = 1 if self.open == self.close and not inner else 2
        return ends + len(inner)


@dataclass(frozen=True, slots=True)
class Totals:
    """The running figures of a day after some trade; times are seconds of the day.

    Shares, won, and counts of trades; all zero before the first trade of the day.
    Sell and buy figures leave auctions out (protocol note 3.6).
    """

    price: int = 0
    volume: int = 0
    value: int = 0
    sell_volume: int = 0
    buy_volume: int = 0
    sells: int = 0
    buys: int = 0
    open: int = 0
    high: int = 0
    low: int = 0
    open_time: int = 0
    high_time: int = 0
    low_time: int = 0


@dataclass(frozen=True, slots=True)
class Prints:
    """Trades in the order of their times, each with the day's figures after it.

    All columns have the same length. ``time`` is in seconds of the day, ``side`` one of
    ``BUY``, ``SELL``, ``AUCTION``, ``venue`` one of ``ON_KRX``, ``ON_NXT``; ``ask`` and
    ``bid`` are the best prices in won, 0 beyond the day's price limits.
    """

    time: Floats
    price: Ints
    size: Ints
    side: Ints
    ask: Ints
    bid: Ints
    volume: Ints
    value: Ints
    sell_volume: Ints
    buy_volume: Ints
    sells: Ints
    buys: Ints
    high: Ints
    low: Ints
    high_time: Ints
    low_time: Ints
    venue: Ints
    open: int
    open_time: int
    is_late: bool

    def __len__(self) -> int:
        return len(self.time)

    def part(self, start: int, stop: int) -> "Prints":
        """Return some of the trades."""
        taken = slice(start, stop)
        return replace(
            self,
            time=self.time[taken],
            price=self.price[taken],
            size=self.size[taken],
            side=self.side[taken],
            ask=self.ask[taken],
            bid=self.bid[taken],
            volume=self.volume[taken],
            value=self.value[taken],
            sell_volume=self.sell_volume[taken],
            buy_volume=self.buy_volume[taken],
            sells=self.sells[taken],
            buys=self.buys[taken],
            high=self.high[taken],
            low=self.low[taken],
            high_time=self.high_time[taken],
            low_time=self.low_time[taken],
            venue=self.venue[taken],
        )

    def totals(self, place: int) -> Totals:
        """Return the day's figures after the trade at a place."""
        return Totals(
            price=int(self.price[place]),
            volume=int(self.volume[place]),
            value=int(self.value[place]),
            sell_volume=int(self.sell_volume[place]),
            buy_volume=int(self.buy_volume[place]),
            sells=int(self.sells[place]),
            buys=int(self.buys[place]),
            open=self.open,
            high=int(self.high[place]),
            low=int(self.low[place]),
            open_time=self.open_time,
            high_time=int(self.high_time[place]),
            low_time=int(self.low_time[place]),
        )


@dataclass(frozen=True, slots=True)
class Executions:
    """Trades without the day around them: seconds of the day, won, shares, sides."""

    time: Floats
    price: Ints
    size: Ints
    side: Ints
    venue: Ints | None = None


def split_bar(
    bar: Bar, count: int, rng: np.random.Generator, *, is_fund: bool
) -> tuple[Ints, Ints, Ints]:
    """Return prices, sizes and sides of trades that fold into exactly this bar.

    Parameters
    ----------
    bar
        The result of the fold; its volume is at least ``bar.trades_needed``.
    count
        How many trades are wished for; raised or lowered to what is possible.
    rng
        Source of chance, used up by the call.
    is_fund
        Whether the instrument has a fund's price steps.
    """
    count = max(min(count, bar.volume), bar.trades_needed)
    places, marks = _waypoints(bar, count, rng)
    path = _wander(bar, count, places, marks, rng)
    steps = steps_of(path, is_fund=is_fund)
    floors = np.floor(path / steps).astype(np.int64) * steps
    lifted = rng.random(count) < (path - floors) / steps
    prices = floors + lifted * steps
    mids = (rng.random(count) < _MID_CHANCE) * half_steps(steps)
    prices = np.clip(prices + np.where(lifted, -mids, mids), bar.low, bar.high)
    prices[places] = marks
    sides = np.where(lifted, BUY, SELL)
    # Where the price cannot tell the side (no room to move), chance does.
    flat = rng.random(count) < 0.5
    sides = np.where(path == floors, np.where(flat, BUY, SELL), sides)
    weights = np.exp(1.1 * rng.standard_normal(count))
    sizes = 1 + share_out(bar.volume - count, weights)
    return prices, sizes, sides


def times_within(
    start: float, end: float, count: int, rng: np.random.Generator
) -> Floats:
    """Return ascending times of trades that come in bursts, as they do."""
    spread = rng.random(count)
    centres = rng.random(max(1, count // 4))
    bursts = centres[rng.integers(0, len(centres), count)] + 0.004 * rng.random(count)
    mixed = np.where(rng.random(count) < 0.5, spread, bursts % 1.0)
    return start + np.sort(mixed) * (end - start) * 0.9999


def add_up(
    trades: Executions,
    before: Totals,
    limits: tuple[int, int],
    rng: np.random.Generator,
    *,
    is_fund: bool,
    is_late: bool = False,
) -> Prints:
    """Return the trades with the day's running figures and the best prices.

    Parameters
    ----------
    trades, before
        What happens, and the day's figures until then.
    limits
        The day's lowest and highest allowed price in won.
    rng
        Source of chance, used up by the call.
    is_fund, is_late
        The instrument's kind; whether the regular session is over.
    """
    buys, sells = trades.side == BUY, trades.side == SELL
    fills = 1 + (rng.random(len(trades.price)) < _MERGED_CHANCE) * rng.integers(
        1, 3, len(trades.price)
    )
    seconds = trades.time.astype(np.int64)
    high, high_time = _running_extreme(
        trades.price, before.high, before.high_time, seconds
    )
    low, low_time = _running_extreme(
        -trades.price, -(before.low or _NO_LOW), before.low_time, seconds
    )
    ask, bid = _best_prices(trades, limits, is_fund=is_fund)
    is_first = before.volume == 0
    return Prints(
        time=trades.time,
        price=trades.price,
        size=trades.size,
        side=trades.side,
        ask=ask,
        bid=bid,
        volume=before.volume + np.cumsum(trades.size),
        value=before.value + np.cumsum(trades.price * trades.size),
        sell_volume=before.sell_volume + np.cumsum(trades.size * sells),
        buy_volume=before.buy_volume + np.cumsum(trades.size * buys),
        sells=before.sells + np.cumsum(fills * sells),
        buys=before.buys + np.cumsum(fills * buys),
        high=high,
        low=-low,
        high_time=high_time,
        low_time=low_time,
        venue=np.zeros_like(trades.side) if trades.venue is None else trades.venue,
        open=int(trades.price[0]) if is_first else before.open,
        open_time=int(seconds[0]) if is_first else before.open_time,
        is_late=is_late,
    )


def _waypoints(bar: Bar, count: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    # Where among the trades the bar's four prices are printed.
    if count == 1:
        return np.array([0]), np.array([bar.open])
    rising = bar.close >= bar.open
    low_first = rng.random() < (
        _LOW_FIRST_IN_RISING if rising else 1 - _LOW_FIRST_IN_RISING
    )
    turns = [bar.low, bar.high] if low_first else [bar.high, bar.low]
    inner = [price for price in turns if price not in (bar.open, bar.close)]
    turning = rng.choice(max(1, count - 2), len(inner), replace=False)
    places = np.array([0, *(np.sort(turning) + 1), count - 1], dtype=np.int64)
    return places, np.array([bar.open, *inner, bar.close], dtype=np.int64)


def _wander(
    bar: Bar, count: int, places: Ints, marks: Ints, rng: np.random.Generator
) -> Floats:
    # A random walk tied down at the waypoints and kept within the bar.
    order = np.arange(count)
    scale = (bar.high - bar.low) / (2 * count**0.5)
    walk = np.cumsum(rng.standard_normal(count)) * scale
    tied = walk - np.interp(order, places, walk[places])
    path: Floats = np.clip(np.interp(order, places, marks) + tied, bar.low, bar.high)
    return path


def _running_extreme(
    prices: Ints, before: int, before_time: int, seconds: Ints
) -> tuple[Ints, Ints]:
    # The highest price so far, and when it was first reached.
    running = np.maximum(np.maximum.accumulate(prices), before)
    previous = np.concatenate([[before], running[:-1]])
    places = np.where(running > previous, np.arange(len(prices)), -1)
    latest = np.maximum.accumulate(places)
    return running, np.where(latest >= 0, seconds[latest], before_time)


def _best_prices(
    trades: Executions, limits: tuple[int, int], *, is_fund: bool
) -> tuple[Ints, Ints]:
    price, side = trades.price, trades.side
    upward = steps_of(price, is_fund=is_fund)
    downward = steps_of(price - 1, is_fund=is_fund)
    halves = price % upward
    ask = np.where(side == BUY, price, price + upward)
    bid = np.where(side == BUY, price - downward, price)
    ask = np.where(halves > 0, price + halves, ask)
    bid = np.where(halves > 0, price - halves, bid)
    lower, upper = limits
    return np.where(ask > upper, 0, ask), np.where(bid < lower, 0, bid)
