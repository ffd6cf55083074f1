"""One program on the socket: what it wants, how far it is, what it is sent next.

Its time is an argument: seconds of the monotonic clock.
"""

import secrets
from collections.abc import Collection, Iterator
from typing import Any

import orjson

from dashboard.gateway.stream.broadcast import STATE, Broadcast, candle_body
from dashboard.gateway.stream.requests import (
    BOOK,
    CANDLE,
    MARKET,
    QUOTE,
    Ping,
    Subscribe,
    Unsubscribe,
)
from dashboard.gateway.stream.ring import Event, Key
from dashboard.gateway.stream.sent_log import SentLog
from dashboard.gateway.stream.wire import message

_CONFLATE_S = 0.25
_KEEP_S = 600.0
# What a reader may be behind before it is told the state instead: about 1 MiB.
_MOST_BEHIND = 4_096
_MOST_BEHIND_S = 5.0
_REPLAYED_AT_ONCE = 2_000
_EVERYTHING = 1 << 30
_NEVER = float("inf")
_ALWAYS = frozenset({(STATE, "")})


class Subscriber:
    """A program's interests and its numbers, which go on over connections.

    Parameters
    ----------
    broadcast
        What is told.

    Attributes
    ----------
    session
        The name under which a later connection can go on.
    seq
        Number of the newest message; the first one is 1.
    dropped
        Events it was not sent because it read too slowly.
    """

    def __init__(self, broadcast: Broadcast) -> None:
        self.session = secrets.token_urlsafe(16)
        self.seq = 0
        self.dropped = 0
        self._broadcast = broadcast
        self._place = broadcast.ring.end
        self._lost = broadcast.lost
        self._is_replaying = False
        self._interests: set[Key] = set()
        self._events: set[Key] = set(_ALWAYS)
        self._conflated: dict[Key, float] = {}
        self._due: dict[Key, float] = {}
        self._shown: dict[Key, object] = {}
        self._loading: set[Key] = set()
        self._history: dict[str, int] = {}
        self._sent = SentLog()
        self._changed_at = 0

    @property
    def symbols(self) -> set[str]:
        """Symbols of interest."""
        return {symbol for _, symbol in self._interests}

    def is_due(self, now: float) -> bool:
        """Whether there may be something to send."""
        is_behind = self._place != self._broadcast.ring.end
        return is_behind or now >= min(self._due.values(), default=_NEVER)

    def close(self) -> None:
        """Give back all interests."""
        for key in self._interests:
            self._broadcast.drop_interest(key)
        self._interests.clear()

    # Requests

    def welcome(self, *, is_resumed: bool, now: float) -> list[bytes]:
        """Return the first message of a connection."""
        body = {
            "session": self.session,
            "is_resumed": is_resumed,
            "state": self._broadcast.state_of(""),
        }
        return [self._message("welcome", body, now)]

    def subscribe(self, wish: Subscribe, now: float) -> list[bytes]:
        """Add interests; return the answer, then the state of each symbol."""
        found = self.pull(now)
        for key in _keys(wish):
            self._add(key, wish.conflate_ms, is_quiet=wish.quiet)
        self._history |= dict.fromkeys(wish.symbols, wish.history)
        found.append(self._message("subscribed", _echo(wish), now))
        self._changed_at = self.seq
        self._broadcast.look(now)
        return found + self._snapshots(wish.symbols, "subscribed", now)

    def unsubscribe(self, wish: Unsubscribe, now: float) -> list[bytes]:
        """Drop interests; return the answer."""
        found = self.pull(now)
        for key in _keys(wish):
            self._drop(key)
        found.append(self._message("unsubscribed", _echo(wish), now))
        self._changed_at = self.seq
        return found

    def answer_ping(self, ping: Ping, now: float) -> list[bytes]:
        """Return what waits, then the answer."""
        return [*self.pull(now), self._message("pong", {"id": ping.id}, now)]

    def refuse(self, error: dict[str, Any], now: float) -> list[bytes]:
        """Return what waits, then why a request was not taken."""
        return [*self.pull(now), self._message("error", error, now)]

    def resume(self, number: int, now: float) -> list[bytes]:
        """Go on after a number that another connection has received.

        What came since is sent again where it is still known; else the state is.
        """
        missed = self.seq - number
        place = self._place_after(number)
        if place is None or place < self._broadcast.ring.begin:
            self.seq = number
            self._sent = SentLog()
            return self.welcome(is_resumed=True, now=now) + self._skip(missed, now)
        self.seq, self._place = number, place
        self._sent.cut(number)
        self._is_replaying = True
        # Only its newest state counts of what is conflated.
        self._shown.clear()
        return self.welcome(is_resumed=True, now=now)

    # Sending

    def pull(self, now: float) -> list[bytes]:
        """Return what is new, in order."""
        self._sent.forget(now - _KEEP_S)
        ring, place = self._broadcast.ring, self._place
        try:
            most = _REPLAYED_AT_ONCE if self._is_replaying else _EVERYTHING
            events = ring.since(place, most)
        except LookupError:
            return self._skip(ring.begin - place, now)
        wanted = [event for event in events if event.key in self._events]
        if self._has_fallen_behind(wanted, now):
            return self._skip(len(wanted), now)
        self._place += len(events)
        if wanted:
            self._sent.add(self.seq + 1, place, len(wanted), now)
        found = [self._numbered(event) for event in wanted]
        if self._place == ring.end:
            self._is_replaying = False
            found += self._loaded(now)
            found += self._moved(now)
        return found

    def _has_fallen_behind(self, wanted: Collection[Event], now: float) -> bool:
        if self._lost != self._broadcast.lost:
            return True
        if self._is_replaying:
            return False
        waited = self._broadcast.ring.waited(self._place, now)
        return len(wanted) > _MOST_BEHIND or (bool(wanted) and waited > _MOST_BEHIND_S)

    def _skip(self, dropped: int, now: float) -> list[bytes]:
        dropped += self._broadcast.lost - self._lost
        self._lost = self._broadcast.lost
        self._place = self._broadcast.ring.end
        self._is_replaying = False
        self.dropped += dropped
        gap = self._message("gap", {"dropped": dropped}, now)
        return [gap, *self._snapshots(sorted(self.symbols), "gap", now)]

    def _loaded(self, now: float) -> list[bytes]:
        ready = [key for key in self._loading if self._broadcast.is_ready(key)]
        self._loading.difference_update(ready)
        return self._snapshots(sorted({symbol for _, symbol in ready}), "loaded", now)

    def _moved(self, now: float) -> Iterator[bytes]:
        for key, due in self._due.items():
            if due > now:
                continue
            self._due[key] = now + self._conflated[key]
            state = self._broadcast.current(key)
            if state is not None and self._shown.get(key) is not state:
                self._shown[key] = state
                self.seq += 1
                body = self._broadcast.body(key, state)
                yield message(_kind(key), self.seq, body)

    def _snapshots(
        self, symbols: Collection[str], reason: str, now: float
    ) -> list[bytes]:
        return [
            self._message("snapshot", self._snapshot(symbol, reason), now)
            for symbol in symbols
        ]

    def _snapshot(self, symbol: str, reason: str) -> dict[str, Any]:
        broadcast = self._broadcast
        found: dict[str, Any] = {"symbol": symbol, "reason": reason}
        found["state"] = broadcast.state_of(symbol)["state"]
        candles: dict[str, Any] = {}
        for key in sorted(key for key in self._interests if key[1] == symbol):
            channel = key[0]
            if channel in {QUOTE, BOOK}:
                found[channel] = self._show(key)
            elif channel.startswith(CANDLE) and broadcast.is_ready(key):
                candles[channel.removeprefix(CANDLE)] = self._candles(key)
            elif channel.startswith(CANDLE):
                self._loading.add(key)
        return found | {"candles": candles}

    def _show(self, key: Key) -> orjson.Fragment | None:
        state = self._broadcast.current(key)
        self._shown[key] = state
        if state is None:
            return None
        return orjson.Fragment(self._broadcast.body(key, state))

    def _candles(self, key: Key) -> list[orjson.Fragment]:
        closed = self._broadcast.series(key).closed
        most = self._history.get(key[1], 0)
        found = [
            orjson.Fragment(candle_body(key, c, is_closed=True, is_revised=False))
            for c in closed[max(0, len(closed) - most) :]
        ]
        forming = self._show(key)
        return found if forming is None else [*found, forming]

    def _numbered(self, event: Event) -> bytes:
        self.seq += 1
        return message(event.kind, self.seq, event.body)

    def _message(self, kind: str, body: dict[str, Any], now: float) -> bytes:
        self.seq += 1
        self._sent.add(self.seq, self._place, 0, now)
        return message(kind, self.seq, orjson.dumps(body))

    # Interests

    def _add(self, key: Key, conflate_ms: int | None, *, is_quiet: bool) -> None:
        channel, symbol = key
        self._drop(key)
        if symbol:
            self._interests.add(key)
            self._broadcast.add_interest(key)
            self._events.add((STATE, symbol))
        if is_quiet:
            return
        is_state = channel in {QUOTE, BOOK} or channel.startswith(CANDLE)
        wait_s = _CONFLATE_S if is_state else 0.0
        if conflate_ms is not None:
            wait_s = conflate_ms / 1000
        if symbol and (is_state or wait_s):
            self._conflated[key], self._due[key] = wait_s, 0.0
        if channel.startswith(CANDLE) or key not in self._conflated:
            self._events.add(key)

    def _drop(self, key: Key) -> None:
        self._events.discard(key)
        self._loading.discard(key)
        for table in (self._conflated, self._due, self._shown):
            table.pop(key, None)
        if key in self._interests:
            self._interests.remove(key)
            self._broadcast.drop_interest(key)
        if key[1] not in self.symbols:
            self._events.discard((STATE, key[1]))
        self._events |= _ALWAYS

    # Going on

    def _place_after(self, number: int) -> int | None:
        """Return where to go on after a number, ``None`` where that is not known."""
        found = self._sent.find(number)
        if found is None or not self._changed_at <= number <= self.seq:
            return None
        place, received, is_whole = found
        if is_whole:
            place = self._sent.following(number, self._place)
        try:
            return place if is_whole else self._after(place, received)
        except LookupError:
            return None

    def _after(self, place: int, received: int) -> int:
        for event in self._broadcast.ring.since(place, _EVERYTHING):
            if not received:
                break
            received -= event.key in self._events
            place += 1
        return place


def _kind(key: Key) -> str:
    return key[0].partition(":")[0]


def _keys(wish: Subscribe | Unsubscribe) -> list[Key]:
    return [
        (channel, symbol)
        for channel in wish.channels
        for symbol in ([""] if channel == MARKET else wish.symbols)
    ]


def _echo(wish: Subscribe | Unsubscribe) -> dict[str, Any]:
    return {"id": wish.id, "symbols": wish.symbols, "channels": wish.channels}
