"""A process that shows the wall to the connections it is handed."""

import asyncio
import gc
import socket
from typing import Any

from tornado.iostream import IOStream

from dashboard.access.wall_guard import SecurityHeaders
from dashboard.app import rehearse
from dashboard.logs import configure_logging
from dashboard.services import Services, use_services
from dashboard.serving import build_server, register_routes, report_fault
from dashboard.workers.channel import READY, receive_settings

_MOST = 64
_COOKIE = "kw_worker"


async def run_worker(number: int, descriptor: int) -> None:
    """Serve connections until the process that hands them over has ended."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(report_fault)
    with socket.socket(fileno=descriptor) as channel:
        settings = receive_settings(channel)
        configure_logging(settings.log_format)
        services = Services(settings)
        services.serves_gateway = False
        services.is_worker = True
        use_services(services)
        register_routes()
        try:
            server = build_server(services, [_marked(number)], listens=False)
            await services.start()
            rehearse(services)
            gc.freeze()
            # Connections come over the channel, not over the port it has bound.
            server._http.stop()
            server.start()
            channel.setblocking(False)
            await loop.sock_sendall(channel, READY)
            await _receive(channel, server._http)
            server.stop()
            server.unlisten()
        finally:
            await services.aclose()


async def _receive(channel: socket.socket, http: Any) -> None:  # noqa: ANN401
    ended = asyncio.Event()

    def take() -> None:
        try:
            told, descriptors, *_ = socket.recv_fds(channel, _MOST, _MOST)
        except BlockingIOError:
            return
        except OSError:
            told, descriptors = b"", []
        for descriptor in descriptors:
            _accept(descriptor, http)
        if not told:
            ended.set()

    loop = asyncio.get_running_loop()
    loop.add_reader(channel, take)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(channel)


def _accept(descriptor: int, http: Any) -> None:  # noqa: ANN401
    connection = socket.socket(fileno=descriptor)
    connection.setblocking(False)
    try:
        address = connection.getpeername()
    except OSError:
        connection.close()  # it has gone meanwhile
        return
    http.handle_stream(IOStream(connection), address)


def _marked(number: int) -> type[SecurityHeaders]:
    """Return what writes the worker's number into the browser's cookie."""

    class Marked(SecurityHeaders):
        def transform_first_chunk(self, *chunk: Any) -> Any:  # noqa: ANN401
            status, headers, rest = super().transform_first_chunk(*chunk)
            if not self.knows(_COOKIE, str(number)):
                headers.add(
                    "Set-Cookie",
                    f"{_COOKIE}={number}; Path=/; HttpOnly; SameSite=Strict",
                )
            return status, headers, rest

    return Marked
