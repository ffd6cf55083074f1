"""Market indices: levels are points, volumes shares, values won, times KST."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Sector:
    """An index that the broker knows, by its code: ``"001"`` is KOSPI."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class IndexQuote:
    """An index now, and how many issues of it rise and fall.

    ``rising`` and ``falling`` count those at their limit as the broker does; volume is
    rounded to a thousand shares, value to a million won. ``name`` is empty where one
    index was asked for.
    """

    code: str
    name: str
    level: float
    change: float
    change_rate: float
    volume: int
    value: int
    limit_up: int
    rising: int
    unchanged: int
    falling: int
    limit_down: int


@dataclass(frozen=True, slots=True)
class IndexDetail:
    """An index now, with its day and its year.

    Attributes
    ----------
    quote
        Level, change and breadth.
    open, high, low
        Of the day; 0 before the opening.
    traded, traded_rate
        Issues traded, and their percentage of all.
    high_52w, high_52w_day, low_52w, low_52w_day
        Extremes of the last year and their days.
    """

    quote: IndexQuote
    open: float
    high: float
    low: float
    traded: int
    traded_rate: float
    high_52w: float
    high_52w_day: date | None
    low_52w: float
    low_52w_day: date | None


@dataclass(frozen=True, slots=True)
class IndexCandle:
    """Levels and turnover of one interval, labelled by its start (ticks by their end).

    ``value`` is ``None`` where the broker does not say: within a day.
    """

    time: datetime
    open: float
    high: float
    low: float
    close: float
    volume: int
    value: int | None = None
