"""The simulated market at a moment: who has traded what today, and what comes next."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from kiwoom.enums import MarketPhase, Venue
from kiwoom.hours import TradingHours
from kiwoom.prices import price_limits
from kiwoom.simulator.chunks import TapeSource
from kiwoom.simulator.history import History
from kiwoom.simulator.indices import Indices
from kiwoom.simulator.joint_tape import JointTape
from kiwoom.simulator.minutes import MinuteBars
from kiwoom.simulator.prints import Prints
from kiwoom.simulator.second_venue import AFTER, BEFORE, FIRST_DAY
from kiwoom.simulator.steps import Floats
from kiwoom.simulator.tape import Tape
from kiwoom.simulator.tapes import AnyTape, Tapes
from kiwoom.simulator.universe import Listing
from kiwoom.trading_calendar import TradingCalendar
from kiwoom.venues import code_at

# The broker's own delay between the exchange and its customers (protocol note 4.5).
_DELAY_S = 0.04
_ROLL_BEFORE_AUCTION = timedelta(minutes=30)
_ORDINARY_TRADE = 2_500_000
_MINUTES_A_DAY = 380
# Busy names trade more often, but less so than their volumes say.
_EVENING_OUT = 0.75
_SECONDS_A_DAY = 86_400
# How much less often the second venue trades than the exchange.
_NXT_RATE = 0.35
# The third of the places holds both venues as one.
_JOINT = 2


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
        self.listings = universe
        self.universe = _on_all_venues(universe)
        self.places = {
            listing.symbol: n
            for n, listing in enumerate(self.universe)
            if n < len(universe) or not listing.is_fund
        }
        self.history = history
        self.indices = Indices(universe, calendar, history, seed, history.first)
        self._calendar = calendar
        self._seed = seed
        self._rates = _trade_rates(universe, rate * 60)
        self._turn = 0
        self.now = start
        self.day = self.trading_day(start)
        self.tapes = self._tapes(_seconds_of(start, self.day))

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
            before = self.tapes
            values = {place: before[place].totals.value for place in before.places()}
            self.history.settle(self.day, values)
            self.day = min(today, self._calendar.next_after(self.day))
            self.tapes = self._tapes(0.0)
            for place in before.places():
                _ = self.tapes[place]
        return news + self._reveal(_seconds_of(now, self.day) - _DELAY_S)

    def prepare(self, count: int) -> None:
        """Draw the next trades of some instruments, others with each call."""
        for _ in range(count):
            self.tapes.prepare(self._turn)
            self._turn = (self._turn + 1) % len(self.tapes)

    @property
    def seconds(self) -> float:
        """Seconds of the day, the whole day's after its end."""
        return _seconds_of(self.now, self.day)

    @property
    def hours(self) -> TradingHours:
        """Session times of the trading day."""
        return self._calendar.hours(self.day)

    def has_book(self, index: int) -> bool:
        """Whether orders wait for a match: from the auction before the opening on."""
        if self.now.date() != self.day:
            return False
        phase = self.hours.phase(self.now.time())
        is_open = phase.is_trading or phase is MarketPhase.OPENING_AUCTION
        if index < len(self.listings):
            return is_open
        minute = int(self.seconds) // 60
        return is_open or minute in BEFORE or minute in AFTER

    def tape(self, day: date, index: int) -> AnyTape:
        """Return an instrument's trades of a day, whole for a day that is over."""
        if day == self.day:
            return self.tapes[index]
        count = len(self.listings)
        venue, place = divmod(index, count)
        if venue < _JOINT:
            whole = self._tape(day, index, float(_SECONDS_A_DAY))
            whole.advance(float(_SECONDS_A_DAY))
            return whole
        krx, nxt = (self.tape(day, place + count * other) for other in (0, 1))
        assert isinstance(krx, Tape)
        assert isinstance(nxt, Tape)
        key = (self._seed, day.toordinal(), index)
        return JointTape(krx, nxt, key, is_fund=self.universe[index].is_fund)

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
        is_nxt = index // len(self.listings) == 1
        if is_nxt and day < FIRST_DAY:
            return None
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
            News(self.day, place, prints) for place, prints in self.tapes.advance(until)
        ]

    def _tapes(self, start: float) -> Tapes:
        day = self.day
        return Tapes(
            len(self.listings),
            lambda place: self._tape(day, place, start),
            (self._seed, day.toordinal()),
            lambda place: self.listings[place].is_fund,
        )

    def _tape(self, day: date, index: int, start: float) -> Tape:
        source = TapeSource(
            bar=self.history.bar(day, index),
            minutes=self.history.minutes(day, index),
            hours=self._calendar.hours(day),
            is_fund=self.universe[index].is_fund,
            rate=self._rate(index),
            key=(self._seed, day.toordinal(), index),
            is_nxt=index >= len(self.listings),
        )
        return Tape(source, start)

    def _rate(self, index: int) -> float:
        venue, place = divmod(index, len(self.listings))
        return float(self._rates[place]) * (_NXT_RATE if venue else 1)


def _on_all_venues(universe: tuple[Listing, ...]) -> tuple[Listing, ...]:
    # The exchange, the second venue, and both as one (protocol note 2.3).
    return tuple(
        replace(listing, symbol=code_at(listing.symbol, venue))
        for venue in (Venue.KRX, Venue.NXT, Venue.UNIFIED)
        for listing in universe
    )


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
