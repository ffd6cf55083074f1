"""Carries series to the store and back; knows what of them is kept already."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiwoom.fold import Fold
from kiwoom.models import Candle
from kiwoom.series import CandleSeries, SeriesState
from kiwoom.store import CandleStore

# What a series keeps in memory as long as nobody asks for older candles.
_SHOWN = 2_000
_PAGE = 900


@dataclass(frozen=True, slots=True)
class _Kept:
    # The state of a series when it was saved: its candles from one number to another.
    revision: int
    first: int
    last: int


class SeriesKeeper:
    """Shows kept candles until the broker's arrive, and keeps what is finished.

    Parameters
    ----------
    store
        The disk; without one nothing is kept and nothing found.
    """

    def __init__(self, store: CandleStore | None) -> None:
        self._store = store
        self._kept: dict[Fold, _Kept] = {}

    @property
    def trouble(self) -> str:
        """A Korean sentence while candles are not kept, else empty."""
        return self._store.trouble if self._store else ""

    async def restore(self, series: CandleSeries) -> None:
        """Show the candles of an earlier run in a series that has none yet."""
        if self._store is None or series.state is not SeriesState.LOADING:
            return
        found = await self._store.newest(series.symbol, series.interval, _SHOWN)
        # A running day can have begun meanwhile.
        if series.state is SeriesState.LOADING:
            series.restore(found)

    async def before(self, series: CandleSeries, oldest: Candle) -> list[Candle]:
        """Return the kept candles before the oldest one of a series, a page of them."""
        if self._store is None:
            return []
        symbol, interval = series.symbol, series.interval
        return await self._store.before(symbol, interval, oldest, _PAGE)

    async def keep(self, folds: Iterable[Fold]) -> None:
        """Save what has changed in whole series; the forming candle is left out."""
        if self._store is None:
            return
        for fold in folds:
            series = fold.series
            state = _state_of(series)
            candles = _unsaved(series, self._kept.get(fold))
            if await self._store.save(series.symbol, series.interval, candles):
                self._kept[fold] = state

    def forget(self, fold: Fold) -> None:
        """Stop caring for a series that is dropped."""
        self._kept.pop(fold, None)


def _state_of(series: CandleSeries) -> _Kept:
    first = series.first_number
    return _Kept(series.revision, first, first + len(series.closed) - 1)


def _unsaved(series: CandleSeries, kept: _Kept | None) -> list[Candle]:
    state = _state_of(series)
    if kept is None or kept.revision != state.revision or state.first < kept.first:
        return list(series.closed)
    if state.last == kept.last:
        return []
    # The last one that is kept goes along: the store joins the new ones to it.
    return list(series.closed[max(0, kept.last - state.first) :])
