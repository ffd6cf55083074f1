"""A symbol and a venue make the broker's code, and the code gives both back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom import Venue, is_symbol
from kiwoom.venues import split_code, wire_code

SYMBOLS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=6, max_size=6)


@pytest.mark.parametrize(
    ("venue", "code"),
    [
        (Venue.KRX, "005930"),
        (Venue.NXT, "005930_NX"),
        (Venue.UNIFIED, "005930_AL"),
    ],
)
def test_each_venue_has_its_code(venue: Venue, code: str) -> None:
    assert wire_code("005930", venue) == code


@given(SYMBOLS, st.sampled_from(Venue))
def test_a_code_gives_back_what_made_it(symbol: str, venue: Venue) -> None:
    code = wire_code(symbol, venue)

    assert split_code(code) == (symbol, venue)
    assert is_symbol(code)


@given(SYMBOLS, st.sampled_from(Venue))
def test_a_code_is_its_own_code(symbol: str, venue: Venue) -> None:
    code = wire_code(symbol, venue)

    assert wire_code(code) == wire_code(code, venue) == code


@pytest.mark.parametrize(
    ("code", "venue"),
    [("005930_NX", Venue.UNIFIED), ("005930_AL", Venue.NXT)],
)
def test_a_code_of_another_venue_is_refused(code: str, venue: Venue) -> None:
    with pytest.raises(ValueError, match=f"{code} is a code of"):
        wire_code(code, venue)


def test_a_venue_reads_as_people_write_it() -> None:
    assert Venue("통합") is Venue.UNIFIED
    assert [*Venue] == ["KRX", "NXT", "통합"]
