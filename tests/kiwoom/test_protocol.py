"""The socket's dialect: states, login, registrations, frames; no socket needed."""

import json

import pytest

from kiwoom import SessionSignal, Trade
from kiwoom.enums import LiveKind
from kiwoom.feed import Connected, TakenOver, Watching, WatchRefused
from kiwoom.protocol import KiwoomProtocol, LoginRefused, State, UnknownMessage
from tests.kiwoom.samples import DAY, at, real_frame, real_row, session_row

LOGIN_OK = '{"trnm":"LOGIN","return_code":0,"return_msg":"","sor_yn":"Y"}'
LOGIN_REFUSED = (
    '{"trnm":"LOGIN","return_code":805004,"return_msg":"토큰 인증에 실패했습니다."}'
)
REG_OK = '{"trnm":"REG","return_code":0,"return_msg":""}'
REMOVE_OK = '{"trnm":"REMOVE","return_code":0,"return_msg":""}'
TAKEN_OVER = '{"trnm":"SYSTEM","code":"R10001","message":"동일한 App key"}'


def ready(*trades: str, books: tuple[str, ...] = ()) -> KiwoomProtocol:
    """Return a logged-in protocol with wishes, its login frame already sent."""
    protocol = KiwoomProtocol(DAY)
    protocol.want({LiveKind.TRADE: trades, LiveKind.BOOK: books})
    protocol.login("token")
    protocol.to_send()
    protocol.receive(LOGIN_OK)
    return protocol


def requests(protocol: KiwoomProtocol) -> list[dict[str, object]]:
    found = []
    while text := protocol.next_request(0):
        found.append(json.loads(text))
    return found


@pytest.mark.parametrize(
    ("frames", "state"),
    [
        ([], State.LOGGING_IN),
        ([LOGIN_OK], State.READY),
        ([LOGIN_REFUSED], State.FAILED),
        ([LOGIN_OK, TAKEN_OVER], State.CLOSED),
        (['{"trnm":"SYSTEM","code":"N1","message":"notice"}'], State.LOGGING_IN),
        (['{"trnm":"PING"}', LOGIN_OK], State.READY),
        ([LOGIN_OK, "garbage", REG_OK], State.READY),
    ],
    ids=["new", "ok", "refused", "taken over", "notice first", "ping first", "rubbish"],
)
def test_frames_lead_to_a_state(frames: list[str], state: State) -> None:
    protocol = KiwoomProtocol(DAY)
    protocol.login("token")

    for frame in frames:
        protocol.receive(frame)

    assert protocol.state is state


def test_login_sends_the_bare_token() -> None:
    protocol = KiwoomProtocol(DAY)

    protocol.login("abc")

    assert protocol.to_send() == ['{"trnm":"LOGIN","token":"abc"}']
    assert protocol.to_send() == []


def test_registration_waits_for_the_login_reply() -> None:
    """REG sent before the reply is dropped by the broker (protocol note 4.2)."""
    protocol = KiwoomProtocol(DAY)
    protocol.want({LiveKind.TRADE: ["005930"]})
    protocol.login("token")

    before = protocol.next_request(0)
    protocol.receive(LOGIN_OK)

    assert before is None
    assert len(requests(protocol)) == 2


def test_a_refused_login_says_why() -> None:
    protocol = KiwoomProtocol(DAY)
    protocol.login("token")

    events = protocol.receive(LOGIN_REFUSED)

    assert events == [LoginRefused(805004, "토큰 인증에 실패했습니다.")]


def test_ping_is_answered_with_the_identical_frame() -> None:
    protocol = ready()
    frame = '{"trnm":"PING", "extra": 1}'

    events = protocol.receive(frame)

    assert events == []
    assert protocol.to_send() == [frame]


def test_a_registration_has_kiwooms_form() -> None:
    protocol = ready("005930", "000660")

    session, trades = requests(protocol)

    assert session["data"] == [{"item": [""], "type": ["0s", "1h"]}]
    assert list(trades) == ["trnm", "grp_no", "refresh", "data"]
    assert trades["refresh"] == "1"
    assert trades["data"] == [{"item": ["005930", "000660"], "type": ["0B"]}]


def test_a_removal_that_came_too_fast_is_asked_for_again() -> None:
    protocol = ready("005930", "000660")
    for _ in requests(protocol):
        protocol.receive(REG_OK)
    protocol.want({LiveKind.TRADE: ["000660"]})
    (removal,) = requests(protocol)

    protocol.receive('{"trnm":"REMOVE","return_code":105110,"return_msg":"빠름"}')

    assert requests(protocol) == [removal]


def test_order_books_are_registered_only_where_wanted() -> None:
    protocol = ready("005930", "000660", books=("000660",))

    *_, books = requests(protocol)

    assert books["data"] == [{"item": ["000660"], "type": ["0D"]}]


def test_a_frame_registers_at_most_a_hundred_items() -> None:
    protocol = ready(*(f"{n:06}" for n in range(150)))

    _, first, second = requests(protocol)

    assert len(first["data"][0]["item"]) == 100  # type: ignore[index]
    assert len(second["data"][0]["item"]) == 50  # type: ignore[index]
    assert first["grp_no"] != second["grp_no"]


def test_a_connection_carries_at_most_two_hundred_items() -> None:
    protocol = ready(*(f"{n:06}" for n in range(250)))

    found = requests(protocol)

    items = [item for request in found for item in request["data"][0]["item"]]  # type: ignore[index]
    assert len(items) == 200


def test_only_the_difference_is_registered_and_removed() -> None:
    protocol = ready("005930", "000660")
    requests(protocol)

    protocol.want({LiveKind.TRADE: ["000660", "035420"]})
    remove, register = requests(protocol)

    assert (remove["trnm"], remove["data"]) == (
        "REMOVE",
        [{"item": ["005930"], "type": ["0B"]}],
    )
    assert register["data"] == [{"item": ["035420"], "type": ["0B"]}]


def test_replies_are_matched_by_their_order() -> None:
    protocol = ready("005930")
    requests(protocol)

    first = protocol.receive(REG_OK)
    second = protocol.receive(REG_OK)

    assert first == []
    assert second == [Watching(("005930",))]


def test_a_refused_registration_is_told_and_not_repeated() -> None:
    protocol = ready("005930")
    requests(protocol)
    protocol.receive(REG_OK)

    [event] = protocol.receive(
        '{"trnm":"REG","return_code":105115,"return_msg":"초과"}'
    )

    assert event == WatchRefused(("005930",), "105115 초과")
    assert requests(protocol) == []


def test_a_registration_that_came_too_fast_is_repeated() -> None:
    protocol = ready("005930")
    requests(protocol)
    protocol.receive(REG_OK)

    protocol.receive('{"trnm":"REG","return_code":105110,"return_msg":"빠름"}')

    assert [r["data"] for r in requests(protocol)] == [
        [{"item": ["005930"], "type": ["0B"]}]
    ]


def test_a_removal_needs_no_event() -> None:
    protocol = ready("005930")
    requests(protocol)
    protocol.receive(REG_OK)
    protocol.receive(REG_OK)
    protocol.want({})
    requests(protocol)

    assert protocol.receive(REMOVE_OK) == []


def test_a_reply_to_nothing_is_only_noted() -> None:
    protocol = ready()

    assert protocol.receive(REMOVE_OK) == [UnknownMessage("REMOVE 0")]


def test_every_row_of_a_frame_is_read() -> None:
    """Seven of fifty-one recorded frames hold several rows (protocol note 7)."""
    protocol = ready("005930")
    rows = [
        real_row(fid_15="-3", fid_13="100"),
        real_row("000660", fid_15="+4", fid_13="104"),
        session_row("3", "090000"),
    ]

    events = protocol.receive(real_frame(*rows))

    assert [type(event) for event in events] == [Trade, Trade, SessionSignal]
    assert [event.symbol for event in events[:2]] == ["005930", "000660"]  # type: ignore[union-attr]


def test_a_bad_row_costs_only_itself() -> None:
    protocol = ready("005930")
    rows = [real_row(fid_13="x"), None, {"type": "0B"}, 7, real_row()]

    events = protocol.receive(real_frame(*rows))

    assert len(events) == 1
    assert protocol.dropped_rows == 4


def test_rows_of_other_types_are_ignored() -> None:
    protocol = ready("005930")

    events = protocol.receive(real_frame({"type": "0m", "item": "1", "values": {}}))

    assert events == []
    assert protocol.dropped_rows == 0


def test_the_key_order_of_a_frame_does_not_matter() -> None:
    protocol = ready("005930")
    row = dict(reversed(real_row().items()))
    frame = json.dumps({"trnm": "REAL", "data": [row]})

    assert len(protocol.receive(frame)) == 1


def test_clock_texts_are_joined_with_the_trading_day() -> None:
    protocol = ready("005930")

    [trade] = protocol.receive(real_frame(real_row(fid_20="090001")))

    assert isinstance(trade, Trade)
    assert trade.time == at("09:00:01")


def test_rows_wait_for_the_trading_day() -> None:
    protocol = KiwoomProtocol()
    protocol.login("token")
    protocol.receive(LOGIN_OK)

    before = protocol.receive(real_frame(real_row()))
    protocol.set_day(DAY)
    after = protocol.receive(real_frame(real_row()))

    assert (len(before), len(after)) == (0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '"text"',
        "{}",
        '{"trnm":null}',
        '{"trnm":"LOGIN"}',
        '{"trnm":"LOGIN","return_code":"x","return_msg":""}',
        '{"trnm":"LOGIN","return_code":null,"return_msg":""}',
        '{"trnm":"NEWS","return_code":0}',
        "NaN",
        b"\xff\xfe",
        "[" * 100_000,
    ],
    ids=lambda text: str(text)[:60],
)
def test_hostile_text_is_an_event_and_no_exception(text: str | bytes) -> None:
    protocol = ready()

    [event] = protocol.receive(text)

    assert isinstance(event, UnknownMessage)
    assert len(event.text) <= 200


@pytest.mark.parametrize("data", [None, {}, "rows", 7, []])
def test_a_frame_without_rows_is_empty(data: object) -> None:
    protocol = ready()

    assert protocol.receive(json.dumps({"trnm": "REAL", "data": data})) == []


def test_being_taken_over_is_told() -> None:
    assert ready().receive(TAKEN_OVER) == [TakenOver()]


def test_a_login_is_told() -> None:
    protocol = KiwoomProtocol(DAY)
    protocol.login("token")

    assert protocol.receive(LOGIN_OK) == [Connected()]


def acknowledge(
    protocol: KiwoomProtocol, sent: list[dict[str, object]]
) -> list[object]:
    """Answer requests in their order and return the events."""
    replies = [REG_OK if r["trnm"] == "REG" else REMOVE_OK for r in sent]
    return [event for reply in replies for event in protocol.receive(reply)]


def test_a_symbol_wished_again_before_its_removal_is_registered_anew() -> None:
    """Its trades were lost to the hub meanwhile, so it has to hear of them again."""
    protocol = ready("005930")
    acknowledge(protocol, requests(protocol))

    protocol.want({})
    protocol.want({LiveKind.TRADE: ["005930"]})
    sent = requests(protocol)

    assert [(r["trnm"], r["data"]) for r in sent] == [
        ("REMOVE", [{"item": ["005930"], "type": ["0B"]}]),
        ("REG", [{"item": ["005930"], "type": ["0B"]}]),
    ]
    assert acknowledge(protocol, sent) == [Watching(("005930",))]
    assert requests(protocol) == []


def test_a_refused_symbol_that_is_wished_anew_is_asked_for_again() -> None:
    protocol = ready("005930")
    requests(protocol)
    protocol.receive(REG_OK)
    protocol.receive('{"trnm":"REG","return_code":105115,"return_msg":"초과"}')

    protocol.want({})
    protocol.want({LiveKind.TRADE: ["005930"]})

    assert [r["trnm"] for r in requests(protocol)] == ["REG"]


def test_symbols_beyond_the_limit_are_refused_with_a_reason() -> None:
    symbols = [f"{n:06}" for n in range(201)]
    protocol = KiwoomProtocol(DAY)
    protocol.want({LiveKind.TRADE: symbols})
    protocol.login("token")

    first = protocol.receive(LOGIN_OK)
    protocol.want({LiveKind.TRADE: symbols})
    again = protocol.receive('{"trnm":"PING"}')
    protocol.want({LiveKind.TRADE: [*symbols, "999999"]})
    more = protocol.receive('{"trnm":"PING"}')

    reason = "한 번에 볼 수 있는 종목은 199개까지입니다"
    assert first == [Connected(), WatchRefused(("000199", "000200"), reason)]
    assert again == []
    assert more == [WatchRefused(("999999",), reason)]


def test_a_reply_of_the_wrong_kind_means_that_replies_are_out_of_step() -> None:
    protocol = ready("005930")
    requests(protocol)
    before = protocol.is_out_of_step(0)

    protocol.receive(REMOVE_OK)
    protocol.receive(REG_OK)

    assert not before
    assert protocol.is_out_of_step(0)


@pytest.mark.parametrize(("now", "is_late"), [(110.0, False), (110.1, True)])
def test_a_reply_that_is_missing_for_long_means_so_too(
    now: float, is_late: bool
) -> None:
    protocol = ready()
    protocol.next_request(100)

    assert protocol.is_out_of_step(now) is is_late


def test_answered_requests_are_in_step() -> None:
    protocol = ready("005930")

    acknowledge(protocol, requests(protocol))
    protocol.receive(REMOVE_OK)

    assert not protocol.is_out_of_step(1_000)
