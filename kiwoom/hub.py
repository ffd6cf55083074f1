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
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import aclosing
from datetime import date, datetime
from typing import Self

from kiwoom.awake import Wakefulness
from kiwoom.backoff import backoff
from kiwoom.checkup import check_up
from kiwoom.condition import Condition
from kiwoom.enums import FeedState, Interval, LiveKind, Mode
from kiwoom.feed import Disconnected, FeedEvent, MarketSource
from kiwoom.health import Health
from kiwoom.hours import KST
from kiwoom.interests import Interests
from kiwoom.keeping import SeriesKeeper
from kiwoom.listener import FeedListener
from kiwoom.loading import HistoryLoader
from kiwoom.market_view import MarketView
from kiwoom.models import Summary
from kiwoom.outlets import Outlet, Outlets
from kiwoom.screening import Screening
from kiwoom.series import CandleSeries
from kiwoom.store import CandleStore
from kiwoom.subscription import Subscription
from kiwoom.tasks import Tasks
from kiwoom.timing import HubTiming
from kiwoom.trading_calendar import TradingCalendar, load_calendar
from kiwoom.watchdog import Watchdog
from kiwoom.wishes import Wishes


class Hub(MarketView):
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
    screening
        Questions about conditions (조건검색), see :class:`Screening`.
    """

    def __init__(
        self,
        client: MarketSource,
        calendar: TradingCalendar | None = None,
        *,
        timing: HubTiming | None = None,
        delays: Callable[[], Iterator[float]] = backoff,
        store: CandleStore | None = None,
    ) -> None:
        self.version = 0
        self._timing = timing = timing or HubTiming()
        self._source = client
        self._feed = client.feed()
        self._tasks = Tasks()
        super().__init__(calendar or load_calendar(), client, self._take, delays)
        self._interests = Interests(self._market, timing.grace_s, timing.keep_s)
        self._keeper = SeriesKeeper(store)
        self._loader = HistoryLoader(
            client, self._tasks, self._touch, delays, timing.load, self._keeper
        )
        self._condition = Condition(
            self._market, self._loader.is_behind, lambda: datetime.now(KST)
        )
        self._outlets = Outlets(self._send_soon)
        self.screening = Screening(self._feed)
        self._wishes = Wishes(
            self._market,
            self._interests,
            self._outlets,
            self._condition,
            self._feed,
            self._loader,
            self._load_figures,
            timing.tick_s,
        )
        self._listener = FeedListener(
            self._market,
            self._condition,
            self._hand_on,
            time.monotonic,
            on_day_learned=self._learn_day,
            on_new_day=self._begin_day,
            on_line_moved=self._wishes.request_history,
            request_history=self._loader.request,
            fill_hole=self._loader.fill_hole,
            load_figures=self._load_figures,
        )
        self._watchdog = Watchdog(
            self._market,
            self._condition,
            self._listener,
            self._enquiry.is_missing_trades,
            self._feed.reconnect,
            time.monotonic,
            timing.quiet_s,
        )
        self._delays = delays
        self._logins_prepared = 0
        self._looked = time.monotonic()

    # Life

    async def start(self) -> Self:
        """Connect, and load the instruments and the trading day.

        Where the broker cannot be reached the hub keeps trying in the background and
        says so in :meth:`health`.
        """
        self._wishes.is_open = True
        try:
            self._tasks.keep(self._consume, "feed", self._delays(), self._lose_feed)
            self._tasks.keep(
                self._look_around, "look around", self._delays(), self._note_trouble
            )
            self._loader.begin()
            await self._prepare().wait()
        except BaseException:
            # Who is cancelled here never gets the hub, so nobody else would close it.
            await self.aclose()
            raise
        self._send_soon()
        return self

    def _prepare(self) -> asyncio.Event:
        self._logins_prepared = self._condition.connections
        is_tried = asyncio.Event()
        self._tasks.spawn(self._enquiry.prepare(is_tried), "prepare")
        return is_tried

    async def aclose(self) -> None:
        """End all tasks and close the connection; nothing runs afterwards."""
        self._wishes.is_open = False
        self._outlets.close_all()
        await self._tasks.aclose()
        await self._loader.aclose()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    # Reading

    def series(self, symbol: str, interval: Interval | str) -> CandleSeries:
        """Return the shared candles of a symbol; their history loads in background.

        The same object is returned until some time after the symbol's last
        subscription was closed.
        """
        now = time.monotonic()
        width = Interval(interval)
        fold = self._interests.glance(symbol, now).fold(width)
        if self._loader.expect(fold, now):
            self._send_soon()
        return fold.series

    def load_older(self, symbol: str, interval: Interval | str) -> None:
        """Fetch candles before the oldest one of a series in the background.

        One page each call. Nothing happens while a page is fetched, where the series
        ``is_complete``, has no candles or ``MOST_CANDLES``, or was never asked for.
        """
        fold = self._market.fold(symbol, Interval(interval))
        if fold is not None and self._wishes.is_open:
            self._loader.request_older(fold)

    @property
    def mode(self) -> Mode | None:
        """Which of the broker's servers the data come from, if the source tells."""
        return self._source.mode

    def state(self, symbol: str) -> FeedState:
        """Return how far the data of one symbol can be trusted."""
        return self._condition.of(self._market.watches.get(symbol))

    def health(self) -> Health:
        """Return how the hub is doing, see :class:`Health`."""
        return check_up(
            self._market,
            self._condition,
            self._listener,
            now=time.monotonic(),
            rest_load=self._source.rest_load(),
            gaps=(self._loader.gaps_left_open, self._loader.gaps_healed),
            dropped_rows=self._feed.dropped_rows,
            store_trouble=self._keeper.trouble,
            look_age_s=time.monotonic() - self._looked,
        )

    def reconnect(self) -> None:
        """Connect anew, also where another program has taken the key over.

        That program then loses its connection, so this is for a person to ask for.
        """
        self._feed.reconnect("다시 연결하라는 요청이 있었습니다")

    # Interests

    def subscribe(self, symbol: str, *, order_book: bool = False) -> Subscription:
        """Ask for a symbol's trades, and for its order book if wanted.

        Subscriptions are counted; the broker hears of the first and of the last.
        """
        watch = self._interests.open(symbol, order_book=order_book)
        if order_book and watch.book is None and self._wishes.is_open:
            self._tasks.spawn(self._enquiry.order_book(watch), f"order book {symbol}")
        self._send_soon()

        def close() -> None:
            self._interests.close(watch, time.monotonic(), order_book=order_book)
            self._send_soon()

        return Subscription(symbol, close)

    def follow(self, kind: LiveKind | str, symbols: Collection[str] = ()) -> Outlet:
        """Return live rows of one kind, to be iterated with ``async for``.

        They come over the connection that feeds everything else; an outlet that is
        closed is registered no more.

        Parameters
        ----------
        kind
            See :class:`LiveKind`.
        symbols
            Codes, those of indices for index kinds; none for the kinds that tell of
            the whole market, session notices and interruptions.

        Raises
        ------
        ValueError
            Without symbols, for a kind that is told by symbol.
        """
        return self._outlets.open(LiveKind(kind), symbols)

    def overhear(self, *kinds: LiveKind) -> Outlet:
        """Return live rows of some kinds of whatever is watched; registers nothing."""
        return self._outlets.overhear(kinds)

    def _hand_on(self, event: FeedEvent) -> None:
        self.screening.take(event)
        self._outlets.take(event)

    def _send_soon(self) -> None:
        self._touch()
        self._wishes.send_soon()

    def _load_figures(self, symbols: Collection[str]) -> None:
        self._tasks.spawn(self._enquiry.summaries(list(symbols)), "figures")

    def _take(self, summaries: Sequence[Summary]) -> None:
        self._listener.take_figures(summaries)
        self._touch()

    def _learn_day(self, day: date) -> None:
        self._feed.set_day(day)
        self._wishes.send()

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

    def _lose_feed(self) -> None:
        self._listener.apply([Disconnected("실시간 수신이 멈추어 다시 시작합니다")])
        self._touch()

    # What happens by itself

    async def _look_around(self) -> None:
        timing = self._timing
        wakefulness = Wakefulness(timing.tick_s, timing.frozen_s)
        while True:
            await asyncio.sleep(timing.tick_s)
            self._looked = time.monotonic()
            if wakefulness.was_stopped():
                self._doubt("컴퓨터가 멈추었다가 깨어났습니다")
            for fold in self._interests.forget_old(time.monotonic()):
                self._loader.forget(fold)
            self._market.clock.hear(self._source.broker_time)
            self._wishes.send()
            self._wishes.request_history()
            self._condition.overall()
            if self._was_refused_at_first():
                self._prepare()
            if self._watchdog.is_suspicious:
                self._tasks.spawn(self._watchdog.probe(), "probe")
            self._condition.trouble = ""

    def _doubt(self, reason: str) -> None:
        # What came meanwhile is old, and the broker may have given up on us.
        self._condition.set_doubt(reason)
        self._feed.reconnect(reason)
        self._touch()

    def _note_trouble(self) -> None:
        self._condition.trouble = "점검이 멈추어 다시 시작합니다"
        self._touch()

    def _was_refused_at_first(self) -> bool:
        # A login shows that the key is good now; without a new one a refusal stays.
        is_new_login = self._condition.connections > self._logins_prepared
        is_known = self._enquiry.instruments and self._market.clock.day is not None
        return is_new_login and not (is_known or self._enquiry.is_preparing)

    def _touch(self) -> None:
        self.version += 1
