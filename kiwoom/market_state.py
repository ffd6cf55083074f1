"""The market as far as somebody watches it; changed by events, without any I/O."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from kiwoom.arrivals import Arrival
from kiwoom.enums import Interval, MarketPhase, Venue
from kiwoom.exchange_clock import ExchangeClock
from kiwoom.fold import Fold
from kiwoom.live_models import ExpectedMatch, Interruption
from kiwoom.models import OrderBook, SessionSignal, Summary, Trade
from kiwoom.trading_calendar import TradingCalendar
from kiwoom.venues import codes_stopped_by, is_nxt_open, split_code
from kiwoom.watch import Watch


class MarketState:
    """Watched symbols and the exchange's clock.

    Attributes
    ----------
    clock
        Trading day, time and phase.
    watches
        State by symbol, in the order in which they were asked for.
    arrivals
        How many trades arrived new, doubled, late or unexplained.
    """

    def __init__(self, calendar: TradingCalendar) -> None:
        self.clock = ExchangeClock(calendar)
        self.watches: dict[str, Watch] = {}
        self.arrivals: Counter[Arrival] = Counter()
        self._calendar = calendar

    @property
    def holes(self) -> int:
        """Series of watched symbols that wait for missing trades."""
        watched = [watch for watch in self.watches.values() if watch.viewers]
        return sum(fold.has_hole for w in watched for fold in w.folds.values())

    def is_closed(self, symbols: Iterable[str]) -> bool:
        """Whether nothing trades any more where any of these symbols do.

        NXT trades before the exchange opens and after it has closed.
        """
        if self.clock.phase is not MarketPhase.CLOSED:
            return False
        now, day = self.clock.latest, self.clock.day
        if now is None or now.date() != day or not is_nxt_open(now.time()):
            return True
        return all(split_code(symbol)[1] is Venue.KRX for symbol in symbols)

    def watch(self, symbol: str) -> Watch:
        """Return the state of a symbol, a new one if need be."""
        found = self.watches.get(symbol)
        if found is None:
            found = self.watches[symbol] = Watch(symbol, self._calendar.hours)
        return found

    def fold(self, symbol: str, interval: Interval) -> Fold | None:
        """Return what keeps a series current, ``None`` where nobody asked for it."""
        watch = self.watches.get(symbol)
        return watch.folds.get(interval) if watch else None

    def add_trade(self, trade: Trade) -> Watch | None:
        """Take a trade; return the state of its symbol if that is watched.

        A trade that lies an hour back while its chain starts again belongs to the next
        trading day, even if no notice announced that.
        """
        watch = self.watches.get(trade.symbol)
        if watch is None:
            return None
        clock = self.clock
        moment = clock.belated(trade.time)
        if moment is not None:
            trade = replace(trade, time=moment)
        if trade.day_volume < watch.volume and clock.starts_new_day(trade.time):
            clock.roll()
            moment = clock.belated(trade.time)
            trade = replace(trade, time=moment or trade.time)
        clock.see(trade.time)
        self.arrivals[watch.add_trade(trade)] += 1
        return watch

    def add_book(self, book: OrderBook) -> None:
        """Take an order book, if somebody still wants it."""
        watch = self.watches.get(book.symbol)
        if watch is not None and watch.book_viewers:
            watch.book = book

    def add_expected(self, match: ExpectedMatch) -> None:
        """Take what an auction would match."""
        watch = self.watches.get(match.symbol)
        moment = self.clock.belated(match.time) or match.time
        self.clock.see(moment)
        if watch is not None:
            watch.expected = replace(match, time=moment)

    def add_interruption(self, interruption: Interruption) -> None:
        """Take the beginning or the end of an interruption (VI)."""
        for code in codes_stopped_by(interruption.symbol):
            watch = self.watches.get(code)
            if watch is not None:
                watch.interruption = interruption
                if interruption.released is not None:
                    watch.expected = None

    def add_signal(self, signal: SessionSignal) -> bool:
        """Take a session notice; return whether a new trading day began with it."""
        moment = self.clock.belated(signal.time) or signal.time
        is_new_day = self.clock.is_opening(signal, moment)
        if is_new_day:
            self.clock.roll()
            moment = self.clock.belated(moment) or moment
        self.clock.see_signal(replace(signal, time=moment))
        return is_new_day

    def add_summaries(self, summaries: Iterable[Summary]) -> bool:
        """Take rows of the watch list; return whether the trading day moved.

        Where it moved back, what was counted for a day that never was is forgotten.
        """
        found = list(summaries)
        day = self.clock.day
        has_moved = self.clock.learn(found)
        if day is not None and self.clock.day is not None and self.clock.day < day:
            for known in self.watches.values():
                known.start_over()
        for summary in found:
            watch = self.watches.get(summary.symbol)
            if watch is not None:
                watch.add_summary(summary)
        return has_moved
