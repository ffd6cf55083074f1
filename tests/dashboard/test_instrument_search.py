"""Instruments are found by code, name and 초성, the best first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.hangul import initials_of, mistyped, strokes_of
from dashboard.instrument_search import search
from kiwoom import Instrument, Market


def listed(symbol: str, name: str, price: int = 1_000) -> Instrument:
    return Instrument(symbol, name, Market.KOSPI, price, 1_000)


LISTED = [
    listed("005935", "삼성전자우", 60_000),
    listed("005930", "삼성전자", 70_000),
    listed("009150", "삼성전기", 150_000),
    listed("000660", "SK하이닉스", 300_000),
    listed("0123A0", "새로 온 것", 10),
]


def found(query: str) -> list[str]:
    return [item.symbol for item in search(LISTED, query)]


@pytest.mark.parametrize(
    ("query", "symbols"),
    [
        ("삼성전자", ["005930", "005935"]),
        ("ㅅㅅㅈㅈ", ["005930", "005935"]),
        ("ㅅㅅㅈ", ["009150", "005930", "005935"]),
        ("sk", ["000660"]),
        ("ㅎㅇㄴㅅ", ["000660"]),
        ("하이", ["000660"]),
        ("00593", ["005930", "005935"]),
        ("0123a0", ["0123A0"]),
        ("새로온", ["0123A0"]),
        ("삼서", ["009150", "005930", "005935"]),
        ("삼성저", ["009150", "005930", "005935"]),
        ("samsung", ["009150", "005930", "005935"]),
        ("Samsung Electronics", ["005930", "005935"]),
        ("hyn", ["000660"]),
        ("tkatjdwjswk", ["005930", "005935"]),
        ("gkdl", ["000660"]),
        ("없는 것", []),
        (" ", []),
    ],
)
def test_the_best_comes_first(query: str, symbols: list[str]) -> None:
    assert found(query) == symbols


def test_no_more_than_asked_for_are_returned() -> None:
    assert len(search(LISTED, "0", count=2)) == 2


@given(st.text())
def test_any_text_can_be_searched_for(query: str) -> None:
    assert set(found(query)) <= {item.symbol for item in LISTED}


@given(st.text())
def test_initials_are_as_many_as_the_letters(text: str) -> None:
    assert len(initials_of(text)) == len(text)


@given(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)))
def test_a_name_begins_as_its_first_letters_do(name: str) -> None:
    for end in range(len(name)):
        assert strokes_of(name).startswith(strokes_of(name[:end]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("gusek", "현다"), ("ehk", "돠"), ("dhkRkr", "와깍"), ("EKF", "딸"), ("7", "7")],
)
def test_keys_of_the_other_keyboard_mean_letters(typed: str, meant: str) -> None:
    assert mistyped(typed) == strokes_of(meant)
