"""The feed socket lets in the server's own pages, and never queues."""

import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from dashboard.channels import ChannelTable
from dashboard.feed_socket import (
    BAD_MESSAGE,
    ROUTE,
    UNKNOWN_PAGE,
    FeedHub,
    FeedSocket,
)
from kiwoom import Interval
from tests.dashboard.candles import FakeHub, minute, series_of
from tests.dashboard.feed_frames import read_frame
from tests.market import eventually


@dataclass
class Running:
    """A server with one page and one channel."""

    hub: FakeHub
    feed: FeedHub
    pages: set[str]
    port: int

    def connect(self, origin: str | None = None) -> connect:
        """Open a feed socket as a page of an origin would."""
        url = f"ws://127.0.0.1:{self.port}{ROUTE}"
        return connect(url, origin=origin or f"http://127.0.0.1:{self.port}")


@asynccontextmanager
async def running(
    *, started: bool = True, admits: bool = True
) -> AsyncIterator[Running]:
    hub = FakeHub(series_of(3))
    table = ChannelTable(hub)
    table.number_of("005930", Interval.M1)
    pages = {"mine"}
    feed = FeedHub(table, pages.__contains__, tick_s=0.005)
    routing = {"feed": lambda: feed if started else None, "admits": lambda _: admits}
    application = Application([(ROUTE, FeedSocket, routing)])
    server = HTTPServer(application)
    socket, port = bind_unused_port()
    application.websocket_origins = {f"127.0.0.1:{port}"}
    server.add_socket(socket)
    feed.start()
    try:
        yield Running(hub, feed, pages, port)
    finally:
        await feed.aclose()
        server.stop()
        await server.close_all_connections()


@pytest.fixture
async def server() -> AsyncIterator[Running]:
    async with running() as running_server:
        yield running_server


async def show(page: ClientConnection, *channels: int, name: str = "mine") -> None:
    await page.send(json.dumps({"page": name, "channels": channels}))


async def close_code(page: ClientConnection) -> int | None:
    # Frames that were on their way come first.
    with contextlib.suppress(ConnectionClosedError):
        async for _frame in page:
            pass
    return page.close_code


def close_price(frame: bytes) -> float:
    return read_frame(frame).live[0]["close"]


async def test_a_page_gets_what_it_shows_at_once(server):
    async with server.connect() as page:
        await show(page, 0)

        assert close_price(await page.recv()) == 100


async def test_a_page_gets_a_trade_after_it_drew_the_last_one(server):
    async with server.connect() as page:
        await show(page, 0)
        await page.recv()
        await page.send('{"ack":1}')

        server.hub.only.update(minute(3, close=140))

        assert close_price(await page.recv()) == 140


async def test_a_page_that_draws_nothing_gets_two_frames_and_no_queue(server):
    async with server.connect() as page:
        await show(page, 0)
        await page.recv()
        (socket,) = server.feed.sockets
        server.hub.only.update(minute(3, close=101))
        await eventually(lambda: socket.viewer.in_flight == 2)
        for close in range(102, 160):
            server.hub.only.update(minute(3, close=close))

        assert close_price(await page.recv()) == 101
        await page.send('{"ack":2}')
        assert close_price(await page.recv()) == 159


async def test_another_origin_is_refused(server):
    with pytest.raises(InvalidStatus) as refusal:
        async with server.connect(origin="http://evil.example"):
            pass

    assert refusal.value.response.status_code == 403


async def test_a_foreign_name_of_this_machine_is_refused(server):
    name = f"evil.example:{server.port}"
    url = f"ws://{name}{ROUTE}"
    rebound = {"host": "127.0.0.1", "port": server.port}

    with pytest.raises(InvalidStatus) as refusal:
        await connect(url, origin=f"http://{name}", **rebound)

    assert refusal.value.response.status_code == 403


async def test_a_server_that_still_starts_asks_to_try_later():
    async with running(started=False) as server, server.connect() as page:
        assert await close_code(page) == 1013


async def test_a_fault_of_one_page_ends_that_page_only(server, caplog):
    async with server.connect() as page:
        sound, server.hub.only = server.hub.only, None
        await show(page, 0)
        assert await close_code(page) == 1011
        server.hub.only = sound

    async with server.connect() as page:
        await show(page, 0)
        assert close_price(await page.recv()) == 100
    assert "feed failed" in caplog.text


async def test_a_page_the_server_never_made_is_told_to_load_anew(server):
    async with server.connect() as page:
        await show(page, 0, name="other")

        assert await close_code(page) == UNKNOWN_PAGE


async def test_a_page_whose_session_ended_is_told_to_load_anew(server):
    async with server.connect() as page:
        await show(page, 0)
        await page.recv()

        server.feed.forget_page("mine")

        assert await close_code(page) == UNKNOWN_PAGE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "7",
        '"page"',
        '{"channels":3,"page":"mine"}',
        '{"ack":Infinity,"page":"mine"}',
        '{"channels":[0],"known":{"0":[1e999,0]},"page":"mine"}',
        b"\xff\xfe{}",
        "[" * 100_000,
    ],
    ids=lambda text: str(text[:24]),
)
async def test_rubbish_closes_the_socket_and_nothing_else(server, text):
    async with server.connect() as other, server.connect() as page:
        await show(other, 0)
        await page.send(text)

        assert await close_code(page) == BAD_MESSAGE
        assert close_price(await other.recv()) == 100


@pytest.mark.parametrize("name", [None, 7, ["mine"], {"mine": 1}, "m" * 100_000])
async def test_a_page_with_a_strange_name_is_an_unknown_one(server, name):
    async with server.connect() as page:
        await page.send(json.dumps({"page": name}))

        assert await close_code(page) == UNKNOWN_PAGE


async def test_unknown_channels_are_left_out(server):
    async with server.connect() as page:
        await show(page, 99, 0)

        assert close_price(await page.recv()) == 100


async def test_a_closed_page_is_forgotten(server):
    async with server.connect() as page:
        await show(page, 0)
        await page.recv()

    await eventually(lambda: not server.feed.sockets)


async def test_an_idle_page_hears_an_empty_frame(server):
    async with server.connect() as page:
        await show(page)

        assert len(await page.recv()) == 24


async def test_the_server_closes_every_page_when_it_stops():
    async with running() as server:
        page = await server.connect()
        await show(page, 0)
        await page.recv()

        await server.feed.aclose()

        assert await close_code(page) == 1001
