"""Questions about instruments beside their candles: lists, trades, companies."""

import sys
from contextlib import aclosing
from datetime import date
from typing import Any, TypeVar

from kiwoom import wire
from kiwoom.endpoints import Request, instrument_request, listing_request
from kiwoom.enums import Market, Ranking
from kiwoom.errors import UnknownSymbol
from kiwoom.indices import Indices
from kiwoom.live_models import Interruption
from kiwoom.models import Candle, Fundamentals, Instrument, PastTrade, RankedStock
from kiwoom.paging import pages, read_rows
from kiwoom.rankings import first_places
from kiwoom.rest import RestClient
from kiwoom.stock_wire import fundamentals_request, read_fundamentals
from kiwoom.trade_wire import (
    interruption_reader,
    interruptions_request,
    read_tick,
    ticks_request,
    trade_reader,
    trades_request,
)

T = TypeVar("T")


class Queries:
    """What a :class:`Client` can be asked beside candles and figures.

    Attributes
    ----------
    indices
        Market indices, see :class:`Indices`.
    """

    _rest: RestClient
    indices: Indices

    async def _today(self) -> date:
        """Return the broker's trading day."""
        raise NotImplementedError

    async def instruments(self, market: Market | None = None) -> list[Instrument]:
        """Return what is listed: on one market, or on KOSPI (with ETFs) and KOSDAQ."""
        wanted = (Market.KOSPI, Market.KOSDAQ) if market is None else (market,)
        found: dict[str, Instrument] = {}
        for listed in wanted:
            rows = await self._rows(listing_request(listed))
            items = read_rows(wire.read_instrument, rows)
            found |= {item.symbol: item for item in items}
        return [i for i in found.values() if market is None or i.market is market]

    async def instrument(self, symbol: str) -> Instrument:
        """Return name, market, base price and listed shares of a symbol.

        Raises
        ------
        UnknownSymbol
            If the broker does not know the code.
        """
        request = instrument_request(symbol)
        reply = await self._rest.call(request)
        return _only(read_rows(wire.read_instrument, [reply.data]), request, symbol)

    async def ranking(
        self,
        ranking: Ranking | str = Ranking.VALUE,
        market: Market | None = None,
        count: int = 100,
    ) -> list[RankedStock]:
        """Return the first places of a ranking, as it is now.

        Parameters
        ----------
        ranking
            By won, shares, or the change in percent, see :class:`Ranking`.
        market
            KOSPI with its ETFs, or KOSDAQ; without it both.
        count
            How many places.
        """
        return await first_places(self._rest, Ranking(ranking), market, count)

    async def fundamentals(self, symbol: str) -> Fundamentals:
        """Return what a company is worth and earns.

        Raises
        ------
        UnknownSymbol
            If the broker does not know the code.
        """
        request = fundamentals_request(symbol)
        reply = await self._rest.call(request)
        return _only(read_rows(read_fundamentals, [reply.data]), request, symbol)

    async def trades(self, symbol: str, count: int = 30) -> list[PastTrade]:
        """Return the newest trades of the day, ascending.

        The broker tells thirty a page, and at most some pages back.

        Raises
        ------
        UnknownSymbol
            If the broker does not know the code, or it was not traded yet.
        """
        read = trade_reader(symbol, await self._today())
        request = trades_request(symbol)
        found: list[PastTrade] = []
        async with aclosing(pages(self._rest, request)) as listed:
            async for _, rows in listed:
                known = found[0].day_volume if found else sys.maxsize
                older = read_rows(read, rows)[::-1]
                # A trade between two calls moves the pages: none is told twice.
                found = [trade for trade in older if trade.day_volume < known] + found
                if len(found) >= count:
                    break
        if not found:
            raise UnknownSymbol(request.api_id, symbol)
        return found[max(0, len(found) - count) :]

    async def ticks(
        self, symbol: str, trades: int = 1, count: int = 900, *, adjusted: bool = True
    ) -> list[Candle]:
        """Return candles of so many trades each, ascending, labelled by their ends.

        Parameters
        ----------
        symbol
            Six characters, maybe with a venue.
        trades
            1, 3, 5, 10 or 30.
        count
            How many candles.
        adjusted
            Whether prices before a split are restated to today's shares.

        Raises
        ------
        ValueError
            For another number of trades.
        UnknownSymbol
            If the broker has no trades for such a code.
        """
        request = ticks_request(symbol, trades, is_adjusted=adjusted)
        found: list[Candle] = []
        async with aclosing(pages(self._rest, request)) as listed:
            async for _, rows in listed:
                found = read_rows(read_tick, rows)[::-1] + found
                if len(found) >= count:
                    break
        if not found:
            raise UnknownSymbol(request.api_id, symbol)
        return found[max(0, len(found) - count) :]

    async def interruptions(self, market: Market | None = None) -> list[Interruption]:
        """Return the day's interruptions (VI), newest first.

        Parameters
        ----------
        market
            KOSPI or KOSDAQ; without it both.
        """
        rows = await self._rows(interruptions_request(market))
        return read_rows(interruption_reader(await self._today()), rows)

    async def _rows(self, first: Request) -> list[Any]:
        async with aclosing(pages(self._rest, first)) as found:
            return [row async for _, rows in found for row in rows]


def _only(found: list[T], request: Request, symbol: str) -> T:
    if not found:
        raise UnknownSymbol(request.api_id, symbol)
    return found[0]
