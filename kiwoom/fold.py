"""How trades and the broker's history become one series without loss or double count.

The splice rule: trades wait in the chain while the history is fetched; the history's
unfinished candle carries the day volume ``A`` up to which it is complete; trades up to
``A`` are dropped; the first one after it must begin exactly at ``A``, or there is a
hole. A gap in the middle of the day is the same situation again.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from kiwoom.candles import add_trade, new_candle
from kiwoom.chain import Chain
from kiwoom.hours import KST, TradingHours, candle_start
from kiwoom.models import Candle, Summary, Trade
from kiwoom.series import CandleSeries, SeriesState


class Fold(Protocol):
    """Keeps one series current from trades and history pages."""

    series: CandleSeries

    @property
    def has_hole(self) -> bool:
        """Whether trades wait for history."""

    def add(self, trade: Trade) -> None:
        """Take one trade of the live stream."""

    def adopt(self, page: Sequence[Candle]) -> bool:
        """Take the broker's newest candles, the unfinished one last.

        Returns whether they are new enough to hold every trade counted so far.
        """

    def open_hole(self) -> None:
        """Go on without the trades that are missing."""

    def hold(self) -> None:
        """Let trades wait for a page that holds every trade counted so far."""

    def start_over(self) -> None:
        """Forget what was counted; the next history replaces it."""


class IntradayFold:
    """Folds the trades of one symbol into the candles of one intraday interval.

    Parameters
    ----------
    series
        What to keep current.
    hours
        Session times of a day.
    """

    def __init__(
        self, series: CandleSeries, hours: Callable[[date], TradingHours]
    ) -> None:
        self.series = series
        self._hours = hours
        self._chain = Chain()
        self._width = timedelta(minutes=series.interval.minutes)
        self._begin = self._end = datetime.min.replace(tzinfo=KST)

    @property
    def has_hole(self) -> bool:
        """Whether trades wait for history, which is fetched again then."""
        return self._chain.has_hole

    def add(self, trade: Trade) -> None:
        """Take one trade of the live stream; doubled ones change nothing."""
        if self._start_of(trade) is None:
            self._chain.pass_over(trade)
            return
        for ready in self._chain.add(trade):
            self._apply(ready)

    def adopt(self, page: Sequence[Candle]) -> bool:
        """Take the broker's newest candles and the waiting trades that follow them.

        History that is older than the trades already counted only corrects candles
        that it says are finished; then the result is ``False``.
        """
        chain = self._chain
        newest = page[-1] if page else None
        day = newest.time.date() if newest else None
        volume = (newest.day_volume or 0) if newest else 0
        if self._is_behind(day, volume):
            self.series.compare(page[:-1])
            return False
        self.series.adopt(page)
        released = chain.restart(day, volume) if day else self._begin_empty()
        for trade in released:
            self._apply(trade)
        return True

    def open_hole(self) -> None:
        """Count the waiting trades and leave the missing ones out."""
        for trade in self._chain.skip_hole():
            self._apply(trade)

    def hold(self) -> None:
        """Let trades wait for a page that holds every trade counted so far."""
        self._chain.hold()

    def start_over(self) -> None:
        """Forget what was counted; trades wait for the next history."""
        self._chain = Chain()

    def _is_behind(self, day: date | None, volume: int) -> bool:
        chain = self._chain
        if chain.position is None or chain.day is None:
            return False
        return day is None or (day, volume) < (chain.day, chain.position)

    def _begin_empty(self) -> list[Trade]:
        # Nothing was ever traded, so the next trade is the first of its day.
        return self._chain.restart(date.min, 0)

    def _start_of(self, trade: Trade) -> datetime | None:
        # Nearly every trade lies in the same candle as the one before it.
        if self._begin <= trade.time < self._end and not trade.is_after_hours:
            return self._begin
        hours = self._hours(trade.time.date())
        if trade.time.time() < hours.open:
            return None
        minute = hours.minute_of(trade.time, is_after_hours=trade.is_after_hours)
        if minute is None:
            return None
        self._begin = candle_start(minute, self.series.interval)
        self._end = self._begin + self._width
        return self._begin

    def _apply(self, trade: Trade) -> None:
        start = self._start_of(trade)
        forming = self.series.forming
        assert start is not None
        if forming is None or start > forming.time:
            self.series.roll(new_candle(start, trade))
        elif start == forming.time:
            self.series.update(add_trade(forming, trade))
        else:
            self.series.add_late(start, trade)


class DailyFold:
    """Keeps the daily candles current: each trade states the whole day so far."""

    has_hole = False

    def __init__(self, series: CandleSeries) -> None:
        self.series = series
        self._running: Candle | None = None
        self._midnight = datetime.min.replace(tzinfo=KST)

    def add(self, trade: Trade) -> None:
        """Take the running day of a trade."""
        self._run(
            Candle(
                self._start_of(trade.time),
                trade.open or trade.price,
                trade.high or trade.price,
                trade.low or trade.price,
                trade.price,
                trade.day_volume,
                trade.day_value,
            )
        )

    def add_summary(self, summary: Summary) -> None:
        """Take the running day of the watch list, if anything was traded in it."""
        if summary.volume and summary.open:
            start = datetime.combine(summary.trading_day, datetime.min.time(), KST)
            self._run(
                Candle(
                    start,
                    summary.open,
                    summary.high,
                    summary.low,
                    summary.price,
                    summary.volume,
                    summary.value,
                )
            )

    def adopt(self, page: Sequence[Candle]) -> bool:
        """Take the broker's daily candles and the running day after them."""
        self.series.adopt(page)
        if self._running is not None:
            self._show(self._running)
        return True

    def open_hole(self) -> None:
        """Do nothing: the next trade states the day again."""

    def hold(self) -> None:
        """Do nothing: no day waits for the trades of another."""

    def start_over(self) -> None:
        """Forget the running day; the next trade or history states it."""
        self._running = None

    def _start_of(self, moment: datetime) -> datetime:
        if moment.date() != self._midnight.date():
            self._midnight = candle_start(moment, self.series.interval)
        return self._midnight

    def _run(self, day: Candle) -> None:
        known = self._running
        if known is not None and (day.time, day.volume) <= (known.time, known.volume):
            return
        self._running = day
        if self.series.state is not SeriesState.LOADING:
            self._show(day)

    def _show(self, day: Candle) -> None:
        forming = self.series.forming
        if forming is None or day.time > forming.time:
            self.series.roll(day)
        elif day.time == forming.time and day.volume >= forming.volume:
            self.series.update(day)
