"""조건검색: conditions of the simulated user, and who meets them (note 4.7)."""

from collections.abc import Callable
from dataclasses import dataclass

from kiwoom.simulator.market import Market
from kiwoom.simulator.prints import Totals
from kiwoom.simulator.quotes import quote_of
from kiwoom.simulator.text import change_rate, clock, direction

# Thousandths of a percent, and numbers nine wide, the sign within.
_RATE_UNIT, _WIDTH = 1_000, 9
MATCHES_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an instrument stands today: won, shares; rate in percent."""

    price: int
    rate: float
    totals: Totals
    yesterday_volume: int


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: its number and name, and whether an instrument meets it."""

    number: str
    name: str
    is_met: Callable[[Standing], bool]


def _conditions() -> tuple[Condition, ...]:
    tests: tuple[tuple[str, Callable[[Standing], bool]], ...] = (
        ("전일대비 1% 이상 상승", lambda s: s.rate >= 1),
        ("전일대비 3% 이상 상승", lambda s: s.rate >= 3),
        ("전일대비 5% 이상 상승", lambda s: s.rate >= 5),
        ("전일대비 1% 이상 하락", lambda s: s.rate <= -1),
        ("전일대비 3% 이상 하락", lambda s: s.rate <= -3),
        ("당일 신고가", lambda s: s.totals.volume > 0 and s.price == s.totals.high),
        ("당일 신저가", lambda s: s.totals.volume > 0 and s.price == s.totals.low),
        ("체결강도 130 이상", lambda s: _strength(s) >= 130),
        ("체결강도 70 이하", lambda s: _strength(s) <= 70),
        ("시가 위", lambda s: s.price > s.totals.open > 0),
        ("전일 거래량 돌파", lambda s: s.totals.volume > s.yesterday_volume),
        ("거래대금 1,000억 이상", lambda s: s.totals.value >= 100_000_000_000),
    )
    return tuple(Condition(str(n), name, test) for n, (name, test) in enumerate(tests))


def _strength(standing: Standing) -> float:
    totals = standing.totals
    return 100 * totals.buy_volume / (totals.sell_volume or 1)


CONDITIONS = _conditions()
NUMBERS = frozenset(condition.number for condition in CONDITIONS)


def met(market: Market, number: str) -> list[int]:
    """Return the places of the instruments that meet a condition, in their order."""
    condition = CONDITIONS[int(number)]
    places = range(len(market.listings))
    return [place for place in places if condition.is_met(_standing(market, place))]


def _standing(market: Market, place: int) -> Standing:
    tape = market.tapes[place]
    yesterday = market.history.bar(market.history.previous(market.day), place)
    price = tape.totals.price or tape.bar.base
    return Standing(
        price,
        change_rate(price, tape.bar.base),
        tape.totals,
        yesterday.total_volume,
    )


def match_row(market: Market, place: int) -> dict[str, str]:
    """Return a row of an answer: nine digits each, the rate in thousandths."""
    quote = quote_of(market, place)
    totals, base = quote.totals, quote.base
    percent = change_rate(quote.price, base)
    return {
        "9001": f"A{quote.listing.symbol}",
        "302": quote.listing.name,
        "10": _padded(quote.price),
        "25": direction(quote.price, base, quote.limits),
        "11": _padded(quote.price - base),
        "12": _padded(round(percent * 100) * 10),
        "13": _padded(totals.volume),
        "16": _padded(totals.open),
        "17": _padded(totals.high),
        "18": _padded(totals.low),
    }


def change_values(
    market: Market, number: str, place: int, *, is_inside: bool
) -> dict[str, str]:
    """Return the fields of a live row of type 02."""
    return {
        "841": number,
        "9001": f"A{market.universe[place].symbol}",
        "843": "I" if is_inside else "D",
        "20": clock(int(market.seconds)),
        "907": "2",
    }


def _padded(number: int) -> str:
    sign = "-" if number < 0 else ""
    return sign + str(abs(number)).zfill(_WIDTH - len(sign))
