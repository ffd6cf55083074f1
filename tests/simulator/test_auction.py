"""Expected matches of auctions draw near to what the auction will trade."""

from collections.abc import Callable

import pytest

from kiwoom.simulator.auction import Auction, match_at
from kiwoom.simulator.book_rows import book_values
from kiwoom.simulator.live_rows import expected_values
from kiwoom.simulator.market import Market
from kiwoom.simulator.quote_rows import info_row
from kiwoom.simulator.quotes import book_of

OPENING = Auction(31_800, 32_400, 70_000, 71_400, 250_000)


def test_the_last_expectation_is_nearly_what_is_traded() -> None:
    matches = [match_at(OPENING, s, 7, is_fund=False) for s in range(31_800, 32_400)]

    first, last = matches[0], matches[-1]
    assert abs(first.price - OPENING.price) > abs(last.price - OPENING.price)
    assert abs(last.price - OPENING.price) <= 100
    assert last.size == pytest.approx(OPENING.size, rel=0.11)
    assert first.size < last.size / 3
    assert all(match.price % 100 == 0 and match.size > 0 for match in matches)


def test_two_looks_at_one_moment_show_the_same() -> None:
    looks = {match_at(OPENING, 32_000.4, 7, is_fund=False) for _ in range(3)}

    assert len(looks) == 1


def test_it_stands_while_the_match_is_late() -> None:
    late = match_at(OPENING, 32_412, 7, is_fund=False)
    last = match_at(OPENING, 32_399, 7, is_fund=False)

    assert (late.price, late.size) == (last.price, last.size)
    assert late.seconds == 32_412


@pytest.mark.parametrize(
    ("clock", "is_expected"),
    [
        ("08:45", False),
        ("08:55", True),
        ("10:00", False),
        ("15:25", True),
        ("15:31", False),
        ("17:00", False),
    ],
)
def test_prices_are_expected_in_auctions_only(
    market_at: Callable[..., Market], clock: str, *, is_expected: bool
) -> None:
    market = market_at(clock)
    market.advance(market.now)

    values = expected_values(market, 0)
    assert (values is not None) == is_expected
    if values is not None:
        assert list(values) == ["20", "10", "11", "12", "15", "13", "25"]
        assert values["15"][0] in "+-"


def test_book_and_basic_info_tell_the_same_expectation(
    market_at: Callable[..., Market],
) -> None:
    market = market_at("08:56")
    market.advance(market.now)
    values = expected_values(market, 0)
    book = book_of(market, 0)

    shown = book_values(market, 0, book, book)
    info = info_row(market, 0)

    assert values is not None
    assert {shown["23"], shown["291"], info["exp_cntr_pric"]} == {values["10"]}
    assert {shown["24"], shown["292"], info["exp_cntr_qty"]} == {values["15"][1:]}
    assert (shown["200"], shown["201"]) == (values["11"], values["12"])


def test_nothing_is_expected_in_continuous_trading(
    market_at: Callable[..., Market],
) -> None:
    market = market_at("10:00")
    market.advance(market.now)
    book = book_of(market, 0)

    shown = book_values(market, 0, book, book)
    info = info_row(market, 0)

    assert (shown["23"], shown["24"], shown["293"]) == ("0", "0", "3")
    assert (info["exp_cntr_pric"], info["exp_cntr_qty"]) == ("", "")
