"""예상체결: what an auction would match at a moment, drawing nearer to what it will.

Seen from ten minutes before the opening, through the closing auction, and while trading
is interrupted (protocol note 6.1, 6.4). A pure function of the day and the second.
"""

from dataclasses import dataclass

import numpy as np

from kiwoom.hours import TradingHours
from kiwoom.simulator.chunks import auction_size, seconds_of
from kiwoom.simulator.daily import DailyBar
from kiwoom.simulator.minutes import MinuteBars
from kiwoom.simulator.steps import chance, round_prices

# The socket shows expected prices later than the auction begins.
_SEEN_BEFORE_OPENING_S = 600
# How far off the first expectations are, and the share of the orders that are in.
_ROUGHNESS = 0.012
_FIRST_ORDERS = 0.2


@dataclass(frozen=True, slots=True)
class Auction:
    """One auction of a day: when its orders are seen, and what it will match.

    Seconds of the day; won and shares. ``before`` is the price that it starts from.
    """

    begin_s: float
    end_s: float
    before: int
    price: int
    size: int


@dataclass(frozen=True, slots=True)
class Match:
    """What would be matched now, in won and shares; the second it was counted at."""

    seconds: int
    price: int
    size: int
    is_rising: bool


def auctions(
    bar: DailyBar, bars: MinuteBars, hours: TradingHours
) -> tuple[Auction, ...]:
    """Return the auctions of an instrument's day, in order."""
    opening, close = seconds_of(hours.open), seconds_of(hours.close)
    last = int(bars.close[bars.continuous - 1])
    halts = [
        Auction(
            halt.trigger_s,
            halt.release_s,
            halt.price,
            halt.resumed,
            auction_size(bars, int(np.searchsorted(bars.label, halt.release_s // 60))),
        )
        for halt in bars.halts
    ]
    return (
        Auction(
            opening - _SEEN_BEFORE_OPENING_S,
            opening,
            bar.base,
            bar.open,
            bars.opening_volume,
        ),
        *halts,
        Auction(
            seconds_of(hours.closing_auction),
            close,
            last,
            bar.close,
            int(bars.volume[bars.continuous]),
        ),
    )


def match_at(auction: Auction, seconds: float, seed: int, *, is_fund: bool) -> Match:
    """Return what an auction would match at a second of the day.

    Its end comes by chance some seconds late; until then the last match stands.
    """
    second = min(int(seconds), int(auction.end_s) - 1)
    price = _price(auction, second, seed, is_fund=is_fund)
    before = _price(auction, second - 1, seed, is_fund=is_fund)
    share = _FIRST_ORDERS + (1 - _FIRST_ORDERS) * _progress(auction, second)
    lean = 0.9 + 0.1 * _chance(second, seed + 1)
    size = max(1, int(auction.size * share * lean))
    return Match(int(seconds), price, size, price >= before)


def _price(auction: Auction, second: int, seed: int, *, is_fund: bool) -> int:
    left = 1 - _progress(auction, second)
    # An expectation stands for some seconds, and comes nearer in jumps.
    noise = (_chance(second // 3, seed) - 0.5) * 2 * _ROUGHNESS * left
    start = auction.price + (auction.before - auction.price) * left**2
    return int(round_prices(np.array([start * (1 + noise)]), is_fund=is_fund)[0])


def _progress(auction: Auction, second: int) -> float:
    whole = auction.end_s - auction.begin_s
    return min(1.0, max(0.0, (second - auction.begin_s) / whole))


def _chance(number: int, seed: int) -> float:
    return float(chance(np.array([number + seed * 1_000_003]))[0])
