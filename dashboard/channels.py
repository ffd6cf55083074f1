"""Channels: what charts can show, each encoded once for all who look at it.

A channel is one symbol at one interval with some indicators. It is brought up to date
when a viewer asks for it, so what nobody looks at costs nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import is_
from typing import ClassVar, Protocol
from weakref import WeakKeyDictionary

from dashboard.frames import BarColumns, Moment, live_block, wall_ms
from dashboard.indicators import Indicator
from dashboard.studies import Studies
from kiwoom import (
    CandleSeries,
    ExpectedMatch,
    FeedState,
    Instrument,
    Interval,
    Mode,
    Subscription,
    Summary,
)

_NAN = float("nan")
_MINUTE_MS = 60_000
_STATES = {state: float(number) for number, state in enumerate(FeedState)}
_NO_PRICES = (_NAN,) * 7
_NO_DAY = (0.0,) * 8
# A series drops its oldest candles now and then; a channel keeps some more of them.
_KEPT_LONGER = 2_000


class MarketReader(Protocol):
    """What a channel reads of the hub."""

    @property
    def exchange_time(self) -> datetime | None:
        """The exchange's newest known time in KST."""

    @property
    def mode(self) -> Mode | None:
        """Which of the broker's servers the data come from, if that is known."""

    def series(self, symbol: str, interval: Interval) -> CandleSeries:
        """Return the shared candles of a symbol."""

    def latest(self, symbol: str) -> Summary | None:
        """Return the newest figures of a symbol."""

    def expected(self, symbol: str) -> ExpectedMatch | None:
        """Return what the auction in progress would match."""

    def state(self, symbol: str) -> FeedState:
        """Return how far the data of a symbol can be trusted."""

    def load_older(self, symbol: str, interval: Interval) -> None:
        """Fetch candles before the oldest one of a series in the background."""


class ChartMarket(MarketReader, Protocol):
    """What a chart asks for: what it draws, and what can be charted at all."""

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """Everything that can be charted, by symbol."""

    def instrument(self, symbol: str) -> Instrument | None:
        """Return name and market of a symbol."""

    def subscribe(self, symbol: str) -> Subscription:
        """Ask for a symbol's trades."""


class Channel:
    """The bars of one chart, and what moves within its last bar, as blocks of bytes.

    Attributes
    ----------
    epoch
        Moves when bars changed in another way than by appending.
    following
        Number of the bar after the last closed one.
    """

    def __init__(
        self,
        number: int,
        hub: MarketReader,
        symbol: str,
        interval: Interval,
        indicators: Sequence[Indicator],
    ) -> None:
        self.epoch = 0
        self.following = 0
        self.symbol = symbol
        self.interval = interval
        self._number = number
        self._hub = hub
        self._studies = Studies(indicators)
        self._columns = BarColumns(self._studies.lines)
        self._first = 0
        self._series: CandleSeries | None = None
        self._revision = 0
        self._latest: Summary | None = None
        self._expected: ExpectedMatch | None = None
        self._key: tuple[int, FeedState] | None = None
        self._live = b""
        self._tick = self._swept = 0
        self._cut: dict[int, bytes] = {}

    def newest(self, tick: int) -> bytes:
        """Return the live block; the same object until something moved.

        However many viewers ask within one tick, the hub is asked once.
        """
        if tick != self._tick:
            self._tick = tick
            self._look()
        return self._live

    def bars(self, epoch: int, following: int) -> bytes:
        """Return the closed bars that somebody lacks, empty for none.

        ``epoch`` and ``following`` tell what is there already; -1 for nothing.
        """
        is_same = epoch == self.epoch and self._first <= following <= self.following
        start = following - self._first if is_same else 0
        if is_same and start == len(self._columns):
            return b""
        if start not in self._cut:
            self._cut[start] = self._columns.block(
                self._number, self.epoch, start, self._first
            )
        return self._cut[start]

    def load_older(self) -> None:
        """Ask for bars before the first one; they come as a new epoch."""
        self._hub.load_older(self.symbol, self.interval)

    def sweep(self) -> None:
        """Let go of the bars if nobody asked since the last sweep."""
        if self._tick == self._swept:
            self._series = self._latest = self._expected = self._key = None
            self._columns = BarColumns(self._studies.lines)
            self._live = b""
            self._cut.clear()
        self._swept = self._tick

    def _look(self) -> None:
        series = self._hub.series(self.symbol, self.interval)
        latest = self._hub.latest(self.symbol)
        expected = self._hub.expected(self.symbol)
        key = (series.version, self._hub.state(self.symbol))
        seen = (self._series, self._latest, self._expected)
        if key == self._key and all(map(is_, seen, (series, latest, expected))):
            return
        self._follow(series)
        self._key, self._latest, self._expected = key, latest, expected
        numbers = live_numbers(self._hub, series, self._studies, self.following)
        self._live = live_block(self._number, self.epoch, numbers)

    def _follow(self, series: CandleSeries) -> None:
        if self._must_start_over(series):
            self._start_over(series)
            return
        fresh = series.closed[self.following - series.first_number :]
        for candle in fresh:
            self._columns.append(candle, self._studies.push(candle))
        if fresh:
            self._cut.clear()
        self.following += len(fresh)

    def _must_start_over(self, series: CandleSeries) -> bool:
        surplus = series.first_number - self._first
        return (
            series is not self._series
            or series.revision != self._revision
            or not 0 <= surplus <= _KEPT_LONGER
            or series.first_number + len(series.closed) < self.following
        )

    def _start_over(self, series: CandleSeries) -> None:
        self.epoch += 1
        self._cut.clear()
        self._series, self._revision = series, series.revision
        self._first = series.first_number
        self.following = self._first + len(series.closed)
        self._columns = BarColumns(self._studies.lines)
        values = self._studies.start(series.closed)
        for candle, line_values in zip(series.closed, values, strict=True):
            self._columns.append(candle, line_values)


def live_numbers(
    hub: MarketReader, series: CandleSeries, studies: Studies, number: int
) -> tuple[float, ...]:
    """Return the numbers of a live block: those of the forming bar and of the day.

    ``number`` is the forming bar's, ``studies`` have taken all bars before it.
    """
    prices: tuple[float, ...] = _NO_PRICES
    values = studies.nothing
    forming = series.forming
    if forming is not None:
        start = wall_ms(forming.time)
        is_intraday = series.interval.is_intraday
        width = series.interval.minutes * _MINUTE_MS if is_intraday else _NAN
        ohlc = (forming.open, forming.high, forming.low, forming.close)
        prices = (start, start + width, *ohlc, forming.volume)
        values = studies.peek(forming)
    match = hub.expected(series.symbol)
    expected = (0, 0) if match is None else (match.price, match.size)
    day = _day(hub.latest(series.symbol))
    state = _STATES[hub.state(series.symbol)]
    return (number, *prices, *day, *expected, state, *values)


def _day(latest: Summary | None) -> tuple[float, ...]:
    if latest is None:
        return _NO_DAY
    return (
        latest.base_price,
        latest.strength,
        latest.high,
        latest.low,
        latest.upper_limit,
        latest.lower_limit,
        latest.volume,
        latest.value,
    )


class ChannelTable:
    """Numbers channels, and keeps each of them for the life of the process.

    Parameters
    ----------
    hub
        The market state that all channels read.
    """

    _shared: ClassVar[WeakKeyDictionary[MarketReader, "ChannelTable"]] = (
        WeakKeyDictionary()
    )

    def __init__(self, hub: MarketReader) -> None:
        self._hub = hub
        self._tick = 0
        self._numbers: dict[tuple[str, Interval, str], int] = {}
        self._channels: list[Channel] = []

    @classmethod
    def of(cls, hub: MarketReader) -> "ChannelTable":
        """Return the table that all charts of a hub share."""
        return cls._shared.setdefault(hub, cls(hub))

    def number_of(
        self, symbol: str, interval: Interval, indicators: Sequence[Indicator] = ()
    ) -> int:
        """Return the number of a channel, a new one for what was never shown."""
        key = (symbol, interval, key_of(indicators))
        if key not in self._numbers:
            self._numbers[key] = number = len(self._channels)
            self._channels.append(
                Channel(number, self._hub, symbol, interval, indicators)
            )
        return self._numbers[key]

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and 0 <= number < len(self._channels)

    def __getitem__(self, number: int) -> Channel:
        return self._channels[number]

    def moment(self, server_ms: float) -> Moment:
        """Begin a tick: what was looked at before is looked at again."""
        self._tick += 1
        now = self._hub.exchange_time
        return Moment(self._tick, server_ms, _NAN if now is None else wall_ms(now))

    def sweep(self) -> None:
        """Let go of what nobody has looked at for a while."""
        for channel in self._channels:
            channel.sweep()


def key_of(indicators: Sequence[Indicator]) -> str:
    """Return the identity of some indicators with their parameters."""
    return "|".join(indicator.key for indicator in indicators)
