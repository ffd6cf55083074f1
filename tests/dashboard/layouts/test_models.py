"""Layouts and watch groups are one document that can be checked."""

import json

import pytest
from pydantic import ValidationError

from dashboard import texts
from dashboard.layouts import Book, CellLayout, Layout, Sync, read_book
from kiwoom import ConfigError, Interval

SAMSUNG, HYNIX = CellLayout(symbol="005930"), CellLayout(symbol="000660")
WALL = Layout(shape=4, cells=(SAMSUNG, HYNIX), sync=Sync(symbol=True))


def test_a_cell_shows_averages_at_first():
    assert SAMSUNG.interval is Interval.M1
    assert SAMSUNG.indicators == ("ma:5,20,60,120", "volume_ma:20")


def test_a_book_comes_back_from_its_own_text():
    book = Book(layouts={"아침": WALL}, groups={"반도체": ("005930", "000660")})

    assert read_book(book.with_current(WALL).model_dump_json()) == book.with_current(
        WALL
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"format": 2}',
        '{"format": 1, "more": 1}',
        '{"current": {"shape": 5, "cells": [{"symbol": "005930"}]}}',
        '{"current": {"shape": 4, "cells": []}}',
        '{"current": {"shape": 4, "cells": [{"symbol": "../etc"}]}}',
        '{"current": {"cells": [{"symbol": "005930", "interval": "2m"}]}}',
        '{"current": {"cells": [{"symbol": "005930", "indicators": ["x"]}]}}',
        json.dumps({"layouts": {"x" * 41: {"cells": [{"symbol": "005930"}]}}}),
        json.dumps({"groups": {"": ["005930"]}}),
        json.dumps({"groups": {"x": ["005930"] * 101}}),
        json.dumps({"groups": {str(n): [] for n in range(101)}}),
    ],
)
def test_what_is_no_book_is_refused_in_one_sentence(text):
    with pytest.raises(ConfigError, match="설정 파일이 아니거나"):
        read_book(text)


def test_a_name_may_be_any_text_but_not_empty_or_endless():
    for name in ("../../etc", "C:\\CON", "<script>", "가" * 40, " 아침 "):
        assert Book().with_layout(name, WALL).layouts == {name.strip(): WALL}
    for name in ("", "  ", "가" * 41):
        with pytest.raises(ConfigError) as refused:
            Book().with_layout(name, WALL)
        assert str(refused.value) == texts.BAD_ENTRY


def test_a_layout_of_the_same_name_is_replaced_and_one_can_be_dropped():
    other = Layout(shape=1, cells=(HYNIX,))
    book = Book().with_layout("아침", WALL).with_layout("아침", other)

    assert book.layouts == {"아침": other}
    assert book.with_layout("아침", None).layouts == {}
    assert book.with_layout("없는 것", None) == book


def test_a_hundred_entries_are_enough():
    full = Book(groups={str(n): ("005930",) for n in range(100)})

    with pytest.raises(ConfigError):
        full.with_group("one more", ("005930",))
    assert len(full.with_group("7", ("000660",)).groups) == 100


def test_books_are_joined_and_the_newer_one_wins():
    own = Book(groups={"a": ("005930",), "b": ("005930",)}).with_current(WALL)
    other = Book(groups={"b": ("000660",)})

    joined = own.joined(other)

    assert joined.groups == {"a": ("005930",), "b": ("000660",)}
    assert joined.current == WALL


def test_a_kept_layout_does_not_change():
    with pytest.raises(ValidationError, match="frozen"):
        WALL.shape = 9
