"""The socket dialect without sockets, rule by rule (protocol note 4)."""

import json
from typing import Any

import pytest

from kiwoom.simulator.sessions import Session


def ready() -> Session:
    session = Session()
    session.accept()
    return session


def said(session: Session, steady_s: float = 0.0, **message: object) -> dict[str, Any]:
    (frame,) = session.receive(json.dumps(message), steady_s).frames
    return json.loads(frame)


def registration(
    items: list[str], kinds: list[str], group: str = "1", refresh: str = "1"
) -> dict[str, Any]:
    data = [{"item": items, "type": kinds}]
    return {"trnm": "REG", "grp_no": group, "refresh": refresh, "data": data}


def test_a_login_waits_for_its_check() -> None:
    answer = Session().receive('{"trnm":"LOGIN","token":"abc"}', 0.0)

    assert (answer.frames, answer.token) == ((), "abc")


def test_a_login_without_token_is_told_so() -> None:
    session = Session()

    assert session.receive('{"trnm":"LOGIN"}', 0.0).token == ""
    assert json.loads(session.refuse(has_token=False))["return_code"] == 805002


def test_a_good_login_is_answered_as_recorded() -> None:
    assert Session().accept() == (
        b'{"trnm":"LOGIN","return_code":0,"return_msg":"","sor_yn":"Y"}'
    )


def test_anything_before_the_login_is_dropped() -> None:
    session = Session()

    reply = said(session, **registration(["005930"], ["0B"]))

    assert reply == {
        "trnm": "REG",
        "return_code": 100013,
        "return_msg": "로그인 인증이 들어오기 전에 다른 전문이 들어왔습니다. "
        "해당 전문은 무시됩니다. (TRNM=%s)",
    }
    assert not session.wanted


def test_a_registration_is_acknowledged_without_an_echo() -> None:
    session = ready()

    (frame,) = session.receive(json.dumps(registration(["005930"], ["0B"])), 0.0).frames

    assert frame == b'{"trnm":"REG","return_code":0,"return_msg":""}'


def test_items_and_types_multiply() -> None:
    session = ready()

    said(session, **registration(["005930", "000660"], ["0B", "0D"]))

    assert len(session.wanted) == 4
    assert session.wants("0D", "000660")


def test_codes_are_not_checked() -> None:
    assert said(ready(), **registration(["nonsense"], ["0B"]))["return_code"] == 0


def test_earlier_registrations_stay_unless_refreshed() -> None:
    session = ready()
    said(session, **registration(["005930"], ["0B"]))
    said(session, **registration(["000660"], ["0B"], refresh="1"))
    assert len(session.wanted) == 2

    said(session, **registration(["035420"], ["0B"], refresh="0"))

    assert session.wanted == {("0B", "035420")}


def test_refresh_clears_its_own_group_only() -> None:
    session = ready()
    said(session, **registration(["005930"], ["0B"], group="1"))

    said(session, **registration(["000660"], ["0B"], group="2", refresh="0"))

    assert session.wants("0B", "005930")


def test_remove_takes_items_out_of_their_group() -> None:
    session = ready()
    said(session, **registration(["005930", "000660"], ["0B"]))

    reply = said(session, **{**registration(["005930"], ["0B"]), "trnm": "REMOVE"})

    assert reply == {"trnm": "REMOVE", "return_code": 0, "return_msg": ""}
    assert session.wanted == {("0B", "000660")}


@pytest.mark.parametrize("items", [[""], []])
def test_types_without_symbol_take_an_empty_item(items: list[str]) -> None:
    session = ready()

    said(session, **registration(items, ["0s"]))

    assert session.wants("0s", "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"data": [{"item": "005930", "type": ["0B"]}]}, 105111),
        ({"data": [{"item": ["005930"], "type": "0B"}]}, 105111),
        ({"data": [{"item": ["005930"], "type": []}]}, 105111),
        ({"data": [{"item": [5930], "type": ["0B"]}]}, 105111),
        ({"data": ["005930"]}, 105111),
        ({"data": {}}, 100002),
        ({"data": []}, 100002),
        ({"grp_no": None}, 100002),
        ({"grp_no": "12345"}, 100002),
        ({"trnm": "WHAT"}, 105108),
        ({"trnm": None}, 105108),
    ],
)
def test_bad_requests_are_refused(changes: dict[str, object], code: int) -> None:
    session = ready()

    reply = said(session, **{**registration(["005930"], ["0B"]), **changes})

    assert reply["return_code"] == code
    assert not session.wanted


@pytest.mark.parametrize("text", ["", "no json", "[1]", "7", '{"a":', "{}", "null"])
def test_unreadable_frames_break_nothing(text: str) -> None:
    (frame,) = ready().receive(text, 0.0).frames

    assert json.loads(frame)["return_code"] == 105108


def test_two_hundred_items_are_the_most() -> None:
    session = ready()
    codes = [f"{n:06d}" for n in range(201)]
    assert said(session, **registration(codes[:100], ["0B", "0D"]))["return_code"] == 0
    assert said(session, **registration(codes[100:200], ["0B"]))["return_code"] == 0

    assert said(session, **registration(codes[200:], ["0B"]))["return_code"] == 105115
    assert len({item for _, item in session.wanted}) == 200


def test_one_request_holds_a_hundred_items() -> None:
    codes = [f"{n:06d}" for n in range(101)]

    assert said(ready(), **registration(codes, ["0B"]))["return_code"] == 105118


def test_five_registrations_a_second_are_the_most() -> None:
    session = ready()
    request = registration(["005930"], ["0B"])

    replies = [said(session, 0.0, **request)["return_code"] for _ in range(6)]

    assert replies == [0] * 5 + [105110]
    assert said(session, 1.0, **request)["return_code"] == 0


def test_an_echo_settles_the_missed_pings() -> None:
    session = ready()
    session.missed_pings = 2

    answer = session.receive('{"trnm":"PING"}', 0.0)

    assert answer.frames == ()
    assert session.missed_pings == 0
