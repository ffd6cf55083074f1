"""Runs the gateway's application in the wall's own loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

_CLOSE_S = 8.0
# Of one request on a socket; a wish list of all symbols takes a tenth of it.
_MOST_BYTES = 65_536
_SEND_BUFFER = 256 * 1024


class _LoopServer(uvicorn.Server):
    """A server that leaves the process's signals to their owner."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as usual, and say when it is done."""
        await super().startup(sockets)
        self.is_up.set()


class GatewayServer:
    """Runs the gateway in the wall's own loop, on a port of its own."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
            ws="websockets-sansio",
            ws_max_size=_MOST_BYTES,
            ws_per_message_deflate=False,
            proxy_headers=False,
        )
        self._server = _LoopServer(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen; returns once requests are answered.

        Raises
        ------
        OSError
            If the port is taken.
        """
        config = self._server.config
        # uvicorn's own way to bind ends the process when the port is taken.
        listener = socket.create_server((config.host, config.port))
        # Else the system holds megabytes for a reader that has stopped, and nobody
        # notices for minutes. Accepted sockets inherit it.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        self.port: int = listener.getsockname()[1]
        self._task = asyncio.create_task(self._server.serve([listener]), name="gateway")
        await self._server.is_up.wait()

    async def aclose(self) -> None:
        """Stop listening and end open requests."""
        self._server.should_exit = True
        if self._task is not None:
            await asyncio.wait_for(self._task, _CLOSE_S)
