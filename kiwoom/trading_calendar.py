"""Trading days of the Korea Exchange: shipped holidays, corrected by data files."""

import tomllib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from kiwoom.errors import ConfigError
from kiwoom.hours import TradingHours

_FIRST_DAY = date(2005, 1, 3)
# Holidays are known for about a year ahead; later weekdays are presumed to trade.
_LAST_DAY = date(2030, 12, 31)
_SATURDAY = 5
_UNREADABLE = (
    "거래일 파일 {file}을 읽지 못했습니다 ({reason}); 고치거나 치우고 다시 시작하세요"
)
# After-hours trading, until 18:00, must end on the same day.
_LATEST_SHIFT_MIN = 300


def _in_session(opening: time) -> time:
    ordinary = TradingHours()
    if not ordinary.open <= opening < ordinary.closing_auction:
        raise ValueError("expected a time between the opening and the closing auction")
    return opening


class _Corrections(BaseModel, extra="forbid"):
    """What a file of corrections may say, see ``kiwoom/data/krx_days.toml``."""

    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()
    shifted: dict[date, Annotated[int, Field(ge=0, le=_LATEST_SHIFT_MIN)]] = {}
    opens: dict[date, Annotated[time, AfterValidator(_in_session)]] = {}


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

    def first_from(self, day: date, count: int) -> tuple[date, ...]:
        """Return the first trading days from a day on, fewer where no more are known.

        Examples
        --------
        >>> [str(day) for day in load_calendar().first_from(date(2026, 9, 19), 2)]
        ['2026-09-21', '2026-09-22']
        """
        i = bisect_left(self.days, day)
        return self.days[i : i + count]

    def on_or_before(self, day: date) -> date:
        """Return the newest trading day that is not after a day."""
        return self.days[bisect_right(self.days, day) - 1]

    def next_after(self, day: date) -> date:
        """Return the first trading day after a day."""
        return self.days[bisect_right(self.days, day)]


def load_calendar(overrides: Path | None = None) -> TradingCalendar:
    """Build the calendar from the shipped data and the user's corrections.

    Parameters
    ----------
    overrides
        A file of the user's in the form of ``kiwoom/data/krx_days.toml``; it need not
        be there.

    Raises
    ------
    ConfigError
        If the user's file cannot be read or says something else.
    """
    shipped = _shipped_calendar()
    if overrides is None or not overrides.exists():
        return shipped
    return _corrected(shipped, _read_overrides(overrides))


@cache
def _shipped_calendar() -> TradingCalendar:
    days = _weekdays() - set(_read_holidays())
    text = files("kiwoom").joinpath("data/krx_days.toml").read_text("utf-8")
    corrections = _Corrections.model_validate(tomllib.loads(text))
    return _corrected(TradingCalendar(tuple(sorted(days)), {}), corrections)


def _corrected(calendar: TradingCalendar, corrections: _Corrections) -> TradingCalendar:
    days = (set(calendar.days) - corrections.closed) | corrections.open
    special = calendar.special | _special_hours(corrections)
    return TradingCalendar(tuple(sorted(days)), special)


def _weekdays() -> set[date]:
    span = range((_LAST_DAY - _FIRST_DAY).days + 1)
    days = (_FIRST_DAY + timedelta(days=n) for n in span)
    return {day for day in days if day.weekday() < _SATURDAY}


def _read_holidays() -> list[date]:
    text = files("kiwoom").joinpath("data/krx_holidays.txt").read_text("utf-8")
    return [date.fromisoformat(line) for line in text.split()]


def _read_overrides(path: Path) -> _Corrections:
    # A day that the user has corrected is never passed over in silence.
    try:
        return _Corrections.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        place = " ".join(str(part) for part in error.errors()[0]["loc"])
        raise ConfigError(_UNREADABLE.format(file=path, reason=place)) from error
    except (OSError, ValueError) as error:
        raise ConfigError(_UNREADABLE.format(file=path, reason=error)) from error


def _special_hours(corrections: _Corrections) -> dict[date, TradingHours]:
    ordinary = TradingHours()
    shifted = {
        day: ordinary.shifted(timedelta(minutes=minutes))
        for day, minutes in corrections.shifted.items()
    }
    opens = {
        day: ordinary.opening_late(clock) for day, clock in corrections.opens.items()
    }
    return shifted | opens
