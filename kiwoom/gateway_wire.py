"""What a gateway's messages tell a feed, and its replies a client.

Pure. The messages are those of ``/api/v1/stream``, the replies those of ``/api/v1``
(docs/시세-API.md); prices are whole won, sizes shares, times KST.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from kiwoom.enums import FeedState
from kiwoom.errors import ProtocolError
from kiwoom.feed import (
    AccessRefused,
    Connected,
    Disconnected,
    FeedEvent,
    Heard,
    Silent,
    TakenOver,
    Watching,
    WatchRefused,
)
from kiwoom.hours import KST
from kiwoom.live_models import ExpectedMatch, Interruption
from kiwoom.models import OrderBook, SessionSignal, Trade

T = TypeVar("T")

_ROWS: dict[str, type] = {
    "trade": Trade,
    "orderbook": OrderBook,
    "expected": ExpectedMatch,
    "session": SessionSignal,
    "interruption": Interruption,
}
_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}
# The line to the broker stands, whatever is still being caught up.
_UP = {FeedState.LIVE, FeedState.CATCHING_UP, FeedState.CLOSED, FeedState.STALE}
# Every trade of the symbol arrives; a stale one merely lacks its history.
_WATCHED = {FeedState.LIVE, FeedState.CLOSED, FeedState.STALE}
_LOST = "게이트웨이가 일부를 보내지 못했습니다"
_REFUSED = "증권사가 이 종목을 보내지 않습니다"


def read_model(model: type[T], data: Any) -> T:  # noqa: ANN401
    """Return one of the library's models from a JSON object; times become KST.

    Raises
    ------
    ProtocolError
        If the object lacks something or says it in another way.
    """
    try:
        adapter = _ADAPTERS.setdefault(model, TypeAdapter(model))
        found: T = adapter.validate_python(data)
    except ValidationError as error:
        raise ProtocolError(
            f"no {model.__name__}: {error.errors()[0]['msg']}"
        ) from error
    moments = {
        field.name: value.astimezone(KST)
        for field in fields(found)  # type: ignore[arg-type]
        if isinstance(value := getattr(found, field.name), datetime)
        and value.tzinfo is not KST
    }
    return replace(found, **moments) if moments else found  # type: ignore[type-var]


class GatewayReader:
    """Turns the messages of one connection into events; remembers what was told.

    Attributes
    ----------
    unreadable
        Messages that told nothing that can be read.
    """

    def __init__(self) -> None:
        self.unreadable = 0
        self._is_up = False
        self._is_doubted = False
        self._watched: set[str] = set()

    def read(self, message: Mapping[str, Any]) -> Sequence[FeedEvent]:
        """Return what a message tells."""
        try:
            return self._read(message)
        except (ProtocolError, KeyError, TypeError, ValueError, AttributeError):
            self.unreadable += 1
            return []

    def forget(self, symbols: set[str]) -> None:
        """Note that these are not watched any more."""
        self._watched -= symbols

    def lose(self, reason: str = _LOST) -> Sequence[FeedEvent]:
        """Return what tells that some events are missing: everything is read anew."""
        if not self._is_up:
            return []
        watched = [Watching(tuple(sorted(self._watched)))] if self._watched else []
        return [Disconnected(reason), Connected(), *watched]

    def _read(self, message: Mapping[str, Any]) -> Sequence[FeedEvent]:
        kind = message["type"]
        if kind in _ROWS:
            return [read_model(_ROWS[kind], message)]
        if kind == "welcome":
            return self._line(message["state"])
        if kind == "state":
            is_line = message["symbol"] is None
            return self._line(message) if is_line else self._symbol(message)
        if kind == "snapshot":
            book = message.get("orderbook")
            books = [read_model(OrderBook, book)] if book else []
            return [*self._symbol(message), *books]
        if kind == "error" and message.get("symbols"):
            refused = tuple(map(str, message["symbols"]))
            return [WatchRefused(refused, str(message["detail"]))]
        return self.lose() if kind == "gap" else []

    def _line(self, told: Mapping[str, Any]) -> list[FeedEvent]:
        state, reason = FeedState(told["state"]), str(told["reason"])
        was_up, self._is_up = self._is_up, state in _UP
        was_doubted, self._is_doubted = self._is_doubted, state is FeedState.STALE
        if not self._is_up:
            self._watched.clear()
            return [_why_down(state, reason)]
        found: list[FeedEvent] = [] if was_up else [Connected()]
        if self._is_doubted:
            found.append(Silent(reason))
        elif was_doubted:
            found.append(Heard())
        return found

    def _symbol(self, told: Mapping[str, Any]) -> list[FeedEvent]:
        symbol, state = str(told["symbol"]), FeedState(told["state"])
        if state is FeedState.REFUSED and self._is_up:
            return [WatchRefused((symbol,), _REFUSED)]
        if state not in _WATCHED:
            self._watched.discard(symbol)
        elif symbol not in self._watched:
            self._watched.add(symbol)
            return [Watching((symbol,))]
        return []


def _why_down(state: FeedState, reason: str) -> FeedEvent:
    if state is FeedState.TAKEN_OVER:
        return TakenOver()
    if state is FeedState.REFUSED:
        return AccessRefused(reason)
    return Disconnected(reason or "게이트웨이가 증권사에 연결하고 있습니다")
