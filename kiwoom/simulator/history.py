"""Every day of the simulated market: daily bars, and minute bars made when asked for.

The same generator makes past days and the day being streamed, so that a minute bar is
the same before, while and after its trades go over the wire.
"""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from kiwoom.simulator.daily import DailyBar, DailyWalk
from kiwoom.simulator.minutes import (
    Factors,
    MinuteBars,
    build_minutes,
    count_minutes,
)
from kiwoom.simulator.second_venue import (
    FIRST_DAY,
    joint_bar,
    joint_minutes,
    nxt_bar,
    nxt_minutes,
)
from kiwoom.simulator.steps import Floats
from kiwoom.simulator.universe import Listing
from kiwoom.trading_calendar import TradingCalendar

_DAYS_BEFORE = 800
# Days kept ready: sixteen charts' pages of minutes, at 20 kB a day.
_CACHED_DAYS = 600
_CACHED_FACTORS = 400
_FACTOR_STREAM, _MINUTE_STREAM, _NXT_STREAM = 1, 2, 5


class History:
    """The market's past and future, made from a seed.

    Parameters
    ----------
    universe, calendar
        Who trades, and when.
    seed
        Chooses the market.
    first
        The first simulated day: on the trading day before it, prices close at the
        listings' own.

    Attributes
    ----------
    first
        As it was given.
    days
        All simulated trading days, ascending.

    Raises
    ------
    ValueError
        If ``first`` is not a trading day of the calendar.
    """

    def __init__(
        self,
        universe: tuple[Listing, ...],
        calendar: TradingCalendar,
        seed: int,
        first: date,
    ) -> None:
        if not calendar.is_trading_day(first):
            raise ValueError(f"expected a trading day, found {first}")
        place = calendar.days.index(first)
        start = max(0, place - _DAYS_BEFORE)
        self.first = first
        self.days = calendar.days[start:]
        self._places = {day: n for n, day in enumerate(self.days)}
        self._universe = universe
        self._calendar = calendar
        self._seed = seed
        self._walk = DailyWalk(universe, seed, len(self.days), max(1, place - start))
        self._values: dict[date, Mapping[int, int]] = {}
        self._minutes: OrderedDict[tuple[date, int], MinuteBars] = OrderedDict()
        self._factors: OrderedDict[tuple[date, int], Floats] = OrderedDict()

    def has(self, day: date) -> bool:
        """Whether a day is a trading day within the simulated span."""
        return day in self._places

    def previous(self, day: date) -> date:
        """Return the trading day before one."""
        return self.days[max(0, self._places[day] - 1)]

    def days_until(self, day: date, count: int) -> tuple[date, ...]:
        """Return up to ``count`` trading days until a day, that day included."""
        end = self._places[day] + 1
        return self.days[max(0, end - count) : end]

    def bar(self, day: date, index: int) -> DailyBar:
        """Return the daily figures of an instrument.

        ``index`` is its place in the universe; the places after it hold the same
        instruments on the second venue, and those after them both venues as one.
        """
        venue, place = divmod(index, len(self._universe))
        krx = self._walk.bar(self._places[day], place)
        if not venue or day < FIRST_DAY:
            return krx
        nxt = nxt_bar(krx, self._nxt_key(day, place), is_fund=self._is_fund(place))
        return nxt if venue == 1 else joint_bar(krx, nxt)

    def value(self, day: date, index: int) -> int:
        """Return the won traded on a day: what was streamed, else the bar's own."""
        known = self._values.get(day, {}).get(index)
        return self.bar(day, index).value if known is None else known

    def settle(self, day: date, values: Mapping[int, int]) -> None:
        """Keep the won that the streamed trades of a finished day added up to."""
        self._values[day] = values

    def minutes(self, day: date, index: int) -> MinuteBars:
        """Return the minute bars of the instrument at a place of the universe."""
        key = (day, index)
        if key not in self._minutes:
            self._minutes[key] = self._build(day, index)
            _trim(self._minutes, _CACHED_DAYS)
        self._minutes.move_to_end(key)
        return self._minutes[key]

    def factor(self, day: date) -> Floats:
        """Return the move that all instruments share: a step for each minute."""
        return self._factor(day, "")

    def _build(self, day: date, index: int) -> MinuteBars:
        venue, place = divmod(index, len(self._universe))
        if not venue or day < FIRST_DAY:
            return self._build_krx(day, place)
        krx = self.minutes(day, place)
        if venue > 1:
            return joint_minutes(krx, self.minutes(day, place + len(self._universe)))
        return nxt_minutes(
            self._walk.bar(self._places[day], place),
            krx,
            self._nxt_key(day, place),
            is_fund=self._is_fund(place),
        )

    def _nxt_key(self, day: date, place: int) -> tuple[int, ...]:
        return self._seed, _NXT_STREAM, day.toordinal(), place

    def _is_fund(self, place: int) -> bool:
        return self._universe[place].is_fund

    def _build_krx(self, day: date, index: int) -> MinuteBars:
        listing = self._universe[index]
        key = (self._seed, _MINUTE_STREAM, day.toordinal(), index)
        return build_minutes(
            self.bar(day, index),
            self._calendar.hours(day),
            Factors(self._factor(day, ""), self._factor(day, listing.sector)),
            max(-1.0, min(1.0, listing.beta)),
            np.random.default_rng(key),
            is_fund=listing.is_fund,
        )

    def _factor(self, day: date, sector: str) -> Floats:
        number = int.from_bytes(sector.encode())
        key = (day, number)
        if key not in self._factors:
            seed = (self._seed, _FACTOR_STREAM, day.toordinal(), number)
            minutes = count_minutes(self._calendar.hours(day))
            self._factors[key] = np.random.default_rng(seed).standard_normal(minutes)
            _trim(self._factors, _CACHED_FACTORS)
        return self._factors[key]


def _trim(cache: OrderedDict[tuple[date, int], Any], size: int) -> None:
    while len(cache) > size:
        cache.popitem(last=False)
