"""The simulator's one port: REST and WebSocket on Kiwoom's paths."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from email.utils import format_datetime

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import (
    WebSocketsSansIOProtocol,
)

from kiwoom.hours import KST
from kiwoom.simulator.answers import Body
from kiwoom.simulator.connections import Connections
from kiwoom.simulator.control import Control
from kiwoom.simulator.desk import Desk, Reply, Request
from kiwoom.simulator.faults import Faults

SOCKET_PATH = "/api/dostk/websocket"
_CONTENT_TYPE = "application/json;charset=UTF-8"
# Open requests get this long when the server stops.
_STOP_S = 1
_LOOK_AGAIN_S = 0.05


class PortServer:
    """Serves a desk and its connections on a port until it is closed.

    Parameters
    ----------
    desk, connections
        Who answers.
    faults
        What goes wrong on a bad day.
    control
        The simulator's own addresses, beside Kiwoom's.
    now
        Tells the exchange's time, which is the server's own.
    host, port
        Where to listen; port 0 takes a free one, see :attr:`address`.
    """

    def __init__(
        self,
        desk: Desk,
        connections: Connections,
        now: Callable[[], datetime],
        host: str,
        port: int,
        *,
        faults: Faults | None = None,
        control: Control | None = None,
    ) -> None:
        self._desk = desk
        self._faults = faults or Faults()
        self._control = control
        self._connections = connections
        self._now = now
        self._listener = _listen(host, port)
        config = uvicorn.Config(
            Starlette(routes=self._routes()),
            log_config=None,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="websockets-sansio",
            ws_ping_interval=None,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=_STOP_S,
            server_header=False,
            date_header=False,  # the exchange's day is told, not the computer's
        )
        self._server = _QuietServer(config)
        self._task: asyncio.Task[None] | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port that the server listens on."""
        host, port = self._listener.getsockname()[:2]
        return host, port

    async def start(self) -> None:
        """Begin to serve."""
        run = self._server.serve(sockets=[self._listener])
        self._task = asyncio.get_running_loop().create_task(run, name="simulator-port")
        started = asyncio.ensure_future(self._server.ready.wait())
        await asyncio.wait({self._task, started}, return_when=asyncio.FIRST_COMPLETED)
        if not started.done():
            started.cancel()
            await self._task

    async def aclose(self) -> None:
        """Stop to serve; open sockets are cut."""
        self._connections.abort_all()
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        self._listener.close()

    def _routes(self) -> list[Route | WebSocketRoute]:
        own = self._control.routes() if self._control else []
        return [
            *own,
            WebSocketRoute(SOCKET_PATH, self._on_socket),
            Route("/{path:path}", self._on_request, methods=["POST"]),
        ]

    async def _on_request(self, http: HttpRequest) -> Response:
        request = Request(http.url.path, http.headers, _body(await http.body()))
        await self._be_slow()
        broken = self._faults.breakdown()
        if broken is not None:
            return Response(broken[1], broken[0], media_type="text/html")
        reply = self._reply(request)
        return Response(
            orjson.dumps(reply.body),
            status_code=reply.status,
            headers={
                "content-type": _CONTENT_TYPE,
                "date": format_datetime(self._now().astimezone(UTC), usegmt=True),
                **reply.headers,
            },
        )

    async def _be_slow(self) -> None:
        # A black hole keeps a request until the client gives up or it is closed.
        while self._faults.is_silent:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_AGAIN_S)
        await asyncio.sleep(self._faults.delay_s)

    def _reply(self, request: Request) -> Reply:
        has_token = "authorization" in request.headers
        refusal = self._faults.refusal(request.api_id, has_token=has_token)
        if refusal is not None:
            return Reply(refusal.body, refusal.status, request.api_id)
        steady_s = asyncio.get_running_loop().time()
        return self._desk.answer(request, steady_s, datetime.now(KST))

    async def _on_socket(self, websocket: WebSocket) -> None:
        await self._connections.serve(websocket, self._abort_of(websocket))

    def _abort_of(self, websocket: WebSocket) -> Callable[[], None]:
        # ASGI has no way to cut a connection, so the transport is looked up.
        client = tuple(websocket.client or ())
        for protocol in self._server.server_state.connections:
            if (
                isinstance(protocol, WebSocketsSansIOProtocol)
                and protocol.client == client
            ):
                return protocol.transport.abort
        raise RuntimeError("a served socket has a transport")


class _QuietServer(uvicorn.Server):
    # Tells when it serves, and leaves the host program's signal handlers in place.
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named so that asyncio switches small writes' delay off.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def _body(data: bytes) -> Body | None:
    try:
        body = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None
