"""The exchange's own date and time, learned from what the broker sends.

The computer's clock plays no part: a simulator lives on another day and can run faster,
and a server's clock can be wrong.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from kiwoom.enums import MarketPhase
from kiwoom.hours import KST
from kiwoom.models import SessionSignal, Summary
from kiwoom.trading_calendar import TradingCalendar

# Rows arrive up to about a second late; nothing but a new day goes back by an hour.
_NEW_DAY = timedelta(hours=1)
_OPENING = frozenset({MarketPhase.OPENING_AUCTION, MarketPhase.CONTINUOUS})


class ExchangeClock:
    """Trading day, time and market phase.

    Attributes
    ----------
    day
        Trading day in progress or last finished; ``None`` until the broker told it.
    now
        Newest time seen, in KST.
    """

    def __init__(self, calendar: TradingCalendar) -> None:
        self.day: date | None = None
        self.now: datetime | None = None
        self._heard: datetime | None = None
        self._calendar = calendar
        self._midnight = datetime.min.replace(tzinfo=KST)
        self._signalled: MarketPhase | None = None
        self._before_roll: date | None = None
        self._denied: date | None = None

    @property
    def phase(self) -> MarketPhase:
        """What the exchange does: by its own notices, else by the calendar."""
        if self._signalled is not None:
            return self._signalled
        latest = self.latest
        if self.day is None or latest is None:
            return MarketPhase.CLOSED
        if latest.date() > self.day:
            return MarketPhase.CLOSED  # the night or the days off after a day
        return self._calendar.hours(self.day).phase(latest.time())

    @property
    def latest(self) -> datetime | None:
        """How late it is: newest time seen, or the broker's own clock if later."""
        if self.now is None or self._heard is None:
            return self.now
        return max(self.now, self._heard)

    def learn(self, summaries: Iterable[Summary]) -> bool:
        """Take the day and times of the watch list; return whether the day moved.

        It moves back only to take back a day that was begun without the broker's word.
        """
        found = list(summaries)
        day = max((summary.trading_day for summary in found), default=None)
        is_denied = day is not None and day == self._before_roll
        is_later = day is not None and (self.day is None or day > self.day)
        has_moved = is_denied or is_later
        if is_denied:
            self._denied = self.day
        if day is not None and (has_moved or day == self.day):
            self._before_roll = None
        if day is not None and has_moved:
            self._begin(day)
        for summary in found:
            # Before the opening a row can hold today's date and yesterday's clock.
            if summary.volume and summary.time and summary.trading_day == self.day:
                self.see(summary.time)
        return has_moved

    def belated(self, moment: datetime) -> datetime | None:
        """Return the time with the right day if it was read with an earlier day."""
        if moment >= self._midnight or self.day is None:
            return None
        return datetime.combine(self.day, moment.time(), KST)

    def starts_new_day(self, moment: datetime) -> bool:
        """Whether a time lies so far back that a new trading day must have begun."""
        return self.now is not None and moment < self.now - _NEW_DAY

    def is_opening(self, signal: SessionSignal, moment: datetime) -> bool:
        """Whether a notice begins a new trading day at its time.

        Only the opening's own notices can, and none whose day the broker has denied.
        """
        return (
            signal.phase in _OPENING
            and self.starts_new_day(moment)
            and self._next_day() != self._denied
        )

    def roll(self) -> date:
        """Begin the next trading day of the calendar and return it.

        The broker's word may take it back, see :meth:`learn`.
        """
        before, day = self.day, self._next_day()
        self._begin(day)
        self._before_roll = before
        return day

    def _next_day(self) -> date:
        assert self.day is not None
        return self._calendar.next_after(self.day)

    def see_signal(self, signal: SessionSignal) -> None:
        """Take the time and the phase of a session notice."""
        self.see(signal.time)
        if signal.phase is not None:
            self._signalled = signal.phase

    def see(self, moment: datetime) -> None:
        """Take the time of a trade."""
        if self.now is None or moment > self.now:
            self.now = moment

    def hear(self, moment: datetime | None) -> None:
        """Take the broker's own clock, which goes on where nothing trades."""
        if moment is not None and (self._heard is None or moment > self._heard):
            self._heard = moment

    def forget_signal(self) -> None:
        """Go by the calendar again: notices may have been missed."""
        self._signalled = None

    def _begin(self, day: date) -> None:
        self.day = day
        self.now = None
        self._signalled = None
        self._midnight = datetime.combine(day, time(), KST)
