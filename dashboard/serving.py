"""Runs Panel's server; the only module that is bound to which server that is."""

import asyncio
import gc
import logging
import socket
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bokeh.server.urls import toplevel_patterns
from panel.io.application import build_applications
from panel.io.server import get_server
from tornado.web import GZipContentEncoding
from tornado.websocket import WebSocketClosedError

from dashboard import feed_socket, keys_page, scripts, texts
from dashboard.access import Access
from dashboard.access.wall_guard import SecurityHeaders, WallLogin, refuse_strangers
from dashboard.app import rehearse
from dashboard.door import Door
from dashboard.feed_socket import FeedHub, FeedSocket
from dashboard.keys_page import KeysPage
from dashboard.lifetime import stop_requests
from dashboard.scripts import ScriptHandler
from dashboard.services import Services, get_services, use_services
from dashboard.starting import open_door, say_ready, stopped_before
from dashboard.supervisor import Supervisor
from kiwoom import VaultError

log = logging.getLogger(__name__)

# As a script the page is built in the server's loop, where the hub lives; Bokeh 3.10
# builds a page that is a function in a thread of its own.
_PAGE = Path(__file__).with_name("main.py")
_LOGIN_PAGE = Path(__file__).parent / "static" / "login.html"
# A closed tab gives its subscriptions back within this; a page that only lost its
# connection for longer loads anew by itself (see static/feed.js).
_SESSION_MS = 5_000
_SWEEP_MS = 1_000


def register_routes() -> None:
    """Add our own routes to every Bokeh server built from now on in this process."""
    ours: tuple[Any, ...] = (
        (feed_socket.ROUTE, FeedSocket, {"feed": _current_feed, "admits": _admits}),
        (scripts.ROUTE, ScriptHandler),
        (keys_page.ROUTE, KeysPage, {"services": get_services}),
    )
    toplevel_patterns.extend(route for route in ours if route not in toplevel_patterns)


async def serve(services: Services, *, opens_browser: bool) -> None:
    """Serve the wall until the process is told to stop; prints the ``ready`` line.

    Raises
    ------
    OSError
        If the port is taken.
    """
    asyncio.get_running_loop().set_exception_handler(report_fault)
    use_services(services)
    register_routes()
    try:
        server = build_server(services)
        stop = stop_requests()
        try:
            if await stopped_before(services.start(), stop):
                return
            rehearse(services)
        except VaultError as error:
            # The page says so, and a supervisor has no reason to start it again.
            log.warning("%s", error)
            await open_door(services, lambda: rehearse(services))
        # What is there by now stays: the collector need not stop the loop for it.
        gc.freeze()
        server.start()
        _say_ready(services, server.port)
        if opens_browser:
            webbrowser.open(_wall(services, server.port))
        await stop.wait()
        Supervisor().say("STOPPING=1")
        server.stop()
        server.unlisten()
    finally:
        await services.aclose()


def report_fault(loop: asyncio.AbstractEventLoop, fault: dict[str, Any]) -> None:
    """Log a fault that nobody caught, unless a page has merely closed.

    Panel does not look at the end of a write to a page that closes meanwhile.
    """
    if not isinstance(fault.get("exception"), WebSocketClosedError):
        loop.default_exception_handler(fault)


def _say_ready(services: Services, port: int) -> None:
    addresses = [_wall(services, port)]
    if services.is_ready:
        host = services.settings.host
        addresses.append(f"http://{host}:{services.gateway.port}/docs")
    say_ready(services, *addresses)


def _wall(services: Services, port: int) -> str:
    return f"http://{services.settings.host}:{port}"


def build_server(
    services: Services,
    transforms: Sequence[type[SecurityHeaders]] = (SecurityHeaders,),
    *,
    listens: bool = True,
) -> Any:  # noqa: ANN401
    """Return Panel's server for the wall, which does not answer yet.

    Where it does not listen itself, its port is that of whoever hands it connections.
    """
    settings, access = services.settings, services.access
    # Bokeh takes the allowed origins, which name the port, before it binds the port.
    port = settings.port or _free_port(settings.host)
    access.names.add_port(port)
    pages: Any = build_applications({"/": str(_PAGE)})
    pages["/"].add(Door())
    server = get_server(
        pages,
        port=port if listens else 0,
        address=settings.host,
        # The guard below is the exact one; Bokeh's own knows no lists of numbers.
        websocket_origin=[*access.names.hosts, *_everywhere(access, port)],
        title=texts.TITLE,
        show=False,
        start=False,
        unused_session_lifetime_milliseconds=_SESSION_MS,
        check_unused_sessions_milliseconds=_SWEEP_MS,
        transforms=[GZipContentEncoding, *transforms],
        sign_sessions=True,
        secret_key=access.session_key,
        cookie_secret=access.cookie_secret,
        **_login(access),
    )
    refuse_strangers(server._tornado, access)
    return server


def _everywhere(access: Access, port: int) -> list[str]:
    return [f"*:{port}"] if access.names.is_everywhere else []


def _login(access: Access) -> dict[str, Any]:
    if not access.needs_login:
        return {}
    return {"auth_provider": WallLogin(access, str(_LOGIN_PAGE))}


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _admits(cookies: str) -> bool:
    access = get_services().access
    return not access.needs_login or access.has_login(cookies)


def _current_feed() -> FeedHub | None:
    services = get_services()
    return services.feed if services.is_ready else None
