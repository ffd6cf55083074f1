"""One viewer of the feed: what it shows, what it has, and when it gets the next frame.

Pure, but for the function that sends. A viewer has at most two frames on the way: it
acknowledges a frame after drawing it and gets the newest state next, so a slow or
hidden page costs nothing and owes no queue.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from dashboard.channels import ChannelTable
from dashboard.frames import Moment, join_frame

MOST_CHANNELS = 64
_MOST_IN_FLIGHT = 2
# Longer histories follow in the next frame, so that the first charts are there at once.
_FRAME_BYTES = 192_000
_SLOWEST_MS = 250.0
# Drawing may take this share of a page's time; the rest is for its user.
_DRAWING_SHARE = 0.5


class _Sent(NamedTuple):
    live: bytes
    epoch: int
    following: int


_NOTHING = _Sent(b"", -1, -1)


def pace(tick_ms: float, busy_ms: float) -> float:
    """Return how long to wait between two frames for a page.

    Parameters
    ----------
    tick_ms
        The shortest wait, as the user set it.
    busy_ms
        What drawing a frame costs the page, as it reports itself.

    Examples
    --------
    >>> pace(16, 4), pace(16, 30), pace(50, 10_000)
    (16, 60.0, 250.0)
    """
    return max(tick_ms, min(busy_ms / _DRAWING_SHARE, _SLOWEST_MS))


class FeedViewer:
    """What one page shows and has been sent.

    Parameters
    ----------
    table
        The channels of the process.
    tick_ms
        Shortest time between two frames.
    send
        Sends one frame without waiting for it to leave.

    Attributes
    ----------
    channels
        What the page shows, the most important first.
    """

    def __init__(
        self, table: ChannelTable, tick_ms: float, send: Callable[[bytes], None]
    ) -> None:
        self.channels: tuple[int, ...] = ()
        self.in_flight = 0
        self._table = table
        self._tick_ms = self._period_ms = tick_ms
        self._due_ms = 0.0
        self._send = send
        self._sent: dict[int, _Sent] = {}

    def take(self, request: Mapping[str, Any]) -> None:
        """Take what a page says: what it shows, has, has drawn and lacks.

        Raises
        ------
        ValueError
            If it is not of the form that ``static/feed.js`` sends.
        """
        try:
            self._take(request)
        except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
            raise ValueError("no message of a page") from error

    def _take(self, request: Mapping[str, Any]) -> None:
        if "channels" in request:
            self._show(request["channels"], request.get("known", {}))
        if "ack" in request:
            self.in_flight = max(0, self.in_flight - max(0, int(request["ack"])))
        if "busy" in request:
            self._period_ms = pace(self._tick_ms, float(request["busy"]))
        if request.get("older") in self.channels:
            self._table[request["older"]].load_older()

    def pull(self, moment: Moment) -> None:
        """Send one frame with all that moved since the last one, if it may be sent."""
        if self.in_flight >= _MOST_IN_FLIGHT or moment.server_ms < self._due_ms:
            return
        blocks: list[bytes] = []
        size = 0
        for number in self.channels:
            fresh = self._fresh(number, moment.sequence)
            blocks += fresh
            size += sum(map(len, fresh))
            if size > _FRAME_BYTES:
                break
        if blocks:
            self.in_flight += 1
            # A little early, so that a tick that comes late does not cost a frame.
            self._due_ms = moment.server_ms + self._period_ms - self._tick_ms / 2
            self._send(join_frame(moment, blocks))

    def _fresh(self, number: int, tick: int) -> list[bytes]:
        channel = self._table[number]
        sent = self._sent.get(number, _NOTHING)
        live = channel.newest(tick)
        if live is sent.live:
            return []
        self._sent[number] = _Sent(live, channel.epoch, channel.following)
        bars = channel.bars(sent.epoch, sent.following)
        return [bars, live] if bars else [live]

    def _show(self, channels: list[int], known: Mapping[str, list[int]]) -> None:
        shown = [number for number in channels if number in self._table]
        self.channels = tuple(dict.fromkeys(shown[:MOST_CHANNELS]))
        has = {int(number): (int(e), int(f)) for number, (e, f) in known.items()}
        self._sent = {
            number: _Sent(b"", *has[number])
            for number in self.channels
            if number in has
        }
        self._due_ms = 0.0
