"""What each event of the feed, and the watch list's figures, change."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, Protocol

from kiwoom.condition import Condition
from kiwoom.enums import FeedState
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
from kiwoom.fold import Fold
from kiwoom.live_models import ExpectedMatch, Interruption
from kiwoom.logs import get_logger
from kiwoom.market_state import MarketState
from kiwoom.meter import RateMeter
from kiwoom.models import OrderBook, SessionSignal, Summary, Trade
from kiwoom.screen_models import ScreenRefused

_log = get_logger(__name__)


class RequestHistory(Protocol):
    """Fetches the history of a series in the background."""

    def __call__(self, fold: Fold, *, again: bool = False) -> None:
        """Request it; ``again`` if a fetch that already runs may be too old."""


class FeedListener:
    """Puts events and figures into the market's state; the only one that does.

    Parameters
    ----------
    market, condition
        What the events change.
    hand_on
        Called with every event after it was taken, for whoever reads single rows.
    monotonic
        The clock of :attr:`last_trade`, in seconds.
    on_day_learned
        Called with a trading day that the broker told.
    on_new_day
        Called with a trading day that began with an event, without the broker's word.
    on_line_moved
        Called when symbols became live, or the line broke.
    request_history, fill_hole, load_figures
        Ask for the history of a series after a registration, for the history that
        trades wait for, and for the figures of symbols.

    Attributes
    ----------
    last_trade
        When the newest trade arrived, by the monotonic clock; ``None`` before it.
    meter
        Trades per second.
    """

    def __init__(
        self,
        market: MarketState,
        condition: Condition,
        hand_on: Callable[[FeedEvent], None],
        monotonic: Callable[[], float],
        *,
        on_day_learned: Callable[[date], None],
        on_new_day: Callable[[date], None],
        on_line_moved: Callable[[], None],
        request_history: RequestHistory,
        fill_hole: Callable[[Fold], None],
        load_figures: Callable[[Collection[str]], None],
    ) -> None:
        self.last_trade: float | None = None
        self.meter = RateMeter()
        self._market = market
        self._condition = condition
        self._hand_on = hand_on
        self._monotonic = monotonic
        self._request_history = request_history
        self._fill_hole = fill_hole
        self._on_day_learned = on_day_learned
        self._on_new_day = on_new_day
        self._on_line_moved = on_line_moved
        self._load_figures = load_figures
        self._handlers: dict[type, Callable[[Any], None]] = {
            Trade: self._on_trade,
            OrderBook: market.add_book,
            ExpectedMatch: market.add_expected,
            Interruption: market.add_interruption,
            SessionSignal: self._on_signal,
            Connected: self._on_connected,
            Disconnected: self._on_disconnected,
            Silent: self._on_silent,
            Heard: self._on_heard,
            Watching: self._on_watching,
            WatchRefused: self._on_watch_refused,
            TakenOver: self._on_taken_over,
            AccessRefused: self._on_access_refused,
            ScreenRefused: self._on_screen_refused,
        }

    def apply(self, events: Sequence[FeedEvent]) -> None:
        """Take the events of one frame, each whatever became of the others."""
        for event in events:
            try:
                handler = self._handlers.get(type(event))
                if handler is not None:
                    handler(event)
                self._hand_on(event)
            except Exception:
                # One bad event must not end the feed of all symbols.
                _log.exception("event failed", kind=type(event).__name__)

    def take_figures(self, summaries: Sequence[Summary]) -> None:
        """Take rows of the watch list, and the trading day that they tell.

        Where that takes a day back, all histories are fetched again.
        """
        before = self._market.clock.day
        has_moved = self._market.add_summaries(summaries)
        day = self._market.clock.day
        if not has_moved or day is None:
            return
        _log.info("trading day learned", day=day.isoformat())
        self._on_day_learned(day)
        if before is not None and day < before:
            for watch in self._market.watches.values():
                for fold in watch.folds.values():
                    self._request_history(fold, again=True)

    def _on_trade(self, trade: Trade) -> None:
        self.last_trade = self._monotonic()
        self.meter.count(1, self.last_trade)
        day = self._market.clock.day
        watch = self._market.add_trade(trade)
        if self._market.clock.day != day:
            self._note_new_day()
        for fold in watch.folds.values() if watch else ():
            if fold.has_hole:
                self._fill_hole(fold)

    def _note_new_day(self) -> None:
        day = self._market.clock.day
        assert day is not None
        _log.info("trading day began", day=day.isoformat())
        self._on_new_day(day)

    def _on_signal(self, signal: SessionSignal) -> None:
        if self._market.add_signal(signal):
            self._note_new_day()
        self._condition.overall()

    def _on_connected(self, _event: Connected) -> None:
        self._market.clock.forget_signal()
        self._condition.set_line(FeedState.LIVE)

    def _on_disconnected(self, event: Disconnected) -> None:
        self._lose_line(FeedState.RECONNECTING, event.reason)

    def _on_silent(self, event: Silent) -> None:
        self._condition.set_doubt(event.reason)

    def _on_heard(self, _event: Heard) -> None:
        self._condition.set_doubt("")

    def _on_taken_over(self, _event: TakenOver) -> None:
        self._lose_line(FeedState.TAKEN_OVER, "같은 키로 다른 곳에서 접속했습니다")

    def _on_access_refused(self, event: AccessRefused) -> None:
        self._lose_line(FeedState.REFUSED, event.reason)

    def _lose_line(self, state: FeedState, reason: str) -> None:
        for watch in self._market.watches.values():
            watch.lose()
            watch.refusal = ""
        self._condition.set_line(state, reason)
        self._condition.overall()
        self._on_line_moved()

    def _on_watching(self, event: Watching) -> None:
        known = self._market.watches
        watches = [known[symbol] for symbol in event.symbols if symbol in known]
        missed = [watch.symbol for watch in watches if watch.has_missed]
        for watch in watches:
            watch.is_live, watch.has_missed, watch.refusal = True, False, ""
        self._on_line_moved()
        for watch in watches:
            for fold in watch.folds.values():
                self._request_history(fold, again=watch.symbol in missed)
        if missed:
            self._load_figures(missed)

    def _on_screen_refused(self, event: ScreenRefused) -> None:
        _log.warning("screen refused", screen=event.screen, cause=event.text)

    def _on_watch_refused(self, event: WatchRefused) -> None:
        known = self._market.watches
        for symbol in event.symbols:
            if symbol in known:
                known[symbol].refusal = event.reason
        _log.warning("symbols refused", symbols=event.symbols, cause=event.reason)
