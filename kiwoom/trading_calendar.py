"""Trading days of the Korea Exchange: shipped holidays, corrected by data files."""

import tomllib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from kiwoom.hours import TradingHours

_FIRST_DAY = date(2005, 1, 3)
# Holidays are known for about a year ahead; later weekdays are presumed to trade.
_LAST_DAY = date(2030, 12, 31)
_SATURDAY = 5


@dataclass(frozen=True)
class TradingCalendar:
    """Which days trade, and when; immutable once loaded.

    Attributes
    ----------
    days
        Trading days, ascending.
    special
        Hours of the days that differ from the ordinary ones.
    """

    days: tuple[date, ...]
    special: dict[date, TradingHours]

    def is_trading_day(self, day: date) -> bool:
        """Whether the exchange opens on a day."""
        i = bisect_left(self.days, day)
        return i < len(self.days) and self.days[i] == day

    def hours(self, day: date) -> TradingHours:
        """Return the session times of a day."""
        return self.special.get(day, TradingHours())

    def on_or_before(self, day: date) -> date:
        """Return the newest trading day that is not after a day."""
        return self.days[bisect_right(self.days, day) - 1]

    def next_after(self, day: date) -> date:
        """Return the first trading day after a day."""
        return self.days[bisect_right(self.days, day)]


@cache
def load_calendar(overrides: Path | None = None) -> TradingCalendar:
    """Build the calendar from the shipped data and the user's corrections.

    Parameters
    ----------
    overrides
        A file of the user's in the form of ``kiwoom/data/krx_days.toml``.
    """
    days = _weekdays() - set(_read_holidays())
    special: dict[date, TradingHours] = {}
    for corrections in _corrections(overrides):
        days -= set(corrections.get("closed", ()))
        days |= set(corrections.get("open", ()))
        special |= _special_hours(corrections)
    return TradingCalendar(tuple(sorted(days)), special)


def _weekdays() -> set[date]:
    span = range((_LAST_DAY - _FIRST_DAY).days + 1)
    days = (_FIRST_DAY + timedelta(days=n) for n in span)
    return {day for day in days if day.weekday() < _SATURDAY}


def _read_holidays() -> list[date]:
    text = files("kiwoom").joinpath("data/krx_holidays.txt").read_text("utf-8")
    return [date.fromisoformat(line) for line in text.split()]


def _corrections(overrides: Path | None) -> list[dict[str, Any]]:
    texts = [files("kiwoom").joinpath("data/krx_days.toml").read_text("utf-8")]
    if overrides is not None and overrides.exists():
        texts.append(overrides.read_text("utf-8"))
    return [tomllib.loads(text) for text in texts]


def _special_hours(corrections: dict[str, Any]) -> dict[date, TradingHours]:
    ordinary = TradingHours()
    shifted = {
        date.fromisoformat(day): ordinary.shifted(timedelta(minutes=minutes))
        for day, minutes in corrections.get("shifted", {}).items()
    }
    opens = {
        date.fromisoformat(day): ordinary.opening_late(time.fromisoformat(clock))
        for day, clock in corrections.get("opens", {}).items()
    }
    return shifted | opens
