"""The live feed of the scripted market: trades when they are due, without a network."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from datetime import date

from benchmarks.stage.market import ScriptedMarket
from kiwoom.enums import LiveKind
from kiwoom.feed import Connected, FeedEvent, Watching, Wish

_PACE_S = 0.002


class ScriptedFeed:
    """Delivers the market's trades in small batches, as they fall due."""

    dropped_rows = 0

    def __init__(self, market: ScriptedMarket) -> None:
        self._market = market
        self._watched: set[str] = set()
        self._new: tuple[str, ...] = ()

    def want(self, wish: Wish) -> None:
        """Deliver these symbols from now on; there are trades only."""
        trades = wish[LiveKind.TRADE]
        self._new = tuple(code for code in trades if code not in self._watched)
        self._watched = set(trades)

    def ask_screen(self, screen: str) -> None:
        """Ask nothing: there are no conditions."""

    def set_day(self, day: date) -> None:
        """Do nothing: the market has its own day."""

    def reconnect(self, reason: str) -> None:
        """Do nothing: no line can break here."""

    async def batches(self) -> AsyncGenerator[Sequence[FeedEvent], None]:
        """Yield trades until closed."""
        yield [Connected()]
        while True:
            await asyncio.sleep(_PACE_S)
            made = self._market.trades_until(time.time())
            if self._new:
                yield [Watching(self._new)]
                self._new = ()
            if events := [trade for trade in made if trade.symbol in self._watched]:
                yield events


class ScriptedSource(ScriptedMarket):
    """The scripted market with its live feed: all that a hub asks of a broker."""

    def feed(self) -> ScriptedFeed:
        """Return the market's feed."""
        return ScriptedFeed(self)
