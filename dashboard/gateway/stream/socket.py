"""The route ``/stream``: one WebSocket for each program."""

import asyncio
import time
from collections import deque
from typing import Annotated, Any

import orjson
import ormsgpack
from fastapi import APIRouter, Query, WebSocket
from pydantic import ValidationError
from starlette.types import Message
from starlette.websockets import WebSocketDisconnect

from dashboard.gateway.stream.audience import Audience, Seat
from dashboard.gateway.stream.requests import MOST_SYMBOLS, REQUEST, Ping, Subscribe
from dashboard.gateway.stream.subscriber import Subscriber
from dashboard.gateway.stream.wire import Format, frames
from kiwoom import end_tasks

_LEFT = (1000, 1001)
_NORMAL, _POLICY, _TRY_LATER = 1000, 1008, 1013
_MINUTE_S = 60.0
_MOST_BATCH_MS = 1_000
# Whoever was cut off is told so as soon as it reads again.
_FAREWELL_S = 60.0


def routes(audience: Audience) -> APIRouter:
    """Return the route over the programs that are connected."""
    router = APIRouter()

    @router.websocket("/stream")
    async def stream(
        socket: WebSocket,
        session: Annotated[str, Query(max_length=64)] = "",
        since: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
        form: Annotated[Format, Query(alias="format")] = Format.JSON,
        batch_ms: Annotated[int, Query(ge=0, le=_MOST_BATCH_MS)] = 0,
    ) -> None:
        """Send events of the market as they come."""
        await socket.accept()
        address = socket.client.host if socket.client else ""
        if not audience.has_room(address):
            await socket.close(_TRY_LATER, "too many connections")
            return
        known = audience.find(session) if session else None
        subscriber = known or Subscriber(audience.broadcast)
        seat = audience.seat(subscriber, address, batch_ms / 1000)
        talk = Conversation(socket, audience, seat, form)
        await talk.hold(since if known else None)

    return router


class Conversation:
    """What is said on one connection, until one of both ends it.

    Parameters
    ----------
    socket
        An accepted connection.
    audience
        Everybody who is connected.
    seat
        This one's place there.
    form
        What frames hold.
    """

    def __init__(
        self, socket: WebSocket, audience: Audience, seat: Seat, form: Format
    ) -> None:
        self._socket = socket
        self._audience = audience
        self._seat = seat
        self._form = form
        self._asked: deque[float] = deque()
        self._answers: list[bytes] = []
        self._is_answered = asyncio.Event()

    async def hold(self, since: int | None) -> None:
        """Talk; begin after a number that an earlier connection has received."""
        now, subscriber = time.monotonic(), self._seat.subscriber
        if since is None:
            self._say(subscriber.welcome(is_resumed=False, now=now))
        else:
            self._say(subscriber.resume(since, now))
        sending = asyncio.create_task(self._send(), name="stream send")
        reading = asyncio.create_task(self._read(), name="stream read")
        self._seat.sending = sending
        try:
            await asyncio.wait((sending, reading), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await end_tasks(sending, reading)
            code = _TRY_LATER if reading.cancelled() else reading.result()
            may_return = code not in {*_LEFT, _POLICY}
            self._audience.leave(self._seat, may_return=may_return)
        await self._part(code)

    async def _send(self) -> None:
        seat = self._seat
        while True:
            await seat.has_news.wait()
            seat.has_news.clear()
            answers, self._answers = self._answers, []
            news = seat.subscriber.pull(time.monotonic())
            is_batched = seat.batch_s > 0
            for frame in frames([*answers, *news], self._form, batched=is_batched):
                seat.sending_since = time.monotonic()
                await self._write(frame)
            seat.sending_since = None
            self._is_answered.set()

    async def _write(self, frame: bytes) -> None:
        if self._form is Format.JSON:
            await self._socket.send_text(frame.decode())
        else:
            await self._socket.send_bytes(frame)

    async def _read(self) -> int:
        """Answer requests; return the code with which the connection is to end."""
        while True:
            try:
                frame = await self._socket.receive()
            except (WebSocketDisconnect, RuntimeError):
                return _NORMAL
            if frame["type"] == "websocket.disconnect":
                return int(frame.get("code") or _NORMAL)
            now = time.monotonic()
            if self._asks_too_often(now):
                return _POLICY
            self._is_answered.clear()
            self._say(self._answer(frame, now))
            # Whoever does not read its answers is not answered more.
            await self._is_answered.wait()

    def _say(self, messages: list[bytes]) -> None:
        self._answers += messages
        self._seat.has_news.set()

    def _asks_too_often(self, now: float) -> bool:
        while self._asked and now - self._asked[0] > _MINUTE_S:
            self._asked.popleft()
        self._asked.append(now)
        return len(self._asked) > self._audience.limits.messages_per_minute

    def _answer(self, frame: Message, now: float) -> list[bytes]:
        subscriber = self._seat.subscriber
        try:
            request = REQUEST.validate_python(self._content(frame))
        except ValidationError as error:
            return subscriber.refuse(_complaint(error), now)
        except ValueError:
            return subscriber.refuse(
                _problem("unreadable", "읽을 수 없는 요청입니다"), now
            )
        if isinstance(request, Ping):
            return subscriber.answer_ping(request, now)
        if not isinstance(request, Subscribe):
            return subscriber.unsubscribe(request, now)
        unknown = self._unknown(request)
        known = [symbol for symbol in request.symbols if symbol not in unknown]
        if len(subscriber.symbols | set(known)) > MOST_SYMBOLS:
            return subscriber.refuse(_too_many(request), now)
        errors = subscriber.refuse(_unknown(request, unknown), now) if unknown else []
        request.symbols = known
        return errors + subscriber.subscribe(request, now)

    def _content(self, frame: Message) -> object:
        if self._form is Format.JSON:
            return orjson.loads(frame.get("text") or frame.get("bytes") or b"")
        return ormsgpack.unpackb(frame.get("bytes") or b"")

    def _unknown(self, request: Subscribe) -> list[str]:
        hub = self._audience.broadcast.hub
        # Before the list of instruments is there, the broker has the last word.
        listed = bool(hub.instruments)
        return [s for s in request.symbols if listed and hub.instrument(s) is None]

    async def _part(self, code: int) -> None:
        reasons = {_POLICY: "too many requests", _TRY_LATER: "reads too slowly"}
        try:
            async with asyncio.timeout(_FAREWELL_S):
                await self._socket.close(code, reasons.get(code, ""))
        except (OSError, RuntimeError, TimeoutError, WebSocketDisconnect):
            return  # it has gone


def _unknown(request: Subscribe, symbols: list[str]) -> dict[str, Any]:
    detail = f"없는 종목 코드입니다: {', '.join(symbols)}"
    return _problem("unknown_symbol", detail, request.id) | {"symbols": symbols}


def _too_many(request: Subscribe) -> dict[str, Any]:
    detail = f"한 연결은 {MOST_SYMBOLS}종목까지 볼 수 있습니다"
    return _problem("too_many_symbols", detail, request.id)


def _problem(code: str, detail: str, number: str | int | None = None) -> dict[str, Any]:
    return {"id": number, "code": code, "detail": detail}


def _complaint(error: ValidationError) -> dict[str, Any]:
    first = error.errors(include_url=False, include_input=False, include_context=False)[
        0
    ]
    name = ".".join(str(part) for part in first["loc"]) or "요청"
    return _problem("invalid_request", f"{name}: {first['msg']}"[:300])
