"""The order book: ten levels on each side, as a pure function of price and time.

Sizes stay with their price and change now and then, each level in its own rhythm, so
that two looks at the same moment show the same book.
"""

from dataclasses import dataclass, replace

import numpy as np

from kiwoom.prices import price_step
from kiwoom.simulator.steps import chance
from kiwoom.simulator.universe import Listing

LEVELS = 10

# Shares of an ordinary level against an ordinary day's volume.
_LEVEL_SHARE = 1 / 600
# Beats for which a level keeps its size: one on busy levels, more on calm ones.
_RHYTHMS = 40
_BEATS_PER_S = 5
# Levels near the price are thinner, levels beyond the first few thicker.
_SHAPE = np.array([0.5, 0.8, 1.0, 1.1, 1.2, 1.3, 1.2, 1.2, 1.1, 1.4])


@dataclass(frozen=True, slots=True)
class Book:
    """Prices in won and sizes in shares, best level first, 0 where there is none."""

    seconds: int
    ask_prices: tuple[int, ...]
    ask_sizes: tuple[int, ...]
    bid_prices: tuple[int, ...]
    bid_sizes: tuple[int, ...]

    @property
    def total_ask(self) -> int:
        """Shares offered on all levels."""
        return sum(self.ask_sizes)

    @property
    def total_bid(self) -> int:
        """Shares wanted on all levels."""
        return sum(self.bid_sizes)

    def ask_size_at(self, price: int, default: int) -> int:
        """Return the shares offered at a price, or the default off the book."""
        return _size_at(self.ask_prices, self.ask_sizes, price, default)

    def bid_size_at(self, price: int, default: int) -> int:
        """Return the shares wanted at a price, or the default off the book."""
        return _size_at(self.bid_prices, self.bid_sizes, price, default)

    def has_levels_of(self, other: "Book") -> bool:
        """Whether all levels are the same, whatever the time."""
        return replace(self, seconds=other.seconds) == other


def empty_book(seconds: float) -> Book:
    """Return the book of a closed exchange."""
    nothing = (0,) * LEVELS
    return Book(int(seconds), nothing, nothing, nothing, nothing)


def build_book(
    listing: Listing, limits: tuple[int, int], best: tuple[int, int], seconds: float
) -> Book:
    """Return the order book around the best prices at a second of the day.

    Parameters
    ----------
    listing
        The instrument; it decides steps and ordinary sizes.
    limits
        The day's lowest and highest price; no level lies beyond them.
    best
        Best ask and bid in won, 0 where a side is empty.
    seconds
        Seconds of the day.
    """
    lower, upper = limits
    ask, bid = best
    asks = _levels(ask or bid + _step(listing, bid), 1, upper, listing)
    bids = _levels(bid or ask - _step(listing, ask - 1), -1, lower, listing)
    return Book(
        int(seconds),
        asks,
        _sizes(listing, asks, 0, seconds),
        bids,
        _sizes(listing, bids, 1, seconds),
    )


def _size_at(
    prices: tuple[int, ...], sizes: tuple[int, ...], price: int, default: int
) -> int:
    return sizes[prices.index(price)] if price in prices else default


def _step(listing: Listing, price: int) -> int:
    return price_step(price, is_fund=listing.is_fund)


def _levels(first: int, sense: int, limit: int, listing: Listing) -> tuple[int, ...]:
    prices: list[int] = []
    price = first
    while len(prices) < LEVELS and (limit - price) * sense >= 0:
        prices.append(price)
        price += sense * _step(listing, price if sense > 0 else price - 1)
    return tuple(prices + [0] * (LEVELS - len(prices)))


def _sizes(
    listing: Listing, prices: tuple[int, ...], side: int, seconds: float
) -> tuple[int, ...]:
    column = np.array(prices, dtype=np.int64)
    seed = listing.number * 2 + side
    lasting = chance(column + seed * 1_000_003)
    rhythm = 1 + (chance(column * 7 + seed) * _RHYTHMS).astype(np.int64)
    beat = (int(seconds * _BEATS_PER_S) + column) // rhythm
    passing = chance(column * 31 + beat * 7_919 + seed * 104_729)
    ordinary = listing.volume * _LEVEL_SHARE * _SHAPE
    sizes = ordinary * np.exp(1.4 * (lasting - 0.5) + 0.5 * (passing - 0.5))
    return tuple(np.where(column > 0, sizes.astype(np.int64) + 1, 0).tolist())
