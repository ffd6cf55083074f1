"""Real-time rows of type 0D: the order book's fields (protocol note 5.2)."""

from kiwoom.simulator.book import LEVELS, Book
from kiwoom.simulator.market import Market
from kiwoom.simulator.quotes import expected_of
from kiwoom.simulator.text import (
    change_rate,
    clock,
    delta,
    direction,
    quoted_price,
    rate,
    signed_price,
    volume_ratio,
)

# Fields that never hold anything here, in the manual's order: market makers' sizes,
# and the parts of a book that is joined from two exchanges.
_LP_FIDS = tuple(str(first + level) for level in range(LEVELS) for first in (621, 631))
# Expected price and size of an auction, in the several ways the wire has.
_EXPECTED_FIDS = (
    *("23", "24", "200", "201", "238", "291", "292", "293", "294", "295"),
)
_NOTHING_EXPECTED = ("0", "0", "0", "0.00", "3", "0", "0", "3", "0", "0.00")
_VENUE_FIDS = tuple(str(fid) for fid in (*range(6044, 6088), *range(6100, 6116)))


def book_values(market: Market, index: int, book: Book, before: Book) -> dict[str, str]:
    """Return the fields of an order book, keys in the wire's order.

    Parameters
    ----------
    market, index
        The instrument.
    book, before
        The book now, and the last one that was sent.
    """
    tape = market.tapes[index]
    values = {"21": clock(book.seconds)} | _levels(book, before, tape.bar.base)
    values |= _totals(book, before)
    values |= _expected(market, index)
    values |= dict.fromkeys(_LP_FIDS, "0")
    yesterday = market.history.bar(market.history.previous(market.day), index)
    volume = tape.totals.volume
    values["13"] = str(volume)
    values["299"] = volume_ratio(volume, yesterday.total_volume)
    values |= {"215": "", "216": ""}
    return values | dict.fromkeys(_VENUE_FIDS, "0")


def _levels(book: Book, before: Book, base: int) -> dict[str, str]:
    values: dict[str, str] = {}
    for level in range(LEVELS):
        ask, bid = book.ask_prices[level], book.bid_prices[level]
        ask_size, bid_size = book.ask_sizes[level], book.bid_sizes[level]
        number = level + 1
        values[str(40 + number)] = quoted_price(ask, base)
        values[str(60 + number)] = str(ask_size)
        values[str(80 + number)] = delta(ask_size - before.ask_size_at(ask, ask_size))
        values[str(50 + number)] = quoted_price(bid, base)
        values[str(70 + number)] = str(bid_size)
        values[str(90 + number)] = delta(bid_size - before.bid_size_at(bid, bid_size))
    return values


def _totals(book: Book, before: Book) -> dict[str, str]:
    ask, bid = book.total_ask, book.total_bid
    return {
        "121": str(ask),
        "122": delta(ask - before.total_ask),
        "125": str(bid),
        "126": delta(bid - before.total_bid),
        "23": "0",
        "24": "0",
        "128": delta(bid - ask),
        "129": _ratio(bid, ask),
        "138": delta(ask - bid),
        "139": _ratio(ask, bid),
    }


def _expected(market: Market, index: int) -> dict[str, str]:
    match = expected_of(market, index)
    if match is None:
        return dict(zip(_EXPECTED_FIDS, _NOTHING_EXPECTED, strict=True))
    tape = market.tapes[index]
    base = tape.bar.base
    change, percent = delta(match.price - base), rate(change_rate(match.price, base))
    code = direction(match.price, base, tape.limits)
    price, size = signed_price(match.price, base), str(match.size)
    known = (price, size, change, percent, code, price, size, code, change, percent)
    return dict(zip(_EXPECTED_FIDS, known, strict=True))


def _ratio(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else "0.00"
