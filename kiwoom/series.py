"""The candles of one symbol and interval that all readers of a process share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

import pandas as pd

from kiwoom.candles import add_late_trade, new_candle
from kiwoom.enums import Interval
from kiwoom.frames import candle_frame
from kiwoom.models import Candle, Trade

_CAP = 2_000
# Dropping in steps keeps the cost per closed candle constant.
_SLACK = 200


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
    object lives, also when old candles are dropped. A candle that is found missing in
    the middle is put in with a new ``revision`` and moves the numbers after it.

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
        Number of ``closed[0]``.
    version
        Moves with any change.
    revision
        Moves when ``closed`` changed in another way than by appending.
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
        self._closed: list[Candle] = []

    @property
    def closed(self) -> Sequence[Candle]:
        """Finished candles, ascending."""
        return self._closed

    def to_frame(self) -> pd.DataFrame:
        """Return all candles, the forming one last, see :func:`candle_frame`."""
        forming = [self.forming] if self.forming else []
        return candle_frame([*self._closed, *forming])

    def fail(self, error: str) -> None:
        """Say why there is nothing to show."""
        self.state, self.error = SeriesState.FAILED, error
        self.version += 1

    def adopt(self, page: Sequence[Candle]) -> None:
        """Take over the broker's candles; the last of them is the forming one."""
        self.error = ""
        self.state = SeriesState.READY if page or self.forming else SeriesState.EMPTY
        self.version += 1
        if page:
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

    def _drop_oldest(self) -> None:
        if len(self._closed) > _CAP + _SLACK:
            surplus = len(self._closed) - _CAP
            del self._closed[:surplus]
            self.first_number += surplus


def _carried(candle: Candle, size: int) -> Candle:
    if candle.day_volume is None:
        return candle
    return replace(candle, day_volume=candle.day_volume + size)
