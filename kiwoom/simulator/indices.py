"""Market indices: levels and turnover from the instruments that belong to them.

A day's first and last level and its turnover are exactly what the constituents' opens,
closes and trades make; highest and lowest lie between these and what they would be if
all constituents had peaked at once. Between them the level follows the move that all
instruments share, in slots of ten seconds. Levels are hundredths of a point, as the
broker's charts write them (protocol note 3.9).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from kiwoom.enums import Market as Listed
from kiwoom.simulator.chunks import seconds_of
from kiwoom.simulator.history import History
from kiwoom.simulator.minutes import count_minutes, stretched
from kiwoom.simulator.steps import Ints, share_out
from kiwoom.simulator.universe import Listing
from kiwoom.trading_calendar import TradingCalendar

SLOT_S = 10
SLOTS_A_MINUTE = 60 // SLOT_S
_INDEX_STREAM = 4
# The exchange counts the closing prices some seconds after the close.
_CLOSE_DELAY_S = 30
# How much of the way to everybody's own extreme the whole goes.
_TOGETHER = 0.45
_KEPT_DAYS = 200


@dataclass(frozen=True, slots=True)
class Index:
    """One index: its code and name, the market and size of its constituents.

    ``level`` is where it closes on the day before the simulation begins, in hundredths;
    ``count`` the most constituents, the most valuable ones first.
    """

    code: str
    name: str
    market: Listed
    level: int
    count: int = 10_000


INDICES = (
    Index("001", "종합(KOSPI)", Listed.KOSPI, 412_538),
    Index("002", "대형주", Listed.KOSPI, 419_204, 20),
    Index("201", "KOSPI200", Listed.KOSPI, 58_912, 40),
    Index("101", "종합(KOSDAQ)", Listed.KOSDAQ, 91_377),
    Index("150", "KOSDAQ 150", Listed.KOSDAQ, 161_045, 12),
)


@dataclass(frozen=True, slots=True)
class IndexDay:
    """A day of an index in slots of ten seconds, and one for the closing prices.

    Attributes
    ----------
    base
        Yesterday's last level in hundredths.
    seconds
        When each slot's level is told, in seconds of the day.
    level, volume, value
        Hundredths of a point; shares and won of each slot.
    """

    base: int
    seconds: Ints
    level: Ints
    volume: Ints
    value: Ints

    def until(self, seconds: float) -> int:
        """Return how many slots are over at a second of the day."""
        return int(np.searchsorted(self.seconds, seconds, "right"))


@dataclass(frozen=True, slots=True)
class _Daily:
    base: int
    open: int
    high: int
    low: int
    close: int
    volume: int
    value: int


class Indices:
    """All indices on all days of a market's history.

    Parameters
    ----------
    universe, calendar, history, seed
        The market, as :class:`Market` has it.
    first
        The first simulated day, before which the levels are the indices' own.
    """

    def __init__(
        self,
        universe: tuple[Listing, ...],
        calendar: TradingCalendar,
        history: History,
        seed: int,
        first: date,
    ) -> None:
        self._universe = universe
        self._calendar = calendar
        self._history = history
        self._seed = seed
        self._anchor = history.previous(first)
        self._members = {index.code: self._choose(index) for index in INDICES}
        self._days: dict[tuple[str, date], IndexDay] = {}

    def members(self, index: Index) -> tuple[int, ...]:
        """Return the places of the constituents in the universe."""
        return self._members[index.code]

    def day(self, index: Index, day: date) -> IndexDay:
        """Return a day's slots, those to come included."""
        key = (index.code, day)
        if key not in self._days:
            while len(self._days) >= _KEPT_DAYS:
                del self._days[next(iter(self._days))]
            self._days[key] = self._draw(index, day)
        return self._days[key]

    def daily(self, index: Index, day: date) -> tuple[int, int, int, int, int, int]:
        """Return a whole day: open, high, low, close in hundredths, shares, won."""
        found = self._daily(index, day)
        return (
            found.open,
            found.high,
            found.low,
            found.close,
            found.volume,
            found.value,
        )

    def _choose(self, index: Index) -> tuple[int, ...]:
        places = [n for n, x in enumerate(self._universe) if x.market is index.market]
        places.sort(key=lambda n: -self._universe[n].shares * self._universe[n].price)
        return tuple(places[: index.count])

    def _daily(self, index: Index, day: date) -> _Daily:
        places = self._members[index.code]
        shares = np.array([self._universe[n].shares for n in places], dtype=float)
        bars = [self._history.bar(day, n) for n in places]
        anchor = [self._history.bar(self._anchor, n).close for n in places]
        divisor = index.level / float(shares @ np.array(anchor, dtype=float))

        def level(prices: list[int]) -> int:
            return round(float(shares @ np.array(prices, dtype=float)) * divisor)

        first, last = level([b.open for b in bars]), level([b.close for b in bars])
        highest, lowest = level([b.high for b in bars]), level([b.low for b in bars])
        top, bottom = max(first, last), min(first, last)
        return _Daily(
            level([bar.base for bar in bars]),
            first,
            round(top + _TOGETHER * (highest - top)),
            round(bottom - _TOGETHER * (bottom - lowest)),
            last,
            sum(bar.volume for bar in bars),
            sum(bar.value for bar in bars),
        )

    def _draw(self, index: Index, day: date) -> IndexDay:
        hours = self._calendar.hours(day)
        count = count_minutes(hours) * SLOTS_A_MINUTE
        whole = self._daily(index, day)
        number = int(index.code)
        rng = np.random.default_rng(
            (self._seed, _INDEX_STREAM, day.toordinal(), number)
        )
        steps = np.repeat(self._history.factor(day), SLOTS_A_MINUTE) / SLOTS_A_MINUTE
        steps = steps + 0.25 * rng.standard_normal(count)
        path = stretched(steps, (whole.open, whole.high, whole.low, whole.close))
        level = np.rint(path).astype(np.int64)[:count]
        level[1 + int(path[1:count].argmax())] = whole.high
        level[1 + int(path[1:count].argmin())] = whole.low
        level[0] = whole.open
        weights = np.append(1 + 2 * np.exp(-np.arange(count) / 120), count * 0.04)
        start = seconds_of(hours.open)
        return IndexDay(
            whole.base,
            np.append(
                start + SLOT_S * np.arange(1, count + 1),
                seconds_of(hours.close) + _CLOSE_DELAY_S,
            ),
            np.append(level, whole.close),
            share_out(whole.volume, weights),
            share_out(whole.value, weights),
        )


def slot_minutes(day: IndexDay) -> Ints:
    """Return the minute of the day that each slot belongs to."""
    minutes: Ints = (day.seconds - 1) // 60
    minutes[-1] = (day.seconds[-1] - _CLOSE_DELAY_S) // 60
    return minutes


def index_of(code: object) -> Index | None:
    """Return the index of a code, ``None`` if there is none."""
    return next((index for index in INDICES if index.code == str(code)), None)
