"""Fetches history for series: at first, after outages, and for missing trades."""

import asyncio
from collections.abc import Callable, Iterator, Sequence

from kiwoom.enquiry import persist
from kiwoom.errors import ApiError, AuthError
from kiwoom.explain import explain
from kiwoom.feed import MarketSource
from kiwoom.fold import Fold
from kiwoom.keeping import SeriesKeeper
from kiwoom.logs import get_logger
from kiwoom.models import Candle
from kiwoom.older import OlderLoader
from kiwoom.series import CandleSeries, SeriesState
from kiwoom.tasks import Tasks
from kiwoom.timing import LoadTiming
from kiwoom.turns import Urgency, asking

_TRIES = 3
_PAGE = 500
# What a series keeps; asked for when an outage was longer than a page.
_LONG_PAGE = 2_000

_log = get_logger(__name__)


class HistoryLoader:
    """Joins history to series, one fetch at a time for each of them.

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
    timing
        Seconds between fetches.
    keeper
        Carries candles to disk and back.

    Attributes
    ----------
    gaps_healed
        Holes in live trades that history has filled.
    """

    def __init__(
        self,
        source: MarketSource,
        tasks: Tasks,
        on_change: Callable[[], None],
        delays: Callable[[], Iterator[float]],
        timing: LoadTiming,
        keeper: SeriesKeeper,
    ) -> None:
        self.gaps_healed = 0
        self._keeper = keeper
        self._source = source
        self._tasks = tasks
        self._on_change = on_change
        self._delays = delays
        self._timing = timing
        self._older = OlderLoader(source, tasks, on_change, delays, keeper)
        self._kept: set[Fold] = set()
        self._expected: dict[Fold, float] = {}
        self._running: set[Fold] = set()
        self._again: set[Fold] = set()
        self._refused: set[Fold] = set()
        self._denied: set[Fold] = set()
        self._left_open: set[Fold] = set()
        self._rechecking: set[Fold] = set()

    @property
    def gaps_left_open(self) -> int:
        """Holes that trades went on over, because history could not fill them yet."""
        return sum(not fold.has_hole for fold in self._left_open)

    def is_behind(self, fold: Fold) -> bool:
        """Whether the series waits for history."""
        if fold in self._refused:
            return False
        return fold.has_hole or fold in self._expected or fold in self._running

    def expect(self, fold: Fold, now: float) -> bool:
        """Note a series, whose history is requested when its symbol is ready.

        Returns whether it is a new one; others have their history already.
        """
        if fold in self._kept:
            return False
        self._kept.add(fold)
        self._expected[fold] = now
        return True

    def request_expected(self, is_ready: Callable[[Fold, float], bool]) -> None:
        """Request the history of new series that are ready, in their order.

        ``is_ready`` is given the series' fold and when it was expected.
        """
        for fold, since in list(self._expected.items()):
            if is_ready(fold, since):
                del self._expected[fold]
                self.request(fold)

    def fill_hole(self, fold: Fold) -> None:
        """Fetch the history that trades wait for, unless the broker refused it."""
        if fold not in self._refused:
            self.request(fold)

    def request(self, fold: Fold, *, again: bool = False) -> None:
        """Fetch history for a series in the background, also after a refusal.

        Parameters
        ----------
        fold
            Keeps the series.
        again
            Whether a fetch that runs already does not count, because the connection
            was interrupted meanwhile.
        """
        if fold in self._running:
            if again:
                self._again.add(fold)
            return
        self._refused.discard(fold)
        self._denied.discard(fold)
        self._running.add(fold)
        series = fold.series
        self._tasks.spawn(self._load(fold), f"load {series.symbol} {series.interval}")

    def request_older(self, fold: Fold) -> None:
        """Fetch the page before a series' oldest candle, see :class:`OlderLoader`."""
        self._older.request(fold)

    def begin(self) -> None:
        """Save finished candles from time to time from now on."""
        self._tasks.spawn(self._keep_forever(), "keep candles")

    async def aclose(self) -> None:
        """Save what is finished, and let go of the broker's pages.

        The fetches must have ended.
        """
        await self._keep()
        await self._older.aclose()

    def forget(self, fold: Fold) -> None:
        """Stop caring for a series that is dropped."""
        self._older.forget(fold)
        self._keeper.forget(fold)
        self._expected.pop(fold, None)
        for known in (self._kept, self._refused, self._denied, self._left_open):
            known.discard(fold)

    async def _keep_forever(self) -> None:
        while True:
            await asyncio.sleep(self._timing.keep_s)
            await self._keep()

    async def _keep(self) -> None:
        await self._keeper.keep([fold for fold in self._kept if self._is_whole(fold)])

    def _is_whole(self, fold: Fold) -> bool:
        is_shown = fold.series.state is SeriesState.READY
        return is_shown and not (self.is_behind(fold) or fold in self._left_open)

    async def _load(self, fold: Fold) -> None:
        was_shown = fold.series.state is SeriesState.READY
        try:
            await self._keeper.restore(fold.series)
            self._on_change()
            with asking(Urgency.SHOWN):
                await self._catch_up_fully(fold)
        except (ApiError, AuthError) as error:
            self._note_refusal(fold, error)
        finally:
            self._running.discard(fold)
            self._on_change()
        if fold not in self._kept:
            self.forget(fold)
        elif was_shown or fold in self._left_open | self._denied:
            self._recheck_later(fold)

    def _note_refusal(self, fold: Fold, error: ApiError | AuthError) -> None:
        fold.series.fail(explain(error))
        self._refused.add(fold)
        if isinstance(error, AuthError):
            # A person or a new token can heal that, unlike a code that is none.
            self._denied.add(fold)
        _log.warning("history refused", **_name(fold), cause=str(error))

    async def _catch_up_fully(self, fold: Fold) -> None:
        while True:
            self._again.discard(fold)
            await self._catch_up(fold)
            if fold not in self._again:
                return

    async def _catch_up(self, fold: Fold) -> None:
        had_hole = fold.has_hole
        for _ in range(_TRIES):
            is_taken = fold.adopt(await self._history(fold.series))
            self._on_change()
            if not fold.has_hole:
                if is_taken:
                    self._note_whole(fold, had_hole)
                return
            had_hole = True
            await asyncio.sleep(self._timing.retry_s)
        fold.open_hole()
        self._left_open.add(fold)
        _log.warning("gap left open", **_name(fold))

    def _note_whole(self, fold: Fold, had_hole: bool) -> None:
        if had_hole or fold in self._left_open:
            self._left_open.discard(fold)
            self.gaps_healed += 1
            _log.info("gap healed", **_name(fold))

    def _recheck_later(self, fold: Fold) -> None:
        if fold not in self._rechecking:
            self._rechecking.add(fold)
            self._tasks.spawn(self._recheck(fold), f"recheck {fold.series.symbol}")

    async def _recheck(self, fold: Fold) -> None:
        await asyncio.sleep(self._timing.recheck_s)
        self._rechecking.discard(fold)
        if fold not in self._kept:
            return
        if fold in self._left_open:
            # Trades were counted beyond the hole, so only a page that holds them all
            # can replace them; later trades wait for it.
            fold.hold()
            self.request(fold)
        elif fold in self._denied:
            self.request(fold)
        else:
            await self._compare(fold)

    async def _compare(self, fold: Fold) -> None:
        revision = fold.series.revision
        try:
            with asking(Urgency.LATER):
                fold.adopt(await self._history(fold.series))
        except (ApiError, AuthError) as error:
            _log.warning("recheck refused", **_name(fold), cause=str(error))
            return
        self._refused.discard(fold)
        if fold.series.revision != revision:
            _log.info("candles revised", **_name(fold))
        self._on_change()

    async def _history(self, series: CandleSeries) -> Sequence[Candle]:
        page = await self._page(series, _PAGE)
        if page and series.closed and page[0].time > series.closed[-1].time:
            return await self._page(series, _LONG_PAGE)
        return page

    async def _page(self, series: CandleSeries, count: int) -> Sequence[Candle]:
        symbol, interval = series.symbol, series.interval
        return await persist(
            lambda: self._source.candle_list(symbol, interval, count), self._delays()
        )


def _name(fold: Fold) -> dict[str, str]:
    return {"symbol": fold.series.symbol, "interval": str(fold.series.interval)}
