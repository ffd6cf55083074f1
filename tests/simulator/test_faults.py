"""Trouble can be switched on, by a test or over the simulator's own address."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import date
from typing import Any

import httpx
import pytest
import websockets

from kiwoom import (
    AuthError,
    Client,
    RateLimited,
    Simulator,
    TransportError,
)
from kiwoom.endpoints import book_request
from kiwoom.rest import RestClient
from kiwoom.settings import Credentials
from kiwoom.simulator.faults import NAMES, Faults

ROWS = [f"row {n}".encode() for n in range(1_000)]


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(
        date=date(2026, 9, 18), start="10:00", keep_trades=True
    ) as running:
        yield running


@pytest.fixture
async def http(simulator: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=simulator.url, trust_env=False) as opened:
        yield opened


def test_everything_is_off_at_first() -> None:
    faults = Faults()

    assert set(faults.settings) == set(NAMES)
    assert not any(faults.settings.values())
    assert faults.rows(ROWS) == ROWS
    assert faults.turned(ROWS) == ROWS
    assert faults.refusal("ka10001", has_token=True) is None
    assert faults.breakdown() is None
    assert faults.before_frame() is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fire": 1}, "no fault is called 'fire'"),
        ({"lose": 2}, "lose takes 0 to 1"),
        ({"slow": -1}, "slow takes 0 to 600"),
        ({"slow": 601}, "slow takes 0 to 600"),
        ({"lose": "much"}, "lose takes 0 to 1"),
        ({"lose": float("nan")}, "lose takes 0 to 1"),
        ({"lose": 0.5, "fire": 1}, "fire"),
    ],
)
def test_a_wrong_switch_turns_nothing(changes: dict[str, Any], said: str) -> None:
    faults = Faults()

    with pytest.raises(ValueError, match=said):
        faults.set(changes)

    assert not any(faults.settings.values())


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("lose", lambda rows: len(rows) < 700 and set(rows) < set(ROWS)),
        ("duplicate", lambda rows: len(rows) > 1_300 and set(rows) == set(ROWS)),
    ],
)
def test_a_share_of_the_rows_is_met(
    name: str, becomes: Callable[[list[bytes]], bool]
) -> None:
    faults = Faults()
    faults.set({name: 0.5})

    assert becomes(faults.rows(ROWS))


def test_the_same_seed_meets_the_same_rows() -> None:
    one, same, other = Faults(3), Faults(3), Faults(4)
    for faults in (one, same, other):
        faults.set({"lose": 0.5})

    lost = one.rows(ROWS)
    assert lost == same.rows(ROWS)
    assert lost != other.rows(ROWS)


def test_a_zombie_delivers_nothing_and_reordered_frames_are_backwards() -> None:
    faults = Faults()
    faults.set({"zombie": 1, "reorder": 1})

    assert faults.rows(ROWS) == []
    assert faults.turned(ROWS) == ROWS[::-1]
    faults.clear()
    assert faults.rows(ROWS) == ROWS


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("429", RateLimited),
        ("8005", AuthError),
        ("500", TransportError),
        ("html", TransportError),
    ],
)
async def test_a_fault_reaches_a_client_as_its_own_type(
    simulator: Simulator, name: str, error: type[Exception]
) -> None:
    rest = RestClient(
        simulator.server, Credentials("key", "secret"), limit_delays_s=(0, 0, 0)
    )
    async with aclosing(rest):
        await rest.tokens.get()
        simulator.faults.set({name: 1})

        with pytest.raises(error):
            await rest.call(book_request("005930"))

        simulator.faults.clear()
        assert (await rest.call(book_request("005930"))).data


async def test_switches_are_turned_over_the_simulators_own_address(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    turned = await http.post("/simulator/faults", json={"lose": 0.25, "slow": 0.01})
    told = (await http.get("/simulator/faults")).json()
    off = (await http.delete("/simulator/faults")).json()

    assert turned.json() == told
    assert (told["lose"], told["slow"], told["zombie"]) == (0.25, 0.01, 0)
    assert not any(off.values())
    assert not any(simulator.faults.settings.values())


@pytest.mark.parametrize("body", ['{"fire": 1}', "not JSON", "[1]", '{"lose": 9}'])
async def test_a_wrong_request_is_refused_and_changes_nothing(
    http: httpx.AsyncClient, body: str
) -> None:
    reply = await http.post("/simulator/faults", content=body)

    assert reply.status_code == 400
    assert reply.json()["error"]
    assert not any((await http.get("/simulator/faults")).json().values())


async def test_what_happens_once_happens(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    async with Client(simulator.server) as client:
        await client.start()
        await http.post("/simulator/faults", json={"expire": True})
        await client.order_book("005930")

    assert simulator.requests.count("au10001") == 2


async def test_a_takeover_is_said_in_kiwooms_words(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    body = {"grant_type": "client_credentials", "appkey": "k", "secretkey": "s"}
    token = (await http.post("/oauth2/token", json=body)).json()["token"]
    async with websockets.connect(simulator.socket_url, proxy=None) as socket:
        await socket.send(json.dumps({"trnm": "LOGIN", "token": token}))
        login = json.loads(await socket.recv())
        await http.post("/simulator/faults", json={"takeover": True})
        notice = json.loads(await socket.recv())
        await socket.wait_closed()

    assert login["return_code"] == 0
    assert notice["code"] == "R10001"
    assert (socket.close_code, socket.close_reason) == (1000, "Bye")


async def test_the_truth_is_told_with_a_number_that_no_wire_carries(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    async with Client(simulator.server) as client:
        await client.start()
        while len(simulator.trades("005930")) < 3:
            await client.order_book("005930")
    told = (await http.get("/simulator/trades", params={"symbol": "005930"})).json()

    assert [trade["number"] for trade in told] == list(range(len(told)))
    assert told[0]["price"] == simulator.trades("005930")[0].price


async def test_an_unknown_symbol_or_an_untold_truth_is_said(
    http: httpx.AsyncClient,
) -> None:
    unknown = await http.get("/simulator/trades", params={"symbol": "999999"})
    async with (
        Simulator(date=date(2026, 9, 18), start="10:00") as forgetful,
        httpx.AsyncClient(base_url=forgetful.url, trust_env=False) as other,
    ):
        untold = await other.get("/simulator/trades", params={"symbol": "005930"})

    assert unknown.status_code == 404
    assert untold.status_code == 409


async def test_a_black_hole_answers_nobody_until_it_ends(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.faults.set({"blackhole": 1})
    with pytest.raises(httpx.ReadTimeout):
        await http.post("/oauth2/token", json={}, timeout=0.3)
    simulator.faults.clear()

    assert (await http.post("/oauth2/token", json={})).status_code == 200
