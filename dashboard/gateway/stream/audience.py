"""Who is connected to the socket, who may come, and who reads too slowly."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

from dashboard.gateway.stream.broadcast import Broadcast
from dashboard.gateway.stream.subscriber import Subscriber
from kiwoom import end_tasks

_TICK_S = 0.02
_LINGER_S = 600.0
_MOST_LINGERING = 128


@dataclass(frozen=True)
class StreamLimits:
    """What programs on the socket may ask of the process.

    Attributes
    ----------
    connections, per_address
        Open sockets, all together and from one address.
    messages_per_minute
        Requests of one connection.
    stuck_s
        Seconds that a connection may take none of what it is sent.
    """

    connections: int = 64
    per_address: int = 32
    messages_per_minute: int = 100
    stuck_s: float = 10.0


@dataclass(eq=False)
class Seat:
    """A connected program: its subscriber, and when to look at it."""

    subscriber: Subscriber
    address: str
    batch_s: float = 0.0
    has_news: asyncio.Event = field(default_factory=asyncio.Event)
    due: float = 0.0
    sending_since: float | None = None
    sending: asyncio.Task[None] | None = None

    def give_up(self) -> None:
        """End the connection, because of its reader or because of a newer one."""
        if self.sending is not None:
            self.sending.cancel()


class Audience:
    """All programs on the socket, and those that may come back for what they missed.

    Parameters
    ----------
    broadcast
        What they are told.
    limits
        What they may ask for.

    Attributes
    ----------
    cut
        Connections that were closed because they took nothing any more.
    """

    def __init__(
        self, broadcast: Broadcast, limits: StreamLimits | None = None
    ) -> None:
        self.broadcast = broadcast
        self.limits = limits or StreamLimits()
        self.cut = 0
        self._seats: set[Seat] = set()
        self._away: dict[str, tuple[Subscriber, float]] = {}
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._seats)

    @property
    def dropped(self) -> int:
        """Events that connected programs were not sent, because they read slowly."""
        return sum(seat.subscriber.dropped for seat in self._seats)

    def start(self) -> None:
        """Begin to tell; must run in the hub's loop."""
        self.broadcast.start()
        self._task = asyncio.create_task(self._tell(), name="audience")

    async def aclose(self) -> None:
        """Stop telling, and give back everything."""
        if self._task is not None:
            await end_tasks(self._task)
        for subscriber, _ in self._away.values():
            subscriber.close()
        self._away.clear()
        await self.broadcast.aclose()

    def has_room(self, address: str) -> bool:
        """Whether one more connection from an address may come."""
        counted = Counter(seat.address for seat in self._seats)
        return (
            counted.total() < self.limits.connections
            and counted[address] < self.limits.per_address
        )

    def find(self, session: str) -> Subscriber | None:
        """Return the subscriber of an earlier connection, which is ended by that."""
        for seat in self._seats:
            if seat.subscriber.session == session:
                seat.give_up()
                self._seats.remove(seat)
                return seat.subscriber
        return self._away.pop(session, (None, 0.0))[0]

    def seat(self, subscriber: Subscriber, address: str, batch_s: float) -> Seat:
        """Let a program in, which wants frames of all that is new so often."""
        seat = Seat(subscriber, address, batch_s)
        self._seats.add(seat)
        return seat

    def leave(self, seat: Seat, *, may_return: bool) -> None:
        """Let a program go; what it missed is kept for a while if it may return."""
        if seat not in self._seats:
            return  # it has come back already
        self._seats.remove(seat)
        subscriber = seat.subscriber
        if may_return and subscriber.symbols:
            self._away[subscriber.session] = (subscriber, time.monotonic())
        else:
            subscriber.close()

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            now = time.monotonic()
            self.broadcast.look(now)
            for seat in list(self._seats):
                if self._is_stuck(seat, now):
                    self.cut += 1
                    seat.give_up()
                elif now >= seat.due and seat.subscriber.is_due(now):
                    seat.due = now + seat.batch_s
                    seat.has_news.set()
            self._forget(now)

    def _is_stuck(self, seat: Seat, now: float) -> bool:
        since = seat.sending_since
        return since is not None and now - since > self.limits.stuck_s

    def _forget(self, now: float) -> None:
        for session, (subscriber, left) in list(self._away.items()):
            is_old = now - left > _LINGER_S
            if is_old or len(self._away) > _MOST_LINGERING:
                subscriber.close()
                del self._away[session]
