"""The stream logs in, registers what is wanted, and comes back after every failure."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from itertools import islice
from typing import cast

import pytest
from websockets.asyncio.server import ServerConnection

from kiwoom import Client, Mode, Server, Simulator, Trade
from kiwoom.auth import TokenKeeper
from kiwoom.backoff import backoff
from kiwoom.enums import LiveKind
from kiwoom.feed import (
    AccessRefused,
    Connected,
    Disconnected,
    FeedEvent,
    TakenOver,
    Watching,
)
from kiwoom.stream import StreamClient
from kiwoom.timing import StreamTiming
from tests.kiwoom.samples import DAY, no_delays, real_frame, real_row
from tests.kiwoom.scripted_broker import (
    REG_OK,
    Tokens,
    collect,
    expect,
    kinds,
    log_in,
    scripted,
)

QUICK = StreamTiming(login_s=0.3, silence_s=0.3, refused_s=0.05, close_s=0.2)


def make_stream(
    server: Server, tokens: Tokens | None = None, timing: StreamTiming = QUICK
) -> StreamClient:
    keeper = cast(TokenKeeper, tokens or Tokens())
    stream = StreamClient(server, keeper, timing, no_delays)
    stream.set_day(DAY)
    return stream


async def serve_trades(connection: ServerConnection, _number: int) -> None:
    await log_in(connection)
    await expect(connection, "REG")
    await connection.send(REG_OK)
    await expect(connection, "REG")
    await connection.send(REG_OK)
    await connection.send(real_frame(real_row()))
    await connection.wait_closed()


async def test_login_registration_and_trades_follow_each_other() -> None:
    async with scripted(serve_trades) as server:
        stream = make_stream(server)
        stream.want({LiveKind.TRADE: ["005930"]})

        events = await collect(stream, 3)

    assert kinds(events) == ["Connected", "Watching", "Trade"]


async def test_a_wish_made_later_is_registered_at_once() -> None:
    async with scripted(serve_trades) as server:
        stream = make_stream(server)
        found: list[FeedEvent] = []
        async with asyncio.timeout(10), aclosing(stream.batches()) as batches:
            async for events in batches:
                found += events
                if kinds(found) == ["Connected"]:
                    stream.want({LiveKind.TRADE: ["005930"]})
                if len(found) == 3:
                    break

    assert kinds(found) == ["Connected", "Watching", "Trade"]


async def test_ping_is_echoed_unchanged() -> None:
    echoes: list[str | bytes] = []

    async def script(connection: ServerConnection, _number: int) -> None:
        await log_in(connection)
        await expect(connection, "REG")
        await connection.send(REG_OK)
        await connection.send('{"trnm":"PING","n":1}')
        echoes.append(await connection.recv())
        await connection.send('{"trnm":"SYSTEM","code":"R10001","message":"x"}')

    async with scripted(script) as server:
        await collect(make_stream(server), 2)

    assert echoes == ['{"trnm":"PING","n":1}']


async def close_normally(connection: ServerConnection) -> None:
    await connection.close(1000, "Bye")


async def close_unwell(connection: ServerConnection) -> None:
    await connection.close(1011)


async def cut(connection: ServerConnection) -> None:
    connection.transport.abort()


async def say_nothing(connection: ServerConnection) -> None:
    await connection.wait_closed()


@pytest.mark.parametrize("end", [close_normally, close_unwell, cut, say_nothing])
@pytest.mark.parametrize("when", ["before login", "after login"])
async def test_the_wish_list_is_registered_again_after_any_end(
    end: Callable[[ServerConnection], object], when: str
) -> None:
    async def script(connection: ServerConnection, number: int) -> None:
        if number > 1:
            await serve_trades(connection, number)
            return
        if when == "after login":
            await log_in(connection)
        await end(connection)  # type: ignore[misc]

    async with scripted(script) as server:
        stream = make_stream(server)
        stream.want({LiveKind.TRADE: ["005930"]})
        # A silence is told before it ends the line.
        lost = 1 + (when == "after login") * (1 + (end is say_nothing))
        events = await collect(stream, lost + 3)

    assert kinds(events)[lost - 1 :] == [
        "Disconnected",
        "Connected",
        "Watching",
        "Trade",
    ]


async def test_a_peer_that_is_no_websocket_is_tried_again() -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 503 Service Unavailable\r\n\r\n<html>")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        events = await collect(
            make_stream(Server.simulated(f"http://127.0.0.1:{port}")), 3
        )

    assert kinds(events) == ["Disconnected"] * 3


async def test_nobody_listening_is_tried_again() -> None:
    events = await collect(make_stream(Server.simulated("http://127.0.0.1:1")), 3)

    assert kinds(events) == ["Disconnected"] * 3


async def refuse(connection: ServerConnection) -> None:
    await expect(connection, "LOGIN")
    await connection.send(
        '{"trnm":"LOGIN","return_code":805004,"return_msg":"[CODE=8005, MESSAGE=x]"}'
    )
    await connection.close(1000)


async def test_a_refused_login_renews_the_token_once() -> None:
    tokens = Tokens()
    seen: list[object] = []

    async def script(connection: ServerConnection, number: int) -> None:
        if number == 1:
            await refuse(connection)
            return
        seen.append((await log_in(connection))["token"])
        await connection.wait_closed()

    async with scripted(script) as server:
        events = await collect(make_stream(server, tokens), 2)

    assert kinds(events) == ["Disconnected", "Connected"]
    assert tokens.discarded == ["token-1"]
    assert seen == ["token-2"]


async def test_a_second_refusal_asks_for_a_person_but_heals_by_itself() -> None:
    async def script(connection: ServerConnection, number: int) -> None:
        if number <= 2:
            await refuse(connection)
            return
        await log_in(connection)
        await connection.wait_closed()

    async with scripted(script) as server:
        events = await collect(make_stream(server), 3)

    assert isinstance(events[1], AccessRefused)
    assert kinds(events) == ["Disconnected", "AccessRefused", "Connected"]


async def test_being_taken_over_starts_no_war() -> None:
    connections = 0

    async def script(connection: ServerConnection, number: int) -> None:
        nonlocal connections
        connections = number
        await log_in(connection)
        if number == 1:
            await connection.send('{"trnm":"SYSTEM","code":"R10001","message":"x"}')
            await connection.close(1000, "Bye")
        await connection.wait_closed()

    async with scripted(script) as server:
        stream = make_stream(server)
        found: list[FeedEvent] = []
        async with aclosing(stream.batches()) as batches:
            found += await anext(batches)
            found += await anext(batches)
            waiting = asyncio.ensure_future(anext(batches))
            done, _ = await asyncio.wait([waiting], timeout=0.2)
            stayed_away = not done and connections == 1
            stream.reconnect("a person asked for it")
            found += await asyncio.wait_for(waiting, 5)

    assert stayed_away
    assert found == [Connected(), TakenOver(), Connected()]


async def test_a_reconnect_can_be_asked_for() -> None:
    async with scripted(serve_trades) as server:
        stream = make_stream(server)
        stream.want({LiveKind.TRADE: ["005930"]})
        found: list[FeedEvent] = []
        async with asyncio.timeout(10), aclosing(stream.batches()) as batches:
            async for events in batches:
                found += events
                if kinds(found) == ["Connected", "Watching", "Trade"]:
                    stream.reconnect("zombie")
                if len(found) == 6:
                    break

    assert found[3] == Disconnected("zombie")
    assert kinds(found[4:]) == ["Connected", "Watching"]


async def test_rows_before_the_trading_day_is_known_are_not_asked_for() -> None:
    registered: list[object] = []

    async def script(connection: ServerConnection, _number: int) -> None:
        await log_in(connection)
        async for frame in connection:
            registered.append(frame)
            await connection.send(REG_OK)

    async with scripted(script) as server:
        stream = StreamClient(server, cast(TokenKeeper, Tokens()), QUICK, no_delays)
        stream.want({LiveKind.TRADE: ["005930"]})
        found: list[FeedEvent] = []
        async with asyncio.timeout(10), aclosing(stream.batches()) as batches:
            async for events in batches:
                found += events
                if kinds(found) == ["Connected"]:
                    before = list(registered)
                    stream.set_day(DAY)
                if isinstance(found[-1], Watching):
                    break

    assert before == []


async def test_registrations_keep_to_five_a_second() -> None:
    times: list[float] = []

    async def script(connection: ServerConnection, _number: int) -> None:
        await log_in(connection)
        async for _ in connection:
            times.append(asyncio.get_running_loop().time())
            await connection.send(REG_OK)

    async with scripted(script) as server:
        stream = make_stream(server, timing=StreamTiming())
        async with asyncio.timeout(10), aclosing(stream.batches()) as batches:
            wanted: list[str] = []
            async for _ in batches:
                wanted.append(f"{len(wanted):06}")
                stream.want({LiveKind.TRADE: wanted})
                if len(times) >= 8:
                    break

    assert all(sum(t <= other < t + 0.95 for other in times) <= 5 for t in times)


def test_the_first_pause_is_over_a_second_and_the_longest_half_a_minute() -> None:
    for seed in range(50):
        pauses = list(islice(backoff(seed), 20))

        assert 1.0 <= pauses[0] <= 1.5
        assert 1.28 <= pauses[1] / pauses[0] <= 1.92
        assert max(pauses) <= 36.0
        assert min(pauses[10:]) >= 24.0


async def test_the_token_does_not_reach_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = Tokens()

    async with scripted(serve_trades) as server:
        stream = make_stream(server, tokens)
        stream.want({LiveKind.TRADE: ["005930"]})
        caplog.clear()
        await collect(stream, 3)

    ours = [r for r in caplog.records if not r.name.startswith("websockets.server")]
    assert all("token-1" not in record.getMessage() for record in ours)


@asynccontextmanager
async def simulated() -> AsyncIterator[tuple[Simulator, StreamClient]]:
    async with (
        Simulator(date=DAY, start="10:00", trades_per_second=600) as simulator,
        Client(simulator.server) as client,
    ):
        stream = client.feed()
        stream.set_day(DAY)
        yield simulator, stream


async def test_dropped_sockets_are_survived_against_the_simulator() -> None:
    async with simulated() as (simulator, stream):
        stream.want({LiveKind.TRADE: simulator.symbols})
        connections = trades = 0
        async with asyncio.timeout(20), aclosing(stream.batches()) as batches:
            async for events in batches:
                connections += sum(isinstance(e, Connected) for e in events)
                trades += sum(isinstance(e, Trade) for e in events)
                if connections < 3 and trades > 50:
                    trades = 0
                    simulator.drop_sockets()
                if connections == 3 and trades > 50:
                    break

    assert connections == 3


async def test_a_second_login_takes_the_simulator_over() -> None:
    async with (
        asyncio.timeout(20),
        simulated() as (simulator, stream),
        Client(simulator.server) as other,
        aclosing(stream.batches()) as batches,
    ):
        assert await anext(batches) == [Connected()]
        # The second client waits while the broker finds its token call too fast.
        assert Connected() in await collect(other.feed(), 2)
        assert await anext(batches) == [TakenOver()]


async def take_over(connection: ServerConnection) -> None:
    await log_in(connection)
    await connection.send('{"trnm":"SYSTEM","code":"R10001","message":"x"}')
    await connection.close(1000, "Bye")


async def test_after_a_while_it_comes_back_but_only_three_times_an_hour() -> None:
    """No reconnect war, but no dead end either (fault B4)."""
    connections = 0

    async def script(connection: ServerConnection, number: int) -> None:
        nonlocal connections
        connections = number
        await take_over(connection)

    timing = StreamTiming(login_s=0.3, taken_over_s=0.02, close_s=0.2)
    async with scripted(script) as server:
        stream = make_stream(server, timing=timing)
        async with aclosing(stream.batches()) as batches:
            for _ in range(2 * 4):
                await asyncio.wait_for(anext(batches), 5)
            waiting = asyncio.ensure_future(anext(batches))
            done, _ = await asyncio.wait([waiting], timeout=0.2)
            stayed_away = not done and connections == 4
            stream.reconnect("a person asked for it")
            assert await asyncio.wait_for(waiting, 5) == [Connected()]

    assert stayed_away


async def test_an_old_wish_to_reconnect_does_not_lead_into_a_war() -> None:
    connections = 0

    async def script(connection: ServerConnection, number: int) -> None:
        nonlocal connections
        connections = number
        await take_over(connection)

    async with scripted(script) as server:
        stream = make_stream(server)
        stream.reconnect("asked while connecting")
        async with aclosing(stream.batches()) as batches:
            found = [await anext(batches), await anext(batches)]
            waiting = asyncio.ensure_future(anext(batches))
            done, _ = await asyncio.wait([waiting], timeout=0.2)
            waiting.cancel()
            await asyncio.wait([waiting])

    assert found == [[Connected()], [TakenOver()]]
    assert not done
    assert connections == 1


async def test_replies_out_of_step_lead_to_a_new_connection() -> None:
    async def script(connection: ServerConnection, number: int) -> None:
        if number > 1:
            await serve_trades(connection, number)
            return
        await log_in(connection)
        await expect(connection, "REG")
        await connection.send('{"trnm":"REMOVE","return_code":0,"return_msg":""}')
        await connection.wait_closed()

    async with scripted(script) as server:
        stream = make_stream(server, timing=StreamTiming(close_s=0.2))
        stream.want({LiveKind.TRADE: ["005930"]})
        events = await collect(stream, 5)

    assert events[1] == Disconnected("증권사의 응답 순서가 어긋났습니다")
    assert kinds(events[2:]) == ["Connected", "Watching", "Trade"]


async def test_a_sender_that_fails_ends_its_connection() -> None:
    async with scripted(serve_trades) as server:
        stream = make_stream(server, timing=StreamTiming(close_s=0.2))
        stream.want({LiveKind.TRADE: cast(list[str], [b"no text"])})
        events = await collect(stream, 2)

    assert events == [Connected(), Disconnected("등록 요청을 보내지 못했습니다")]


async def test_a_socks_proxy_is_said_and_not_a_crash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOCKS_PROXY", "socks5://127.0.0.1:9")
    server = Server(Mode.REAL, "https://127.0.0.1:9", "ws://broker.invalid:9/x")

    [event] = await collect(make_stream(server), 1)

    assert isinstance(event, Disconnected)
    assert "SOCKS" in event.reason


async def test_rows_that_cannot_be_read_are_counted_over_all_connections() -> None:
    async def script(connection: ServerConnection, _number: int) -> None:
        await log_in(connection)
        await connection.send(real_frame(real_row(fid_13="x"), real_row()))
        await connection.close(1000)

    async with scripted(script) as server:
        stream = make_stream(server)
        await collect(stream, 5)

    assert stream.dropped_rows == 2


async def test_a_silence_is_told_before_it_ends_the_line() -> None:
    async def script(connection: ServerConnection, _number: int) -> None:
        await log_in(connection)
        await expect(connection, "REG")
        await connection.send(REG_OK)
        await asyncio.sleep(0.22)  # more than half of what ends the line
        await connection.send('{"trnm":"PING"}')
        await connection.wait_closed()

    async with scripted(script) as server:
        events = await collect(make_stream(server), 5)

    assert kinds(events) == ["Connected", "Silent", "Heard", "Silent", "Disconnected"]
