"""Accepts connections and hands them to worker processes.

A browser's page, its sockets and its files must reach the same process. Which one is
written in a cookie, which is looked at without taking anything from the connection; the
worker then reads the request as if it had accepted it itself.
"""

import asyncio
import logging
import re
import socket
from contextlib import suppress

from dashboard.workers.pool import WorkerPool
from kiwoom import end_tasks

log = logging.getLogger(__name__)

_BACKLOG = 256
_MOST_WAITING = 256
_HEADER_BYTES = 16_384
_PATIENCE_S = 10.0
_LOOK_S = 0.02
_END = b"\r\n\r\n"
_COOKIE = re.compile(rb"\bkw_worker=(\d{1,3})\b")


class Front:
    """The one port of several workers.

    Parameters
    ----------
    pool
        The workers.
    host, port
        Where to listen; port 0 takes a free one.

    Raises
    ------
    OSError
        If the port is taken.
    """

    def __init__(self, pool: WorkerPool, host: str, port: int) -> None:
        self._pool = pool
        self._listener = socket.create_server((host, port), backlog=_BACKLOG)
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]
        self._accepting: asyncio.Task[None] | None = None
        self._handing: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to accept."""
        self._accepting = asyncio.create_task(self._accept(), name="front")

    async def aclose(self) -> None:
        """Stop accepting."""
        running = [task for task in (self._accepting, *self._handing) if task]
        await end_tasks(*running)
        self._listener.close()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(self._listener)
            except OSError as error:
                # No descriptor is free; those that wait will give theirs back.
                log.warning("a connection was not accepted: %s", error)
                await asyncio.sleep(_LOOK_S)
                continue
            if len(self._handing) >= _MOST_WAITING:
                connection.close()
                continue
            task = asyncio.create_task(self._hand_over(connection))
            self._handing.add(task)
            task.add_done_callback(self._handing.discard)

    async def _hand_over(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                begin = await _look_at(connection)
            found = _COOKIE.search(begin.partition(_END)[0])
            self._pool.hand_over(connection, int(found[1]) if found else None)


async def _look_at(connection: socket.socket) -> bytes:
    """Return the beginning of a request, and leave it where it is."""
    while True:
        await _readable(connection)
        begin = connection.recv(_HEADER_BYTES, socket.MSG_PEEK)
        if not begin or _END in begin or len(begin) == _HEADER_BYTES:
            return begin
        # The rest is on its way; what is there already counts as readable.
        await asyncio.sleep(_LOOK_S)


async def _readable(connection: socket.socket) -> None:
    loop, is_readable = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(connection, is_readable.set)
    try:
        await is_readable.wait()
    finally:
        loop.remove_reader(connection)
