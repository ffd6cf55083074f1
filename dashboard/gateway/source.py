"""What the gateway asks beside the hub: a broker's client, or another gateway's."""

from collections.abc import AsyncGenerator, Collection
from datetime import datetime
from typing import Protocol

from kiwoom import (
    Candle,
    IndexQuote,
    Interval,
    Market,
    Mode,
    OrderBook,
    PastTrade,
    Period,
    RankedStock,
    Ranking,
    Summary,
)


class IndexQueries(Protocol):
    """Questions about market indices."""

    async def quotes(self, market: Market) -> list[IndexQuote]:
        """Return the indices of a market as they are now."""


class MarketQueries(Protocol):
    """Questions that only the broker can answer."""

    @property
    def mode(self) -> Mode | None:
        """Real, mock or simulated prices; ``None`` while that is not known."""

    @property
    def calls_per_second(self) -> int:
        """REST calls that the broker allows a second, for each kind of request."""

    @property
    def indices(self) -> IndexQueries:
        """Questions about market indices."""

    def candle_pages(
        self, symbol: str, interval: Interval | Period | str, *, adjusted: bool = True
    ) -> AsyncGenerator[list[Candle], None]:
        """Yield ascending pages from the newest to the oldest candles."""

    async def summary(self, symbol: str) -> Summary:
        """Return the day's figures of a symbol."""

    async def summaries(self, symbols: Collection[str]) -> list[Summary]:
        """Return the day's figures of the symbols that exist."""

    async def order_book(self, symbol: str) -> OrderBook:
        """Return the order book as it is now."""

    async def trades(self, symbol: str, count: int = 30) -> list[PastTrade]:
        """Return the newest trades of the day, ascending."""

    async def ranking(
        self,
        ranking: Ranking | str = Ranking.VALUE,
        market: Market | None = None,
        count: int = 100,
    ) -> list[RankedStock]:
        """Return the first places of a ranking."""

    @property
    def broker_time(self) -> datetime | None:
        """The broker's own clock at its last answer."""

    def busiest(self) -> int:
        """Return the calls of the busiest kind of request within the last second."""

    def rest_load(self) -> tuple[int, int]:
        """Return the calls sent to the broker within the last second and waiting."""
