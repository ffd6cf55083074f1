"""A socket that answers as a test says, for what the simulator never does by itself."""

import asyncio
import json
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Sequence,
)
from contextlib import aclosing, asynccontextmanager
from typing import Protocol

from websockets.asyncio.server import Request, Response, ServerConnection, serve

from kiwoom.endpoints import Token
from kiwoom.feed import FeedEvent
from kiwoom.settings import Server
from tests.kiwoom.samples import at

LOGIN_OK = '{"trnm":"LOGIN","return_code":0,"return_msg":"","sor_yn":"Y"}'
REG_OK = '{"trnm":"REG","return_code":0,"return_msg":""}'

Script = Callable[[ServerConnection, int], Awaitable[None]]
Doorman = Callable[[ServerConnection, Request], Response | None]


async def expect(connection: ServerConnection, kind: str) -> dict[str, object]:
    """Receive one frame and check what it is."""
    message: dict[str, object] = json.loads(await connection.recv())
    assert message["trnm"] == kind
    return message


async def log_in(connection: ServerConnection) -> dict[str, object]:
    message = await expect(connection, "LOGIN")
    await connection.send(LOGIN_OK)
    return message


@asynccontextmanager
async def scripted(
    script: Script, admit: Doorman | None = None
) -> AsyncIterator[Server]:
    """Serve a script, which is given each connection and its number from 1 on.

    ``admit`` is asked first, and may answer in the script's place.
    """
    count = 0

    async def handle(connection: ServerConnection) -> None:
        nonlocal count
        count += 1
        await script(connection, count)

    async with serve(
        handle, "127.0.0.1", 0, compression=None, process_request=admit
    ) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield Server.simulated(f"http://127.0.0.1:{port}")


class Batches(Protocol):
    """Whatever yields events in batches."""

    def batches(self) -> AsyncGenerator[Sequence[FeedEvent], None]: ...


async def collect(feed: Batches, count: int) -> list[FeedEvent]:
    """Return the events of a feed's first batches, at least so many; then close it."""
    found: list[FeedEvent] = []
    async with asyncio.timeout(10), aclosing(feed.batches()) as batches:
        async for events in batches:
            found += events
            if len(found) >= count:
                break
    return found


def kinds(events: Sequence[FeedEvent]) -> list[str]:
    return [type(event).__name__ for event in events]


class Tokens:
    """Hands out numbered tokens and counts what is discarded."""

    def __init__(self) -> None:
        self.number = 1
        self.discarded: list[str] = []

    async def issue(self) -> Token:
        return Token(f"token-{self.number}", at("23:00:00"))

    async def get(self) -> str:
        return f"token-{self.number}"

    def discard(self, token: str) -> None:
        self.discarded.append(token)
        self.number += 1
