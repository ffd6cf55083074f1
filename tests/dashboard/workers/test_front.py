"""The front hands each connection over whole, and a browser's always to one worker."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from dashboard.workers.front import Front


class FakePool:
    """Answers what it is handed with the number it was handed for."""

    def __init__(self) -> None:
        self.wanted: list[int | None] = []
        self.requests: list[bytes] = []

    def hand_over(self, connection: socket.socket, wanted: int | None) -> None:
        self.wanted.append(wanted)
        self.requests.append(connection.recv(65_536))
        connection.send(b"taken")


@pytest.fixture
async def pool() -> FakePool:
    return FakePool()


@pytest.fixture
async def front(pool) -> AsyncIterator[Front]:
    opened = Front(pool, "127.0.0.1", 0)
    await opened.start()
    yield opened
    await opened.aclose()


async def ask(front: Front, *parts: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0)
    answer = await reader.read(100)
    writer.close()
    return answer


async def test_the_request_is_left_whole_for_the_worker(front, pool):
    request = b"GET / HTTP/1.1\r\nHost: here\r\nCookie: a=1; kw_worker=3\r\n\r\n"

    assert await ask(front, request) == b"taken"
    assert (pool.wanted, pool.requests) == ([3], [request])


async def test_a_header_that_comes_in_pieces_is_waited_for(front, pool):
    await ask(front, b"GET / HTTP/1.1\r\nCoo", b"kie: kw_worker=12\r\n", b"\r\n")

    assert pool.wanted == [12]


@pytest.mark.parametrize(
    "cookie", [b"", b"Cookie: xkw_worker=3\r\n", b"Cookie: kw_worker=1234\r\n"]
)
async def test_who_has_no_worker_may_get_any(front, pool, cookie):
    await ask(front, b"GET / HTTP/1.1\r\n" + cookie + b"\r\nkw_worker=5")

    assert pool.wanted == [None]


async def test_who_leaves_at_once_hinders_nobody(front, pool):
    for _ in range(20):
        _, writer = await asyncio.open_connection("127.0.0.1", front.port)
        writer.transport.abort()

    assert await ask(front, b"GET / HTTP/1.1\r\n\r\n") == b"taken"
