"""Live rows of any kind for whoever reads them, each at a pace of its own."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection
from typing import Self

from kiwoom.enums import LiveKind
from kiwoom.feed import FeedEvent, MarketEvent
from kiwoom.live_models import (
    BestQuote,
    Brokers,
    ExpectedMatch,
    IndexBreadth,
    IndexTick,
    Indication,
    Interruption,
    OffHoursBook,
    ProgramTrading,
    StockInfo,
)
from kiwoom.models import OrderBook, SessionSignal, Trade
from kiwoom.screen_book import ScreenBook
from kiwoom.screen_models import ScreenChange, ScreenWatched

KINDS: dict[type, LiveKind] = {
    Trade: LiveKind.TRADE,
    OrderBook: LiveKind.BOOK,
    SessionSignal: LiveKind.SESSION,
    Interruption: LiveKind.INTERRUPTION,
    ExpectedMatch: LiveKind.EXPECTED,
    Indication: LiveKind.INDICATION,
    BestQuote: LiveKind.BEST_QUOTE,
    OffHoursBook: LiveKind.OFF_HOURS,
    Brokers: LiveKind.BROKERS,
    IndexTick: LiveKind.INDEX,
    IndexBreadth: LiveKind.BREADTH,
    StockInfo: LiveKind.STOCK_INFO,
    ProgramTrading: LiveKind.PROGRAM,
    ScreenChange: LiveKind.SCREEN,
}
# Told of the whole market, so that a reader names no symbols.
_NAMELESS = frozenset({LiveKind.SESSION, LiveKind.INTERRUPTION})
_ROOM = 10_000


class Outlet:
    """Rows of some kinds as they arrive; iterate it, and close it at the end.

    Attributes
    ----------
    kinds, symbols
        What is read; no symbols mean everything that arrives of the kinds.
    dropped
        Rows that were lost because the reader was 10,000 behind, the oldest first.
    """

    def __init__(
        self,
        kinds: frozenset[LiveKind],
        symbols: tuple[str, ...],
        on_close: Callable[["Outlet"], None],
    ) -> None:
        self.kinds = kinds
        self.symbols = symbols
        self.dropped = 0
        self._rows: deque[MarketEvent] = deque(maxlen=_ROOM)
        self._has_news = asyncio.Event()
        self._on_close: Callable[[Outlet], None] | None = on_close

    def put(self, row: MarketEvent) -> None:
        """Add a row, at the cost of the oldest one where there is no room."""
        self.dropped += len(self._rows) == _ROOM
        self._rows.append(row)
        self._has_news.set()

    def close(self) -> None:
        """End it; rows that wait can still be read, then the iteration ends."""
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close(self)
            self._has_news.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> MarketEvent:
        while not self._rows:
            if self._on_close is None:
                raise StopAsyncIteration
            self._has_news.clear()
            await self._has_news.wait()
        return self._rows.popleft()


class Outlets:
    """All open outlets.

    Parameters
    ----------
    on_change
        Called when one was opened or closed.
    """

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._open: list[Outlet] = []
        self._screens = ScreenBook()

    def open(self, kind: LiveKind, symbols: Collection[str]) -> Outlet:
        """Return a new outlet.

        Raises
        ------
        ValueError
            Without symbols, for a kind that is told by symbol.
        """
        if not symbols and kind not in _NAMELESS:
            raise ValueError(f"{kind} needs symbols")
        outlet = Outlet(frozenset({kind}), tuple(dict.fromkeys(symbols)), self._close)
        if kind is LiveKind.SCREEN:
            for screen in outlet.symbols:
                for change in self._screens.inside(screen):
                    outlet.put(change)
        self._open.append(outlet)
        self._on_change()
        return outlet

    def overhear(self, kinds: Collection[LiveKind]) -> Outlet:
        """Return an outlet of what arrives anyway, for other readers or for charts."""
        outlet = Outlet(frozenset(kinds), (), self._close)
        self._open.append(outlet)
        return outlet

    def wanted(self) -> dict[LiveKind, list[str]]:
        """Return the symbols to receive rows of, by kind."""
        found: dict[LiveKind, list[str]] = {}
        for outlet in self._open:
            for kind in outlet.kinds if outlet.symbols else ():
                found.setdefault(kind, []).extend(outlet.symbols)
        self._screens.forget(set(found.get(LiveKind.SCREEN, ())))
        return found

    def take(self, event: FeedEvent) -> None:
        """Hand an event to everybody who reads such."""
        if isinstance(event, ScreenWatched):
            for change in self._screens.settle(event):
                self._hand_out(change)
        elif not isinstance(event, ScreenChange) or self._screens.is_news(event):
            self._hand_out(event)

    def close_all(self) -> None:
        """Close every outlet, so that nobody waits for rows that cannot come."""
        for outlet in list(self._open):
            outlet.close()

    def _hand_out(self, event: FeedEvent) -> None:
        kind = KINDS.get(type(event)) if self._open else None
        for outlet in self._open:
            if kind in outlet.kinds and _concerns(event, outlet.symbols):
                outlet.put(event)  # type: ignore[arg-type]

    def _close(self, outlet: Outlet) -> None:
        self._open.remove(outlet)
        self._on_change()


def _concerns(event: FeedEvent, symbols: tuple[str, ...]) -> bool:
    return not symbols or _item(event) in symbols


def _item(event: FeedEvent) -> str:
    # What a row is registered by.
    if isinstance(event, ScreenChange):
        return event.screen
    if isinstance(event, IndexTick | IndexBreadth):
        return event.code
    return getattr(event, "symbol", "")
