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
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Self

from kiwoom.backoff import backoff
from kiwoom.condition import Condition
from kiwoom.enquiry import Enquiry
from kiwoom.enums import FeedState, Interval, MarketPhase
from kiwoom.feed import MarketSource
from kiwoom.fold import Fold
from kiwoom.hours import KST
from kiwoom.interests import Interests
from kiwoom.listener import FeedListener
from kiwoom.loading import HistoryLoader, LoadTiming
from kiwoom.logs import get_logger
from kiwoom.market_state import MarketState
from kiwoom.models import (
    Health,
    Instrument,
    OrderBook,
    Summary,
)
from kiwoom.series import CandleSeries
from kiwoom.subscription import Subscription
from kiwoom.tasks import Tasks
from kiwoom.trading_calendar import TradingCalendar, load_calendar

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
        self._timing = timing or HubTiming()
        self._source = client
        self._feed = client.feed()
        self._tasks = Tasks()
        self._market = MarketState(calendar or load_calendar())
        self._interests = Interests(
            self._market, self._timing.grace_s, self._timing.keep_s
        )
        self._enquiry = Enquiry(client, self._take, delays)
        self._loader = HistoryLoader(
            client, self._tasks, self._touch, delays, self._timing.load
        )
        self._condition = Condition(self._market, self._loader.is_behind, _now)
        self._listener = FeedListener(
            self._market,
            self._condition,
            time.monotonic,
            on_new_day=self._begin_day,
            on_line_moved=self._request_history,
            request_history=self._loader.request,
            load_figures=self._load_figures,
        )
        self._is_running = False
        self._flush_is_due = False
        self._last_probe = time.monotonic()

    # Life

    async def start(self) -> Self:
        """Connect, and load the instruments and the trading day.

        Where the broker cannot be reached the hub keeps trying in the background and
        says so in :meth:`health`.
        """
        self._is_running = True
        self._tasks.spawn(self._consume(), "feed")
        self._tasks.spawn(self._look_around(), "look around")
        await self._prepare().wait()
        self._flush_soon()
        return self

    def _prepare(self) -> asyncio.Event:
        is_tried = asyncio.Event()
        self._tasks.spawn(self._enquiry.prepare(is_tried), "prepare")
        return is_tried

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
        return self._enquiry.instruments

    def instrument(self, symbol: str) -> Instrument | None:
        """Return name, market and base price of a symbol."""
        return self._enquiry.instruments.get(symbol)

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
        now = time.monotonic()
        width = Interval(interval)
        watch = self._interests.glance(symbol, now)
        is_new = width not in watch.folds
        fold = watch.fold(width)
        if is_new:
            self._loader.expect(fold, now)
            self._flush_soon()
        return fold.series

    def state(self, symbol: str) -> FeedState:
        """Return how far the data of one symbol can be trusted."""
        return self._condition.of(self._market.watches.get(symbol))

    def health(self) -> Health:
        """Return how the hub is doing, see :class:`Health`."""
        now = time.monotonic()
        calls, waiting = self._source.rest_load()
        watched = [watch for watch in self._market.watches.values() if watch.viewers]
        state, condition = self._condition.overall(), self._condition
        last = self._listener.last_trade
        return Health(
            state=state,
            since=condition.since,
            reason=condition.reason,
            phase=self._market.clock.phase,
            exchange_time=self._market.clock.now,
            trades_per_second=self._listener.meter.rate(now),
            trade_age_s=None if last is None else now - last,
            rest_calls=calls,
            rest_waiting=waiting,
            symbols=len(watched),
            catching_up=sum(map(condition.is_catching_up, watched)),
            reconnects=max(0, condition.connections - 1),
            gaps_open=self._market.holes + self._loader.gaps_left_open,
            gaps_healed=self._loader.gaps_healed,
            duplicates=self._market.duplicates,
        )

    # Interests

    def subscribe(self, symbol: str, *, order_book: bool = False) -> Subscription:
        """Ask for a symbol's trades, and for its order book if wanted.

        Subscriptions are counted; the broker hears of the first and of the last.
        """
        watch = self._interests.open(symbol, order_book=order_book)
        if order_book and watch.book is None and self._is_running:
            self._tasks.spawn(self._enquiry.order_book(watch), f"order book {symbol}")
        self._flush_soon()

        def close() -> None:
            self._interests.close(watch, time.monotonic(), order_book=order_book)
            self._flush_soon()

        return Subscription(symbol, close)

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
        self._send_wishes()
        new = [w for w in self._market.watches.values() if not w.is_asked_for]
        for watch in new:
            watch.is_asked_for = True
        if new:
            self._load_figures([watch.symbol for watch in new])
        self._request_history()

    def _send_wishes(self) -> None:
        # Times on the wire have no date, so trades wait for the trading day.
        if self._market.clock.day is not None:
            self._feed.want(*self._interests.wanted(time.monotonic()))

    def _request_history(self) -> None:
        self._loader.request_expected(self._is_ready)

    def _is_ready(self, fold: Fold, since: float) -> bool:
        # History fetched before the first live trade can arrive would leave a hole, so
        # it waits for the registration, but not long, and not for a dead line.
        watch = self._market.watch(fold.series.symbol)
        is_pointless = not watch.viewers or not self._condition.is_up
        waited = time.monotonic() - since
        return watch.is_live or is_pointless or waited > self._timing.tick_s

    def _load_figures(self, symbols: Collection[str]) -> None:
        self._tasks.spawn(self._enquiry.summaries(list(symbols)), "figures")

    def _take(self, summaries: Sequence[Summary]) -> None:
        has_moved = self._market.add_summaries(summaries)
        day = self._market.clock.day
        if has_moved and day is not None:
            _log.info("trading day learned", day=day.isoformat())
            self._feed.set_day(day)
            self._send_wishes()
        self._touch()

    def _begin_day(self, day: date) -> None:
        self._feed.set_day(day)
        # The calendar's word is checked against the broker's.
        self._load_figures(self._market.watches)

    # The feed

    async def _consume(self) -> None:
        async with aclosing(self._feed.batches()) as batches:
            async for events in batches:
                self._listener.apply(events)
                self._touch()

    # What happens by itself

    async def _look_around(self) -> None:
        while True:
            await asyncio.sleep(self._timing.tick_s)
            for fold in self._interests.forget_old(time.monotonic()):
                self._loader.forget(fold)
            self._send_wishes()
            self._request_history()
            self._condition.overall()
            if self._was_refused_at_first():
                self._prepare()
            if self._is_suspiciously_quiet():
                self._last_probe = time.monotonic()
                self._tasks.spawn(self._probe(), "probe")

    def _was_refused_at_first(self) -> bool:
        is_accepted = self._condition.line is FeedState.LIVE
        return is_accepted and not (
            self._enquiry.instruments or self._enquiry.is_preparing
        )

    def _is_suspiciously_quiet(self) -> bool:
        silent_since = max(self._listener.last_trade or 0.0, self._last_probe)
        return (
            self._market.clock.phase is MarketPhase.CONTINUOUS
            and any(watch.is_live for watch in self._market.watches.values())
            and time.monotonic() - silent_since > self._timing.quiet_s
        )

    async def _probe(self) -> None:
        # A connection can stay open and answer pings without delivering anything.
        live = [watch for watch in self._market.watches.values() if watch.is_live]
        if await self._enquiry.is_missing_trades(live):
            self._feed.reconnect("연결은 살아 있으나 체결이 오지 않습니다")

    def _touch(self) -> None:
        self.version += 1


def _now() -> datetime:
    return datetime.now(UTC).astimezone(KST)
