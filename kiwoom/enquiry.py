"""Figures, instruments and order books that the hub asks the broker for."""

import asyncio
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Iterator,
    Mapping,
    Sequence,
)
from datetime import date
from typing import TypeVar

from kiwoom.errors import KiwoomError, ProtocolError, RateLimited, TransportError
from kiwoom.feed import MarketSource
from kiwoom.logs import get_logger
from kiwoom.models import Instrument, Summary
from kiwoom.watch import Watch

# Enough that one of them was traded on the newest day.
_DAY_SAMPLE = 20

T = TypeVar("T")

_log = get_logger(__name__)


class Enquiry:
    """Asks, and goes on asking while the network is down.

    Parameters
    ----------
    source
        The broker.
    take
        Receives figures of symbols.
    delays
        Makes the pauses between tries.

    Attributes
    ----------
    instruments
        What can be charted, by symbol; empty until it is known.
    is_preparing
        Whether they are being asked for.
    """

    def __init__(
        self,
        source: MarketSource,
        take: Callable[[Sequence[Summary]], None],
        delays: Callable[[], Iterator[float]],
    ) -> None:
        self.instruments: dict[str, Instrument] = {}
        self.is_preparing = False
        self._source = source
        self._take = take
        self._delays = delays

    async def prepare(self, is_tried: asyncio.Event) -> None:
        """Load the instruments and the trading day; tell when it was tried once."""
        self.is_preparing = True
        try:
            await persist(self._load_market, self._delays(), on_failure=is_tried.set)
        except KiwoomError as error:
            _log.warning("no instruments", cause=str(error))
        finally:
            self.is_preparing = False
            is_tried.set()

    async def summaries(self, symbols: Collection[str]) -> None:
        """Load the figures of symbols."""
        try:
            found = await persist(
                lambda: self._source.summaries(symbols), self._delays()
            )
        except KiwoomError as error:
            _log.warning("no figures", cause=str(error))
        else:
            self._take(found)

    async def order_book(self, watch: Watch) -> None:
        """Load a symbol's order book, unless a newer one arrives before it."""
        try:
            book = await self._source.order_book(watch.symbol)
        except KiwoomError as error:
            _log.warning("no order book", symbol=watch.symbol, cause=str(error))
            return
        if watch.book is None and watch.book_viewers:
            watch.book = book

    async def is_missing_trades(self, watches: Sequence[Watch]) -> bool:
        """Whether the broker's day volumes are ahead of what has arrived."""
        try:
            found = await self._source.summaries([watch.symbol for watch in watches])
        except KiwoomError as error:
            _log.warning("probe failed", cause=str(error))
            return False
        # What arrived during the call is not missing, so progress is read after it.
        progress = {watch.symbol: watch.progress for watch in watches}
        ahead = [s for s in found if s.symbol in progress and _is_ahead(s, progress)]
        self._take(found)
        return bool(ahead)

    async def _load_market(self) -> None:
        found = await self._source.instruments()
        self.instruments = {item.symbol: item for item in found}
        largest = sorted(found, key=_market_value, reverse=True)[:_DAY_SAMPLE]
        self._take(await self._source.summaries([item.symbol for item in largest]))


async def persist(
    call: Callable[[], Awaitable[T]],
    delays: Iterator[float],
    on_failure: Callable[[], None] = lambda: None,
) -> T:
    """Return what a call returns, calling again while only the network fails.

    Raises
    ------
    KiwoomError
        If the broker refuses: the same call cannot work later.
    """
    while True:
        try:
            return await call()
        except (TransportError, RateLimited, ProtocolError) as error:
            delay = next(delays)
            _log.info("will ask again", cause=str(error), wait_s=round(delay, 1))
        on_failure()
        await asyncio.sleep(delay)


def _is_ahead(summary: Summary, progress: Mapping[str, tuple[date, int]]) -> bool:
    return (summary.trading_day, summary.volume) > progress[summary.symbol]


def _market_value(instrument: Instrument) -> int:
    return instrument.base_price * instrument.listed_shares
