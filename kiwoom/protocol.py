"""The dialect of Kiwoom's socket, without a socket (sans-I/O).

Text goes in by :meth:`KiwoomProtocol.receive` and events come out. What must be sent at
once collects for :meth:`KiwoomProtocol.to_send`; registrations, which the broker limits
in number per second, are made one by one by :meth:`KiwoomProtocol.next_request` from
the difference between what is wanted and what is registered. States::

    NEW --login--> LOGGING_IN --accepted--> READY --taken over--> CLOSED
                              --refused---> FAILED

Nothing is registered before READY, because the broker drops what comes before the
login reply (protocol note 4.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import orjson

from kiwoom.enums import LiveKind
from kiwoom.feed import (
    Connected,
    Heard,
    MarketEvent,
    Silent,
    TakenOver,
    Watching,
    WatchRefused,
    Wish,
)
from kiwoom.live_wire import READERS
from kiwoom.registrations import Registrations
from kiwoom.screen_models import ScreenEvent
from kiwoom.screens import NAMES as SCREEN_NAMES
from kiwoom.screens import ScreenDesk
from kiwoom.texts import DayTimes

_TAKEN_OVER = "R10001"


class State(Enum):
    """Where a connection stands."""

    NEW = "new"
    LOGGING_IN = "logging in"
    READY = "ready"
    FAILED = "failed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LoginRefused:
    """The broker did not accept the token and closes the connection."""

    code: int
    text: str


@dataclass(frozen=True, slots=True)
class UnknownMessage:
    """A message that means nothing to us; its beginning, for the log."""

    text: str


ProtocolEvent = (
    MarketEvent
    | Connected
    | Silent
    | Heard
    | Watching
    | WatchRefused
    | TakenOver
    | LoginRefused
    | UnknownMessage
    | ScreenEvent
)


class KiwoomProtocol:
    """One connection's conversation; a new connection needs a new object.

    Parameters
    ----------
    day
        Trading day that the clock texts of rows belong to; rows are dropped while it
        is unknown.

    Attributes
    ----------
    state
        Where the connection stands.
    dropped_rows
        Rows that could not be read.
    """

    def __init__(self, day: date | None = None) -> None:
        self.state = State.NEW
        self.dropped_rows = 0
        self._times = DayTimes(day) if day else None
        self._outbox: list[str] = []
        self._untold: list[ProtocolEvent] = []
        self._registrations = Registrations()
        self._screens = ScreenDesk()

    def set_day(self, day: date) -> None:
        """Join the clock texts that come from now on with this trading day."""
        self._times = DayTimes(day)

    def login(self, token: str) -> None:
        """Ask to log in."""
        self._outbox.append(_frame({"trnm": "LOGIN", "token": token}))
        self.state = State.LOGGING_IN

    def want(self, wish: Wish) -> None:
        """State the whole wish list, see :meth:`Registrations.want`."""
        self._registrations.want(wish)
        self._screens.want(wish.get(LiveKind.SCREEN, ()))

    def ask_screen(self, screen: str) -> None:
        """Ask about a condition, see :meth:`ScreenDesk.ask`."""
        self._screens.ask(screen)

    def to_send(self) -> list[str]:
        """Return the frames to send at once, and forget them."""
        outbox, self._outbox = self._outbox, []
        return outbox

    def next_request(self, now: float) -> str | None:
        """Return the next registration or removal that is due, if any.

        ``now`` is in seconds of the clock of :meth:`is_out_of_step`.
        """
        if self.state is not State.READY:
            return None
        self._untold += self._screens.overdue(now)
        request = self._registrations.next_request(now)
        request = request or self._screens.next_request(now)
        return _frame(request) if request else None

    def is_out_of_step(self, now: float) -> bool:
        """Whether replies cannot be matched any more, so that a new login must help."""
        return self._registrations.is_out_of_step(now)

    def receive(self, text: str | bytes) -> Sequence[ProtocolEvent]:
        """Return what a frame says; it never raises."""
        try:
            message = orjson.loads(text)
            kind = message["trnm"]
        except (ValueError, TypeError, KeyError):
            return [UnknownMessage(_beginning(text))]
        if kind == "REAL":
            return self._on_real(message)
        if kind == "PING":
            self._outbox.append(text if isinstance(text, str) else text.decode())
            return self._told()
        try:
            return [*self._on_reply(kind, message), *self._told()]
        except (ValueError, TypeError, KeyError):
            return [UnknownMessage(_beginning(text))]

    def _told(self) -> list[ProtocolEvent]:
        untold, self._untold = self._untold, []
        return untold + list(self._registrations.told())

    def _on_real(self, message: dict[str, Any]) -> Sequence[ProtocolEvent]:
        events: list[ProtocolEvent] = []
        rows = message.get("data")
        for row in rows if isinstance(rows, list) else ():
            try:
                reader = READERS.get(row["type"])
                if reader and self._times:
                    events.append(reader(row["item"], row["values"], self._times))
            except (KeyError, ValueError, TypeError, AttributeError):
                self.dropped_rows += 1
        return events

    def _on_reply(self, kind: str, message: dict[str, Any]) -> Sequence[ProtocolEvent]:
        if kind == "SYSTEM":
            return self._on_system(message)
        if kind in SCREEN_NAMES:
            return self._screens.on_reply(kind, message)
        code = int(message["return_code"])
        if kind == "LOGIN":
            return self._on_login(code, str(message["return_msg"]))
        if kind in {"REG", "REMOVE"}:
            text = str(message["return_msg"])
            found = self._registrations.on_reply(kind, code, text)
            return [UnknownMessage(f"{kind} {code}")] if found is None else found
        return [UnknownMessage(kind)]

    def _on_system(self, message: dict[str, Any]) -> list[ProtocolEvent]:
        if message.get("code") != _TAKEN_OVER:
            return []
        self.state = State.CLOSED
        return [TakenOver()]

    def _on_login(self, code: int, text: str) -> list[ProtocolEvent]:
        self.state = State.FAILED if code else State.READY
        return [LoginRefused(code, text) if code else Connected()]


def _frame(message: dict[str, Any]) -> str:
    return orjson.dumps(message).decode()


def _beginning(text: str | bytes) -> str:
    return (
        str(text[:200])
        if isinstance(text, str)
        else text[:200].decode("utf-8", "replace")
    )
