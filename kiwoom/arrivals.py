"""Tells the trades of a symbol apart: new, doubled, overtaken, unexplained."""

from collections import deque
from datetime import date
from enum import Enum

from kiwoom.models import Trade

# Rows come twice or overtaken within a second or two, not later.
_REMEMBERED = 500


class Arrival(Enum):
    """What the newest trades of a symbol make of one that arrives.

    A late one was overtaken; an unexplained one reaches across what is known, because
    the broker has merged executions differently.
    """

    NEW = "new"
    UNEXPLAINED = "unexplained"
    DUPLICATE = "duplicate"
    LATE = "late"

    @property
    def is_new(self) -> bool:
        """Whether it goes beyond everything that has arrived."""
        return self is Arrival.NEW or self is Arrival.UNEXPLAINED


class Arrivals:
    """Tells what arrives of one symbol apart."""

    def __init__(self) -> None:
        self._newest = (date.min, 0)
        self._seen: deque[int] = deque(maxlen=_REMEMBERED)

    def judge(self, trade: Trade) -> Arrival:
        """Take a trade and return what it is."""
        day, volume = trade.time.date(), trade.day_volume
        newest_day, newest = self._newest
        if (day, volume) <= self._newest:
            if day < newest_day or volume in self._seen:
                return Arrival.DUPLICATE
            self._seen.append(volume)
            return Arrival.LATE
        is_same_day = day == newest_day
        if not is_same_day:
            self._seen.clear()
        self._newest = day, volume
        self._seen.append(volume)
        reaches_back = is_same_day and volume - trade.size < newest
        return Arrival.UNEXPLAINED if reaches_back else Arrival.NEW
