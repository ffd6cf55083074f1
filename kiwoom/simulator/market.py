"""The simulated market at a moment: who has traded what today, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from kiwoom.enums import MarketPhase
from kiwoom.hours import TradingHours
from kiwoom.prices import price_limits
from kiwoom.simulator.chunks import TapeSource
from kiwoom.simulator.history import History
from kiwoom.simulator.indices import Indices
from kiwoom.simulator.minutes import MinuteBars
from kiwoom.simulator.prints import Prints
from kiwoom.simulator.steps import Floats
from kiwoom.simulator.tape import Tape
from kiwoom.simulator.universe import Listing
from kiwoom.trading_calendar import TradingCalendar

# The broker's own delay between the exchange and its customers (protocol note 4.5).
_DELAY_S = 0.04
_ROLL_BEFORE_AUCTION = timedelta(minutes=30)
_ORDINARY_TRADE = 2_500_000
_MINUTES_A_DAY = 380
# Busy names trade more often, but less so than their volumes say.
_EVENING_OUT = 0.75
_SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class News:
    """New trades of the instrument at a place of the universe, all of one day."""

    day: date
    index: int
    prints: Prints


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A daily bar as the broker shows it: won, shares, and won traded."""

    open: int
    high: int
    low: int
    close: int
    volume: int
    value: int


class Market:
    """All instruments of the simulated market, moved on by :meth:`advance`.

    The same arguments give the same trades, however the time between is sliced.

    Parameters
    ----------
    universe, calendar, history
        Who trades, when, and the bars that the trades make.
    seed
        Chooses the single trades.
    rate
        Mean number of trades of all instruments in a second of exchange time. Bars
        may need more than that, and volumes allow less.
    start
        Where the simulation begins, KST.
    """

    def __init__(
        self,
        universe: tuple[Listing, ...],
        calendar: TradingCalendar,
        history: History,
        *,
        seed: int,
        rate: float,
        start: datetime,
    ) -> None:
        self.universe = universe
        self.places = {listing.symbol: n for n, listing in enumerate(universe)}
        self.history = history
        self.indices = Indices(universe, calendar, history, seed, history.first)
        self._calendar = calendar
        self._seed = seed
        self._rates = _trade_rates(universe, rate * 60)
        self._turn = 0
        self.now = start
        self.day = self.trading_day(start)
        self.tapes = self._tapes(self.day, _seconds_of(start, self.day))

    def trading_day(self, moment: datetime) -> date:
        """Return the trading day whose figures the broker shows at a moment."""
        day = self._calendar.on_or_before(moment.date())
        auction = datetime.combine(
            day, self._calendar.hours(day).auction, moment.tzinfo
        )
        if moment >= auction - _ROLL_BEFORE_AUCTION:
            return day
        return self._calendar.on_or_before(day - timedelta(days=1))

    def advance(self, now: datetime) -> list[News]:
        """Let time pass, and return the new trades."""
        self.now = now
        news: list[News] = []
        while self.day != (today := self.trading_day(now)):
            news += self._reveal(_SECONDS_A_DAY)
            values = tuple(tape.totals.value for tape in self.tapes)
            self.history.settle(self.day, values)
            self.day = min(today, self._calendar.next_after(self.day))
            self.tapes = self._tapes(self.day, 0.0)
        return news + self._reveal(_seconds_of(now, self.day) - _DELAY_S)

    def prepare(self, count: int) -> None:
        """Draw the next trades of some instruments, others with each call."""
        for _ in range(count):
            self.tapes[self._turn].prepare()
            self._turn = (self._turn + 1) % len(self.tapes)

    @property
    def seconds(self) -> float:
        """Seconds of the day, the whole day's after its end."""
        return _seconds_of(self.now, self.day)

    @property
    def hours(self) -> TradingHours:
        """Session times of the trading day."""
        return self._calendar.hours(self.day)

    @property
    def has_book(self) -> bool:
        """Whether orders wait for a match: from the auction before the opening on."""
        if self.now.date() != self.day:
            return False
        phase = self.hours.phase(self.now.time())
        return phase.is_trading or phase is MarketPhase.OPENING_AUCTION

    def tape(self, day: date, index: int) -> Tape:
        """Return an instrument's trades of a day, whole for a day that is over."""
        if day == self.day:
            return self.tapes[index]
        whole = self._tape(day, index, float(_SECONDS_A_DAY))
        whole.advance(float(_SECONDS_A_DAY))
        return whole

    def minutes(self, day: date, index: int) -> MinuteBars:
        """Return an instrument's minute bars of a day, as far as they are known now."""
        if day == self.day:
            return self.tapes[index].minutes()
        return self.history.minutes(day, index)

    def volume_before(self, day: date, index: int, seconds: int) -> int:
        """Return the shares that had traded at a time of the day before a day."""
        bars = self.history.minutes(self.history.previous(day), index)
        count = int(np.searchsorted(bars.label, seconds // 60, "right"))
        return int(bars.volume[:count].sum())

    def limits(self, day: date, index: int) -> tuple[int, int]:
        """Return the lowest and highest allowed price of a day in won."""
        base = self.history.bar(day, index).base
        return price_limits(base, is_fund=self.universe[index].is_fund)

    def daily(self, day: date, index: int) -> DayFigures | None:
        """Return a day's figures, today's as far as it has come; ``None`` before it."""
        if day != self.day:
            bar = self.history.bar(day, index)
            value = self.history.value(day, index)
            return DayFigures(
                bar.open, bar.high, bar.low, bar.close, bar.total_volume, value
            )
        now = self.tapes[index].totals
        if not now.volume:
            return None
        return DayFigures(now.open, now.high, now.low, now.price, now.volume, now.value)

    def _reveal(self, until: float) -> list[News]:
        return [
            News(self.day, index, prints)
            for index, tape in enumerate(self.tapes)
            for prints in tape.advance(until)
        ]

    def _tapes(self, day: date, start: float) -> list[Tape]:
        return [self._tape(day, index, start) for index in range(len(self.universe))]

    def _tape(self, day: date, index: int, start: float) -> Tape:
        source = TapeSource(
            bar=self.history.bar(day, index),
            minutes=self.history.minutes(day, index),
            hours=self._calendar.hours(day),
            is_fund=self.universe[index].is_fund,
            rate=float(self._rates[index]),
            key=(self._seed, day.toordinal(), index),
        )
        return Tape(source, start)


def _seconds_of(moment: datetime, day: date) -> float:
    midnight = datetime(day.year, day.month, day.day, tzinfo=moment.tzinfo)
    return min((moment - midnight).total_seconds(), float(_SECONDS_A_DAY))


def _trade_rates(universe: tuple[Listing, ...], total: float) -> Floats:
    # Trades a minute of each instrument: by how busy it is, at most every second share.
    shares = np.array([listing.volume for listing in universe]) / _MINUTES_A_DAY
    prices = np.array([listing.price for listing in universe])
    busy = (shares * prices / _ORDINARY_TRADE) ** _EVENING_OUT
    room = shares / 2
    low, high = 0.0, float(room.sum() / busy.min())
    for _ in range(60):
        middle = (low + high) / 2
        too_many = np.minimum(room, middle * busy).sum() > total
        low, high = (low, middle) if too_many else (middle, high)
    rates: Floats = np.minimum(room, low * busy)
    return rates
