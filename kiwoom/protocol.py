"""The dialect of Kiwoom's socket, without a socket (sans-I/O).

Text goes in by :meth:`KiwoomProtocol.receive` and events come out. What must be sent at
once collects for :meth:`KiwoomProtocol.to_send`; registrations, which the broker limits
in number per second, are made one by one by :meth:`KiwoomProtocol.next_request` from
the difference between what is wanted and what is registered. States::

    NEW --login--> LOGGING_IN --accepted--> READY --taken over--> CLOSED
                              --refused---> FAILED

Nothing is registered before READY, because the broker drops what comes before the
login reply (protocol note 4.2). Its replies to registrations name nothing, so they are
matched by their order (note 4.4).
"""

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import orjson

from kiwoom.feed import Connected, MarketEvent, TakenOver, Watching, WatchRefused
from kiwoom.texts import DayTimes
from kiwoom.wire import BOOK, READERS, SESSION, TRADE

MAX_ITEMS_PER_FRAME = 100
MAX_ITEMS = 200
# Replies come at once; one that is missing would be taken for the next one.
_REPLY_WITHIN_S = 10.0

_TAKEN_OVER = "R10001"
_TOO_FAST = 105110
# A group holds 100 items (note 4.4), so the two hundred of a type need two.
_GROUPS = {SESSION: ("1",), TRADE: ("2", "3"), BOOK: ("4", "5")}

Key = tuple[str, str]


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
    | Watching
    | WatchRefused
    | TakenOver
    | LoginRefused
    | UnknownMessage
)


@dataclass(frozen=True, slots=True)
class _Asked:
    kind: str
    keys: tuple[Key, ...]
    at: float


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
        self._wanted: dict[Key, None] = {}
        self._group_of: dict[Key, str] = {}
        self._leaving: dict[Key, str] = {}
        self._refused: set[Key] = set()
        self._left_out: set[str] = set()
        self._untold: list[ProtocolEvent] = []
        self._unanswered: deque[_Asked] = deque()
        self._is_confused = False

    def set_day(self, day: date) -> None:
        """Join the clock texts that come from now on with this trading day."""
        self._times = DayTimes(day)

    def login(self, token: str) -> None:
        """Ask to log in."""
        self._outbox.append(_frame({"trnm": "LOGIN", "token": token}))
        self.state = State.LOGGING_IN

    def want(self, trades: Collection[str], books: Collection[str]) -> None:
        """State the whole wish list; session notices always belong to it.

        Symbols beyond the 200 that a connection carries are left out, the last first,
        and told as refused. What is not wanted any more is removed even if it is wanted
        again before that: to the hub its trades were lost meanwhile.
        """
        symbols = list(dict.fromkeys([*trades, *books]))
        kept = set(symbols[: MAX_ITEMS - 1])
        self._leave_out(symbols[MAX_ITEMS - 1 :])
        keys = [(SESSION, "")]
        keys += [(TRADE, symbol) for symbol in trades if symbol in kept]
        keys += [(BOOK, symbol) for symbol in books if symbol in kept]
        self._wanted = dict.fromkeys(keys)
        self._refused &= self._wanted.keys()
        for key in self._group_of.keys() - self._wanted.keys():
            self._leaving[key] = self._group_of.pop(key)

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
        if self._leaving:
            return self._remove(now)
        known = self._group_of.keys() | self._refused
        new = [key for key in self._wanted if key not in known]
        return self._register(new, now) if new else None

    def is_out_of_step(self, now: float) -> bool:
        """Whether replies cannot be matched any more, so that only a new login helps.

        That is so after a reply of the wrong kind, and when one is missing for long.
        """
        waiting = self._unanswered
        is_late = bool(waiting) and now - waiting[0].at > _REPLY_WITHIN_S
        return self._is_confused or is_late

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

    def _on_reply(self, kind: str, message: dict[str, Any]) -> list[ProtocolEvent]:
        if kind == "SYSTEM":
            return self._on_system(message)
        code = int(message["return_code"])
        if kind == "LOGIN":
            return self._on_login(code, str(message["return_msg"]))
        if kind in {"REG", "REMOVE"}:
            return self._on_registered(kind, code, str(message["return_msg"]))
        return [UnknownMessage(kind)]

    def _on_system(self, message: dict[str, Any]) -> list[ProtocolEvent]:
        if message.get("code") != _TAKEN_OVER:
            return []
        self.state = State.CLOSED
        return [TakenOver()]

    def _on_login(self, code: int, text: str) -> list[ProtocolEvent]:
        self.state = State.FAILED if code else State.READY
        return [LoginRefused(code, text) if code else Connected()]

    def _on_registered(self, kind: str, code: int, text: str) -> list[ProtocolEvent]:
        if not self._unanswered or self._unanswered[0].kind != kind:
            self._is_confused |= bool(self._unanswered)
            return [UnknownMessage(f"{kind} {code}")]
        keys = self._unanswered.popleft().keys
        symbols = tuple(item for type_, item in keys if type_ == TRADE)
        if kind == "REMOVE":
            return []
        if code == 0:
            return [Watching(symbols)] if symbols else []
        for key in keys:
            self._group_of.pop(key, None)
        if code == _TOO_FAST:
            return []
        self._refused.update(keys)
        return [WatchRefused(symbols, f"{code} {text}")]

    def _leave_out(self, symbols: Sequence[str]) -> None:
        new = tuple(symbol for symbol in symbols if symbol not in self._left_out)
        self._left_out = set(symbols)
        if new:
            limit = f"한 번에 볼 수 있는 종목은 {MAX_ITEMS - 1}개까지입니다"
            self._untold.append(WatchRefused(new, limit))

    def _told(self) -> list[ProtocolEvent]:
        untold, self._untold = self._untold, []
        return untold

    def _register(self, new: list[Key], now: float) -> str:
        type_ = new[0][0]
        group, room = self._group_with_room(type_)
        items = [item for kind, item in new if kind == type_][:room]
        keys = tuple((type_, item) for item in items)
        self._group_of.update(dict.fromkeys(keys, group))
        return self._request(group, _Asked("REG", keys, now))

    def _remove(self, now: float) -> str:
        group = next(iter(self._leaving.values()))
        keys = tuple(key for key, other in self._leaving.items() if other == group)
        for key in keys:
            del self._leaving[key]
        return self._request(group, _Asked("REMOVE", keys, now))

    def _request(self, group: str, asked: _Asked) -> str:
        self._unanswered.append(asked)
        keys = asked.keys
        data = [{"item": [item for _, item in keys], "type": [keys[0][0]]}]
        request: dict[str, Any] = {"trnm": asked.kind, "grp_no": group}
        if asked.kind == "REG":
            # Keep what is registered already; "0" is not settled (note 4.4).
            request["refresh"] = "1"
        return _frame(request | {"data": data})

    def _group_with_room(self, type_: str) -> tuple[str, int]:
        taken = list(self._group_of.values())
        rooms = [(g, MAX_ITEMS_PER_FRAME - taken.count(g)) for g in _GROUPS[type_]]
        return next((group, room) for group, room in rooms if room > 0)


def _frame(message: dict[str, Any]) -> str:
    return orjson.dumps(message).decode()


def _beginning(text: str | bytes) -> str:
    return (
        str(text[:200])
        if isinstance(text, str)
        else text[:200].decode("utf-8", "replace")
    )
