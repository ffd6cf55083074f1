"""The feed socket: a WebSocket route of Panel's server that carries frames.

Each page opens one beside Panel's own connection and names the channels it shows; what
it is sent then is :class:`dashboard.feed_viewer.FeedViewer`'s to decide.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from bokeh.server.util import check_allowlist
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from dashboard.channels import ChannelTable
from dashboard.feed_viewer import FeedViewer
from dashboard.frames import Moment, join_frame
from kiwoom import end_tasks

log = logging.getLogger(__name__)

ROUTE = "/feed"
# Close codes of our own (4000-4999 are free for applications).
UNKNOWN_PAGE = 4410
BAD_MESSAGE = 4400
_UNAUTHORIZED, _FORBIDDEN = 401, 403
_GOING_AWAY = 1001
_FAULT = 1011
_TRY_LATER = 1013
# An empty frame tells the page that the connection stands; the page answers it.
_BEAT_S = 5.0
_SILENCE_S = 60.0


class FeedHub:
    """All viewers of a process and the one task that serves them each tick.

    Parameters
    ----------
    table
        What can be shown.
    knows_page
        Whether this process made a page, by the page's name.
    tick_s
        Seconds between two frames.
    """

    def __init__(
        self, table: ChannelTable, knows_page: Callable[[str], bool], tick_s: float
    ) -> None:
        self.table = table
        self.knows_page = knows_page
        self.tick_s = tick_s
        self.sockets: set[FeedSocket] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start serving; must run in the server's loop."""
        self._task = asyncio.create_task(self._serve(), name="feed")

    async def aclose(self) -> None:
        """Stop serving and close every socket."""
        for socket in tuple(self.sockets):
            socket.close(_GOING_AWAY, "server stops")
        if self._task is not None:
            await end_tasks(self._task)

    def forget_page(self, page: str) -> None:
        """Tell a page whose session has ended to load anew."""
        for socket in tuple(self.sockets):
            if socket.page == page:
                socket.close(UNKNOWN_PAGE, "session ended")

    def pull(self, socket: "FeedSocket", moment: Moment | None = None) -> None:
        """Send a page what moved; a fault ends this page's feed only."""
        moment = moment or self.table.moment(_now_ms())
        try:
            socket.viewer.pull(moment)
        except Exception:
            log.exception("feed failed", extra={"channels": socket.viewer.channels})
            socket.close(_FAULT, "fault")

    async def _serve(self) -> None:
        due = beat_at = time.monotonic()
        while True:
            # Against the clock, so that the work of a tick does not make it longer.
            due = max(due + self.tick_s, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
            moment = self.table.moment(_now_ms())
            for socket in tuple(self.sockets):
                self.pull(socket, moment)
            if time.monotonic() - beat_at > _BEAT_S:
                beat_at = time.monotonic()
                self._beat(join_frame(moment, ()), beat_at)

    def _beat(self, empty_frame: bytes, now: float) -> None:
        for socket in tuple(self.sockets):
            if now - socket.heard_at > _SILENCE_S:
                socket.close(_GOING_AWAY, "silent")
            else:
                socket.send(empty_frame)
        self.table.sweep()


class FeedSocket(WebSocketHandler):
    """One page's feed; refuses other origins and pages this server did not make."""

    def initialize(
        self, feed: Callable[[], FeedHub | None], admits: Callable[[str], bool]
    ) -> None:
        """Remember how to reach the process's viewers; none before it has started.

        ``admits`` tells by a request's cookies whether somebody may look.
        """
        self._feed = feed()
        self._admits = admits
        self.page = ""
        self.heard_at = time.monotonic()
        if self._feed is not None:
            tick_ms = self._feed.tick_s * 1000
            self.viewer = FeedViewer(self._feed.table, tick_ms, self.send)

    def prepare(self) -> None:
        """Refuse a host name that Bokeh does not know as its own.

        A foreign name that leads to this machine names itself as host and as origin,
        and so looks like a request of the very page it came from.
        """
        known = self.application.websocket_origins  # type: ignore[attr-defined]
        if not check_allowlist(self.request.host, known):
            raise HTTPError(_FORBIDDEN)
        if not self._admits(self.request.headers.get("Cookie", "")):
            raise HTTPError(_UNAUTHORIZED)

    def check_origin(self, origin: str) -> bool:
        """Accept only the very host that the page was loaded from."""
        return urlsplit(origin).netloc == self.request.host

    def open(self, *_args: str, **_kwargs: str) -> None:
        """Wait for the page to say which one it is."""
        self.set_nodelay(True)
        if self._feed is None:
            self.close(_TRY_LATER, "server starts")

    def on_message(self, message: str | bytes) -> None:
        """Take the page's name, and what it shows, has and has drawn."""
        self.heard_at = time.monotonic()
        try:
            request = _read(message)
            if "page" in request:
                self._admit(str(request["page"]))
            if self.page:
                self._serve(request)
        except (RecursionError, ValueError):
            self.close(BAD_MESSAGE, "bad message")

    def on_close(self) -> None:
        """Forget the viewer."""
        if self._feed is not None:
            self._feed.sockets.discard(self)

    def send(self, frame: bytes) -> None:
        """Send one frame without waiting for it to leave."""
        with contextlib.suppress(WebSocketClosedError):
            sent = asyncio.ensure_future(self.write_message(frame, binary=True))
            sent.add_done_callback(_ignore_closed)

    def _admit(self, page: str) -> None:
        feed = self._feed
        if feed is not None and feed.knows_page(page):
            self.page = page
            feed.sockets.add(self)
        else:
            self.close(UNKNOWN_PAGE, "unknown page")

    def _serve(self, request: dict[str, Any]) -> None:
        self.viewer.take(request)
        if "channels" in request and self._feed is not None:
            self._feed.pull(self)


def _read(message: str | bytes) -> dict[str, Any]:
    request = json.loads(message)
    if not isinstance(request, dict):
        raise ValueError("no message of a page")
    return request


def _now_ms() -> float:
    return time.time() * 1000


def _ignore_closed(sent: "asyncio.Future[None]") -> None:
    # A page that leaves while a frame is on its way is an ordinary event.
    if not sent.cancelled():
        sent.exception()
