"""What a source of live market events tells the hub, and what the hub asks of it."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from kiwoom.enums import Interval, LiveKind, Market, Mode
from kiwoom.live_models import LiveRow
from kiwoom.models import (
    Candle,
    Instrument,
    OrderBook,
    SessionSignal,
    Summary,
    Trade,
)
from kiwoom.screen_models import ScreenChange, ScreenEvent


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection is open and logged in; nothing is registered on it yet."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The connection ended; the feed tries again by itself."""

    reason: str


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing has come for so long that something must be wrong; not given up yet."""

    reason: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Something has come again after a silence."""


@dataclass(frozen=True, slots=True)
class Watching:
    """From now on every trade of these symbols arrives on this connection."""

    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WatchRefused:
    """The broker does not deliver these symbols."""

    symbols: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Another program logged in with the same key.

    The feed waits for ``reconnect``, and comes back by itself only after minutes.
    """


@dataclass(frozen=True, slots=True)
class AccessRefused:
    """Key or token were refused twice in a row; a person has to look."""

    reason: str


MarketEvent = Trade | OrderBook | SessionSignal | LiveRow | ScreenChange
FeedEvent = (
    MarketEvent
    | Connected
    | Disconnected
    | Silent
    | Heard
    | Watching
    | WatchRefused
    | TakenOver
    | AccessRefused
    | ScreenEvent
)


Wish = Mapping[LiveKind, Collection[str]]
"""Symbols (codes of indices, numbers of conditions) by what is to be told of them."""


class Feed(Protocol):
    """A source of live events: the broker's socket, a replay, a test's own list."""

    @property
    def dropped_rows(self) -> int:
        """Rows received so far that could not be read."""

    def want(self, wish: Wish) -> None:
        """State the whole wish list; what is not in it any more is removed."""

    def ask_screen(self, screen: str) -> None:
        """Ask once what meets a condition; without a number, which there are.

        The answer comes as an event, or never where the line breaks before it.
        """

    def set_day(self, day: date) -> None:
        """Tell the trading day that the times of coming events belong to."""

    def reconnect(self, reason: str) -> None:
        """Drop the connection, if there is one, and open a new one."""

    def batches(self) -> AsyncGenerator[Sequence[FeedEvent], None]:
        """Yield events as they arrive, those of one frame together, until closed."""


class MarketSource(Protocol):
    """What the hub needs from a broker; :class:`kiwoom.Client` provides it."""

    @property
    def mode(self) -> Mode | None:
        """Which of the broker's servers it is, ``None`` where it does not tell."""

    @property
    def broker_time(self) -> datetime | None:
        """The broker's own clock at its last answer, ``None`` where not told."""

    async def candle_list(
        self, symbol: str, interval: Interval | str, count: int
    ) -> list[Candle]:
        """Return the newest candles, ascending, the unfinished one last."""

    def candle_pages(
        self, symbol: str, interval: Interval | str
    ) -> AsyncGenerator[list[Candle], None]:
        """Yield ascending pages, none empty, from the newest to the oldest candles.

        Each page ends before the one yielded before it begins. An error ends the
        pages; to go on, new ones are asked for.
        """

    async def summaries(self, symbols: Collection[str]) -> list[Summary]:
        """Return the day's figures of the symbols that exist."""

    async def order_book(self, symbol: str) -> OrderBook:
        """Return the order book as it is now."""

    async def instruments(self, market: Market | None = None) -> list[Instrument]:
        """Return everything that can be charted."""

    def feed(self) -> Feed:
        """Return a new live feed; the caller consumes and closes it."""

    def rest_load(self) -> tuple[int, int]:
        """Return the calls sent within the last second and the calls waiting."""
