"""The exchange's clock as data and pure functions: phases and candle starts."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from kiwoom.enums import Interval, MarketPhase

KST = timezone(timedelta(hours=9), "KST")

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TradingHours:
    """Session times of one trading day (KRX, protocol note 6.1), all in KST.

    ``after_hours_match`` is the first match of the closing-price session: it prints the
    small bar of the minute before it, and nothing later enters the minute chart.
    """

    auction: time = time(8, 30)
    open: time = time(9, 0)
    closing_auction: time = time(15, 20)
    close: time = time(15, 30)
    after_hours_match: time = time(15, 40)
    after_hours_close: time = time(18, 0)

    def phase(self, moment: time) -> MarketPhase:
        """Return what the exchange does at a time of a trading day.

        Examples
        --------
        >>> TradingHours().phase(time(15, 25))
        <MarketPhase.CLOSING_AUCTION: 'closing_auction'>
        """
        starts = (
            (self.after_hours_close, MarketPhase.CLOSED),
            (self.close, MarketPhase.AFTER_HOURS),
            (self.closing_auction, MarketPhase.CLOSING_AUCTION),
            (self.open, MarketPhase.CONTINUOUS),
            (self.auction, MarketPhase.OPENING_AUCTION),
        )
        return next((p for start, p in starts if moment >= start), MarketPhase.CLOSED)

    def minute_of(self, moment: datetime, *, is_after_hours: bool) -> datetime | None:
        """Return the minute candle that a trade belongs to, ``None`` for no candle.

        Examples
        --------
        >>> at = datetime(2026, 9, 18, 15, 40, tzinfo=KST)
        >>> TradingHours().minute_of(at, is_after_hours=True).time()
        datetime.time(15, 39)
        """
        if not is_after_hours:
            return moment.replace(second=0, microsecond=0)
        if moment.time() > self.after_hours_match:
            return None
        return datetime.combine(moment, self.after_hours_match, KST) - _MINUTE

    def shifted(self, by: timedelta) -> "TradingHours":
        """Return the hours of a day on which everything starts later."""
        names = self.__dataclass_fields__
        return TradingHours(**{name: _later(getattr(self, name), by) for name in names})

    def opening_late(self, opening: time) -> "TradingHours":
        """Return the hours of a day that opens late but closes as usual."""
        by = _minutes(opening) - _minutes(self.open)
        auction = _later(self.auction, timedelta(minutes=by))
        return TradingHours(
            auction=auction,
            open=opening,
            closing_auction=self.closing_auction,
            close=self.close,
            after_hours_match=self.after_hours_match,
            after_hours_close=self.after_hours_close,
        )


def candle_start(moment: datetime, interval: Interval) -> datetime:
    """Return the start of the candle that contains a moment.

    Intraday candles start at multiples of their width since midnight, which is what
    Kiwoom's labels show (recorded five-minute page); a daily candle starts at midnight.

    Examples
    --------
    >>> candle_start(datetime(2026, 9, 18, 9, 59, 7, tzinfo=KST), Interval.M15).time()
    datetime.time(9, 45)
    """
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if not interval.is_intraday:
        return midnight
    minutes = moment.hour * 60 + moment.minute
    return midnight + timedelta(minutes=minutes - minutes % interval.minutes)


def at(day: date, clock: time) -> datetime:
    """Join a trading day and a wall time to an aware KST time."""
    return datetime.combine(day, clock, KST)


def _later(clock: time, by: timedelta) -> time:
    return (datetime.combine(date.min, clock) + by).time()


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
