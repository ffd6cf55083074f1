"""The candles of one symbol and interval that all readers of a process share."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

import pandas as pd

from kiwoom.candles import add_late_trade, new_candle
from kiwoom.enums import Interval
from kiwoom.frames import candle_frame
from kiwoom.models import Candle, Trade

# The longest series, with all the older candles that readers asked for: ten weeks of
# minutes, and about 6 MB.
MOST_CANDLES = 20_000

# What a series keeps as long as nobody asks for older candles.
_CAP = 2_000
# Dropping in steps keeps the cost per closed candle constant.
_SLACK = 200

_start = attrgetter("time")
_origin = attrgetter("time", "open")


class SeriesState(StrEnum):
    """Whether a series has candles to show."""

    LOADING = "loading"
    READY = "ready"
    EMPTY = "empty"
    FAILED = "failed"


class CandleSeries:
    """Closed candles and the forming one; written by the hub, read by everybody.

    Readers compare ``version`` and ``revision`` with what they saw last. A candle's
    number is ``first_number`` plus its place in ``closed``; numbers stay while the
    object lives, also when old candles are dropped or older ones put before them. A
    candle that is found missing in the middle is put in with a new ``revision`` and
    moves the numbers after it.

    Attributes
    ----------
    symbol, interval
        What the candles are of.
    state, error
        Whether there is something to show, and a short Korean sentence if not.
    closed
        Finished candles, ascending; do not change it.
    forming
        The candle that trades still change; the newest one, also in a closed market.
    first_number
        Number of ``closed[0]``; negative where older candles were put before the first.
    version
        Moves with any change.
    revision
        Moves when ``closed`` changed in another way than by growing at either end or
        by losing its oldest candles.
    is_complete
        Whether the broker has no older candles.
    is_loading_older
        Whether older candles are being asked for.
    """

    def __init__(self, symbol: str, interval: Interval) -> None:
        self.symbol = symbol
        self.interval = interval
        self.state = SeriesState.LOADING
        self.error = ""
        self.forming: Candle | None = None
        self.first_number = 0
        self.version = 0
        self.revision = 0
        self.is_complete = False
        self.is_loading_older = False
        self._closed: list[Candle] = []
        self._cap = _CAP

    @property
    def closed(self) -> Sequence[Candle]:
        """Finished candles, ascending."""
        return self._closed

    @property
    def oldest(self) -> Candle | None:
        """The first candle, also where that is the forming one."""
        return self._closed[0] if self._closed else self.forming

    def to_frame(self) -> pd.DataFrame:
        """Return all candles, the forming one last, see :func:`candle_frame`."""
        forming = [self.forming] if self.forming else []
        return candle_frame([*self._closed, *forming])

    def fail(self, error: str) -> None:
        """Say why there is nothing to show."""
        self.state, self.error = SeriesState.FAILED, error
        self.version += 1

    def restore(self, kept: Sequence[Candle]) -> None:
        """Show candles of an earlier run until the broker's arrive.

        The last of them stands for the forming one: it is the newest that is known.
        """
        if kept:
            self._closed, self.forming = list(kept[:-1]), kept[-1]
            self.state = SeriesState.READY
            self.revision += 1
            self.version += 1

    def adopt(self, page: Sequence[Candle]) -> None:
        """Take over the broker's candles; the last of them is the forming one.

        Known candles before them stay if the page goes on from them. They are dropped
        where candles are missing between, or where the broker has restated its prices.
        """
        self.error = ""
        self.state = SeriesState.READY if page or self.forming else SeriesState.EMPTY
        self.version += 1
        if page:
            if not self._knows(page[0]):
                self._drop(self._place(page[0].time))
            self._replace_tail(page[:-1], since=page[0])
            self.forming = page[-1]

    def compare(self, finished: Sequence[Candle]) -> None:
        """Replace closed candles that differ from the broker's finished ones."""
        forming = self.forming
        known = [c for c in finished if forming is None or c.time < forming.time]
        if not known:
            return
        newer = [candle for candle in self._closed if candle.time > known[-1].time]
        self._replace_tail([*known, *newer], since=known[0])

    def update(self, forming: Candle) -> None:
        """Set the forming candle, which keeps its start."""
        self.forming = forming
        self.state = SeriesState.READY
        self.version += 1

    def roll(self, forming: Candle) -> None:
        """Close the forming candle and begin the next one."""
        if self.forming is not None:
            self._closed.append(self.forming)
            self._drop_oldest()
        self.update(forming)

    def expect_older(self) -> None:
        """Say that older candles are being asked for."""
        self.is_loading_older = True
        self.version += 1

    def prepend(self, candles: Iterable[Candle]) -> None:
        """Put the candles that are older than all known ones before them, in order.

        A series without candles takes none, and none grows beyond ``MOST_CANDLES``.
        """
        oldest = self.oldest
        if oldest is None:
            return
        older = {candle.time: candle for candle in candles if candle.time < oldest.time}
        room = max(0, MOST_CANDLES - len(self._closed))
        taken = sorted(older.values(), key=_start)[max(0, len(older) - room) :]
        if taken:
            self._closed[:0] = taken
            self.first_number -= len(taken)
            self._cap = min(MOST_CANDLES, self._cap + len(taken))
            self.version += 1

    def complete(self) -> None:
        """Say that the broker has no older candles."""
        self.is_complete = True
        self.version += 1

    def settle_older(self) -> None:
        """Say that older candles are not being asked for any more."""
        self.is_loading_older = False
        self.version += 1

    def add_late(self, start: datetime, trade: Trade) -> None:
        """Count a trade in its own candle although later ones have begun.

        The running volumes of the candles after it grow by the trade's size.
        """
        place = len(self._closed)
        while place and self._closed[place - 1].time >= start:
            place -= 1
        later = self._closed[place:]
        if later and later[0].time == start:
            own = add_late_trade(later.pop(0), trade)
        else:
            own = self._inserted(start, trade, later)
        self._closed[place:] = [own, *(_carried(c, trade.size) for c in later)]
        if self.forming is not None:
            self.forming = _carried(self.forming, trade.size)
        self.revision += 1
        self.version += 1

    def _inserted(
        self, start: datetime, trade: Trade, later: Sequence[Candle]
    ) -> Candle:
        forming = self.forming.volume if self.forming else 0
        volume_after = sum(candle.volume for candle in later) + forming
        own = new_candle(start, trade)
        return replace(own, day_volume=trade.day_volume - volume_after)

    def _replace_tail(self, tail: Sequence[Candle], since: Candle) -> None:
        start = len(self._closed)
        while start and self._closed[start - 1].time >= since.time:
            start -= 1
        known = self._closed[start:]
        if list(tail[: len(known)]) != known:
            self.revision += 1
            self.version += 1
        elif len(tail) != len(known):
            self.version += 1
        self._closed[start:] = tail
        self._drop_oldest()

    def _place(self, start: datetime) -> int:
        return bisect_left(self._closed, start, key=_start)

    def _knows(self, candle: Candle) -> bool:
        place = self._place(candle.time)
        known = self._closed[place] if place < len(self._closed) else self.forming
        return known is not None and _origin(known) == _origin(candle)

    def _drop_oldest(self) -> None:
        if len(self._closed) > self._cap + _SLACK:
            self._drop(len(self._closed) - self._cap)

    def _drop(self, count: int) -> None:
        if count:
            del self._closed[:count]
            self.first_number += count
            self.is_complete = False


def _carried(candle: Candle, size: int) -> Candle:
    if candle.day_volume is None:
        return candle
    return replace(candle, day_volume=candle.day_volume + size)
