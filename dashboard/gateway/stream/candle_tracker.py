"""Notices which finished candles of a series are new, and which have changed."""

from kiwoom import Candle, CandleSeries, SeriesState

# As many as a snapshot can hold; what lies before them is history, for REST to tell.
_WATCHED = 900


class CandleTracker:
    """Compares a shared series with what was seen of it the last time.

    Attributes
    ----------
    is_ready
        Whether the series has candles, or is known to have none.
    """

    def __init__(self) -> None:
        self.is_ready = False
        self._series: CandleSeries | None = None
        self._version = -1
        self._shape = (0, 0)
        self._known: list[Candle] = []

    def changes(self, series: CandleSeries) -> list[tuple[Candle, bool]]:
        """Return finished candles that are new or changed, and whether they changed.

        There are none where the series is seen for the first time: whoever begins to
        read it gets all of it.
        """
        if series is self._series and series.version == self._version:
            return []
        was_ready = self.is_ready and series is self._series
        self._series, self._version = series, series.version
        self.is_ready = series.state in {SeriesState.READY, SeriesState.EMPTY}
        shape = (series.revision, series.first_number + len(series.closed))
        if not self.is_ready or (was_ready and shape == self._shape):
            return []
        self._shape = shape
        before, self._known = self._known, list(series.closed[-_WATCHED:])
        return _differences(before, self._known) if was_ready else []


def _differences(
    before: list[Candle], after: list[Candle]
) -> list[tuple[Candle, bool]]:
    known = {candle.time: candle for candle in before}
    newest = before[-1].time if before else None
    return [
        (candle, newest is not None and candle.time <= newest)
        for candle in after
        if known.get(candle.time) != candle
    ]
