"""What is known of one symbol: its newest figures, its book, its series."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from kiwoom.arrivals import Arrival, Arrivals
from kiwoom.enums import Interval
from kiwoom.fold import DailyFold, Fold, IntradayFold
from kiwoom.hours import TradingHours
from kiwoom.live_models import ExpectedMatch, Interruption
from kiwoom.models import OrderBook, Summary, Trade
from kiwoom.series import CandleSeries

# An interruption lasts two minutes, and up to half a minute more (protocol note 6.4).
_SHORTEST_STOP = timedelta(minutes=2)


class Watch:
    """The state of one symbol, changed by trades and by the watch list.

    Attributes
    ----------
    symbol
        Its code.
    viewers, book_viewers
        Open subscriptions, and those of them that want the order book.
    is_live
        Whether every trade arrives, because the broker has confirmed it.
    has_missed
        Whether it was live once and trades can have been missed since.
    is_asked_for
        Whether the watch list was asked for its figures.
    refusal
        Why the broker does not deliver the symbol, empty when it does.
    book
        Newest order book, where somebody asked for one.
    expected
        What the auction in progress would match, ``None`` outside of auctions.
    interruption
        The newest interruption of the day (VI), also when it is over.
    folds
        What keeps the symbol's series current, by interval.
    """

    def __init__(self, symbol: str, hours: Callable[[date], TradingHours]) -> None:
        self.symbol = symbol
        self.viewers = 0
        self.book_viewers = 0
        self.is_live = False
        self.has_missed = False
        self.is_asked_for = False
        self.refusal = ""
        self.book: OrderBook | None = None
        self.expected: ExpectedMatch | None = None
        self.interruption: Interruption | None = None
        self.folds: dict[Interval, Fold] = {}
        self._hours = hours
        self._summary: Summary | None = None
        self._latest: Summary | None = None
        self._trade: Trade | None = None
        self._known = (date.min, 0)
        self._arrivals = Arrivals()

    @property
    def is_interrupted(self) -> bool:
        """Whether an interruption (VI) is in progress."""
        return self.interruption is not None and self.interruption.released is None

    @property
    def volume(self) -> int:
        """The day's volume after the newest trade or summary, in shares."""
        return self._known[1]

    @property
    def progress(self) -> tuple[date, int]:
        """Trading day and day volume of the newest trade or summary."""
        return self._known

    def fold(self, interval: Interval) -> Fold:
        """Return what keeps the series of an interval, a new one if need be."""
        found = self.folds.get(interval)
        if found is None:
            series = CandleSeries(self.symbol, interval)
            if interval.is_intraday:
                found = IntradayFold(series, self._hours)
            else:
                found = DailyFold(series)
                self._tell(found)
            self.folds[interval] = found
        return found

    def latest(self) -> Summary | None:
        """Return the newest figures: the watch list's, moved by the last trade."""
        if self._latest is None and self._summary is not None:
            trade = self._trade
            self._latest = _moved(self._summary, trade) if trade else self._summary
        return self._latest

    def add_trade(self, trade: Trade) -> Arrival:
        """Take a trade; return whether it is new, doubled or late."""
        order = (trade.time.date(), trade.day_volume)
        arrival = self._arrivals.judge(trade)
        if arrival.is_new:
            self._end_auction(trade)
        # The watch list can be ahead of trades that are still on their way.
        if arrival.is_new and order >= self._known:
            self._trade, self._known, self._latest = trade, order, None
        for fold in self.folds.values():
            fold.add(trade)
        return arrival

    def add_summary(self, summary: Summary) -> None:
        """Take the watch list's figures; trades that are ahead of them stay."""
        order = (summary.trading_day, summary.volume)
        if order >= self._known:
            self._known, self._trade = order, None
        self._summary, self._latest = summary, None
        for fold in self.folds.values():
            self._tell(fold)

    def start_over(self) -> None:
        """Forget what was counted; figures and histories state it again."""
        self._known = (date.min, 0)
        self._arrivals = Arrivals()
        self._trade = self._latest = None
        self.expected = self.interruption = None
        for fold in self.folds.values():
            fold.start_over()

    def lose(self) -> None:
        """Note that trades no longer arrive."""
        self.has_missed = self.has_missed or self.is_live
        self.is_live = False

    def _end_auction(self, trade: Trade) -> None:
        # The first trade after an expected match is that match.
        if self.expected is not None and trade.time >= self.expected.time:
            self.expected = None
        stop = self.interruption
        # Its end may have been told while the line was down.
        if (
            stop is not None
            and stop.released is None
            and trade.time - stop.triggered >= _SHORTEST_STOP
        ):
            self.interruption = replace(stop, released=trade.time)

    def _tell(self, fold: Fold) -> None:
        if isinstance(fold, DailyFold) and (summary := self.latest()) is not None:
            fold.add_summary(summary)


def _moved(summary: Summary, trade: Trade) -> Summary:
    base = trade.price - trade.change
    return replace(
        summary,
        trading_day=trade.time.date(),
        time=trade.time,
        price=trade.price,
        base_price=base,
        change=trade.change,
        change_rate=trade.change_rate,
        open=trade.open,
        high=trade.high,
        low=trade.low,
        volume=trade.day_volume,
        value=trade.day_value,
        strength=trade.strength,
    )
