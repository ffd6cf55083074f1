"""Whether two processes make the same candles of the same trades."""

from collections.abc import Callable

from kiwoom import CandleSeries


def agreement(ours: CandleSeries, theirs: CandleSeries) -> Callable[[], bool]:
    """Return a condition: an unfinished candle of ours was seen there as it is here.

    The two are never looked at in the same moment, so what was seen of theirs is kept
    by the day's running volume, which counts every trade.
    """
    seen: dict[int | None, object] = {}

    def agree() -> bool:
        if theirs.forming is not None:
            seen[theirs.forming.day_volume] = theirs.forming
        forming = ours.forming
        return forming is not None and seen.get(forming.day_volume) == forming

    return agree
