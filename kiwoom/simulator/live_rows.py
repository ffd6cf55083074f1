"""Live rows about single instruments beside trades and books (protocol note 5.3).

Each function returns the fields of a row in the wire's order, or ``None`` while there
is nothing to tell.
"""

import numpy as np

from kiwoom.simulator.chunks import seconds_of
from kiwoom.simulator.market import Market
from kiwoom.simulator.quotes import book_of, expected_of
from kiwoom.simulator.steps import chance
from kiwoom.simulator.text import (
    change_rate,
    clock,
    delta,
    direction,
    hundred_millions,
    millions,
    quoted_price,
    rate,
    signed_price,
    volume_ratio,
)

# Names with blanks inside, as the wire has them; foreign houses by their colour.
_FIRMS = (
    ("050", "키움증권", "!!!!"),
    ("005", "미래에셋", "!!!!"),
    ("003", "한국투자", "!!!!"),
    ("012", "NH투자증권", "!!!!"),
    ("030", "삼  성", "!!!!"),
    ("004", "대  신", "!!!!"),
    ("002", "신한투자", "!!!!"),
    ("036", "모간서울", "DHDB"),
    ("033", "JP모간", "DHDB"),
    ("045", "골드만", "DGDB"),
)
_RANKS = 5
_PROGRAM_SHARE = 0.22
# Before the opening, and after the first match at the closing price.
_OFF_HOURS_BEFORE_S = range(20 * 60, 30 * 60)
_OFF_HOURS_AFTER_S = 20 * 60
_ORDERS_AT_CLOSE = 0.004


def expected_values(market: Market, index: int) -> dict[str, str] | None:
    """Return the fields of a 0H row, while an auction gathers orders."""
    tape, match = market.tapes[index], expected_of(market, index)
    if match is None:
        return None
    base = tape.bar.base
    return {
        "20": clock(match.seconds),
        "10": signed_price(match.price, base),
        "11": delta(match.price - base),
        "12": rate(change_rate(match.price, base)),
        "15": f"{'+' if match.is_rising else '-'}{match.size}",
        "13": str(tape.totals.volume),
        "25": direction(match.price, base, tape.limits),
    }


def indication_values(market: Market, index: int) -> dict[str, str] | None:
    """Return the fields of a 0A row: quotes of a share that has not traded today."""
    tape = market.tapes[index]
    if tape.totals.volume or not market.has_book(index):
        return None
    listing, base = market.universe[index], tape.bar.base
    book = book_of(market, index)
    yesterday = market.history.previous(market.day)
    volume = market.history.bar(yesterday, index).total_volume
    return {
        # A blank takes the place of the sign of an unchanged price.
        "10": f" {base}",
        "11": "0",
        "12": "0.00",
        "27": quoted_price(book.ask_prices[0], base),
        "28": quoted_price(book.bid_prices[0], base),
        **dict.fromkeys(("13", "14", "16", "17", "18"), "0"),
        "25": "3",
        "26": delta(-volume),
        "29": delta(-market.history.value(yesterday, index)),
        "30": volume_ratio(0, volume),
        "31": "0.00",
        "32": "0",
        "311": hundred_millions(base * listing.shares),
        **dict.fromkeys(("567", "568"), "000000"),
    }


def best_quote_values(market: Market, index: int) -> dict[str, str] | None:
    """Return the fields of a 0C row, while there is an order book."""
    if not market.has_book(index):
        return None
    book, base = book_of(market, index), market.tapes[index].bar.base
    return {
        "27": quoted_price(book.ask_prices[0], base),
        "28": quoted_price(book.bid_prices[0], base),
    }


def off_hours_values(market: Market, index: int) -> dict[str, str] | None:
    """Return the fields of a 0E row: orders at a closing price, before and after."""
    hours = market.hours
    opening, match = seconds_of(hours.open), seconds_of(hours.after_hours_match)
    now = market.seconds
    is_morning = int(opening - now) in _OFF_HOURS_BEFORE_S
    is_evening = 0 <= now - match < _OFF_HOURS_AFTER_S
    if not (is_morning or is_evening):
        return None
    listing = market.universe[index]
    beat = int(now) // 5
    ask, bid = (_waiting(listing.volume, listing.number, side, beat) for side in (0, 1))
    before = [
        _waiting(listing.volume, listing.number, side, beat - 1) for side in (0, 1)
    ]
    return {
        "21": clock(beat * 5),
        "131": str(ask),
        "132": delta(ask - before[0]),
        "135": str(bid),
        "136": delta(bid - before[1]),
    }


def broker_values(market: Market, index: int) -> dict[str, str] | None:
    """Return the fields of a 0F row: who sold and bought most today."""
    totals = market.tapes[index].totals
    if not totals.volume:
        return None
    seed = market.universe[index].number + market.day.toordinal()
    sold = _parts(totals.volume, seed)
    bought = _parts(totals.volume, seed + 1)
    values: dict[str, str] = {}
    sellers, buyers = (np.argsort(-part)[:_RANKS].tolist() for part in (sold, bought))
    for rank, (seller, buyer) in enumerate(zip(sellers, buyers, strict=True), start=1):
        values |= _firm(140, 160, 165, 145, 270, rank, seller, -int(sold[seller]))
        values |= _firm(150, 170, 175, 155, 280, rank, buyer, int(bought[buyer]))
    foreign = [n for n, (_, _, colour) in enumerate(_FIRMS) if colour != "!!!!"]
    out, into = int(sold[foreign].sum()), int(bought[foreign].sum())
    return values | {
        "261": delta(-out),
        "262": "0",
        "263": delta(into),
        "264": "0",
        "267": delta(into - out),
        "268": "0",
        "337": "KRX",
    }


def program_values(market: Market, index: int) -> dict[str, str] | None:
    """Return the fields of a 0w row: what programs traded, a part of all trades."""
    tape = market.tapes[index]
    totals, last = tape.totals, tape.last
    if last is None or not totals.volume:
        return None
    base, price = tape.bar.base, totals.price
    mean = totals.value / totals.volume
    sold, bought = (
        int(volume * _PROGRAM_SHARE)
        for volume in (totals.sell_volume, totals.buy_volume)
    )
    step = int(last.size[0] * last.side[0] * _PROGRAM_SHARE)
    return {
        "20": clock(int(last.time[0])),
        "10": signed_price(price, base),
        "25": direction(price, base, tape.limits),
        "11": delta(price - base),
        "12": rate(change_rate(price, base)),
        "13": str(totals.volume),
        "202": str(sold),
        "204": millions(int(sold * mean)),
        "206": str(bought),
        "208": millions(int(bought * mean)),
        "210": delta(bought - sold),
        "212": delta(int((bought - sold) * mean) // 1_000_000),
        "213": delta(int(step * mean) // 1_000_000),
        "211": delta(step),
    }


def _waiting(volume: int, number: int, side: int, beat: int) -> int:
    seed = np.array([number * 2 + side, beat])
    lasting, passing = chance(seed).tolist()
    return int(volume * _ORDERS_AT_CLOSE * (0.5 + lasting) * (0.9 + 0.2 * passing))


def _parts(volume: int, seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    weights = 0.1 + chance(np.arange(len(_FIRMS)) + seed * 101) ** 2
    shares: np.ndarray[tuple[int, ...], np.dtype[np.int64]] = (
        volume * weights / weights.sum()
    ).astype(np.int64)
    return shares


def _firm(
    name: int,
    size: int,
    change: int,
    code: int,
    colour: int,
    rank: int,
    firm: int,
    shares: int,
) -> dict[str, str]:
    number, text, mark = _FIRMS[firm]
    return {
        str(name + rank): text,
        str(size + rank): delta(shares),
        str(change + rank): "+0",
        str(code + rank): number,
        str(colour + rank): mark,
    }
