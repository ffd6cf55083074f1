"""Market indices from the broker: levels now, breadth, and their candles."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import date, datetime

from kiwoom.charts import dated_pages, needs_day, width_of
from kiwoom.endpoints import rows_of
from kiwoom.enums import Interval, Market, Period
from kiwoom.errors import UnknownSymbol
from kiwoom.index_models import IndexCandle, IndexDetail, IndexQuote, Sector
from kiwoom.index_wire import (
    SECTOR_GROUPS,
    index_candles_request,
    index_request,
    index_ticks_request,
    indices_request,
    read_index,
    read_index_day,
    read_index_minute,
    read_index_row,
    read_sector,
    sectors_request,
)
from kiwoom.paging import pages, read_rows
from kiwoom.rest import RestClient


class Indices:
    """The indices of a :class:`Client`, as its ``indices``.

    Parameters
    ----------
    rest
        Where the broker is asked.
    last_day
        Tells the last day to ask candles of.

    Examples
    --------
    ::

        kospi = await client.indices.detail("001")
        candles = await client.indices.candles("001", "5m", 300)
    """

    def __init__(
        self, rest: RestClient, last_day: Callable[[], Awaitable[date]]
    ) -> None:
        self._rest = rest
        self._last_day = last_day

    async def detail(self, code: str) -> IndexDetail:
        """Return an index now, with its day and its year.

        Raises
        ------
        UnknownSymbol
            If the broker knows no such index.
        """
        request = index_request(code)
        reply = await self._rest.call(request)
        found = read_rows(lambda row: read_index(code, row), [reply.data])
        if not found:
            raise UnknownSymbol(request.api_id, code)
        return found[0]

    async def quotes(self, market: Market | str = Market.KOSPI) -> list[IndexQuote]:
        """Return all indices of KOSPI or KOSDAQ as they are now.

        Raises
        ------
        ValueError
            For another market.
        """
        request = indices_request(Market(market))
        reply = await self._rest.call(request)
        return read_rows(read_index_row, rows_of(request, reply))

    async def sectors(self) -> list[Sector]:
        """Return all indices that the broker knows, by code."""
        found: dict[str, Sector] = {}
        for group in SECTOR_GROUPS:
            request = sectors_request(group)
            rows = rows_of(request, await self._rest.call(request))
            found |= {sector.code: sector for sector in read_rows(read_sector, rows)}
        return [found[code] for code in sorted(found)]

    async def candles(
        self,
        code: str,
        interval: Interval | Period | str = "1m",
        count: int = 900,
        *,
        since: datetime | None = None,
    ) -> list[IndexCandle]:
        """Return an index's newest candles ascending, the unfinished one last.

        ``to_frame`` makes a frame of them.

        Parameters
        ----------
        code
            Such as ``"001"`` for KOSPI, see :meth:`sectors`.
        interval, count, since
            As for :meth:`Client.candles`.

        Raises
        ------
        UnknownSymbol
            If the broker knows no such index.
        """
        found: list[IndexCandle] = []
        async with aclosing(self.candle_pages(code, interval)) as read:
            async for page in read:
                found = page + found
                if len(found) >= count or (since is not None and page[0].time < since):
                    break
        newest = found[max(0, len(found) - count) :]
        return [candle for candle in newest if since is None or candle.time >= since]

    async def candle_pages(
        self, code: str, interval: Interval | Period | str = "1m"
    ) -> AsyncGenerator[list[IndexCandle], None]:
        """Yield ascending pages, from the newest candles to the oldest."""
        width = width_of(interval)
        is_dated = needs_day(width)
        last_day = await self._last_day() if is_dated else date.min
        request = index_candles_request(code, width, last_day)
        read = read_index_day if is_dated else read_index_minute
        async with aclosing(dated_pages(self._rest, request, read, code)) as found:
            async for page in found:
                yield page

    async def ticks(
        self, code: str, levels: int = 1, count: int = 900
    ) -> list[IndexCandle]:
        """Return candles of so many told levels each, ascending; see ``candles``."""
        found: list[IndexCandle] = []
        request = index_ticks_request(code, levels)
        async with aclosing(pages(self._rest, request)) as read:
            async for _, rows in read:
                found = read_rows(read_index_minute, rows)[::-1] + found
                if len(found) >= count:
                    break
        if not found:
            raise UnknownSymbol(request.api_id, code)
        return found[max(0, len(found) - count) :]
