"""The feed socket: a WebSocket route of Panel's server that carries live frames.

Each page opens one beside Panel's own connection and names the channels it shows. A
viewer has at most two frames on the way: it acknowledges a frame after drawing it, and
gets the newest state next, so a slow or hidden page costs nothing and owes no queue.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from bokeh.server.util import check_allowlist
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from dashboard.frames import ChannelTable, Moved, join_frame

log = logging.getLogger(__name__)

ROUTE = "/feed"
# Close codes of our own (4000-4999 are free for applications).
UNKNOWN_PAGE = 4410
BAD_MESSAGE = 4400
_FORBIDDEN = 403
_MAX_IN_FLIGHT = 2
_MAX_CHANNELS = 64
_GOING_AWAY = 1001
_FAULT = 1011
_TRY_LATER = 1013
# An empty frame tells the page that the connection stands; the page answers it.
_BEAT_S = 5.0
_SILENCE_S = 60.0


class FeedViewer:
    """One open feed socket: what it shows and what it has been sent."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.channels: tuple[int, ...] = ()
        self.in_flight = 0
        self._send = send
        self._sent: dict[int, Moved] = {}

    def show(self, channels: tuple[int, ...]) -> None:
        """Change what the viewer shows; everything shown is sent anew."""
        self.channels = channels
        self._sent.clear()

    def acknowledge(self, frames: int) -> None:
        """Note that the page has drawn some frames."""
        self.in_flight = max(0, self.in_flight - max(0, frames))

    def pull(self, table: ChannelTable, sequence: int, server_ms: float) -> None:
        """Send one frame with all that moved since the last one, if it may be sent."""
        if self.in_flight >= _MAX_IN_FLIGHT:
            return
        newest = {channel: table.newest(channel) for channel in self.channels}
        moved = {c: m for c, m in newest.items() if self._sent.get(c) is not m}
        if not moved:
            return
        self._sent |= moved
        self.in_flight += 1
        self._send(join_frame(sequence, server_ms, (m.record for m in moved.values())))


class FeedHub:
    """All viewers of a process and the one task that serves them each tick."""

    def __init__(
        self, table: ChannelTable, knows_page: Callable[[str], bool], tick_s: float
    ) -> None:
        self.table = table
        self.knows_page = knows_page
        self.sockets: set[FeedSocket] = set()
        self._tick_s = tick_s
        self._sequence = 0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start serving; must run in the server's loop."""
        self._task = asyncio.create_task(self._serve(), name="feed")

    async def aclose(self) -> None:
        """Stop serving and close every socket."""
        for socket in tuple(self.sockets):
            socket.close(_GOING_AWAY, "server stops")
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def forget_page(self, page: str) -> None:
        """Tell a page whose session has ended to load anew."""
        for socket in tuple(self.sockets):
            if socket.page == page:
                socket.close(UNKNOWN_PAGE, "session ended")

    async def _serve(self) -> None:
        beat_at = time.monotonic()
        while True:
            await asyncio.sleep(self._tick_s)
            self._sequence += 1
            server_ms = time.time() * 1000
            for socket in tuple(self.sockets):
                self._pull(socket, server_ms)
            if time.monotonic() - beat_at > _BEAT_S:
                beat_at = time.monotonic()
                self._beat(join_frame(self._sequence, server_ms, ()), beat_at)

    def _pull(self, socket: "FeedSocket", server_ms: float) -> None:
        try:
            socket.viewer.pull(self.table, self._sequence, server_ms)
        except Exception:
            # A fault of one viewer must not end the feed of all others.
            log.exception("feed failed", extra={"channels": socket.viewer.channels})
            socket.close(_FAULT, "fault")

    def _beat(self, empty_frame: bytes, now: float) -> None:
        for socket in tuple(self.sockets):
            if now - socket.heard_at > _SILENCE_S:
                socket.close(_GOING_AWAY, "silent")
            else:
                socket.send(empty_frame)


class FeedSocket(WebSocketHandler):
    """One page's feed; refuses other origins and pages this server did not make."""

    def initialize(self, feed: Callable[[], FeedHub | None]) -> None:
        """Remember how to reach the process's viewers; none before it has started."""
        self._feed = feed()
        self.viewer = FeedViewer(self.send)
        self.page = ""
        self.heard_at = time.monotonic()

    def prepare(self) -> None:
        """Refuse a host name that Bokeh does not know as its own.

        A foreign name that leads to this machine names itself as host and as origin,
        and so looks like a request of the very page it came from.
        """
        known = self.application.websocket_origins  # type: ignore[attr-defined]
        if not check_allowlist(self.request.host, known):
            raise HTTPError(_FORBIDDEN)

    def check_origin(self, origin: str) -> bool:
        """Accept only the very host that the page was loaded from."""
        return urlsplit(origin).netloc == self.request.host

    def open(self, *_args: str, **_kwargs: str) -> None:
        """Wait for the page to say which one it is."""
        self.set_nodelay(True)
        if self._feed is None:
            self.close(_TRY_LATER, "server starts")

    def on_message(self, message: str | bytes) -> None:
        """Take the page's name, an acknowledgement or a new list of channels."""
        self.heard_at = time.monotonic()
        try:
            request = json.loads(message)
            if "page" in request:
                self._admit(request["page"])
            if "channels" in request and self.page:
                self.viewer.show(self._known(request["channels"]))
            if "ack" in request:
                self.viewer.acknowledge(int(request["ack"]))
        except (ValueError, TypeError):
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

    def _known(self, channels: list[int]) -> tuple[int, ...]:
        table = self._feed.table if self._feed is not None else ()
        known = [channel for channel in channels if channel in table]
        return tuple(dict.fromkeys(known[:_MAX_CHANNELS]))


def _ignore_closed(sent: "asyncio.Future[None]") -> None:
    # A page that leaves while a frame is on its way is an ordinary event.
    if not sent.cancelled():
        sent.exception()
