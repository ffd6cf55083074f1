"""Who watches what: counted interests, a short grace, and what may be forgotten."""

from kiwoom.enums import LiveKind, MarketPhase
from kiwoom.feed import Wish
from kiwoom.fold import Fold
from kiwoom.market_state import MarketState
from kiwoom.watch import Watch

_AUCTIONS = frozenset({MarketPhase.OPENING_AUCTION, MarketPhase.CLOSING_AUCTION})


class Interests:
    """Counts open subscriptions of symbols; time is passed in, in seconds.

    Parameters
    ----------
    market
        Holds the state of every symbol of interest.
    grace_s
        From the last close of a symbol to its removal at the broker.
    keep_s
        From there on, how long its state stays.
    """

    def __init__(self, market: MarketState, grace_s: float, keep_s: float) -> None:
        self._market = market
        self._grace_s = grace_s
        self._keep_s = keep_s
        self._closed_at: dict[str, float] = {}

    def open(self, symbol: str, *, order_book: bool) -> Watch:
        """Count one more subscription and return the symbol's state."""
        watch = self._market.watch(symbol)
        watch.viewers += 1
        watch.book_viewers += order_book
        self._closed_at.pop(symbol, None)
        return watch

    def close(self, watch: Watch, now: float, *, order_book: bool) -> None:
        """Count one subscription less."""
        watch.viewers -= 1
        watch.book_viewers -= order_book
        if not watch.book_viewers:
            watch.book = None
        if not watch.viewers:
            self._closed_at[watch.symbol] = now

    def glance(self, symbol: str, now: float) -> Watch:
        """Return the state of a symbol that need not be subscribed."""
        watch = self._market.watch(symbol)
        if not watch.viewers:
            self._closed_at.setdefault(symbol, now)
        return watch

    def wanted(self, now: float) -> Wish:
        """Return what to receive: trades, order books, and what an auction would match.

        What is not wanted any more counts as no longer live from here on.
        """
        trades: list[str] = []
        books: list[str] = []
        expected: list[str] = []
        is_auction = self._market.clock.phase in _AUCTIONS
        for symbol, watch in self._market.watches.items():
            if not self._is_wanted(watch, now):
                watch.lose()
                continue
            trades.append(symbol)
            if watch.book_viewers:
                books.append(symbol)
            if is_auction or watch.is_interrupted:
                expected.append(symbol)
        return {
            LiveKind.TRADE: trades,
            LiveKind.BOOK: books,
            LiveKind.EXPECTED: expected,
        }

    def forget_old(self, now: float) -> list[Fold]:
        """Drop symbols that nobody has watched for long; return their series."""
        limit = self._grace_s + self._keep_s
        watches = self._market.watches
        old = [w for w in watches.values() if self._closed_for(w, now) >= limit]
        for watch in old:
            del watches[watch.symbol]
            del self._closed_at[watch.symbol]
        return [fold for watch in old for fold in watch.folds.values()]

    def _is_wanted(self, watch: Watch, now: float) -> bool:
        is_in_grace = self._closed_for(watch, now) < self._grace_s
        return watch.viewers > 0 or (watch.is_live and is_in_grace)

    def _closed_for(self, watch: Watch, now: float) -> float:
        return now - self._closed_at.get(watch.symbol, now)
