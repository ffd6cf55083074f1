"""Tells the broker what is watched: registrations, figures and histories."""

import asyncio
import time
from collections.abc import Callable, Collection

from kiwoom.condition import Condition
from kiwoom.feed import Feed
from kiwoom.fold import Fold
from kiwoom.interests import Interests
from kiwoom.loading import HistoryLoader
from kiwoom.market_state import MarketState
from kiwoom.outlets import Outlets


class Wishes:
    """Sends what is wanted; wishes that are made together are sent together.

    Parameters
    ----------
    market, interests, outlets, condition
        What is watched, by whom, what else is read, and how the line is.
    feed, loader
        Where registrations and histories are asked for.
    load_figures
        Asks for the figures of symbols.
    patience_s
        Seconds that a history waits for the registration of its symbol.

    Attributes
    ----------
    is_open
        Whether wishes are sent; until then they only collect.
    """

    def __init__(
        self,
        market: MarketState,
        interests: Interests,
        outlets: Outlets,
        condition: Condition,
        feed: Feed,
        loader: HistoryLoader,
        load_figures: Callable[[Collection[str]], None],
        patience_s: float,
    ) -> None:
        self.is_open = False
        self._market = market
        self._interests = interests
        self._outlets = outlets
        self._condition = condition
        self._feed = feed
        self._loader = loader
        self._load_figures = load_figures
        self._patience_s = patience_s
        self._is_due = False

    def send_soon(self) -> None:
        """Send everything in the loop's next turn.

        Sixteen charts that open together make one wish list and one request.
        """
        if self.is_open and not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._send_due)

    def send(self) -> None:
        """Send the whole wish list to the feed.

        Times on the wire have no date, so trades wait for the trading day.
        """
        if self._market.clock.day is not None:
            wish = dict(self._interests.wanted(time.monotonic()))
            for kind, symbols in self._outlets.wanted().items():
                wish[kind] = [*wish.get(kind, ()), *symbols]
            self._feed.want(wish)

    def request_history(self) -> None:
        """Request the histories whose symbols are ready for them."""
        self._loader.request_expected(self._is_ready)

    def _send_due(self) -> None:
        self._is_due = False
        if not self.is_open:
            return
        self.send()
        new = [w for w in self._market.watches.values() if not w.is_asked_for]
        for watch in new:
            watch.is_asked_for = True
        if new:
            self._load_figures([watch.symbol for watch in new])
        self.request_history()

    def _is_ready(self, fold: Fold, since: float) -> bool:
        # History fetched before the first live trade can arrive would leave a hole, so
        # it waits for the registration, but not long, and not for a dead line.
        watch = self._market.watch(fold.series.symbol)
        is_pointless = not watch.viewers or not self._condition.is_up
        waited = time.monotonic() - since
        return watch.is_live or is_pointless or waited > self._patience_s
