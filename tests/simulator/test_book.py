"""The order book: ten sound levels that stay put and breathe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom.prices import price_limits, price_step
from kiwoom.simulator.book import LEVELS, build_book, empty_book
from kiwoom.simulator.universe import load_universe

SAMSUNG = load_universe()[0]
LIMITS = price_limits(SAMSUNG.price)


@given(
    st.integers(80_000, 130_000).map(lambda n: n // 100 * 100), st.integers(0, 86_399)
)
def test_levels_step_away_from_the_best_prices(bid: int, seconds: int) -> None:
    ask = bid + price_step(bid)

    book = build_book(SAMSUNG, LIMITS, (ask, bid), seconds)

    assert (book.ask_prices[0], book.bid_prices[0]) == (ask, bid)
    asks = [price for price in book.ask_prices if price]
    bids = [price for price in book.bid_prices if price]
    assert asks == sorted(set(asks))
    assert bids == sorted(set(bids), reverse=True)
    assert all(price <= LIMITS[1] for price in asks)
    assert all(price >= LIMITS[0] for price in bids)


def test_every_priced_level_has_shares() -> None:
    book = build_book(SAMSUNG, LIMITS, (100_100, 100_000), 36_000)

    assert len(book.ask_sizes) == len(book.bid_sizes) == LEVELS
    assert all(size > 0 for size in book.ask_sizes + book.bid_sizes)
    assert book.total_ask == sum(book.ask_sizes)


def test_levels_end_at_the_limits() -> None:
    upper = LIMITS[1]

    book = build_book(SAMSUNG, LIMITS, (upper, upper - 100), 36_000)

    assert book.ask_prices == (upper, *(0,) * 9)
    assert book.ask_sizes[1:] == (0,) * 9


def test_an_empty_side_has_no_levels_beyond_the_limit() -> None:
    upper = LIMITS[1]

    book = build_book(SAMSUNG, LIMITS, (0, upper), 36_000)

    assert book.ask_prices == (0,) * LEVELS
    assert book.bid_prices[0] == upper


def test_two_looks_at_one_moment_are_the_same() -> None:
    looks = [build_book(SAMSUNG, LIMITS, (100_100, 100_000), 36_000) for _ in "ab"]

    assert looks[0] == looks[1]


def test_sizes_change_with_time_but_not_all_at_once() -> None:
    books = [
        build_book(SAMSUNG, LIMITS, (100_100, 100_000), 36_000 + s) for s in (0, 1)
    ]

    changed = [
        a != b for a, b in zip(books[0].ask_sizes, books[1].ask_sizes, strict=True)
    ]

    assert any(changed)
    assert not all(changed)


def test_a_size_stays_with_its_price() -> None:
    first = build_book(SAMSUNG, LIMITS, (100_100, 100_000), 36_000)
    moved = build_book(SAMSUNG, LIMITS, (100_200, 100_100), 36_000)

    ratio = moved.ask_size_at(100_300, 0) / first.ask_size_at(100_300, 0)
    assert 0.3 < ratio < 3


@pytest.mark.parametrize("side", ["ask_sizes", "bid_sizes", "ask_prices", "bid_prices"])
def test_a_closed_exchange_has_an_empty_book(side: str) -> None:
    assert getattr(empty_book(0), side) == (0,) * LEVELS


def test_time_alone_does_not_make_another_book() -> None:
    assert empty_book(1).has_levels_of(empty_book(2))
