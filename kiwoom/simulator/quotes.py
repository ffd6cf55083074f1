"""What the broker would show of one instrument at this moment."""

from dataclasses import dataclass
from datetime import date

from kiwoom.simulator.auction import Match, match_at
from kiwoom.simulator.book import Book, build_book, empty_book
from kiwoom.simulator.market import Market
from kiwoom.simulator.prints import AUCTION, BUY, Totals
from kiwoom.simulator.universe import Listing

_UPDATE_S = 0.25


@dataclass(frozen=True, slots=True)
class Quote:
    """An instrument's figures now: won, shares, seconds of the day.

    ``trade_time`` and ``trade_size`` are the last trade's; ``trade_time`` is ``None``
    and the totals are zero before the first trade of the day. ``trade_size`` has the
    wire's sign: ``+`` a buyer's, ``-`` a seller's, none for an auction. ``auction`` is
    the price and size of the day's last one.
    """

    listing: Listing
    day: date
    base: int
    limits: tuple[int, int]
    totals: Totals
    trade_time: int | None
    trade_size: str
    book: Book
    auction: tuple[int, int]
    yesterday_volume: int

    @property
    def price(self) -> int:
        """The last price, yesterday's close before the first trade of the day."""
        return self.totals.price or self.base


def quote_of(market: Market, index: int) -> Quote:
    """Return the present figures of the instrument at a place of the universe."""
    tape = market.tapes[index]
    last = tape.last
    yesterday = market.history.previous(market.day)
    return Quote(
        listing=market.universe[index],
        day=market.day,
        base=tape.bar.base,
        limits=tape.limits,
        totals=tape.totals,
        trade_time=int(last.time[0]) if last else None,
        trade_size=signed_size(int(last.size[0]), int(last.side[0])) if last else "0",
        book=book_of(market, index),
        auction=tape.auction,
        yesterday_volume=market.history.bar(yesterday, index).total_volume,
    )


def expected_of(market: Market, index: int) -> Match | None:
    """Return what the auction in progress would match, ``None`` outside of one."""
    tape, listing = market.tapes[index], market.universe[index]
    auction = tape.auction_at(market.seconds)
    if auction is None:
        return None
    seed = listing.number
    return match_at(auction, market.seconds, seed, is_fund=listing.is_fund)


def signed_size(size: int, side: int) -> str:
    """Write a trade's shares with the sign of who started it."""
    if side == AUCTION:
        return str(size)
    return f"+{size}" if side == BUY else f"-{size}"


def book_of(market: Market, index: int) -> Book:
    """Return the ten levels of each side, all empty while the exchange is closed."""
    return _book_at(market, index, market.seconds)


def book_before(market: Market, index: int) -> Book:
    """Return the book before the last update, against which changes are counted."""
    return _book_at(market, index, market.seconds - _UPDATE_S)


def _book_at(market: Market, index: int, seconds: float) -> Book:
    tape = market.tapes[index]
    if not market.has_book(index):
        return empty_book(seconds)
    return build_book(
        market.universe[index],
        tape.limits,
        best=_best(market, index),
        seconds=seconds,
    )


def _best(market: Market, index: int) -> tuple[int, int]:
    # Best ask and bid in won; in an auction the orders gather around its price.
    match, tape = expected_of(market, index), market.tapes[index]
    if match is not None:
        return 0, match.price
    last = tape.last
    return (int(last.ask[0]), int(last.bid[0])) if last else (0, tape.bar.base)
