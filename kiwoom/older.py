"""Fetches candles before those that a series begins with, page by page."""

from collections.abc import AsyncGenerator, Callable, Iterator
from datetime import datetime

from kiwoom.enquiry import persist
from kiwoom.errors import ApiError, AuthError
from kiwoom.feed import MarketSource
from kiwoom.fold import Fold
from kiwoom.hours import KST
from kiwoom.keeping import SeriesKeeper
from kiwoom.logs import get_logger
from kiwoom.models import Candle
from kiwoom.series import MOST_CANDLES
from kiwoom.tasks import Tasks
from kiwoom.turns import Urgency, asking

_log = get_logger(__name__)


class OlderLoader:
    """Puts older candles before series, one fetch at a time for each of them.

    The broker's pages come in one order only, from today back. So the pages of a series
    stay open between two requests, and later ones need no page twice.

    Parameters
    ----------
    source
        Where candles come from.
    tasks
        Owner of the running fetches.
    on_change
        Called after a series changed.
    delays
        Makes the pauses between tries while the network is down.
    keeper
        Has pages of earlier runs, which need no call.
    """

    def __init__(
        self,
        source: MarketSource,
        tasks: Tasks,
        on_change: Callable[[], None],
        delays: Callable[[], Iterator[float]],
        keeper: SeriesKeeper,
    ) -> None:
        self._keeper = keeper
        self._source = source
        self._tasks = tasks
        self._on_change = on_change
        self._delays = delays
        self._open: dict[Fold, _Pages] = {}
        self._running: set[Fold] = set()

    def request(self, fold: Fold) -> None:
        """Fetch the page before a series' oldest candle in the background.

        Nothing happens while one is fetched, where no older candles are known to
        exist, and for a series that has no candles yet or ``MOST_CANDLES``.
        """
        series = fold.series
        is_full = len(series.closed) >= MOST_CANDLES
        is_done = series.oldest is None or series.is_complete or is_full
        if is_done or fold in self._running:
            return
        self._running.add(fold)
        series.expect_older()
        self._on_change()
        self._tasks.spawn(self._load(fold), f"older {series.symbol} {series.interval}")

    def forget(self, fold: Fold) -> None:
        """Stop caring for a series that is dropped."""
        self._running.discard(fold)
        if (pages := self._open.pop(fold, None)) is not None:
            self._tasks.spawn(pages.aclose(), f"close pages {fold.series.symbol}")

    async def aclose(self) -> None:
        """Close all pages; the fetches must have ended."""
        while self._open:
            _, pages = self._open.popitem()
            await pages.aclose()

    async def _load(self, fold: Fold) -> None:
        series = fold.series
        try:
            with asking(Urgency.SHOWN):
                await persist(lambda: self._extend(fold), self._delays())
        except (ApiError, AuthError) as error:
            name = {"symbol": series.symbol, "interval": str(series.interval)}
            _log.warning("older candles refused", **name, cause=str(error))
        finally:
            self._running.discard(fold)
            series.settle_older()
            self._on_change()

    async def _extend(self, fold: Fold) -> None:
        series = fold.series
        oldest = series.oldest
        if fold not in self._running or oldest is None:
            return
        if kept := await self._keeper.before(series, oldest):
            if series.oldest == oldest:
                series.prepend(kept)
            return
        pages = await self._pages_before(oldest.time, fold)
        # While they are in use they are nobody else's to close, and where they fail
        # they have ended by themselves.
        page = await pages.next_before(oldest.time)
        if fold not in self._running:
            await pages.aclose()
            return
        self._open[fold] = pages
        # A series that has lost its oldest candles meanwhile would get a hole.
        if series.oldest is not None and series.oldest.time <= oldest.time:
            if page:
                series.prepend(page)
            else:
                series.complete()

    async def _pages_before(self, begin: datetime, fold: Fold) -> "_Pages":
        known = self._open.pop(fold, None)
        if known is not None:
            if known.reached >= begin:
                return known
            # They are past candles that the series has dropped.
            await known.aclose()
        series = fold.series
        return _Pages(self._source.candle_pages(series.symbol, series.interval))


class _Pages:
    # A broker's pages, and the start of the oldest candle that was read from them.

    def __init__(self, pages: AsyncGenerator[list[Candle], None]) -> None:
        self.reached = datetime.max.replace(tzinfo=KST)
        self._pages = pages

    async def next_before(self, begin: datetime) -> list[Candle]:
        # The next page that holds candles before a time; empty where there is none.
        async for page in self._pages:
            self.reached = page[0].time
            if self.reached < begin:
                return page
        return []

    async def aclose(self) -> None:
        await self._pages.aclose()
