"""Open sockets: login, heartbeat, and a bounded way out for every client."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.websockets import WebSocket, WebSocketDisconnect

from kiwoom.hours import KST
from kiwoom.simulator.faults import Faults
from kiwoom.simulator.searches import Search
from kiwoom.simulator.sessions import PING_FRAME, TAKEN_OVER_FRAME, Session
from kiwoom.simulator.tokens import TokenDesk

_LOGIN_DELAY_S = (0.01, 0.03)
_MISSED_PINGS = 3
_TAKEN_OVER_REASON = "Bye"


class Connection:
    """One client's socket; :meth:`run` owns its tasks and ends with all of them.

    Parameters
    ----------
    socket
        An accepted WebSocket.
    abort
        Cuts the underlying transport without a closing handshake.
    most_waiting
        Bytes that may wait for a slow client.
    faults
        Whether anything is sent at all.
    """

    def __init__(
        self,
        socket: WebSocket,
        abort: Callable[[], None],
        most_waiting: int,
        faults: Faults,
    ) -> None:
        self.session = Session()
        self.abort = abort
        self._socket = socket
        self._faults = faults
        self._outbox: deque[bytes] = deque()
        self._waiting = 0
        self._most_waiting = most_waiting
        self._filled = asyncio.Event()
        self._closing: str | None = None

    def send(self, frame: bytes) -> None:
        """Queue a frame; a client that does not read is cut off, never waited for."""
        if self._closing is not None or self._faults.is_silent:
            return
        self._waiting += len(frame)
        if self._waiting > self._most_waiting:
            self._outbox.clear()
            self.abort()
            return
        self._outbox.append(frame)
        self._filled.set()

    def close(self, reason: str = "") -> None:
        """Close with code 1000 once everything queued is sent."""
        self._closing = reason
        self._filled.set()

    def take_over(self) -> None:
        """Send the client away, because its key has logged in elsewhere."""
        self.send(TAKEN_OVER_FRAME)
        self.close(_TAKEN_OVER_REASON)

    async def run(self, registry: "Connections") -> None:
        """Talk to the client until it leaves or is sent away."""
        loop = asyncio.get_running_loop()
        tasks = [
            loop.create_task(self._read(registry), name="simulator-read"),
            loop.create_task(self._write(), name="simulator-write"),
            loop.create_task(
                self._ping(registry.ping_interval_s), name="simulator-ping"
            ),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, registry: "Connections") -> None:
        loop = asyncio.get_running_loop()
        logins: set[asyncio.TimerHandle] = set()
        try:
            while True:
                text = await self._receive_text()
                answer = self.session.receive(text, loop.time())
                for frame in answer.frames:
                    self.send(frame)
                if answer.search is not None:
                    self.send(registry.search(self.session, answer.search))
                if answer.token is not None:
                    delay = random.uniform(*_LOGIN_DELAY_S)
                    check = registry.finish_login
                    logins.add(loop.call_later(delay, check, self, answer.token))
        except (WebSocketDisconnect, RuntimeError):
            # Starlette reports a vanished client in either way.
            return
        finally:
            for login in logins:
                login.cancel()

    async def _receive_text(self) -> str:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1006))
        text = message.get("text") or message.get("bytes", b"").decode(errors="replace")
        return str(text)

    async def _write(self) -> None:
        try:
            while self._outbox or self._closing is None:
                await self._filled.wait()
                self._filled.clear()
                while self._outbox:
                    frame = self._outbox.popleft()
                    await self._socket.send_text(frame.decode())
                    self._waiting -= len(frame)
            await self._socket.close(code=1000, reason=self._closing)
        except (WebSocketDisconnect, RuntimeError):
            return

    async def _ping(self, interval_s: float) -> None:
        while True:
            await asyncio.sleep(interval_s)
            if self.session.missed_pings >= _MISSED_PINGS:
                self.abort()
                return
            self.session.missed_pings += 1
            self.send(PING_FRAME)


@dataclass
class Connections:
    """All open sockets; at most one logged in for each key (protocol note 4.6).

    Attributes
    ----------
    tokens
        Who may log in.
    ping_interval_s
        Seconds between two PINGs to a client.
    most_waiting
        Bytes that may wait for a client before it is cut off; by default several
        seconds of the busiest market.
    search
        Answers a condition search.
    faults
        Whether anything is sent at all.
    """

    tokens: TokenDesk
    search: Callable[[Session, Search], bytes]
    ping_interval_s: float = 10.0
    most_waiting: int = 32 * 1024 * 1024
    faults: Faults = field(default_factory=Faults)
    _open: set[Connection] = field(default_factory=set)
    _by_key: dict[str, Connection] = field(default_factory=dict)

    async def serve(self, socket: WebSocket, abort: Callable[[], None]) -> None:
        """Accept a client and stay with it until the end."""
        await socket.accept()
        connection = Connection(socket, abort, self.most_waiting, self.faults)
        self._open.add(connection)
        try:
            await connection.run(self)
        finally:
            self._open.discard(connection)
            for key, holder in list(self._by_key.items()):
                if holder is connection:
                    del self._by_key[key]

    def finish_login(self, connection: Connection, token: str) -> None:
        """Answer a login; a right one sends the key's older session away."""
        app_key = self.tokens.app_key_of(token, datetime.now(KST)) if token else None
        if app_key is None:
            connection.send(connection.session.refuse(has_token=bool(token)))
            connection.close()
            return
        older = self._by_key.get(app_key)
        if older is not None and older is not connection:
            older.take_over()
        self._by_key[app_key] = connection
        connection.send(connection.session.accept())

    def listeners(self) -> list[Connection]:
        """Return the connections that are logged in."""
        return [c for c in self._open if c.session.is_logged_in]

    def take_over_all(self) -> None:
        """Send everybody away who is logged in."""
        for connection in self.listeners():
            connection.take_over()

    def abort_all(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self._open):
            connection.abort()
