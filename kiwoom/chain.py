"""The day-volume chain: the sequence number that proves whether a trade is missing.

A trade carries its size and the day's volume after it, so
``day_volume - size`` must equal the volume known so far (protocol note 9). Trades
behind a hole wait until the missing ones arrive or the broker's history tells where
the chain goes on.
"""

from collections import deque
from datetime import date
from enum import Enum

from kiwoom.models import Trade

# About two minutes of the busiest symbol; older ones are in the history by then.
_MAX_WAITING = 20_000


class Link(Enum):
    """How a trade continues what is known of the day."""

    IN_ORDER = "in order"
    DUPLICATE = "duplicate"
    GAP = "gap"


def link(position: int, trade: Trade) -> Link:
    """Return how a trade follows after ``position`` shares of its day.

    A trade that reaches beyond the position but begins before it counts as a gap: the
    broker merged executions differently, and only its history can tell.
    """
    if trade.day_volume - trade.size == position:
        return Link.IN_ORDER
    return Link.DUPLICATE if trade.day_volume <= position else Link.GAP


class Chain:
    """Puts the trades of one symbol into order, day by day.

    Attributes
    ----------
    day
        Trading day of the position.
    position
        Shares of the day up to which the candles are complete; ``None`` until the
        history has told it.
    """

    def __init__(self) -> None:
        self.day: date | None = None
        self.position: int | None = None
        self._waiting: deque[Trade] = deque(maxlen=_MAX_WAITING)
        self._is_held = False
        # Day and volume after the newest trade without a candle. The history never
        # reaches them, so they are kept apart from the position.
        self._passed = (date.min, 0)
        self._hides_hole = False

    @property
    def has_hole(self) -> bool:
        """Whether history is needed, because trades are missing or may be."""
        return bool(self._waiting) or self._is_held or self._hides_hole

    def add(self, trade: Trade) -> list[Trade]:
        """Return the trades that are in order now, in their order; often just this."""
        if self.position is None or self._is_held:
            self._waiting.append(trade)
            return []
        day = trade.time.date()
        if day != self.day:
            if self.day is not None and day < self.day:
                return []
            self._move(day, 0)
        found = self._link(self.position or 0, trade)
        if found is Link.GAP:
            self._waiting.append(trade)
        if found is not Link.IN_ORDER:
            return []
        self.position = trade.day_volume
        return [trade, *self._released()] if self._waiting else [trade]

    def pass_over(self, trade: Trade) -> None:
        """Note a trade that belongs to no candle.

        If it does not follow what is known, trades of the last candles may be missing.
        Only the first such trade after a candle can tell: history is fetched once.
        """
        day = trade.time.date()
        end = (day, trade.day_volume)
        known = (self.day or date.min, self.position or 0)
        if end <= max(known, self._passed):
            return
        if self.position is not None and self._passed <= known:
            position = self.position if day == self.day else 0
            self._hides_hole |= link(position, trade) is not Link.IN_ORDER
        self._passed = end

    def hold(self) -> None:
        """Let all trades wait until history covers every trade that was released."""
        self._is_held = True

    def restart(self, day: date, position: int) -> list[Trade]:
        """Move to where the history ends; return the waiting trades that follow it."""
        self._is_held = self._hides_hole = False
        self._move(day, position)
        return self._released()

    def skip_hole(self) -> list[Trade]:
        """Give the missing trades up and return those that waited for them."""
        self._is_held = self._hides_hole = False
        released = [] if self.position is None else self._released()
        while self._waiting:
            first = min(self._waiting, key=_order)
            self.day = first.time.date()
            self.position = first.day_volume - first.size
            released += self._released()
        return released

    def _move(self, day: date, position: int) -> None:
        self.day, self.position = day, position
        if self._waiting:
            kept = [trade for trade in self._waiting if trade.time.date() >= day]
            self._waiting = deque(kept, maxlen=_MAX_WAITING)

    def _released(self) -> list[Trade]:
        assert self.position is not None
        released: list[Trade] = []
        held: list[Trade] = []
        for trade in sorted(self._waiting, key=_order):
            position = self.position if trade.time.date() == self.day else 0
            found = Link.GAP if held else self._link(position, trade)
            if found is Link.IN_ORDER:
                self.day, self.position = trade.time.date(), trade.day_volume
                released.append(trade)
            elif found is Link.GAP:
                held.append(trade)
        self._waiting = deque(held, maxlen=_MAX_WAITING)
        return released

    def _link(self, position: int, trade: Trade) -> Link:
        found = link(position, trade)
        if found is Link.GAP:
            before = (trade.time.date(), trade.day_volume - trade.size)
            return Link.IN_ORDER if before == self._passed else found
        return found


def _order(trade: Trade) -> tuple[date, int]:
    return trade.time.date(), trade.day_volume
