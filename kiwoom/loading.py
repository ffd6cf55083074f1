"""Fetches history for series: at first, after outages, and for missing trades."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kiwoom.enquiry import persist
from kiwoom.errors import ApiError, AuthError, UnknownSymbol
from kiwoom.feed import MarketSource
from kiwoom.fold import Fold
from kiwoom.logs import get_logger
from kiwoom.models import Candle
from kiwoom.series import CandleSeries, SeriesState
from kiwoom.tasks import Tasks

_TRIES = 3
_PAGE = 500
# What a series keeps; asked for when an outage was longer than a page.
_LONG_PAGE = 2_000

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LoadTiming:
    """Seconds between the fetches of a series.

    Attributes
    ----------
    retry_s
        Before history that was still older than the live trades is asked for again.
    recheck_s
        After an outage, because the broker can still revise its newest minutes.
    """

    retry_s: float = 0.5
    recheck_s: float = 90.0


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

    Attributes
    ----------
    gaps_healed
        Holes in live trades that history has filled.
    revised
        Times that history corrected candles which were thought finished.
    """

    def __init__(
        self,
        source: MarketSource,
        tasks: Tasks,
        on_change: Callable[[], None],
        delays: Callable[[], Iterator[float]],
        timing: LoadTiming,
    ) -> None:
        self.gaps_healed = 0
        self.revised = 0
        self._source = source
        self._tasks = tasks
        self._on_change = on_change
        self._delays = delays
        self._timing = timing
        self._expected: dict[Fold, float] = {}
        self._running: set[Fold] = set()
        self._again: set[Fold] = set()
        self._left_open: set[Fold] = set()
        self._rechecking: set[Fold] = set()

    @property
    def gaps_left_open(self) -> int:
        """Holes that history could not fill yet."""
        return len(self._left_open)

    def is_behind(self, fold: Fold) -> bool:
        """Whether the series waits for history."""
        return fold.has_hole or fold in self._expected or fold in self._running

    def expect(self, fold: Fold, now: float) -> None:
        """Note a new series, whose history is requested when its symbol is ready."""
        self._expected[fold] = now

    def request_expected(self, is_ready: Callable[[Fold, float], bool]) -> None:
        """Request the history of new series that are ready, in their order.

        ``is_ready`` is given the series' fold and when it was expected.
        """
        for fold, since in list(self._expected.items()):
            if is_ready(fold, since):
                del self._expected[fold]
                self.request(fold)

    def request(self, fold: Fold, *, again: bool = False) -> None:
        """Fetch history for a series in the background.

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
        self._running.add(fold)
        series = fold.series
        self._tasks.spawn(self._load(fold), f"load {series.symbol} {series.interval}")

    def forget(self, fold: Fold) -> None:
        """Stop caring for a series that is dropped."""
        self._expected.pop(fold, None)
        self._left_open.discard(fold)

    async def _load(self, fold: Fold) -> None:
        was_shown = fold.series.state is SeriesState.READY
        try:
            while True:
                self._again.discard(fold)
                await self._catch_up(fold)
                if fold not in self._again:
                    break
        except (ApiError, AuthError) as error:
            fold.series.fail(_sentence(error))
            _log.warning("history refused", **_name(fold), cause=str(error))
        finally:
            self._running.discard(fold)
            self._on_change()
        if was_shown and fold not in self._rechecking:
            self._rechecking.add(fold)
            self._tasks.spawn(self._recheck(fold), f"recheck {fold.series.symbol}")

    async def _catch_up(self, fold: Fold) -> None:
        had_hole = fold.has_hole
        for _ in range(_TRIES):
            fold.adopt(await self._history(fold.series))
            self._on_change()
            if not fold.has_hole:
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

    async def _recheck(self, fold: Fold) -> None:
        await asyncio.sleep(self._timing.recheck_s)
        self._rechecking.discard(fold)
        revision = fold.series.revision
        try:
            fold.adopt(await self._history(fold.series))
        except (ApiError, AuthError) as error:
            _log.warning("recheck refused", **_name(fold), cause=str(error))
            return
        if fold in self._left_open:
            self._note_whole(fold, had_hole=True)
        if fold.series.revision != revision:
            self.revised += 1
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


def _sentence(error: ApiError | AuthError) -> str:
    if isinstance(error, UnknownSymbol):
        return f"종목코드 {error.symbol}을(를) 찾을 수 없습니다"
    if isinstance(error, AuthError):
        return "증권사가 키 또는 토큰을 거부했습니다"
    return f"증권사가 요청을 거부했습니다: {error.text}"


def _name(fold: Fold) -> dict[str, str]:
    return {"symbol": fold.series.symbol, "interval": str(fold.series.interval)}
