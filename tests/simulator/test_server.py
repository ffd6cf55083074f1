"""The running simulator as strangers meet it: plain httpx, plain websockets."""

import asyncio
import json
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from kiwoom.enums import Side
from kiwoom.simulator import Simulator
from kiwoom.simulator.connections import Connections
from kiwoom.simulator.desk import Desk
from kiwoom.simulator.market import Market
from kiwoom.simulator.searches import Search, followed
from kiwoom.simulator.sessions import Session
from kiwoom.simulator.tokens import TokenDesk
from kiwoom.simulator.web import PortServer
from tests.market import eventually
from tests.simulator.strangers import Stranger, receive, register, rows, send, until

DAY = date(2026, 9, 18)


def nothing_found(_session: Session, search: Search) -> bytes:
    return followed(search.number, [])


async def closing(socket: ClientConnection) -> tuple[list[Any], Any]:
    seen: list[Any] = []
    try:
        while True:
            seen.append(json.loads(await asyncio.wait_for(socket.recv(), 10)))
    except ConnectionClosed as closed:
        return seen, closed.rcvd


# --- REST ---


async def test_a_stranger_gets_a_token_and_a_chart(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        reply = await stranger.minutes("005930")

    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json;charset=UTF-8"
    assert (reply.headers["api-id"], reply.headers["cont-yn"]) == ("ka10080", "Y")
    assert reply.text.startswith('{"stk_cd":"005930","stk_min_pole_chart_qry":[{"cur')
    assert reply.text.endswith(
        '"return_code":0,"return_msg":"정상적으로 처리되었습니다"}'
    )


async def test_the_servers_clock_is_the_exchanges(simulator: Simulator) -> None:
    before = simulator.now
    async with Stranger(simulator) as stranger:
        reply = await stranger.minutes("005930")

    told = parsedate_to_datetime(reply.headers["date"])
    assert before.replace(microsecond=0) <= told <= simulator.now
    assert told.utcoffset() == timedelta(0)


async def test_pages_follow_over_the_wire(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        first = await stranger.minutes("000660", "30")
        second = await stranger.ask(
            "ka10080",
            first.headers["next-key"],
            stk_cd="000660",
            tic_scope="30",
            upd_stkpc_tp="1",
        )

    labels = [
        row["cntr_tm"]
        for reply in (first, second)
        for row in reply.json()["stk_min_pole_chart_qry"]
    ]
    assert len(labels) > 900
    assert labels == sorted(set(labels), reverse=True)


@pytest.mark.parametrize(
    "headers",
    [
        {"cont-yn": "N", "next-key": ""},
        {"Accept": "application/json"},
        {"Content-Type": "application/json"},
        {"Content-Type": "application/json;charset=UTF-8"},
    ],
)
async def test_headers_that_clients_send_are_borne(
    simulator: Simulator, headers: dict[str, str]
) -> None:
    async with Stranger(simulator) as stranger:
        own = {"authorization": f"Bearer {stranger.token}", "api-id": "ka10001"}
        reply = await stranger.post(
            "/api/dostk/stkinfo", {"stk_cd": "005930"}, own | headers
        )

    assert reply.json()["stk_nm"] == "삼성전자"


@pytest.mark.parametrize("api_id", [None, "", "au10001"])
async def test_a_token_call_may_name_itself_or_not(
    simulator: Simulator, api_id: str | None
) -> None:
    headers = {} if api_id is None else {"api-id": api_id}
    body = {"grant_type": "client_credentials", "appkey": "a", "secretkey": "b"}

    async with httpx.AsyncClient(base_url=simulator.url) as http:
        reply = await http.post("/oauth2/token", json=body, headers=headers)

    assert reply.json()["return_code"] == 0


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("POST", "/api/dostk/chart", b"\xff\xfe"),
        ("POST", "/api/dostk/chart", b"[]"),
        ("POST", "/oauth2/token", b"{"),
        ("POST", "/nowhere", b"{}"),
        ("GET", "/api/dostk/chart", b""),
        ("GET", "/api/dostk/websocket", b""),
    ],
)
async def test_bad_requests_do_not_break_the_server(
    simulator: Simulator, method: str, path: str, content: bytes
) -> None:
    async with httpx.AsyncClient(base_url=simulator.url) as http:
        reply = await http.request(method, path, content=content)
    assert reply.status_code < 500

    async with Stranger(simulator) as stranger:
        assert (await stranger.minutes("005930")).json()["return_code"] == 0


async def test_expired_tokens_get_8005_with_status_200(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        simulator.expire_tokens()
        reply = await stranger.minutes("005930")

    assert reply.status_code == 200
    assert reply.json()["return_code"] == 3
    assert "[8005:" in reply.json()["return_msg"]


async def test_the_sixth_call_of_a_second_gets_429(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        calls = [stranger.ask("ka10100", stk_cd="005930") for _ in range(12)]
        replies = await asyncio.gather(*calls)

    refused = [reply for reply in replies if reply.status_code == 429]
    assert refused
    assert refused[0].json()["return_code"] == 5
    assert "API ID=ka10100]" in refused[0].json()["return_msg"]


async def test_requests_are_remembered(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        await stranger.minutes("005930")

    assert simulator.requests == ["au10001", "ka10080"]


# --- login and registration ---


async def test_login_is_answered_and_anything_before_it_dropped(
    simulator: Simulator,
) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.open()
        await send(socket, trnm="LOGIN", token=stranger.token)
        await send(socket, trnm="REG", grp_no="1", data=[])

        early, login = await receive(socket), await receive(socket)

    assert early["return_code"] == 100013
    assert login == {"trnm": "LOGIN", "return_code": 0, "return_msg": "", "sor_yn": "Y"}


async def test_a_registration_soon_after_the_login_works(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.login()
        reply = await register(socket, ["005930"], ["0B"])

    assert reply == {"trnm": "REG", "return_code": 0, "return_msg": ""}


@pytest.mark.parametrize(("token", "code"), [("wrong", 805004), ("", 805002)])
async def test_a_wrong_login_is_told_so_and_closed(
    simulator: Simulator, token: str, code: int
) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.open()
        await send(socket, trnm="LOGIN", token=token)

        frames, _ = await closing(socket)

    assert [frame["return_code"] for frame in frames] == [code]


async def test_a_second_login_sends_the_first_away(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        old, _new = await stranger.login(), await stranger.login()

        frames, close = await closing(old)

    assert frames == [
        {
            "trnm": "SYSTEM",
            "code": "R10001",
            "message": "동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다",
        }
    ]
    assert (close.code, close.reason) == (1000, "Bye")


async def test_two_keys_live_side_by_side(simulator: Simulator) -> None:
    async with Stranger(simulator, "a") as one, Stranger(simulator, "b") as two:
        first, second = await one.login(), await two.login()
        for socket in (first, second):
            await register(socket, ["005930"], ["0B"])

        assert await rows(first, "0B", 1)
        assert await rows(second, "0B", 1)


async def test_dropped_sockets_end_without_a_word(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.login()
        simulator.drop_sockets()

        _, close = await closing(socket)

    assert close is None


async def test_a_client_may_vanish_and_come_back(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.login()
        socket.transport.abort()

        again = await stranger.login()
        await register(again, ["005930"], ["0B"])

        assert await rows(again, "0B", 1)


async def test_binary_frames_are_read_as_text(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.open()
        message = {"trnm": "LOGIN", "token": stranger.token}
        await socket.send(json.dumps(message).encode())

        assert (await receive(socket))["return_code"] == 0


async def test_protocol_pings_are_answered(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.open()

        waiter = await socket.ping()

        assert await asyncio.wait_for(waiter, 5) >= 0


# --- real-time data ---


async def test_trades_chain_and_agree_with_the_truth(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.login()
        await register(socket, ["005930"], ["0B"])
        seen = await rows(socket, "0B", 60)

    values = [row["values"] for row in seen]
    for before, after in pairwise(values):
        assert int(after["13"]) - int(before["13"]) == abs(int(after["15"]))
        assert after["20"] >= before["20"]
    truth = {trade.day_volume: trade for trade in simulator.trades("005930")}
    for value in values:
        trade = truth[int(value["13"])]
        assert f"{trade.time:%H%M%S}" == value["20"]
        assert (trade.price, trade.size) == (
            abs(int(value["10"])),
            abs(int(value["15"])),
        )
        assert (trade.side is Side.BUY) == value["15"].startswith("+")


async def test_frames_have_the_recorded_key_order(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.login()
        await register(socket, ["005930"], ["0B", "0D"])
        frame = await until(socket, lambda message: message["trnm"] == "REAL")

    assert list(frame) == ["data", "trnm"]
    assert list(frame["data"][0]) == ["values", "type", "name", "item"]


async def test_frames_hold_several_rows(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.login()
        await register(socket, list(simulator.symbols[:40]), ["0B"])
        frame = await until(socket, lambda message: len(message.get("data", ())) > 1)

    assert frame["trnm"] == "REAL"


async def test_only_what_is_registered_arrives(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.login()
        await register(socket, ["005930", "garbage"], ["0B"])
        seen = await rows(socket, "0B", 20)

    assert {(row["item"], row["name"]) for row in seen} == {("005930", "주식체결")}


async def test_removed_items_fall_silent(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.login()
        await register(socket, ["005930", "000660"], ["0B"])
        data = [{"item": ["005930"], "type": ["0B"]}]
        await send(socket, trnm="REMOVE", grp_no="1", refresh="1", data=data)
        await until(socket, lambda message: message["trnm"] == "REMOVE")
        seen = await rows(socket, "0B", 20)

    assert {row["item"] for row in seen} == {"000660"}


async def test_books_arrive_thinned_out(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.login()
        await register(socket, ["005930"], ["0D"])
        start = asyncio.get_running_loop().time()
        seen = await rows(socket, "0D", 6)
        elapsed = asyncio.get_running_loop().time() - start

    assert elapsed > 5 / 3.6 - 0.1
    values = seen[-1]["values"]
    assert sum(int(values[str(n)]) for n in range(61, 71)) == int(values["121"])
    assert sum(int(values[str(n)]) for n in range(71, 81)) == int(values["125"])
    assert int(values["128"]) == int(values["125"]) - int(values["121"])
    assert list(values)[:7] == ["21", "41", "61", "81", "51", "71", "91"]


async def test_rest_and_socket_tell_the_same_minute(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        newest = (await stranger.minutes("005930")).json()["stk_min_pole_chart_qry"][0]

    trades = [
        trade
        for trade in simulator.trades("005930")
        if f"{trade.time:%Y%m%d%H%M}00" == newest["cntr_tm"]
        and trade.day_volume <= int(newest["acc_trde_qty"])
    ]
    prices = [trade.price for trade in trades]
    assert abs(int(newest["open_pric"])) == prices[0]
    assert abs(int(newest["cur_prc"])) == prices[-1]
    assert abs(int(newest["high_pric"])) == max(prices)
    assert abs(int(newest["low_pric"])) == min(prices)
    assert int(newest["trde_qty"]) == sum(trade.size for trade in trades)


async def test_an_always_open_market_goes_on_with_the_next_day() -> None:
    running = Simulator(
        date=DAY, start="15:18", speed=60, always_open=True, trades_per_second=200
    )
    async with running as simulator, Stranger(simulator) as stranger:
        socket = await stranger.login()
        await register(socket, [""], ["0s"])
        await register(socket, ["005930"], ["0B"])
        notices, sessions, opened = "", "", []
        while not notices.endswith("3"):
            message = await receive(socket)
            if message["trnm"] == "PING":
                await send(socket, **message)  # or the simulator cuts a silent client
            for row in message.get("data", ()):
                if row["type"] == "0s":
                    notices += row["values"]["215"]
                else:
                    sessions += row["values"]["290"]
                    opened += [row] if row["values"]["20"] < "1000" else []
        first = [*opened, *await rows(socket, "0B", 1)][0]

    own = "".join(code for code in notices if code not in "PQRSTUV")
    assert own.replace("22", "2").replace("22", "2").startswith("248abcd90")
    assert "3" in sessions
    assert first["values"]["20"].startswith("090")
    assert first["values"]["15"] == first["values"]["13"]


# --- hearts, slow clients, and the end ---


async def test_pings_come_and_silence_is_cut_off(market: Market) -> None:
    tokens = TokenDesk()
    connections = Connections(tokens, nothing_found, ping_interval_s=0.01)
    server = PortServer(
        Desk(market, tokens), connections, lambda: market.now, "127.0.0.1", 0
    )
    await server.start()
    reader, writer = await open_raw(*server.address)

    frames = await asyncio.wait_for(reader.read(), 10)

    assert frames.count(b'{"trnm":"PING"}') == 3
    writer.close()
    await server.aclose()


async def test_echoed_pings_keep_the_connection(market: Market) -> None:
    tokens = TokenDesk()
    connections = Connections(tokens, nothing_found, ping_interval_s=0.01)
    server = PortServer(
        Desk(market, tokens), connections, lambda: market.now, "127.0.0.1", 0
    )
    await server.start()
    stranger = Stranger(_Address(server))
    socket = await stranger.open()

    for _ in range(20):
        ping = await receive(socket)
        assert ping == {"trnm": "PING"}
        await send(socket, **ping)

    await stranger.__aexit__()
    await server.aclose()


class _Address:
    def __init__(self, server: PortServer) -> None:
        host, port = server.address
        self.url = f"http://{host}:{port}"
        self.socket_url = f"ws://{host}:{port}/api/dostk/websocket"


@pytest.fixture
def market(market_at: Any) -> Market:
    market: Market = market_at("10:00:00")
    return market


async def open_raw(
    host: str, port: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Shake hands by hand, so that nothing is answered by a library."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(
        b"GET /api/dostk/websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def test_a_stalled_client_is_cut_off_and_stalls_nobody(market: Market) -> None:
    tokens = TokenDesk()
    connections = Connections(tokens, nothing_found, most_waiting=1_000_000)
    server = PortServer(
        Desk(market, tokens), connections, lambda: market.now, "127.0.0.1", 0
    )
    await server.start()
    async with (
        Stranger(_Address(server), "a") as one,
        Stranger(_Address(server), "b") as two,
    ):
        stalled, live = await one.login(), await two.login()
        stalled.transport.pause_reading()

        received = 0
        while len(listeners := connections.listeners()) == 2:
            for listener in listeners:
                listener.send(b"[" + b"0," * 50_000 + b"0]")
            received += len(await live.recv())

        assert received > 1_000_000
        assert (await end_of(stalled)) is None
    await server.aclose()


async def end_of(socket: ClientConnection) -> object:
    socket.transport.resume_reading()
    _, close = await closing(socket)
    return close


async def test_closing_leaves_nothing_running() -> None:
    before = asyncio.all_tasks()
    simulator = Simulator(date=DAY)
    async with simulator, Stranger(simulator) as stranger:
        await stranger.login()
        await stranger.open()

        await simulator.aclose()
        await simulator.aclose()

    await eventually(lambda: asyncio.all_tasks() <= before)


async def test_twenty_sessions_leave_no_task_behind(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        await stranger.login()
        before = len(asyncio.all_tasks())
        for _ in range(20):
            socket = await stranger.open()
            await socket.close()

        await eventually(lambda: len(asyncio.all_tasks()) <= before)


async def test_a_taken_port_is_said() -> None:
    async with Simulator(date=DAY) as first:
        port = int(first.url.rsplit(":", 1)[1])
        with pytest.raises(OSError, match="in use"):
            await Simulator(date=DAY, port=port).start()


def test_a_day_off_is_refused() -> None:
    with pytest.raises(ValueError, match="trading day"):
        Simulator(date=date(2026, 9, 19))


@pytest.mark.parametrize("name", ["speed", "trades_per_second"])
def test_time_and_trade_must_flow(name: str) -> None:
    with pytest.raises(ValueError, match=f"positive {name}"):
        Simulator(date=DAY, **{name: 0})


def test_the_address_needs_a_running_simulator() -> None:
    with pytest.raises(RuntimeError, match="while it runs"):
        assert Simulator(date=DAY).url


def test_trades_are_kept_only_on_demand() -> None:
    with pytest.raises(ValueError, match="keep_trades"):
        Simulator(date=DAY).trades("005930")


def test_progress_is_told_in_korean() -> None:
    told: list[str] = []

    Simulator(date=DAY, progress=told.append)

    assert told
    assert all(any("가" <= letter <= "힣" for letter in text) for text in told)


def test_without_a_day_time_is_the_walls() -> None:
    simulator = Simulator()

    assert simulator.now.utcoffset() is not None
    assert len(simulator.symbols) >= 60


async def test_the_client_library_finds_its_server(simulator: Simulator) -> None:
    assert simulator.server.rest_url == simulator.url
    assert simulator.server.socket_url == simulator.socket_url
