"""Light viewers of the wall: what a browser's page says and takes, without drawing.

    python -m benchmarks.measure.guests http://127.0.0.1:5006 --count 8

opens some, prints ``guests`` and stays until it is told to end.
"""

import argparse
import asyncio
import json
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

_TOKEN = re.compile(r'"token":\s*"([^"]+)"')
_PAGE_KEY = re.compile(r'"page":\s*"([\w-]{16,})"')
_CHANNEL = re.compile(r'"channel",\s*(\d+)')
_EMPTY_FRAME = 24  # bytes of a frame that only says that the connection stands
_LIMIT_S = 60.0
# Panel holds back what it has to say until a page says that it is there.
_READY = {
    "kind": "MessageSent",
    "msg_type": "bokeh_event",
    "msg_data": {
        "type": "event",
        "name": "document_ready",
        "values": {"type": "map", "entries": []},
    },
}


class BokehLine:
    """A page's connection to its session, after Bokeh's own protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._sent = 0
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, address: str) -> Self:
        """Fetch the page and open its connection."""
        async with httpx.AsyncClient(timeout=_LIMIT_S) as client:
            page = (await client.get(address)).text
        token = _TOKEN.search(page)
        assert token is not None
        socket = await connect(
            _socket_address(address, "/ws"),
            subprotocols=["bokeh", token[1]],  # type: ignore[list-item]
            origin=address,  # type: ignore[arg-type]
            max_size=None,
            open_timeout=_LIMIT_S,
        )
        return cls(socket)

    async def pull_document(self) -> str:
        """Return the session's document as JSON, and say that it is shown."""
        await self._take_message()
        await self._send("PULL-DOC-REQ", {})
        document = await self._take_message()
        await self._send("PATCH-DOC", {"events": [_READY]})
        self._reader = asyncio.create_task(self._drain())
        return document

    async def aclose(self) -> None:
        """Leave."""
        if self._reader is not None:
            self._reader.cancel()
        await self._socket.close()

    async def _send(self, kind: str, content: object) -> None:
        self._sent += 1
        header = {"msgid": str(self._sent), "msgtype": kind}
        for part in (header, {}, content):
            await self._socket.send(json.dumps(part))

    async def _take_message(self) -> str:
        header = json.loads(await self._socket.recv())
        await self._socket.recv()
        content = await self._socket.recv()
        for _ in range(2 * header.get("num_buffers", 0)):
            await self._socket.recv()
        return str(content)

    async def _drain(self) -> None:
        with suppress(ConnectionClosed):
            async for _message in self._socket:
                pass


class FeedLine:
    """A page's feed: takes frames and acknowledges each; all of its protocol is here.

    Attributes
    ----------
    arrivals
        When frames with news arrived, in seconds of the performance counter.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.arrivals: list[float] = []
        self._socket = socket
        self._reader = asyncio.create_task(self._take())

    @classmethod
    async def open(cls, address: str, document: str) -> Self:
        """Open the feed that belongs to a page's document."""
        key = _PAGE_KEY.search(document)
        assert key is not None
        channels = sorted({int(number) for number in _CHANNEL.findall(document)})
        socket = await connect(
            _socket_address(address, "/feed"),
            origin=address,  # type: ignore[arg-type]
            max_size=None,
            open_timeout=_LIMIT_S,
        )
        assert channels
        hello: dict[str, Any] = {"page": key[1], "channels": channels, "known": {}}
        await socket.send(json.dumps(hello))
        return cls(socket)

    async def aclose(self) -> None:
        """Leave."""
        self._reader.cancel()
        await self._socket.close()

    async def _take(self) -> None:
        with suppress(ConnectionClosed):
            async for frame in self._socket:
                has_news = isinstance(frame, bytes) and len(frame) > _EMPTY_FRAME
                if has_news:
                    self.arrivals.append(time.perf_counter())
                await self._socket.send(json.dumps({"ack": int(has_news)}))


@dataclass
class Guest:
    """One light viewer with its two connections."""

    bokeh: BokehLine
    feed: FeedLine
    opening_s: float

    @classmethod
    async def open(cls, address: str) -> Self:
        """Open a session of the wall, and its feed."""
        began = time.perf_counter()
        bokeh = await BokehLine.open(address)
        feed = await FeedLine.open(address, await bokeh.pull_document())
        return cls(bokeh, feed, time.perf_counter() - began)

    async def aclose(self) -> None:
        """Leave."""
        await self.feed.aclose()
        await self.bokeh.aclose()

    def frames_between(self, first_s: float, last_s: float) -> list[float]:
        """Return when frames arrived within a time of the performance counter."""
        return [at for at in self.feed.arrivals if first_s <= at < last_s]


@dataclass
class Party:
    """Guests that come and go together."""

    address: str
    guests: list[Guest] = field(default_factory=list)

    async def grow(self, count: int) -> None:
        """Open guests one after the other until there are so many."""
        while len(self.guests) < count:
            self.guests.append(await Guest.open(self.address))

    async def aclose(self) -> None:
        """Let everybody leave."""
        await asyncio.gather(*(guest.aclose() for guest in self.guests))
        self.guests.clear()


def _socket_address(address: str, path: str) -> str:
    return address.replace("http", "ws", 1) + path


async def _stay(address: str, count: int) -> None:
    await Party(address).grow(count)
    print("guests", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Open guests and stay."""
    parser = argparse.ArgumentParser(description="Light viewers of the wall")
    parser.add_argument("address")
    parser.add_argument("--count", type=int, default=8)
    chosen = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_stay(chosen.address, chosen.count))


if __name__ == "__main__":
    main()
