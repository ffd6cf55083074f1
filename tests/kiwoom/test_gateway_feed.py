"""A gateway's socket in the place of the broker's: what is asked, told and survived."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from http import HTTPStatus
from typing import Any, cast

import pytest
from websockets.asyncio.server import Request, Response, ServerConnection

from kiwoom import Trade
from kiwoom.enums import LiveKind
from kiwoom.feed import AccessRefused, Connected, Disconnected, FeedEvent, Wish
from kiwoom.gateway_feed import GatewayFeed
from kiwoom.relay_feed import RelayFeed
from kiwoom.screen_models import ScreenRefused
from tests.kiwoom.samples import no_delays
from tests.kiwoom.scripted_broker import Doorman, Script, collect, kinds, scripted

TOKEN = {"Authorization": "Bearer a-token-of-a-test"}
LIVE = {"symbol": None, "state": "live", "reason": ""}
WELCOME = {"type": "welcome", "session": "s", "is_resumed": False, "state": LIVE}
SAMSUNG, HYNIX = "005930", "000660"
WISH: Wish = {LiveKind.TRADE: [SAMSUNG], LiveKind.BOOK: [HYNIX]}
TRADE = {
    "type": "trade",
    "seq": 2,
    "symbol": SAMSUNG,
    "time": "2026-09-18T10:00:01+09:00",
    "price": 71_000,
    "size": 10,
    "side": "buy",
    "day_volume": 1_010,
    "day_value": 71_000_000,
    "change": 1_000,
    "change_rate": 1.43,
    "open": 70_000,
    "high": 71_000,
    "low": 69_900,
    "strength": 101.0,
    "ask": 71_000,
    "bid": 70_900,
    "is_after_hours": False,
    "received": "2026-09-18T10:00:01.020+09:00",
}


@asynccontextmanager
async def gateway(script: Script, admit: Doorman | None = None) -> AsyncIterator[str]:
    """Serve a script as a gateway, and yield its address."""
    async with scripted(script, admit) as server:
        yield server.rest_url


async def say(connection: ServerConnection, *messages: Mapping[str, Any]) -> None:
    await connection.send(json.dumps(messages))


async def asked(connection: ServerConnection, count: int) -> list[dict[str, Any]]:
    """Return the next requests, the one for the whole market left out."""
    found: list[dict[str, Any]] = []
    while len(found) < count:
        request = json.loads(await connection.recv())
        if request["channels"] != ["market"]:
            found.append(request)
    return found


async def stay(connection: ServerConnection, _number: int) -> None:
    await say(connection, WELCOME)
    await connection.wait_closed()


def feed_of(url: str) -> GatewayFeed:
    return GatewayFeed(url, TOKEN, no_delays)


async def test_the_whole_market_is_asked_for_first_and_then_what_is_wanted() -> None:
    requests: list[dict[str, Any]] = []

    async def note(connection: ServerConnection, _number: int) -> None:
        requests.append(json.loads(await connection.recv()))
        requests.extend(await asked(connection, 2))
        await say(connection, WELCOME)

    async with gateway(note) as url:
        feed = feed_of(url)
        feed.want(WISH)
        await collect(feed, 1)

    wanted = {"op": "subscribe", "conflate_ms": 0, "history": 0, "quiet": False}
    assert requests == [
        {"op": "subscribe", "channels": ["market"]},
        wanted | {"channels": ["trade"], "symbols": [SAMSUNG]},
        wanted | {"channels": ["orderbook"], "symbols": [HYNIX]},
    ]


async def test_only_the_difference_is_asked_for_later() -> None:
    requests: list[dict[str, Any]] = []
    feed: GatewayFeed

    async def note(connection: ServerConnection, _number: int) -> None:
        await asked(connection, 2)
        feed.want({LiveKind.TRADE: [SAMSUNG, HYNIX]})
        requests.extend(await asked(connection, 2))
        await say(connection, WELCOME)

    async with gateway(note) as url:
        feed = feed_of(url)
        feed.want(WISH)
        await collect(feed, 1)

    assert [(r["op"], r["channels"], r["symbols"]) for r in requests] == [
        ("subscribe", ["trade"], [HYNIX]),
        ("unsubscribe", ["orderbook"], [HYNIX]),
    ]


async def test_trades_that_come_another_way_are_asked_for_without_being_sent() -> None:
    requests: list[dict[str, Any]] = []
    feed: GatewayFeed

    async def note(connection: ServerConnection, _number: int) -> None:
        await asked(connection, 2)
        feed.set_quiet(quiet=True)
        requests.extend(await asked(connection, 1))
        feed.set_quiet(quiet=False)
        requests.extend(await asked(connection, 1))
        await say(connection, WELCOME)

    async with gateway(note) as url:
        feed = feed_of(url)
        feed.want(WISH)
        await collect(feed, 1)

    assert [(r["channels"], r["quiet"]) for r in requests] == [
        (["trade"], True),
        (["trade"], False),
    ]


async def test_everything_is_asked_for_again_after_a_lost_connection() -> None:
    requests: list[dict[str, Any]] = []

    async def note(connection: ServerConnection, number: int) -> None:
        requests.extend(await asked(connection, 2))
        await say(connection, WELCOME)
        if number > 1:
            await connection.wait_closed()

    async with gateway(note) as url:
        feed = feed_of(url)
        feed.want(WISH)
        events = await collect(feed, 3)

    assert kinds(events) == ["Connected", "Disconnected", "Connected"]
    assert requests[:2] == requests[2:]


async def test_a_trade_is_the_library_s_own() -> None:
    async def trade(connection: ServerConnection, _number: int) -> None:
        await say(connection, WELCOME, TRADE)
        await connection.wait_closed()

    async with gateway(trade) as url:
        _, event = await collect(feed_of(url), 2)

    assert isinstance(event, Trade)
    assert (event.symbol, event.price, event.day_volume) == (SAMSUNG, 71_000, 1_010)
    assert event.time.isoformat() == "2026-09-18T10:00:01+09:00"


@pytest.mark.parametrize(
    "frame", ["5", "null", "true", '"text"', '{"type":"trade"}', "[1", "", b"\xff\xfe"]
)
async def test_a_frame_of_something_else_ends_the_connection_and_not_the_feed(
    frame: str | bytes,
) -> None:
    async def strange(connection: ServerConnection, number: int) -> None:
        await say(connection, WELCOME)
        if number == 1:
            await connection.send(frame)
        else:
            await say(connection, TRADE)
        await connection.wait_closed()

    async with gateway(strange) as url:
        events = await collect(feed_of(url), 4)

    assert kinds(events) == ["Connected", "Disconnected", "Connected", "Trade"]


async def test_messages_that_cannot_be_read_cost_themselves_and_are_counted() -> None:
    bad: list[Any] = [1, None, "x", {}, {"type": "trade"}, TRADE | {"price": "much"}]

    async def mixed(connection: ServerConnection, number: int) -> None:
        await say(connection, WELCOME, *bad, TRADE)
        if number > 1:
            await connection.wait_closed()

    async with gateway(mixed) as url:
        feed = feed_of(url)
        events = await collect(feed, 5)

    assert kinds(events) == ["Connected", "Trade", "Disconnected", "Connected", "Trade"]
    assert feed.dropped_rows == 2 * len(bad)


@pytest.mark.parametrize("status", [HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN])
async def test_a_refused_token_is_told_as_such(status: HTTPStatus) -> None:
    def refuse(connection: ServerConnection, _request: Request) -> Response:
        return connection.respond(status, "")

    async with gateway(stay, refuse) as url:
        [event] = await collect(feed_of(url), 1)

    assert event == AccessRefused("게이트웨이의 토큰이 맞지 않습니다")


async def test_another_answer_than_a_socket_is_a_lost_connection() -> None:
    def answer(connection: ServerConnection, _request: Request) -> Response:
        return connection.respond(HTTPStatus.BAD_GATEWAY, "")

    async with gateway(stay, answer) as url:
        [event] = await collect(feed_of(url), 1)

    assert isinstance(event, Disconnected)


async def test_nobody_there_is_told_and_tried_again() -> None:
    events = await collect(feed_of("http://127.0.0.1:9"), 3)

    assert kinds(events) == ["Disconnected"] * 3
    assert events[0] == Disconnected("게이트웨이에 연결할 수 없습니다")


async def test_the_token_is_shown_in_a_header_and_not_in_the_address() -> None:
    seen: list[Request] = []

    def look(_connection: ServerConnection, request: Request) -> None:
        seen.append(request)

    async with gateway(stay, look) as url:
        await collect(feed_of(url), 1)

    [request] = seen
    assert request.headers["Authorization"] == TOKEN["Authorization"]
    assert "token" not in request.path
    assert request.path.startswith("/api/v1/stream")


async def test_a_reconnect_that_a_person_asks_for_says_why() -> None:
    async with gateway(stay) as url:
        feed = feed_of(url)
        found: list[FeedEvent] = []
        async with asyncio.timeout(10), aclosing(feed.batches()) as batches:
            async for events in batches:
                found += events
                if events == [Connected()] and len(found) == 1:
                    feed.reconnect("다시 연결하라는 요청이 있었습니다")
                if len(found) == 3:
                    break

    assert found == [
        Connected(),
        Disconnected("다시 연결하라는 요청이 있었습니다"),
        Connected(),
    ]


async def test_a_request_that_cannot_be_sent_ends_its_connection() -> None:
    async with gateway(stay) as url:
        feed = feed_of(url)
        feed.want({LiveKind.TRADE: cast(list[str], [b"no text"])})
        events = await collect(feed, 2)

    assert events[-1] == Disconnected("구독 요청을 보내지 못했습니다")


async def test_a_condition_is_refused_for_a_gateway_passes_none_on() -> None:
    async def trade(connection: ServerConnection, _number: int) -> None:
        await say(connection, WELCOME)
        await connection.wait_closed()

    async with gateway(trade) as url:
        feed = feed_of(url)
        feed.ask_screen("1")
        events = await collect(feed, 2)

    refusal = next(event for event in events if isinstance(event, ScreenRefused))
    assert refusal.screen == "1"


async def test_what_ends_the_gateway_s_part_is_told_though_redis_says_nothing() -> None:
    headers: Any = {5: "x"}  # a fault of our own, no trouble of the network
    async with gateway(stay) as url:
        feed = RelayFeed(url, headers, "redis://127.0.0.1:9/0")

        with pytest.raises(AttributeError, match="lower"):
            await collect(feed, 1)
