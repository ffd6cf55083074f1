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
        self._calendar = calendar
        self._midnight = datetime.min.replace(tzinfo=KST)
        self._signalled: MarketPhase | None = None

    @property
    def phase(self) -> MarketPhase:
        """What the exchange does: by its own notices, else by the calendar."""
        if self._signalled is not None:
            return self._signalled
        if self.day is None or self.now is None:
            return MarketPhase.CLOSED
        return self._calendar.hours(self.day).phase(self.now.time())

    def learn(self, summaries: Iterable[Summary]) -> bool:
        """Take the day and times of the watch list; return whether the day moved."""
        found = list(summaries)
        day = max((summary.trading_day for summary in found), default=None)
        has_moved = day is not None and (self.day is None or day > self.day)
        if has_moved and day is not None:
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

    def roll(self) -> date:
        """Begin the next trading day of the calendar and return it."""
        assert self.day is not None
        self._begin(self._calendar.next_after(self.day))
        return self.day

    def see_signal(self, signal: SessionSignal) -> None:
        """Take the time and the phase of a session notice."""
        self.see(signal.time)
        if signal.phase is not None:
            self._signalled = signal.phase

    def see(self, moment: datetime) -> None:
        """Take the time of a trade."""
        if self.now is None or moment > self.now:
            self.now = moment

    def forget_signal(self) -> None:
        """Go by the calendar again: notices may have been missed."""
        self._signalled = None

    def _begin(self, day: date) -> None:
        self.day = day
        self.now = None
        self._signalled = None
        self._midnight = datetime.combine(day, time(), KST)
