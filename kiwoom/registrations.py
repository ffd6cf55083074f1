"""What is wanted, what is registered, and the requests that lead from one to the other.

The broker's replies name nothing, so they are matched by their order (protocol note
4.4). Nothing here waits, sends or reads a clock.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kiwoom.enums import LiveKind
from kiwoom.feed import Watching, WatchRefused, Wish
from kiwoom.live_wire import WIRE_TYPES

MAX_ITEMS_PER_FRAME = 100
MAX_ITEMS = 200
# Replies come at once; one that is missing would be taken for the next one.
_REPLY_WITHIN_S = 10.0
_TOO_FAST = 105110

# Told of the whole market, whatever else is wanted; they name no symbol.
_ALWAYS = {LiveKind.SESSION: ("",), LiveKind.INTERRUPTION: ("",)}
_NAMELESS = "1"
# Conditions are not registered but searched, see :mod:`kiwoom.screens`.
_SEARCHED = LiveKind.SCREEN
# A group holds 100 items (note 4.4), so the two hundred of a kind need two.
_GROUPS = {
    kind: (f"{2 * place}", f"{2 * place + 1}")
    for place, kind in enumerate((k for k in LiveKind if k not in _ALWAYS), start=1)
} | dict.fromkeys(_ALWAYS, (_NAMELESS,))

Key = tuple[LiveKind, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    name: str
    group: str
    keys: tuple[Key, ...]
    at: float


class Registrations:
    """One connection's registrations; a new connection begins with none."""

    def __init__(self) -> None:
        self._wanted: dict[Key, None] = {}
        self._group_of: dict[Key, str] = {}
        self._leaving: dict[tuple[Key, str], None] = {}
        self._refused: set[Key] = set()
        self._left_out: set[str] = set()
        self._untold: list[WatchRefused] = []
        self._unanswered: deque[_Asked] = deque()
        self._is_confused = False

    def want(self, wish: Wish) -> None:
        """State the whole wish list; what concerns the whole market belongs to it.

        Symbols beyond the 200 that a connection carries are left out, the last first,
        and told as refused. What is not wanted any more is removed even if it is wanted
        again before that: to the hub its trades were lost meanwhile.
        """
        wish = {kind: items for kind, items in wish.items() if kind is not _SEARCHED}
        symbols = list(dict.fromkeys(item for items in wish.values() for item in items))
        kept = {"", *symbols[: MAX_ITEMS - 1]}
        self._leave_out(symbols[MAX_ITEMS - 1 :])
        whole = _ALWAYS | {kind: tuple(items) for kind, items in wish.items()}
        self._wanted = dict.fromkeys(
            (kind, item)
            for kind, items in whole.items()
            for item in items
            if item in kept
        )
        self._refused &= self._wanted.keys()
        for key in self._group_of.keys() - self._wanted.keys():
            self._leaving[key, self._group_of.pop(key)] = None

    def next_request(self, now: float) -> dict[str, Any] | None:
        """Return the next registration or removal that is due, if any.

        ``now`` is in seconds of the clock of :meth:`is_out_of_step`.
        """
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

    def on_reply(
        self, name: str, code: int, text: str
    ) -> Sequence[Watching | WatchRefused] | None:
        """Take the reply to the oldest request; ``None`` if it fits to nothing."""
        if not self._unanswered or self._unanswered[0].name != name:
            self._is_confused |= bool(self._unanswered)
            return None
        asked = self._unanswered.popleft()
        keys = asked.keys
        symbols = tuple(item for kind, item in keys if kind is LiveKind.TRADE)
        if name == "REMOVE":
            if code == _TOO_FAST:
                self._leave_later(asked)
            return []
        if code == 0:
            return [Watching(symbols)] if symbols else []
        for key in keys:
            self._group_of.pop(key, None)
        if code == _TOO_FAST:
            return []
        self._refused.update(keys)
        return [WatchRefused(symbols, f"{code} {text}")]

    def told(self) -> list[WatchRefused]:
        """Return what was left out since the last call."""
        untold, self._untold = self._untold, []
        return untold

    def _leave_later(self, asked: _Asked) -> None:
        # What was registered again in the same group meanwhile is to stay there.
        for key in asked.keys:
            if self._group_of.get(key) != asked.group:
                self._leaving[key, asked.group] = None

    def _leave_out(self, symbols: Sequence[str]) -> None:
        new = tuple(symbol for symbol in symbols if symbol not in self._left_out)
        self._left_out = set(symbols)
        if new:
            limit = f"한 번에 볼 수 있는 종목은 {MAX_ITEMS - 1}개까지입니다"
            self._untold.append(WatchRefused(new, limit))

    def _register(self, new: list[Key], now: float) -> dict[str, Any]:
        groups = _GROUPS[new[0][0]]
        group, room = self._group_with_room(groups)
        keys = tuple(key for key in new if _GROUPS[key[0]] == groups)[:room]
        self._group_of.update(dict.fromkeys(keys, group))
        return self._request(_Asked("REG", group, keys, now))

    def _remove(self, now: float) -> dict[str, Any]:
        _, group = next(iter(self._leaving))
        keys = tuple(key for key, other in self._leaving if other == group)
        for key in keys:
            del self._leaving[key, group]
        return self._request(_Asked("REMOVE", group, keys, now))

    def _request(self, asked: _Asked) -> dict[str, Any]:
        self._unanswered.append(asked)
        # Every item with every type: the keys of a group are such a product.
        items = list(dict.fromkeys(item for _, item in asked.keys))
        types = list(dict.fromkeys(WIRE_TYPES[kind] for kind, _ in asked.keys))
        request: dict[str, Any] = {"trnm": asked.name, "grp_no": asked.group}
        if asked.name == "REG":
            # Keep what is registered already; "0" is not settled (note 4.4).
            request["refresh"] = "1"
        return request | {"data": [{"item": items, "type": types}]}

    def _group_with_room(self, groups: Sequence[str]) -> tuple[str, int]:
        taken = list(self._group_of.values())
        rooms = [(g, MAX_ITEMS_PER_FRAME - taken.count(g)) for g in groups]
        return next((group, room) for group, room in rooms if room > 0)
