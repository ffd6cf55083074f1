"""What all programs on the socket share: the events, and who is interested in what.

Each event is written once, however many read it. A reader that stops reading costs
nothing: it has a place in the ring, not a queue of its own.
"""

import asyncio
import time
from datetime import datetime
from typing import Any

import orjson

from dashboard.gateway.quoting import quote_reply
from dashboard.gateway.stream.candle_tracker import CandleTracker
from dashboard.gateway.stream.requests import (
    BOOK,
    CANDLE,
    EXPECTED,
    MARKET,
    QUOTE,
    TRADE,
)
from dashboard.gateway.stream.ring import Event, EventRing, Key
from kiwoom import (
    KST,
    Candle,
    CandleSeries,
    ExpectedMatch,
    FeedState,
    Hub,
    Interruption,
    LiveKind,
    SessionSignal,
    Subscription,
    Summary,
    Trade,
    end_tasks,
)

STATE = "state"
_OVERHEARD = (
    LiveKind.TRADE,
    LiveKind.EXPECTED,
    LiveKind.SESSION,
    LiveKind.INTERRUPTION,
)
# The channel of a row, and the type of its message.
_TOLD: dict[type, tuple[str, str]] = {
    Trade: (TRADE, "trade"),
    ExpectedMatch: (EXPECTED, "expected"),
    SessionSignal: (MARKET, "session"),
    Interruption: (MARKET, "interruption"),
}
_LOOK_S = 0.1


class Broadcast:
    """Writes the hub's events into a ring and counts who wants which symbols.

    Parameters
    ----------
    hub
        The market state that everybody shares.
    ring
        Where events are kept.

    Attributes
    ----------
    lost
        Rows that were lost because this process was too slow, by the hub's count.
    """

    def __init__(self, hub: Hub, ring: EventRing | None = None) -> None:
        self.hub = hub
        self.ring = ring or EventRing()
        self.lost = 0
        self._interests: dict[Key, list[Subscription]] = {}
        self._trackers: dict[Key, CandleTracker] = {}
        self._states: dict[str, tuple[FeedState, str]] = {}
        self._written: dict[Key, tuple[object, bytes]] = {}
        self._newest: dict[Key, object] = {}
        self._looked = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen to the hub; must run in its loop."""
        self._task = asyncio.create_task(self._listen(), name="broadcast")

    async def aclose(self) -> None:
        """Stop listening, and give back all interests."""
        if self._task is not None:
            await end_tasks(self._task)
        for key in list(self._interests):
            while key in self._interests:
                self.drop_interest(key)

    # Interests

    def add_interest(self, key: Key) -> None:
        """Count one more reader of a channel of a symbol."""
        channel, symbol = key
        subscription = self.hub.subscribe(symbol, order_book=channel == BOOK)
        self._interests.setdefault(key, []).append(subscription)
        if channel.startswith(CANDLE):
            self._trackers.setdefault(key, CandleTracker())
            self.series(key)

    def drop_interest(self, key: Key) -> None:
        """Count one reader less."""
        subscriptions = self._interests[key]
        subscriptions.pop().close()
        if not subscriptions:
            for table in (self._interests, self._trackers, self._written, self._newest):
                table.pop(key, None)

    # Reading

    def series(self, key: Key) -> CandleSeries:
        """Return the candles of a channel."""
        channel, symbol = key
        return self.hub.series(symbol, channel.removeprefix(CANDLE))

    def is_ready(self, key: Key) -> bool:
        """Whether the candles of a channel have been loaded."""
        tracker = self._trackers.get(key)
        return tracker is not None and tracker.is_ready

    def current(self, key: Key) -> object | None:
        """Return the state that a channel shows now; another object once it moved."""
        channel, symbol = key
        if channel == QUOTE:
            return self.hub.latest(symbol)
        if channel == BOOK:
            return self.hub.order_book(symbol)
        if channel.startswith(CANDLE):
            return self.series(key).forming if self.is_ready(key) else None
        return self._newest.get(key)

    def body(self, key: Key, state: object) -> bytes:
        """Return a state as JSON, written once for all who read it."""
        known = self._written.get(key)
        if known is None or known[0] is not state:
            known = (state, self._write(key, state))
            self._written[key] = known
        return known[1]

    def state_of(self, symbol: str) -> dict[str, Any]:
        """Return how far a symbol's data can be trusted, or with ``""`` everything."""
        state, reason = self._look_at(symbol)
        return {"symbol": symbol or None, "state": state, "reason": reason}

    def look(self, now: float) -> None:
        """Write what is not told by rows: finished candles, changes of the state."""
        for key, tracker in self._trackers.items():
            for candle, is_revised in tracker.changes(self.series(key)):
                body = candle_body(key, candle, is_closed=True, is_revised=is_revised)
                self.ring.append(Event(key, "candle", body), now)
        if now - self._looked >= _LOOK_S:
            self._looked = now
            self._look_for_states(now)

    def _look_for_states(self, now: float) -> None:
        symbols = {"", *(symbol for _, symbol in self._interests)}
        for symbol in self._states.keys() - symbols:
            del self._states[symbol]
        for symbol in symbols:
            state = self._look_at(symbol)
            if self._states.get(symbol) != state:
                self._states[symbol] = state
                body = orjson.dumps(self.state_of(symbol))
                self.ring.append(Event((STATE, symbol), "state", body), now)

    def _look_at(self, symbol: str) -> tuple[FeedState, str]:
        if symbol:
            return self.hub.state(symbol), ""
        health = self.hub.health()
        return health.state, health.reason

    # Writing

    async def _listen(self) -> None:
        with self.hub.overhear(*_OVERHEARD) as outlet:
            async for row in outlet:
                self.lost = outlet.dropped
                self._tell(row)

    def _tell(self, row: object) -> None:
        channel, kind = _TOLD[type(row)]
        key = (channel, "" if channel == MARKET else getattr(row, "symbol", ""))
        if channel == MARKET:
            body = orjson.dumps(row)
        elif key in self._interests:
            self._newest[key] = row
            body = self.body(key, row)
        else:
            return
        self.ring.append(Event(key, kind, body), time.monotonic())

    def _write(self, key: Key, state: object) -> bytes:
        if isinstance(state, Summary):
            reply = quote_reply(self.hub, state, is_live=True)
            return orjson.dumps(reply.model_dump())
        if isinstance(state, Candle):
            return candle_body(key, state, is_closed=False, is_revised=False)
        body = orjson.dumps(state)
        if not isinstance(state, Trade):
            return body
        # For whoever measures how late it is; the exchange tells whole seconds.
        return body[:-1] + b"," + orjson.dumps({"received": datetime.now(KST)})[1:]


def candle_body(
    key: Key, candle: Candle, *, is_closed: bool, is_revised: bool
) -> bytes:
    """Return a candle of a channel as JSON."""
    channel, symbol = key
    named = {"symbol": symbol, "interval": channel.removeprefix(CANDLE)}
    state = {"is_closed": is_closed, "is_revised": is_revised}
    return b",".join(
        (
            orjson.dumps(named)[:-1],
            orjson.dumps(candle)[1:-1],
            orjson.dumps(state)[1:],
        )
    )
