"""A program on the gateway's socket that sees to it that no number is missing."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from dashboard.gateway.stream.messages import MESSAGE

_LIMIT_S = 20.0

Message = dict[str, Any]


class ReadingProgram:
    """Reads messages in order; each must be numbered, and as it is documented."""

    def __init__(self, socket: ClientConnection, number: int = 0) -> None:
        self.socket = socket
        self.number = number
        self.messages: list[Message] = []

    async def ask(self, op: str, **fields: Any) -> None:
        """Send a request."""
        await self.socket.send(json.dumps({"op": op} | fields))

    async def read(self) -> Message:
        """Return the next message."""
        message: Message = json.loads(await self.socket.recv())
        self.number += 1
        assert message["seq"] == self.number, message
        MESSAGE.validate_python(message)
        self.messages.append(message)
        return message

    async def next(self, kind: str, **fields: Any) -> Message:
        """Return the next message of a type whose fields have some values."""
        return await self.until(
            lambda m: m["type"] == kind and fields.items() <= m.items()
        )

    async def until(self, condition: Callable[[Message], object]) -> Message:
        """Return the next message that meets a condition."""
        async with asyncio.timeout(_LIMIT_S):
            while not condition(message := await self.read()):
                pass
        return message

    def all(self, kind: str) -> list[Message]:
        """Return the messages of a type that came so far."""
        return [message for message in self.messages if message["type"] == kind]


@asynccontextmanager
async def reading(
    port: int, query: str = "", *, number: int = 0
) -> AsyncIterator[ReadingProgram]:
    """Connect to a gateway; the newest number that is there already may be given."""
    url = f"ws://127.0.0.1:{port}/api/v1/stream{query}"
    async with connect(url, max_size=None) as socket:
        yield ReadingProgram(socket, number)
