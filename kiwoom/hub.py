"""One distributor of the market's state per process.

Everything that changes state here is a plain function that runs to its end on one
asyncio loop, so readers never see half a change and nothing is locked. One task consumes
the feed; histories and figures are fetched by tasks that the hub owns and ends.

What is watched is counted: the first subscription of a symbol registers it, the last
one that closes removes it a little later. After a reconnect the whole wish list is
registered again, figures are fetched anew, and every series is joined to history by the
splice rule (see :mod:`kiwoom.fold`).
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from kiwoom.enums import FeedState, Interval, MarketPhase
from kiwoom.errors import ApiError, KiwoomError
from kiwoom.exchange_clock import ExchangeClock
from kiwoom.feed import (
    AccessRefused,
    Connected,
    Disconnected,
    FeedEvent,
    MarketSource,
    TakenOver,
    Watching,
    WatchRefused,
)
from kiwoom.hours import KST
from kiwoom.loading import HistoryLoader, LoadTiming, is_transient
from kiwoom.logs import get_logger
from kiwoom.meter import RateMeter
from kiwoom.models import (
    Health,
    Instrument,
    OrderBook,
    SessionSignal,
    Summary,
    Trade,
)
from kiwoom.series import CandleSeries, SeriesState
from kiwoom.stream import backoff
from kiwoom.tasks import Tasks
from kiwoom.trading_calendar import TradingCalendar, load_calendar
from kiwoom.watch import Watch

# Enough that one of them was traded on the newest day.
_DAY_SAMPLE = 20

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HubTiming:
    """Seconds after which the hub acts by itself.

    Attributes
    ----------
    grace_s
        From the last close of a symbol to its removal at the broker.
    keep_s
        From there on, how long its series stay in memory.
    quiet_s
        Without any trade in continuous trading, before the watch list is asked whether
        the market is quiet or the connection is dead.
    tick_s
        Between two looks at all this.
    load
        Pauses of the history loader.
    """

    grace_s: float = 3.0
    keep_s: float = 60.0
    quiet_s: float = 60.0
    tick_s: float = 1.0
    load: LoadTiming = field(default_factory=LoadTiming)


class Subscription:
    """An interest in one symbol; close it, or use it in a ``with`` statement."""

    def __init__(self, symbol: str, close: Callable[[], None]) -> None:
        self.symbol = symbol
        self._close: Callable[[], None] | None = close

    def close(self) -> None:
        """End the interest; a second call does nothing."""
        close, self._close = self._close, None
        if close is not None:
            close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Hub:
    """Live state of all watched symbols, shared by everybody in the process.

    Parameters
    ----------
    client
        Where data come from; usually a :class:`kiwoom.Client`, which stays open.
    calendar
        Trading days and hours; the shipped ones by default.
    timing
        When the hub acts by itself.
    delays
        Makes the pauses between tries while the network is down.

    Attributes
    ----------
    version
        Moves with every change of anything; compare for equality only.
    """

    def __init__(
        self,
        client: MarketSource,
        calendar: TradingCalendar | None = None,
        *,
        timing: HubTiming | None = None,
        delays: Callable[[], Iterator[float]] = backoff,
    ) -> None:
        self.version = 0
        self._source = client
        self._calendar = calendar or load_calendar()
        self._timing = timing or HubTiming()
        self._delays = delays
        self._feed = client.feed()
        self._tasks = Tasks()
        self._clock = ExchangeClock(self._calendar)
        self._loader = HistoryLoader(
            client, self._tasks, self._touch, delays, self._timing.load
        )
        self._instruments: dict[str, Instrument] = {}
        self._watches: dict[str, Watch] = {}
        self._closed_at: dict[str, float] = {}
        self._unloaded: dict[tuple[str, Interval], float] = {}
        self._line = FeedState.CONNECTING
        self._reason = ""
        self._since = _now()
        self._shown = FeedState.CONNECTING
        self._is_running = False
        self._flush_is_due = False
        self._meter = RateMeter()
        self._last_trade = self._last_probe = time.monotonic()
        self._has_traded = False
        self._connections = self._duplicates = self.faults = 0
        self._handlers: dict[type, Callable[[Any], None]] = {
            Trade: self._on_trade,
            OrderBook: self._on_book,
            SessionSignal: self._on_signal,
            Connected: self._on_connected,
            Disconnected: self._on_disconnected,
            Watching: self._on_watching,
            WatchRefused: self._on_watch_refused,
            TakenOver: self._on_taken_over,
            AccessRefused: self._on_access_refused,
        }

    # Life

    async def start(self) -> Self:
        """Connect, and load the instruments and the trading day.

        Where the broker cannot be reached the hub keeps trying in the background and
        says so in :meth:`health`.
        """
        self._is_running = True
        self._spawn(self._consume(), "feed")
        self._spawn(self._watch_over(), "watch over")
        prepared = asyncio.Event()
        self._spawn(self._prepare(prepared), "prepare")
        await prepared.wait()
        self._flush_soon()
        return self

    async def aclose(self) -> None:
        """End all tasks and close the connection; nothing runs afterwards."""
        self._is_running = False
        await self._tasks.aclose()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    # Reading

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """Everything that can be charted, by symbol; empty until it is loaded."""
        return self._instruments

    def instrument(self, symbol: str) -> Instrument | None:
        """Return name, market and base price of a symbol."""
        return self._instruments.get(symbol)

    def latest(self, symbol: str) -> Summary | None:
        """Return the newest figures of a watched symbol, ``None`` until they came."""
        watch = self._watches.get(symbol)
        return watch.latest() if watch else None

    def order_book(self, symbol: str) -> OrderBook | None:
        """Return the order book of a symbol subscribed with ``order_book=True``."""
        watch = self._watches.get(symbol)
        return watch.book if watch else None

    def series(self, symbol: str, interval: Interval | str) -> CandleSeries:
        """Return the shared candles of a symbol; their history loads in background.

        The same object is returned until some time after the symbol's last
        subscription was closed.
        """
        width = Interval(interval)
        watch = self._watch(symbol)
        is_new = width not in watch.folds
        fold = watch.fold(width)
        if is_new:
            self._closed_at.setdefault(symbol, time.monotonic())
            self._unloaded[symbol, width] = time.monotonic()
            self._flush_soon()
        return fold.series

    def state(self, symbol: str) -> FeedState:
        """Return how far the data of one symbol can be trusted."""
        if self._line is not FeedState.LIVE:
            return self._line
        watch = self._watches.get(symbol)
        if watch is None or not watch.is_live or self._is_catching_up(watch):
            return FeedState.CATCHING_UP
        if self._clock.phase is MarketPhase.CLOSED:
            return FeedState.CLOSED
        return FeedState.LIVE

    def health(self) -> Health:
        """Return how the hub is doing, see :class:`Health`."""
        now = time.monotonic()
        calls, waiting = self._source.rest_load()
        watched = [watch for watch in self._watches.values() if watch.viewers]
        folds = [fold for watch in watched for fold in watch.folds.values()]
        return Health(
            state=self._show_state(),
            since=self._since,
            reason=self._reason,
            phase=self._clock.phase,
            exchange_time=self._clock.now,
            trades_per_second=self._meter.rate(now),
            trade_age_s=now - self._last_trade if self._has_traded else None,
            rest_calls=calls,
            rest_waiting=waiting,
            symbols=len(watched),
            catching_up=sum(self._is_catching_up(watch) for watch in watched),
            reconnects=max(0, self._connections - 1),
            gaps_open=self._loader.gaps_left_open
            + sum(fold.has_hole for fold in folds),
            gaps_healed=self._loader.gaps_healed,
            duplicates=self._duplicates,
        )

    # Subscribing

    def subscribe(self, symbol: str, *, order_book: bool = False) -> Subscription:
        """Ask for a symbol's trades, and for its order book if wanted.

        Subscriptions are counted; the broker hears of the first and of the last.
        """
        watch = self._watch(symbol)
        watch.viewers += 1
        watch.book_viewers += order_book
        self._closed_at.pop(symbol, None)
        self._flush_soon()
        return Subscription(symbol, lambda: self._unsubscribe(watch, order_book))

    def _unsubscribe(self, watch: Watch, order_book: bool) -> None:
        watch.viewers -= 1
        watch.book_viewers -= order_book
        if not watch.viewers:
            self._closed_at[watch.symbol] = time.monotonic()
        self._touch()
