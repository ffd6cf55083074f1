"""The live socket: logs in, registers what is wanted, and comes back by itself."""

import asyncio
import time
from collections.abc import (
    AsyncGenerator,
    Callable,
    Iterator,
    Sequence,
)
from contextlib import aclosing, suppress
from datetime import date

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from kiwoom.auth import TokenKeeper
from kiwoom.backoff import backoff
from kiwoom.errors import (
    AuthError,
    ConfigError,
    KiwoomError,
    ProtocolError,
    TransportError,
)
from kiwoom.explain import explain
from kiwoom.feed import (
    AccessRefused,
    Disconnected,
    FeedEvent,
    Heard,
    MarketEvent,
    Silent,
    Wish,
)
from kiwoom.logs import get_logger, quiet_logger
from kiwoom.protocol import (
    KiwoomProtocol,
    LoginRefused,
    ProtocolEvent,
    State,
    UnknownMessage,
)
from kiwoom.settings import SOCKS_UNSUPPORTED, Server
from kiwoom.tasks import end_tasks
from kiwoom.throttle import TokenBucket
from kiwoom.timing import StreamTiming

_REGISTRATIONS_PER_SECOND = 5
_RETURNS_PER_HOUR = 3
_HOUR_S = 3_600.0
# A hundred rows of a tenth of a second fit many times.
_MAX_FRAME_BYTES = 4 * 1024 * 1024

_log = get_logger(__name__)

_NOT_FOR_THE_HUB = (LoginRefused, UnknownMessage)


class StreamClient:
    """A :class:`kiwoom.feed.Feed` from the broker's socket.

    Parameters
    ----------
    server, tokens
        Where to connect and what to log in with.
    timing
        Seconds after which it acts.
    delays
        Makes the pauses between connections.

    Attributes
    ----------
    dropped_rows
        Rows of all connections that could not be read.
    """

    def __init__(
        self,
        server: Server,
        tokens: TokenKeeper,
        timing: StreamTiming | None = None,
        delays: Callable[[], Iterator[float]] = backoff,
    ) -> None:
        self._server = server
        self._tokens = tokens
        self._timing = timing or StreamTiming()
        self._delays = delays
        self._wish: Wish = {}
        self._questions: list[str] = []
        self._day: date | None = None
        self._protocol: KiwoomProtocol | None = None
        self._connection: ClientConnection | None = None
        self._dropped_before = 0
        self._returns = TokenBucket(_RETURNS_PER_HOUR, margin_s=0, window_s=_HOUR_S)
        self._wishes_moved = asyncio.Event()
        self._woken = asyncio.Event()
        self._reason = ""
        self._is_silent = False

    @property
    def dropped_rows(self) -> int:
        """Rows of all connections that could not be read."""
        protocol = self._protocol
        return self._dropped_before + (protocol.dropped_rows if protocol else 0)

    def want(self, wish: Wish) -> None:
        """State the whole wish list; the difference is registered or removed."""
        self._wish = {kind: tuple(items) for kind, items in wish.items()}
        if self._protocol:
            self._protocol.want(self._wish)
        self._wishes_moved.set()

    def ask_screen(self, screen: str) -> None:
        """Ask about a condition, once there is a connection; see :class:`Feed`."""
        self._questions.append(screen)
        self._pass_on()

    def set_day(self, day: date) -> None:
        """Tell the trading day of coming events; rows are dropped until it is known."""
        self._day = day
        if self._protocol:
            self._protocol.set_day(day)
        self._wishes_moved.set()

    def reconnect(self, reason: str) -> None:
        """Drop the connection and open a new one, also after being taken over."""
        self._reason = reason
        self._woken.set()
        if self._connection is not None:
            self._connection.transport.abort()

    async def batches(self) -> AsyncGenerator[Sequence[FeedEvent], None]:
        """Yield the events of each frame; runs until it is closed."""
        delays = self._delays()
        refusals = 0
        while True:
            began = time.monotonic()
            try:
                async with aclosing(self._converse()) as conversation:
                    async for events in conversation:
                        refusals = 0
                        yield events
                reason = "연결이 끊어졌습니다"
            except AuthError as error:
                refusals += 1
                reason = _sentence(error)
            except (KiwoomError, OSError, WebSocketException) as error:
                reason = _sentence(error)
                _log.info("connection failed", cause=str(error) or repr(error))
            protocol = self._protocol
            if protocol is not None and protocol.state is State.CLOSED:
                await self._stay_away()
            elif refusals > 1:
                yield [AccessRefused(reason)]
                await self._pause(self._timing.refused_s)
            else:
                yield [Disconnected(self._reason or reason)]
                if time.monotonic() - began > self._timing.healthy_s:
                    delays = self._delays()
                await asyncio.sleep(next(delays))
            self._reason = ""

    async def _converse(self) -> AsyncGenerator[Sequence[FeedEvent], None]:
        self._dropped_before = self.dropped_rows
        self._protocol = None
        token = await self._tokens.get()
        async with await self._open() as connection:
            protocol = self._begin(connection, token)
            sender = asyncio.create_task(self._register(connection, protocol))
            sender.add_done_callback(self._on_sender_end)
            try:
                while protocol.state is not State.CLOSED:
                    events = await self._next(connection, protocol)
                    if protocol.state is State.FAILED:
                        self._tokens.discard(token)
                        raise AuthError("LOGIN", _code(events))
                    known = [e for e in events if not isinstance(e, _NOT_FOR_THE_HUB)]
                    if known:
                        yield known
                    if protocol.is_out_of_step(time.monotonic()):
                        raise ProtocolError("registrations are out of step")
            finally:
                self._connection = None
                await end_tasks(sender)

    async def _open(self) -> ClientConnection:
        try:
            return await connect(
                self._server.socket_url,
                open_timeout=self._timing.login_s,
                close_timeout=self._timing.close_s,
                # The broker pings in its own way, every 10 s (protocol note 4.3).
                ping_interval=None,
                compression=None,
                max_size=_MAX_FRAME_BYTES,
                proxy=True if self._server.trusts_environment else None,
                logger=quiet_logger,
            )
        except ImportError as error:
            raise ConfigError(SOCKS_UNSUPPORTED) from error

    def _begin(self, connection: ClientConnection, token: str) -> KiwoomProtocol:
        protocol = KiwoomProtocol(self._day)
        protocol.want(self._wish)
        protocol.login(token)
        self._protocol, self._connection = protocol, connection
        self._is_silent = False
        self._pass_on()
        # A wish to reconnect that is older than the connection is fulfilled.
        self._woken.clear()
        self._reason = ""
        return protocol

    def _pass_on(self) -> None:
        # What was asked while there was no connection waits for the next one.
        if self._protocol is not None and self._connection is not None:
            questions, self._questions = self._questions, []
            for screen in questions:
                self._protocol.ask_screen(screen)
            self._wishes_moved.set()

    async def _next(
        self, connection: ClientConnection, protocol: KiwoomProtocol
    ) -> Sequence[ProtocolEvent]:
        for text in protocol.to_send():
            await connection.send(text)
        frame = await self._receive(connection, protocol)
        if frame is None:
            self._is_silent = True
            return [Silent("서버에서 아무것도 오지 않습니다")]
        events = protocol.receive(frame)
        if self._is_silent:
            self._is_silent = False
            events = [Heard(), *events]
        if not (events and isinstance(events[0], MarketEvent)):
            # A reply, or a ping: something may be due now, or due again.
            self._wishes_moved.set()
        return events

    async def _receive(
        self, connection: ClientConnection, protocol: KiwoomProtocol
    ) -> str | bytes | None:
        # A silence is told once, halfway to its being taken for the end of the line.
        if protocol.state is not State.READY:
            async with asyncio.timeout(self._timing.login_s):
                return await connection.recv(decode=False)
        try:
            async with asyncio.timeout(self._timing.silence_s / 2):
                return await connection.recv(decode=False)
        except TimeoutError:
            if self._is_silent:
                raise
            return None

    async def _register(
        self, connection: ClientConnection, protocol: KiwoomProtocol
    ) -> None:
        limit = TokenBucket(_REGISTRATIONS_PER_SECOND)
        with suppress(ConnectionClosed):
            while True:
                await self._wishes_moved.wait()
                self._wishes_moved.clear()
                while self._day and (text := protocol.next_request(time.monotonic())):
                    await asyncio.sleep(limit.reserve(time.monotonic()))
                    await connection.send(text)

    def _on_sender_end(self, sender: asyncio.Task[None]) -> None:
        # Nobody waits for it, so its end must end the connection that it serves.
        if not sender.cancelled() and (error := sender.exception()) is not None:
            _log.error("sender failed", exc_info=error)
            self.reconnect("등록 요청을 보내지 못했습니다")

    async def _stay_away(self) -> None:
        absence = self._timing.taken_over_s
        more = self._returns.reserve(time.monotonic() + absence)
        await self._pause(absence + more)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        self._woken.clear()


def _code(events: Sequence[ProtocolEvent]) -> int | None:
    return next((e.code for e in events if isinstance(e, LoginRefused)), None)


def _sentence(error: Exception) -> str:
    if isinstance(error, ProtocolError):
        return "증권사의 응답 순서가 어긋났습니다"
    if isinstance(error, TransportError):
        return "서버에 연결할 수 없습니다"
    if isinstance(error, KiwoomError):
        return explain(error)
    if isinstance(error, ConnectionClosed):
        return "연결이 끊어졌습니다"
    if isinstance(error, TimeoutError):
        return "서버가 응답하지 않습니다"
    return "서버에 연결할 수 없습니다"
