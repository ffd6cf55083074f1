"""The exchange's clock: how simulated time passes, and the notices of its sessions."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiwoom.hours import KST, TradingHours, at
from kiwoom.trading_calendar import TradingCalendar

# Sights of an always-open market that are kept when the dead stretches are cut out.
_BEFORE_OPENING = timedelta(seconds=10)
_CLOSING_AUCTION_S = timedelta(seconds=35)
_FIRST_MATCH_S = timedelta(seconds=15)
_LATE_SESSION = timedelta(minutes=20)
_LAST_MOMENT = timedelta(seconds=2)
_END_OF_DAY = time(23, 59, 59)

# Sessions of the second venue begin and end (protocol note 5.3, 6.1).
_SECOND_VENUE = (
    ("P", time(8)),
    ("Q", time(8, 50)),
    ("R", time(9, 0, 30)),
    ("S", time(15, 20)),
    ("T", time(15, 30)),
    ("U", time(15, 40)),
    ("V", time(20)),
)
_OPENING_NOTICES_S = (1_200, 600, 300, 60, 10)
_CLOSING_NOTICES_S = (600, 300, 60, 10)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of the exchange, type 0s: code, time, and seconds that remain."""

    code: str
    time: datetime
    remaining_s: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """How exchange time passes.

    Attributes
    ----------
    calendar
        Trading days and hours.
    speed
        Seconds of exchange time in a second of the wall's.
    always_open
        Leave out the stretches in which nothing trades: closing auction, evening,
        night, days off.
    last_day
        Time stands still at the end of this day; ``None`` for never.
    """

    calendar: TradingCalendar
    speed: float = 1.0
    always_open: bool = False
    last_day: date | None = None

    def moved(self, now: datetime, wall_s: float) -> datetime:
        """Return the exchange time after some seconds of wall time.

        A dead stretch is skipped to its very end, so that no moment after it is missed
        at any speed.
        """
        later = now + timedelta(seconds=wall_s * self.speed)
        if self.always_open:
            return self._awake(now, later)
        if self.last_day is None:
            return later
        return min(later, at(self.last_day, _END_OF_DAY))

    def notices(self, after: datetime, until: datetime) -> list[Notice]:
        """Return the notices due after one moment until another, in order."""
        day, found = after.date(), list[Notice]()
        while day <= until.date():
            if self.calendar.is_trading_day(day):
                found += _notices(day, self.calendar.hours(day))
            day += timedelta(days=1)
        due = [notice for notice in found if after < notice.time <= until]
        return sorted(due, key=lambda notice: notice.time)

    def _awake(self, now: datetime, later: datetime) -> datetime:
        for start, end in self._dead_stretches(now.date()):
            if now < end and later >= start:
                return end
        return later

    def _dead_stretches(self, day: date) -> list[tuple[datetime, datetime]]:
        following = self.calendar.next_after(day)
        opening = at(following, self.calendar.hours(following).open) - _BEFORE_OPENING
        midnight = at(day, time())
        if not self.calendar.is_trading_day(day):
            return [(midnight, opening)]
        hours = self.calendar.hours(day)
        match = at(day, hours.after_hours_match)
        evening = match + _LATE_SESSION
        close = at(day, hours.close)
        return [
            (midnight, at(day, hours.open) - _BEFORE_OPENING),
            (at(day, hours.closing_auction), close),
            (close + _CLOSING_AUCTION_S, match),
            (match + _FIRST_MATCH_S, evening),
            (evening + _LAST_MOMENT, opening),
        ]


def _notices(day: date, hours: TradingHours) -> list[Notice]:
    # Codes of FID 215 and their times: protocol note 5.3.
    opening, close = at(day, hours.open), at(day, hours.close)
    match = at(day, hours.after_hours_match)
    evening = match + _LATE_SESSION
    night = at(day, hours.after_hours_close)
    return [
        *(Notice("0", opening - timedelta(seconds=s), s) for s in _OPENING_NOTICES_S),
        Notice("3", opening),
        *(Notice("2", close - timedelta(seconds=s), s) for s in _CLOSING_NOTICES_S),
        Notice("4", close),
        Notice("8", close + timedelta(seconds=30)),
        Notice("a", match),
        Notice("b", evening),
        Notice("c", evening),
        Notice("d", night),
        Notice("9", night),
        *(Notice(code, at(day, clock)) for code, clock in _SECOND_VENUE),
    ]


def first_moment(
    calendar: TradingCalendar,
    today: datetime,
    day: date | None,
    start: time | None,
) -> datetime:
    """Return where a simulation begins that asks for a day and a time of it.

    Raises
    ------
    ValueError
        If the exchange is closed on that day.
    """
    if day is not None and not calendar.is_trading_day(day):
        raise ValueError(f"expected a trading day, found {day}")
    chosen = day or calendar.on_or_before(today.date())
    return datetime.combine(chosen, start or time(10), KST)
