"""A line between client and broker that can be cut, stalled, slowed and damaged."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_CHUNK = 65_536
_LOOK_AGAIN_S = 0.02


@dataclass
class FaultProxy:
    """Carries TCP connections to a port, as well as it is told to.

    Attributes
    ----------
    stalls_in, stalls_out
        Whether bytes from, and to, the broker stay where they are.
    refuses
        Whether new connections are cut at once.
    delay_s
        Before each piece that goes on.
    slice_bytes
        Longest piece that is sent at once; 0 for any.
    cut_after
        Bytes from the broker after which a connection is cut; 0 for never.
    """

    target: int
    stalls_in: bool = False
    stalls_out: bool = False
    refuses: bool = False
    delay_s: float = 0.0
    slice_bytes: int = 0
    cut_after: int = 0
    port: int = 0
    carried: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """Reset every connection."""
        for writer in list(self._open):
            writer.transport.abort()

    def heal(self) -> None:
        """Carry everything well again."""
        self.stalls_in = self.stalls_out = self.refuses = False
        self.delay_s, self.slice_bytes, self.cut_after = 0.0, 0, 0

    async def carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Carry one connection until one of its ends is gone."""
        if self.refuses:
            writer.transport.abort()
            return
        broker = await asyncio.open_connection("127.0.0.1", self.target)
        self._open |= {writer, broker[1]}
        directions = [
            asyncio.create_task(self._pump(reader, broker[1], is_inward=False)),
            asyncio.create_task(self._pump(broker[0], writer, is_inward=True)),
        ]
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
            await asyncio.gather(*directions, return_exceptions=True)
            self._open -= {writer, broker[1]}
            for end in (writer, broker[1]):
                end.transport.abort()

    async def _pump(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        *,
        is_inward: bool,
    ) -> None:
        seen = 0
        with contextlib.suppress(OSError):
            while data := await source.read(_CHUNK):
                await self._wait(is_inward=is_inward)
                if is_inward and self.cut_after:
                    data = data[: max(0, self.cut_after - seen)]
                seen += len(data)
                await self._send(data, sink)
                self.carried += len(data)
                if is_inward and 0 < self.cut_after <= seen:
                    return

    async def _wait(self, *, is_inward: bool) -> None:
        while self.stalls_in if is_inward else self.stalls_out:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_AGAIN_S)
        if self.delay_s:
            await asyncio.sleep(self.delay_s)

    async def _send(self, data: bytes, sink: asyncio.StreamWriter) -> None:
        size = self.slice_bytes or len(data)
        for start in range(0, len(data), max(1, size)):
            sink.write(data[start : start + size])
            await sink.drain()


@asynccontextmanager
async def proxied(port: int) -> AsyncIterator[FaultProxy]:
    """Open a line to a port on loopback."""
    proxy = FaultProxy(port)
    server = await asyncio.start_server(proxy.carry, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.cut()
        await server.wait_closed()
