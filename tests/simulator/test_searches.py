"""Condition searches as any client of Kiwoom's would make them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from kiwoom.simulator.market import Market
from kiwoom.simulator.screening import Screening
from kiwoom.simulator.screens import CONDITIONS, match_row, met
from kiwoom.simulator.searches import Search
from kiwoom.simulator.sessions import Session


def logged_in() -> Session:
    session = Session()
    session.accept()
    return session


def ask(session: Session, **message: str) -> Any:
    """Return what a request leads to: a decoded frame, or a search."""
    answer = session.receive(json.dumps(message), 0.0)
    if answer.search is not None:
        return answer.search
    (frame,) = answer.frames
    return json.loads(frame)


@pytest.fixture
def market(market_at: Callable[..., Market]) -> Market:
    market = market_at("10:00")
    market.advance(market.now)
    return market


def test_the_list_names_conditions_by_number() -> None:
    reply = ask(logged_in(), trnm="CNSRLST")

    assert list(reply) == ["trnm", "return_code", "return_msg", "data"]
    assert reply["return_code"] == 0
    assert reply["data"] == [[c.number, c.name] for c in CONDITIONS]
    assert [number for number, _ in reply["data"]] == [
        str(number) for number in range(len(CONDITIONS))
    ]


def test_the_list_comes_before_any_search() -> None:
    session = logged_in()
    refused = ask(session, trnm="CNSRREQ", seq="1", search_type="0")
    ask(session, trnm="CNSRLST")
    search = ask(session, trnm="CNSRREQ", seq="1", search_type="0")

    assert refused["return_code"] != 0
    assert search == Search("1", is_live=False)


def test_an_unknown_condition_is_refused() -> None:
    session = logged_in()
    ask(session, trnm="CNSRLST")

    refused = ask(session, trnm="CNSRREQ", seq="99", search_type="0")

    assert refused["seq"] == "99 "
    assert refused["return_code"] != 0


def test_ten_conditions_can_be_followed_at_once() -> None:
    session = logged_in()
    ask(session, trnm="CNSRLST")
    for number in range(10):
        found = ask(session, trnm="CNSRREQ", seq=str(number), search_type="1")
        assert found == Search(str(number), is_live=True)

    refused = ask(session, trnm="CNSRREQ", seq="10", search_type="1")
    ended = ask(session, trnm="CNSRCLR", seq="0")
    again = ask(session, trnm="CNSRREQ", seq="10", search_type="1")

    assert refused["return_code"] != 0
    assert ended == {"trnm": "CNSRCLR", "seq": "0", "return_code": 0, "return_msg": ""}
    assert again == Search("10", is_live=True)


def test_what_is_not_followed_cannot_be_ended() -> None:
    assert ask(logged_in(), trnm="CNSRCLR", seq="1")["return_code"] != 0


def test_a_search_before_the_login_is_dropped() -> None:
    reply = ask(Session(), trnm="CNSRLST")

    assert reply["return_code"] == 100013


def test_numbers_of_a_match_are_nine_wide_and_the_rate_in_thousandths(
    market: Market,
) -> None:
    row = match_row(market, 0)
    quote_rate = (int(row["10"]) - market.tapes[0].bar.base) / market.tapes[0].bar.base

    assert list(row) == ["9001", "302", "10", "25", "11", "12", "13", "16", "17", "18"]
    assert row["9001"] == "A005930"
    assert all(len(row[key]) == 9 for key in ("10", "11", "12", "13", "16", "17", "18"))
    assert int(row["12"]) / 1_000 == pytest.approx(100 * quote_rate, abs=0.006)


def test_an_answer_has_the_cursor_in_its_body(market: Market) -> None:
    screening = Screening(market)

    reply = json.loads(screening.answer(logged_in(), Search("0", is_live=False)))
    later = json.loads(screening.answer(logged_in(), Search("0", False, begin=5)))

    assert list(reply)[:4] == ["trnm", "seq", "cont_yn", "next_key"]
    assert (reply["seq"], reply["cont_yn"]) == ("0  ", "N")
    assert [row["9001"][1:] for row in reply["data"]] == [
        market.universe[place].symbol for place in met(market, "0")
    ]
    assert later["data"] == reply["data"][5:]


def test_followers_hear_who_came_and_who_went(market: Market) -> None:
    screening, session = Screening(market), logged_in()
    reply = json.loads(screening.answer(session, Search("5", is_live=True)))
    first = met(market, "5")
    session.searches.inside["5"] = set(first[1:]) | {80}

    changes = dict(screening.changes(session))

    assert [row["jmcode"] for row in reply["data"]] == [
        f"A{market.universe[place].symbol}" for place in first
    ]
    came, went = market.universe[first[0]].symbol, market.universe[80].symbol
    assert (changes[came]["843"], changes[went]["843"]) == ("I", "D")
    assert list(changes[came]) == ["841", "9001", "843", "20", "907"]
    assert changes[came]["9001"] == f"A{came}"
    assert dict(screening.changes(session)) == {}


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda c: c.number)
def test_every_condition_can_be_searched_before_the_opening_too(
    market_at: Callable[..., Market], condition: Any
) -> None:
    met(market_at("08:00"), condition.number)
