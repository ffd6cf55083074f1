"""What programs on the socket are told, and what becomes of the unruly ones."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator

import ormsgpack
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from dashboard.gateway import Gateway, StreamLimits
from dashboard.gateway.stream.messages import MESSAGE
from kiwoom import Interval
from tests.dashboard.gateway.stream.programs import ReadingProgram, reading
from tests.gateways import gateway_of
from tests.market import Market, eventually, open_market


@pytest.fixture
async def gateway(market: Market) -> AsyncIterator[Gateway]:
    async with asyncio.timeout(60):
        server = gateway_of(market)
        await server.start()
        yield server
        await server.aclose()


def wish(symbol: str, *channels: str) -> str:
    asked = {"op": "subscribe", "symbols": [symbol], "channels": channels}
    return json.dumps(asked)


async def read_on(socket: ClientConnection) -> None:
    while True:
        await socket.recv()


async def ping_on(program: ReadingProgram) -> None:
    while True:
        await program.ask("ping")
        await program.next("pong")


async def test_the_first_message_names_the_session_and_the_state(gateway):
    async with reading(gateway.port) as program:
        welcome = await program.read()

    assert (welcome["type"], welcome["seq"]) == ("welcome", 1)
    assert welcome["is_resumed"] is False
    assert welcome["state"]["state"]


async def test_trades_are_told_with_normalised_names_and_whole_won(gateway):
    async with reading(gateway.port) as program:
        await program.ask("subscribe", symbols=["005930"], channels=["trade"], id=7)
        answer = await program.next("subscribed")
        trade = await program.next("trade")

    assert (answer["id"], answer["channels"]) == (7, ["trade"])
    assert trade["symbol"] == "005930"
    assert trade["time"].endswith("+09:00")
    assert isinstance(trade["price"], int)
    assert trade["side"] in {"buy", "sell"}


async def test_no_trade_is_missing_by_the_day_s_volume(gateway):
    async with reading(gateway.port) as program:
        await program.ask("subscribe", symbols=["005930"], channels=["trade"])
        for _ in range(60):
            await program.next("trade")

    trades = program.all("trade")
    for before, after in itertools.pairwise(trades):
        assert after["day_volume"] - before["day_volume"] == after["size"]


async def test_a_quote_and_an_unfinished_candle_agree_with_the_hub(market, gateway):
    channels = ["quote", "candle:1m", "orderbook"]
    async with reading(gateway.port) as program:
        await program.ask("subscribe", symbols=["005930"], channels=channels)
        quote = await program.next("quote")
        candle = await program.next("candle", is_closed=False)
        book = await program.next("orderbook")

    assert quote["low"] <= quote["price"] <= quote["high"]
    assert (candle["interval"], candle["is_revised"]) == ("1m", False)
    assert len(book["asks"]) == len(book["bids"]) == 10
    series = market.hub.series("005930", Interval.M1)
    assert candle["time"] <= series.forming.time.isoformat()


async def test_a_snapshot_holds_as_many_candles_as_were_asked_for(market, gateway):
    with market.hub.subscribe("005930"):
        series = market.hub.series("005930", Interval.M1)
        await eventually(lambda: series.forming)
        async with reading(gateway.port) as program:
            await program.ask(
                "subscribe", symbols=["005930"], channels=["candle:1m"], history=5
            )
            snapshot = await program.next("snapshot")

    candles = snapshot["candles"]["1m"]
    assert [candle["is_closed"] for candle in candles] == [True] * 5 + [False]
    closed = {candle.time.isoformat(): candle.close for candle in series.closed}
    assert all(closed[candle["time"]] == candle["close"] for candle in candles[:-1])


async def test_candles_that_are_not_there_yet_come_when_they_are_loaded(gateway):
    async with reading(gateway.port) as program:
        await program.ask("subscribe", symbols=["000660"], channels=["candle:5m"])
        snapshot = await program.next("snapshot", reason="loaded")

    assert len(snapshot["candles"]["5m"]) == 101


async def test_a_finished_candle_is_told_and_is_the_one_of_the_history():
    async with open_market(speed=30.0) as market:
        gateway = gateway_of(market)
        await gateway.start()
        async with reading(gateway.port) as program:
            await program.ask("subscribe", symbols=["005930"], channels=["candle:1m"])
            await program.next("snapshot", reason="loaded")
            closed = await program.next("candle", is_closed=True, is_revised=False)
        series = market.hub.series("005930", Interval.M1)
        known = {candle.time.isoformat(): candle for candle in series.closed}
        await gateway.aclose()

    assert known[closed["time"]].day_volume == closed["day_volume"]


async def test_conflated_trades_are_fewer_but_the_newest(gateway):
    async with reading(gateway.port) as program:
        await program.ask(
            "subscribe", symbols=["005930"], channels=["trade"], conflate_ms=500
        )
        first = await program.next("trade")
        second = await program.next("trade")

    assert second["day_volume"] - first["day_volume"] > second["size"]


async def test_what_was_unsubscribed_is_not_told_any_more(market, gateway):
    async with reading(gateway.port) as program:
        both = {"symbols": ["005930", "000660"], "channels": ["trade"]}
        await program.ask("subscribe", **both)
        await program.next("trade", symbol="000660")
        await program.ask("unsubscribe", symbols=["000660"], channels=["trade"])
        await program.next("unsubscribed")
        for _ in range(20):
            trade = await program.next("trade")
            assert trade["symbol"] == "005930"

        assert market.hub.viewers() == {"005930": 1}


async def test_a_ping_is_answered(gateway):
    async with reading(gateway.port) as program:
        await program.ask("ping", id="here")

        assert (await program.next("pong"))["id"] == "here"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "unreadable"),
        ("[]", "invalid_request"),
        ('{"op":"buy"}', "invalid_request"),
        (
            '{"op":"subscribe","symbols":["삼성전자"],"channels":["trade"]}',
            "invalid_request",
        ),
        (
            '{"op":"subscribe","symbols":["005930"],"channels":["orders"]}',
            "invalid_request",
        ),
        ('{"op":"subscribe","symbols":["005930"],"channels":[]}', "invalid_request"),
        (
            '{"op":"subscribe","symbols":["999999"],"channels":["trade"]}',
            "unknown_symbol",
        ),
    ],
)
async def test_a_wrong_request_is_an_error_and_the_connection_stands(
    market, gateway, text, code
):
    await eventually(lambda: market.hub.instruments)
    async with reading(gateway.port) as program:
        await program.socket.send(text)
        error = await program.next("error")
        await program.ask("ping")
        await program.next("pong")

    assert error["code"] == code
    assert error["detail"]


async def test_of_several_symbols_only_the_unknown_ones_are_refused(market, gateway):
    await eventually(lambda: market.hub.instruments)
    async with reading(gateway.port) as program:
        await program.ask(
            "subscribe", symbols=["999999", "005930"], channels=["trade"], id=3
        )
        error = await program.next("error")
        answer = await program.next("subscribed")
        await program.next("trade")

    assert (error["symbols"], answer["symbols"]) == (["999999"], ["005930"])
    assert error["id"] == 3


async def test_more_symbols_than_a_connection_may_have_are_refused(gateway):
    venues = ["", "_NX", "_AL"]
    codes = [f"{number:06}{venue}" for number in range(70) for venue in venues]
    async with reading(gateway.port) as program:
        await program.ask("subscribe", symbols=codes[:201], channels=["quote"])

        assert (await program.next("error"))["code"] == "invalid_request"


async def test_several_messages_come_as_one_array_where_that_is_asked_for(gateway):
    url = f"ws://127.0.0.1:{gateway.port}/api/v1/stream?batch_ms=200"
    async with connect(url) as socket:
        await socket.send(wish("005930", "trade"))
        await socket.send(wish("000660", "trade"))
        frames = [json.loads(await socket.recv()) for _ in range(6)]

    numbers = [message["seq"] for frame in frames for message in frame]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > len(frames)


async def test_messagepack_holds_the_same_as_json(gateway):
    url = f"ws://127.0.0.1:{gateway.port}/api/v1/stream?format=msgpack"
    async with connect(url) as socket:
        await socket.send(ormsgpack.packb(json.loads(wish("005930", "trade"))))
        async with asyncio.timeout(20):
            while (told := ormsgpack.unpackb(await socket.recv()))["type"] != "trade":
                pass

    MESSAGE.validate_python(told)
    assert told["symbol"] == "005930"
    assert told["time"].endswith("+09:00")


async def test_a_program_that_was_cut_off_goes_on_where_it_was(gateway):
    async with reading(gateway.port) as program:
        session = (await program.read())["session"]
        await program.ask("subscribe", symbols=["005930"], channels=["trade"])
        first = [await program.next("trade") for _ in range(20)]
        program.socket.transport.abort()

    query = f"?session={session}&since={program.number}"
    async with reading(gateway.port, query, number=program.number) as again:
        assert (await again.read())["is_resumed"] is True
        second = [await again.next("trade") for _ in range(20)]

    trades = first + second
    for before, after in itertools.pairwise(trades):
        assert after["day_volume"] - before["day_volume"] == after["size"]
    assert not again.all("gap")


async def test_an_unknown_session_begins_anew(gateway):
    async with reading(gateway.port, "?session=nobody&since=90") as program:
        welcome = await program.read()

    assert welcome["is_resumed"] is False


async def test_a_number_that_was_never_sent_is_a_gap_with_the_state(gateway):
    async with reading(gateway.port) as program:
        session = (await program.read())["session"]
        await program.ask("subscribe", symbols=["005930"], channels=["quote"])
        await program.next("quote")
        program.socket.transport.abort()

    query = f"?session={session}&since=0"
    async with reading(gateway.port, query) as again:
        await again.next("gap")
        snapshot = await again.next("snapshot", reason="gap")

    assert snapshot["quote"]["price"] > 0


async def test_a_program_that_takes_nothing_is_told_and_cut_off_alone(market):
    limits = StreamLimits(stuck_s=0.5)
    gateway = gateway_of(market, limits=limits)
    await gateway.start()
    channels = ["orderbook", "trade", "quote"]
    busy = {"symbols": ["005930", "000660"], "channels": channels}
    async with (
        reading(gateway.port) as healthy,
        connect(
            f"ws://127.0.0.1:{gateway.port}/api/v1/stream", max_queue=1, max_size=None
        ) as stuck,
    ):
        await healthy.ask("subscribe", **busy, conflate_ms=0)
        await stuck.send(json.dumps({"op": "subscribe"} | busy | {"conflate_ms": 0}))
        stuck.transport.pause_reading()
        fill = json.dumps(
            {
                "op": "subscribe",
                "symbols": ["005930"],
                "channels": ["candle:1m"],
                "history": 900,
            }
        )
        for _ in range(80):
            await stuck.send(fill)
        while not gateway.audience.cut:
            await healthy.read()
        count = len(healthy.messages)
        await healthy.until(lambda _: len(healthy.messages) > count + 50)
        stuck.transport.resume_reading()
        with pytest.raises(ConnectionClosed) as closed:
            await read_on(stuck)
    await gateway.aclose()

    assert closed.value.rcvd.code == 1013
    assert not healthy.all("gap")


async def test_too_many_requests_end_the_connection(market):
    limits = StreamLimits(messages_per_minute=5)
    gateway = gateway_of(market, limits=limits)
    await gateway.start()
    async with reading(gateway.port) as program:
        with pytest.raises(ConnectionClosed) as closed:
            await ping_on(program)
    await gateway.aclose()

    assert closed.value.rcvd.code == 1008
    assert len(program.all("pong")) == 5


async def test_more_connections_than_allowed_are_sent_away(market):
    limits = StreamLimits(connections=2)
    gateway = gateway_of(market, limits=limits)
    await gateway.start()
    async with reading(gateway.port) as one, reading(gateway.port) as two:
        await one.read()
        await two.read()
        async with reading(gateway.port) as three:
            with pytest.raises(ConnectionClosed) as closed:
                await three.read()
    await gateway.aclose()

    assert closed.value.rcvd.code == 1013


async def test_a_message_that_is_too_large_ends_the_connection(gateway):
    async with reading(gateway.port) as program:
        await program.socket.send("x" * 70_000)
        with pytest.raises(ConnectionClosed) as closed:
            await program.until(lambda _: False)

    assert closed.value.rcvd.code == 1009


async def test_who_leaves_politely_gives_its_symbols_back(market, gateway):
    async with reading(gateway.port) as program:
        await program.ask("subscribe", symbols=["005930"], channels=["trade"])
        await program.next("trade")

    await eventually(lambda: not market.hub.viewers())
