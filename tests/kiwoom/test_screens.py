"""Condition searches from the client's side: dialect, changes, and over the socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from kiwoom import (
    ApiError,
    Client,
    Hub,
    HubTiming,
    LiveKind,
    Screen,
    ScreenChange,
    ScreenMatch,
    Simulator,
    TransportError,
)
from kiwoom.protocol import KiwoomProtocol
from kiwoom.screen_book import ScreenBook
from kiwoom.screen_models import (
    ScreenFound,
    ScreenRefused,
    ScreensTold,
    ScreenWatched,
)
from kiwoom.screens import ScreenDesk
from kiwoom.timing import StreamTiming
from tests.kiwoom.samples import DAY, at, eventually, real_frame

LISTED = {"return_code": 0, "return_msg": "", "data": [["0", "조건1"], ["4", "조건2"]]}
MATCH = {
    "9001": "A005930",
    "302": "삼성전자",
    "10": "000071200",
    "25": "5",
    "11": "-00000800",
    "12": "-00001110",
    "13": "001204525",
    "16": "000072000",
    "17": "000072400",
    "18": "000071000",
}


def names(desk: ScreenDesk) -> list[str]:
    """Answer every request with nothing found; return the names of the requests."""
    sent = []
    while request := desk.next_request(0.0):
        sent.append(f"{request['trnm']} {request.get('seq', '')}".strip())
        reply = LISTED if request["trnm"] == "CNSRLST" else {"return_code": 0}
        desk.on_reply(request["trnm"], reply | {"seq": request.get("seq", "")})
    return sent


def test_the_list_is_asked_for_before_a_search_and_once_only() -> None:
    desk = ScreenDesk()
    desk.ask("4")
    first = names(desk)
    desk.ask("0")

    assert first == ["CNSRLST", "CNSRREQ 4"]
    assert names(desk) == ["CNSRREQ 0"]


def test_one_request_waits_for_the_answer_to_the_one_before() -> None:
    desk = ScreenDesk()
    desk.ask("4")

    assert desk.next_request(0.0) == {"trnm": "CNSRLST"}
    assert desk.next_request(1.0) is None


def test_pages_are_put_together() -> None:
    desk = ScreenDesk()
    desk.ask("4")
    desk.next_request(0.0)
    desk.on_reply("CNSRLST", LISTED)
    first = desk.next_request(0.0)
    page = {"seq": "4  ", "return_code": 0, "data": [MATCH]}
    nothing = desk.on_reply("CNSRREQ", page | {"cont_yn": "Y", "next_key": "100"})
    second = desk.next_request(0.0)
    other = MATCH | {"9001": "A000660"}
    last = page | {"cont_yn": "N", "next_key": "", "data": [other]}
    (found,) = desk.on_reply("CNSRREQ", last)

    assert first is not None
    assert second is not None
    assert (first["cont_yn"], first["search_type"]) == ("N", "0")
    assert (second["cont_yn"], second["next_key"]) == ("Y", "100")
    assert nothing == []
    assert isinstance(found, ScreenFound)
    assert [match.symbol for match in found.matches] == ["005930", "000660"]
    assert found.matches[0] == ScreenMatch(
        "005930", "삼성전자", 71_200, -800, -1.11, 1_204_525, 72_000, 72_400, 71_000
    )


def test_what_is_not_wanted_any_more_is_cleared_even_if_it_comes_back() -> None:
    desk = ScreenDesk()
    desk.want(["4"])
    names(desk)
    desk.want([])
    desk.want(["4", "0"])

    assert names(desk) == ["CNSRCLR 4", "CNSRREQ 4", "CNSRREQ 0"]


def test_a_refused_condition_is_not_asked_for_again_and_again() -> None:
    desk = ScreenDesk()
    desk.want(["9"])
    desk.next_request(0.0)
    desk.on_reply("CNSRLST", LISTED)
    desk.next_request(0.0)

    refused = desk.on_reply(
        "CNSRREQ", {"seq": "9  ", "return_code": 900_002, "return_msg": "없음"}
    )

    assert refused == [ScreenRefused("9", 900_002, "없음")]
    assert desk.next_request(0.0) is None


def test_without_the_list_nobody_waits_in_vain() -> None:
    desk = ScreenDesk()
    desk.ask("")
    desk.ask("4")
    desk.want(["0"])
    desk.next_request(0.0)

    refused = desk.on_reply("CNSRLST", {"return_code": 1, "return_msg": "안 됨"})

    assert [event.screen for event in refused if isinstance(event, ScreenRefused)] == [
        *("", "4", "0")
    ]
    assert desk.next_request(0.0) is None


def test_an_answer_that_never_comes_is_a_refusal_and_the_next_may_go() -> None:
    desk = ScreenDesk()
    desk.ask("4")
    desk.next_request(0.0)
    desk.on_reply("CNSRLST", LISTED)
    desk.next_request(1.0)
    desk.ask("0")

    early, late = desk.overdue(10.0), desk.overdue(11.5)

    assert early == []
    assert [type(event) for event in late] == [ScreenRefused]
    assert desk.next_request(12.0) is not None


@pytest.mark.parametrize(
    "reply",
    [
        {"trnm": "CNSRREQ", "seq": "7", "return_code": 0, "data": []},
        {"trnm": "CNSRLST", "return_code": 0, "data": 5},
        {"trnm": "CNSRLST", "data": []},
        {"trnm": "CNSRREQ", "seq": "4", "return_code": 0, "data": [{}]},
    ],
    ids=["another", "no list", "no code", "no fields"],
)
def test_damaged_answers_break_nothing(reply: dict[str, Any]) -> None:
    protocol = KiwoomProtocol(DAY)
    protocol.login("token")
    protocol.receive('{"trnm":"LOGIN","return_code":0,"return_msg":""}')
    protocol.ask_screen("4")
    while text := protocol.next_request(0.0):
        if json.loads(text)["trnm"] in {"REG"}:
            protocol.receive('{"trnm":"REG","return_code":0,"return_msg":""}')

    protocol.receive(json.dumps(reply))
    protocol.receive("{")

    assert not protocol.is_out_of_step(1.0)


def test_a_live_row_says_who_came_and_who_went() -> None:
    values = {"841": "4", "9001": "A005930", "843": "I", "20": "101502", "907": "2"}
    row = {"type": "02", "name": "조건검색", "item": "005930"}

    came, went = KiwoomProtocol(DAY).receive(
        real_frame(row | {"values": values}, row | {"values": values | {"843": "D"}})
    )

    assert came == ScreenChange("4", "005930", is_inside=True, time=at("10:15:02"))
    assert went == ScreenChange("4", "005930", is_inside=False, time=at("10:15:02"))


def changed(changes: Sequence[ScreenChange]) -> list[tuple[str, bool]]:
    return [(change.symbol, change.is_inside) for change in changes]


def test_a_new_answer_tells_only_what_it_changes() -> None:
    book = ScreenBook()

    first = book.settle(ScreenWatched("4", ("A", "B")))
    doubled = book.is_news(ScreenChange("4", "A", is_inside=True, time=None))
    left = book.is_news(ScreenChange("4", "A", is_inside=False, time=None))
    after_outage = book.settle(ScreenWatched("4", ("B", "C")))

    assert changed(first) == [("A", True), ("B", True)]
    assert (doubled, left) == (False, True)
    assert changed(after_outage) == [("C", True)]
    assert changed(book.inside("4")) == [("B", True), ("C", True)]


def test_what_nobody_follows_is_forgotten() -> None:
    book = ScreenBook()
    book.settle(ScreenWatched("4", ("A",)))

    book.forget(set())

    assert book.inside("4") == []


# --- Over the socket ---


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(
        date=DAY, start="10:00", speed=20, trades_per_second=2_000
    ) as running:
        yield running


@pytest.fixture
async def hub(simulator: Simulator) -> AsyncIterator[Hub]:
    async with (
        Client(simulator.server) as client,
        Hub(client, timing=HubTiming(tick_s=0.05)) as opened,
    ):
        yield opened


async def test_conditions_are_listed_and_searched(hub: Hub) -> None:
    screens = await hub.screening.screens()
    matches = await hub.screening.matches("0")
    at_once = await asyncio.gather(
        *(hub.screening.matches(screen.number) for screen in screens[:4])
    )

    assert screens[0] == Screen("0", "전일대비 1% 이상 상승")
    assert all(match.change_rate >= 1 for match in matches)
    assert [m.symbol for m in at_once[0]] == [m.symbol for m in matches]


async def test_a_condition_that_there_is_not_is_refused(hub: Hub) -> None:
    with pytest.raises(ApiError):
        await hub.screening.matches("77")


async def test_followers_hear_changes_and_a_second_one_where_they_stand(
    hub: Hub,
) -> None:
    with hub.follow(LiveKind.SCREEN, ["5"]) as changes:
        inside: set[str] = set()
        seen_live = 0
        async with asyncio.timeout(30):
            async for change in changes:
                assert isinstance(change, ScreenChange)
                assert (change.symbol in inside) != change.is_inside
                (inside.add if change.is_inside else inside.remove)(change.symbol)
                seen_live += change.time is not None
                if seen_live > 5:
                    break
        with hub.follow(LiveKind.SCREEN, ["5"]) as second:
            async with asyncio.timeout(30):
                first = await anext(second)

    assert isinstance(first, ScreenChange)
    assert first.is_inside


async def test_a_follower_survives_a_lost_line(simulator: Simulator, hub: Hub) -> None:
    inside: set[str] = set()
    with hub.follow(LiveKind.SCREEN, ["9"]) as changes:

        async def follow() -> None:
            async for change in changes:
                assert isinstance(change, ScreenChange)
                assert (change.symbol in inside) != change.is_inside
                (inside.add if change.is_inside else inside.remove)(change.symbol)

        following = asyncio.ensure_future(follow())
        await eventually(lambda: inside, 30)
        simulator.drop_sockets()
        await eventually(lambda: hub.health().reconnects, 30)
        matches = {match.symbol for match in await hub.screening.matches("9")}
        await eventually(lambda: len(inside ^ matches) <= 5, 30)
        following.cancel()


async def test_a_question_on_a_line_that_breaks_is_told() -> None:
    async with (
        Simulator(date=DAY, start="10:00") as simulator,
        Client(simulator.server, timing=StreamTiming(close_s=0.1)) as client,
        Hub(client) as hub,
    ):
        await hub.screening.screens()
        simulator.faults.set({"blackhole": 1})
        asking = asyncio.ensure_future(hub.screening.matches("0"))
        await asyncio.sleep(0)
        simulator.drop_sockets()

        with pytest.raises(TransportError):
            await asking


def test_told_screens_are_models() -> None:
    desk = ScreenDesk()
    desk.ask("")
    desk.next_request(0.0)

    (told,) = desk.on_reply("CNSRLST", LISTED)

    assert told == ScreensTold((Screen("0", "조건1"), Screen("4", "조건2")))
