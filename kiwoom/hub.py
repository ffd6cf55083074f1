"""One distributor of the market's state per process.

Everything that changes state here is a plain function that runs to its end on one
asyncio loop, so readers never see half a change and nothing is locked. One task
consumes the feed; histories and figures are fetched by tasks that the hub owns and
ends.

What is watched is counted: the first subscription of a symbol registers it, the last
one that closes removes it a little later. After a reconnect the whole wish list is
registered again, figures are fetched anew, and every series is joined to history by the
splice rule (see :mod:`kiwoom.fold`).
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from kiwoom.enums import FeedState, Interval, MarketPhase
from kiwoom.errors import KiwoomError
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
from kiwoom.fold import Fold
from kiwoom.hours import KST
from kiwoom.loading import HistoryLoader, LoadTiming, is_transient
from kiwoom.logs import get_logger
from kiwoom.market_state import MarketState
from kiwoom.meter import RateMeter
from kiwoom.models import (
    Health,
    Instrument,
    OrderBook,
    SessionSignal,
    Summary,
    Trade,
)
from kiwoom.series import CandleSeries
from kiwoom.stream import backoff
from kiwoom.subscription import Subscription
from kiwoom.tasks import Tasks
from kiwoom.trading_calendar import TradingCalendar, load_calendar
from kiwoom.watch import Watch

# Enough that one of them was traded on the newest day.
_DAY_SAMPLE = 20

# While connecting, registration is near; with these the line is worth waiting for.
_UP = frozenset({FeedState.CONNECTING, FeedState.LIVE})

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
        self._market = MarketState(calendar or load_calendar())
        self._timing = timing or HubTiming()
        self._delays = delays
        self._feed = client.feed()
        self._tasks = Tasks()
        self._loader = HistoryLoader(
            client, self._tasks, self._touch, delays, self._timing.load
        )
        self._instruments: dict[str, Instrument] = {}
        self._asked: set[str] = set()
        self._closed_at: dict[str, float] = {}
        self._unloaded: dict[Fold, float] = {}
        self._line = FeedState.CONNECTING
        self._reason = ""
        self._since = _now()
        self._shown = FeedState.CONNECTING
        self._is_running = False
        self._flush_is_due = False
        self._meter = RateMeter()
        self._last_trade = self._last_probe = time.monotonic()
        self._has_traded = False
        self._connections = self._faults = 0
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
        watch = self._market.watches.get(symbol)
        return watch.latest() if watch else None

    def order_book(self, symbol: str) -> OrderBook | None:
        """Return the order book of a symbol subscribed with ``order_book=True``."""
        watch = self._market.watches.get(symbol)
        return watch.book if watch else None

    def series(self, symbol: str, interval: Interval | str) -> CandleSeries:
        """Return the shared candles of a symbol; their history loads in background.

        The same object is returned until some time after the symbol's last
        subscription was closed.
        """
        width = Interval(interval)
        watch = self._market.watch(symbol)
        is_new = width not in watch.folds
        fold = watch.fold(width)
        if is_new:
            now = time.monotonic()
            if not watch.viewers:
                self._closed_at.setdefault(symbol, now)
            self._unloaded[fold] = now
            self._flush_soon()
        return fold.series

    def state(self, symbol: str) -> FeedState:
        """Return how far the data of one symbol can be trusted."""
        if self._line is not FeedState.LIVE:
            return self._line
        watch = self._market.watches.get(symbol)
        if watch is not None and watch.refusal:
            return FeedState.REFUSED
        if watch is None or not watch.is_live or self._is_catching_up(watch):
            return FeedState.CATCHING_UP
        if self._market.clock.phase is MarketPhase.CLOSED:
            return FeedState.CLOSED
        return FeedState.LIVE

    def health(self) -> Health:
        """Return how the hub is doing, see :class:`Health`."""
        now = time.monotonic()
        calls, waiting = self._source.rest_load()
        watched = [watch for watch in self._market.watches.values() if watch.viewers]
        folds = [fold for watch in watched for fold in watch.folds.values()]
        return Health(
            state=self._show_state(),
            since=self._since,
            reason=self._reason,
            phase=self._market.clock.phase,
            exchange_time=self._market.clock.now,
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
            duplicates=self._market.duplicates,
        )

    # Subscribing

    def subscribe(self, symbol: str, *, order_book: bool = False) -> Subscription:
        """Ask for a symbol's trades, and for its order book if wanted.

        Subscriptions are counted; the broker hears of the first and of the last.
        """
        watch = self._market.watch(symbol)
        watch.viewers += 1
        watch.book_viewers += order_book
        self._closed_at.pop(symbol, None)
        self._flush_soon()
        if order_book and watch.book is None and self._is_running:
            self._spawn(self._load_book(watch), f"order book {symbol}")
        return Subscription(symbol, lambda: self._unsubscribe(watch, order_book))

    def _unsubscribe(self, watch: Watch, order_book: bool) -> None:
        watch.viewers -= 1
        watch.book_viewers -= order_book
        if not watch.viewers:
            self._closed_at[watch.symbol] = time.monotonic()
        self._touch()

    def _flush_soon(self) -> None:
        # Sixteen charts that open together make one wish list and one request.
        self._touch()
        if self._is_running and not self._flush_is_due:
            self._flush_is_due = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._flush_is_due = False
        if not self._is_running:
            return
        watches = self._market.watches
        self._send_wishes()
        unknown = [s for s, watch in watches.items() if watch.latest() is None]
        asked = [symbol for symbol in unknown if symbol not in self._asked]
        if asked:
            self._asked.update(asked)
            self._spawn(self._load_summaries(asked), "summaries")
        self._load_ready()

    def _send_wishes(self) -> None:
        if self._market.clock.day is None:
            return
        wanted = []
        for watch in self._market.watches.values():
            if self._is_wanted(watch):
                wanted.append(watch)
            else:
                watch.lose()
        self._feed.want(
            [watch.symbol for watch in wanted],
            [watch.symbol for watch in wanted if watch.book_viewers],
        )

    def _is_wanted(self, watch: Watch) -> bool:
        if watch.viewers:
            return True
        in_grace = self._closed_for(watch) < self._timing.grace_s
        return watch.is_live and in_grace

    def _closed_for(self, watch: Watch) -> float:
        closed_at = self._closed_at.get(watch.symbol)
        return 0.0 if closed_at is None else time.monotonic() - closed_at

    def _load_ready(self) -> None:
        # History fetched before the first live trade can arrive would leave a hole, so
        # it waits for the registration, but not long, and not for a dead line.
        now = time.monotonic()
        for fold, asked_at in list(self._unloaded.items()):
            watch = self._market.watch(fold.series.symbol)
            is_hopeless = not watch.viewers or self._line not in _UP
            if watch.is_live or is_hopeless or now - asked_at > self._timing.tick_s:
                del self._unloaded[fold]
                self._loader.request(fold)

    # The feed

    async def _consume(self) -> None:
        async with aclosing(self._feed.batches()) as batches:
            async for events in batches:
                self._apply(events)

    def _apply(self, events: Sequence[FeedEvent]) -> None:
        for event in events:
            try:
                self._handlers[type(event)](event)
            except Exception:
                # One bad event must not end the feed of all symbols.
                self._faults += 1
                _log.exception("event failed", kind=type(event).__name__)
        self._touch()

    def _on_trade(self, trade: Trade) -> None:
        now = time.monotonic()
        self._meter.count(1, now)
        self._last_trade, self._has_traded = now, True
        day = self._market.clock.day
        watch = self._market.add_trade(trade)
        if self._market.clock.day != day:
            self._begin_day()
        for fold in watch.folds.values() if watch else ():
            if fold.has_hole:
                self._loader.request(fold)

    def _on_book(self, book: OrderBook) -> None:
        self._market.add_book(book)

    def _on_signal(self, signal: SessionSignal) -> None:
        if self._market.add_signal(signal):
            self._begin_day()
        self._show_state()

    def _begin_day(self) -> None:
        day = self._market.clock.day
        assert day is not None
        _log.info("trading day began", day=day.isoformat())
        self._feed.set_day(day)
        # The calendar's word is checked against the broker's.
        self._spawn(self._load_summaries(list(self._market.watches)), "verify day")

    def _on_connected(self, _event: Connected) -> None:
        self._connections += 1
        self._market.clock.forget_signal()
        self._set_line(FeedState.LIVE, "")

    def _on_disconnected(self, event: Disconnected) -> None:
        self._lose_line(FeedState.RECONNECTING, event.reason)

    def _on_taken_over(self, _event: TakenOver) -> None:
        self._lose_line(FeedState.TAKEN_OVER, "같은 키로 다른 곳에서 접속했습니다")

    def _on_access_refused(self, event: AccessRefused) -> None:
        self._lose_line(FeedState.REFUSED, event.reason)

    def _lose_line(self, state: FeedState, reason: str) -> None:
        for watch in self._market.watches.values():
            watch.lose()
        self._set_line(state, reason)
        self._load_ready()

    def _on_watching(self, event: Watching) -> None:
        known = self._market.watches
        watches = [known[symbol] for symbol in event.symbols if symbol in known]
        missed = [watch.symbol for watch in watches if watch.has_missed]
        for watch in watches:
            watch.is_live, watch.has_missed = True, False
        self._load_ready()
        for watch in watches:
            for fold in watch.folds.values():
                self._loader.request(fold, again=watch.symbol in missed)
        if missed:
            self._spawn(self._load_summaries(missed), "summaries after an outage")

    def _on_watch_refused(self, event: WatchRefused) -> None:
        for symbol in event.symbols:
            self._market.watch(symbol).refusal = event.reason
        _log.warning("symbols refused", symbols=event.symbols, cause=event.reason)

    # What the hub fetches

    async def _prepare(self, prepared: asyncio.Event) -> None:
        for delay in self._delays():
            try:
                await self._load_market()
            except KiwoomError as error:
                _log.warning("start delayed", cause=str(error), wait_s=round(delay, 1))
            else:
                break
            finally:
                prepared.set()
            await asyncio.sleep(delay)
        self._flush_soon()

    async def _load_market(self) -> None:
        found = await self._source.instruments()
        self._instruments = {item.symbol: item for item in found}
        largest = sorted(found, key=_market_value, reverse=True)[:_DAY_SAMPLE]
        self._take(await self._source.summaries([item.symbol for item in largest]))

    async def _load_summaries(self, symbols: Sequence[str]) -> None:
        for delay in self._delays():
            try:
                self._take(await self._source.summaries(symbols))
                return
            except KiwoomError as error:
                _log.warning("figures delayed", cause=str(error))
                if not is_transient(error):
                    return
            await asyncio.sleep(delay)

    async def _load_book(self, watch: Watch) -> None:
        try:
            book = await self._source.order_book(watch.symbol)
        except KiwoomError as error:
            _log.warning("no order book", symbol=watch.symbol, cause=str(error))
            return
        if watch.book is None:
            watch.book = book
            self._touch()

    def _take(self, summaries: Sequence[Summary]) -> None:
        has_moved = self._market.add_summaries(summaries)
        day = self._market.clock.day
        if has_moved and day is not None:
            _log.info("trading day learned", day=day.isoformat())
            self._feed.set_day(day)
            self._send_wishes()
        self._touch()

    # What happens by itself

    async def _watch_over(self) -> None:
        while True:
            await asyncio.sleep(self._timing.tick_s)
            self._drop_unwatched()
            self._send_wishes()
            self._load_ready()
            self._show_state()
            if self._is_suspiciously_quiet():
                self._last_probe = time.monotonic()
                self._spawn(self._probe(), "probe")

    def _drop_unwatched(self) -> None:
        keep = self._timing.grace_s + self._timing.keep_s
        for watch in list(self._market.watches.values()):
            if watch.viewers or self._closed_for(watch) < keep:
                continue
            del self._market.watches[watch.symbol]
            self._closed_at.pop(watch.symbol, None)
            self._asked.discard(watch.symbol)
            for fold in watch.folds.values():
                self._unloaded.pop(fold, None)
                self._loader.forget(fold)

    def _is_suspiciously_quiet(self) -> bool:
        silent_since = max(self._last_trade, self._last_probe)
        return (
            self._market.clock.phase is MarketPhase.CONTINUOUS
            and any(watch.is_live for watch in self._market.watches.values())
            and time.monotonic() - silent_since > self._timing.quiet_s
        )

    async def _probe(self) -> None:
        # A connection can stay open and answer pings without delivering anything.
        live = {s: w for s, w in self._market.watches.items() if w.is_live}
        known = {symbol: watch.progress for symbol, watch in live.items()}
        try:
            found = await self._source.summaries(list(live))
        except KiwoomError as error:
            _log.warning("probe failed", cause=str(error))
            return
        self._take(found)
        if any((s.trading_day, s.volume) > known[s.symbol] for s in found):
            self._feed.reconnect("연결은 살아 있으나 체결이 오지 않습니다")

    # State

    def _is_catching_up(self, watch: Watch) -> bool:
        if watch.refusal or not watch.viewers:
            return False
        return not watch.is_live or any(
            fold.has_hole or fold in self._unloaded or self._loader.is_loading(fold)
            for fold in watch.folds.values()
        )

    def _set_line(self, line: FeedState, reason: str) -> None:
        self._line, self._reason = line, reason
        self._show_state()

    def _show_state(self) -> FeedState:
        state = self._line
        watches = self._market.watches.values()
        is_new = self._market.clock.day is None
        if state is FeedState.LIVE and (
            is_new or any(map(self._is_catching_up, watches))
        ):
            state = FeedState.CATCHING_UP
        elif state is FeedState.LIVE and self._market.clock.phase is MarketPhase.CLOSED:
            state = FeedState.CLOSED
        if state is not self._shown:
            self._shown, self._since = state, _now()
            _log.info("state", state=str(state), cause=self._reason)
            self._touch()
        return state

    def _touch(self) -> None:
        self.version += 1

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.spawn(work, name)


def _now() -> datetime:
    return datetime.now(UTC).astimezone(KST)


def _market_value(instrument: Instrument) -> int:
    return instrument.base_price * instrument.listed_shares
