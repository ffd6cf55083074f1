"""The library's front door: history, figures and books of symbols, one call each."""

from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import aclosing
from datetime import date, datetime
from typing import Self

import pandas as pd

from kiwoom import wire
from kiwoom.broker_day import BrokerDay
from kiwoom.charts import chart_pages, needs_day, width_of
from kiwoom.endpoints import (
    MAX_WATCH_LIST,
    book_request,
    rows_of,
    watch_list_request,
)
from kiwoom.enums import Interval, Mode, Period
from kiwoom.errors import ProtocolError, UnknownSymbol
from kiwoom.frames import candle_frame
from kiwoom.indices import Indices
from kiwoom.models import Candle, OrderBook, Summary
from kiwoom.paging import read_rows
from kiwoom.queries import Queries
from kiwoom.rest import RestClient
from kiwoom.settings import Credentials, Server
from kiwoom.stream import StreamClient
from kiwoom.timing import StreamTiming
from kiwoom.token_shelf import TokenShelf

# A share that is traded on every trading day, to learn the broker's day from.
_BELLWETHER = "005930"


class Client(Queries):
    """One key's access to the broker; it can read and never trades.

    Parameters
    ----------
    server
        Kiwoom's servers or a simulator's.
    credentials
        App key and secret key; without them those of the environment, see
        :meth:`Credentials.for_server`.
    shelf
        Where the token is kept; with a :class:`VaultShelf` other processes and the
        next start use the same one.
    timing
        Seconds after which the live feed acts.

    Examples
    --------
    ::

        async with Client(Server.simulated("http://127.0.0.1:9443")) as client:
            frame = await client.candles("005930", "1m", 900)
    """

    def __init__(
        self,
        server: Server,
        credentials: Credentials | None = None,
        *,
        shelf: TokenShelf | None = None,
        timing: StreamTiming | None = None,
    ) -> None:
        self.server = server
        self._timing = timing or StreamTiming()
        credentials = credentials or Credentials.for_server(server)
        self._rest = RestClient(server, credentials, shelf=shelf)
        self._day = BrokerDay()
        self.indices = Indices(self._rest, self._last_day)

    @property
    def mode(self) -> Mode:
        """Real, mock or simulated prices."""
        return self.server.mode

    @property
    def calls_per_second(self) -> int:
        """REST calls that the broker allows a second, for each kind of request."""
        return self.server.calls_per_second

    @property
    def broker_time(self) -> datetime | None:
        """The broker's own clock in KST at its last answer."""
        return self._rest.broker_time

    async def start(self) -> Self:
        """Fetch the token, so that a wrong key shows at once; may be left out.

        Raises
        ------
        AuthError, TransportError
            If the broker refuses the key or cannot be reached.
        """
        await self._rest.tokens.get()
        return self

    async def revoke(self) -> bool:
        """End the key's living token at the broker, if one is known.

        Whoever else uses the token has to fetch another one. Returns whether there was
        a token to end.

        Raises
        ------
        KiwoomError
            If the broker cannot be reached or refuses; the token stays known then.
        """
        return await self._rest.revoke()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._rest.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def candles(
        self,
        symbol: str,
        interval: Interval | Period | str = "1m",
        count: int = 900,
        *,
        since: datetime | None = None,
        adjusted: bool = True,
        progress: Callable[[int], None] | None = None,
    ) -> pd.DataFrame:
        """Return the newest candles as a frame, see :func:`candle_frame`.

        Parameters
        ----------
        symbol
            Six characters such as ``"005930"``, with ``_NX`` or ``_AL`` for the
            alternative venue or both venues as one.
        interval
            ``"1m"`` … ``"60m"``, ``"1d"``, ``"1w"``, ``"1M"`` or ``"1y"``.
        count
            How many, the unfinished one included; further pages are fetched as needed.
        since
            Only candles that begin at this aware time or later.
        adjusted
            Whether prices before a split are restated to today's shares.
        progress
            Called with the number of candles known after each page.

        Returns
        -------
        DataFrame
            Ascending, with a KST ``DatetimeIndex``; won and shares.

        Raises
        ------
        UnknownSymbol
            If the broker has no candles for such a code.
        KiwoomError
            One of the other types, see :mod:`kiwoom.errors`.
        """
        return candle_frame(
            await self.candle_list(
                symbol,
                interval,
                count,
                since=since,
                adjusted=adjusted,
                progress=progress,
            )
        )

    async def candle_list(
        self,
        symbol: str,
        interval: Interval | Period | str = "1m",
        count: int = 900,
        *,
        since: datetime | None = None,
        adjusted: bool = True,
        progress: Callable[[int], None] | None = None,
    ) -> list[Candle]:
        """Return the newest candles ascending, as :meth:`candles` does."""
        found: list[Candle] = []
        reading = self.candle_pages(symbol, interval, adjusted=adjusted)
        async with aclosing(reading) as read:
            async for page in read:
                found = page + found
                if progress is not None:
                    progress(min(len(found), count))
                if len(found) >= count or (since is not None and page[0].time < since):
                    break
        newest = found[max(0, len(found) - count) :]
        return [candle for candle in newest if since is None or candle.time >= since]

    async def candle_pages(
        self,
        symbol: str,
        interval: Interval | Period | str = "1m",
        *,
        adjusted: bool = True,
    ) -> AsyncGenerator[list[Candle], None]:
        """Yield pages from the newest candles to the oldest that the broker has.

        Each page is ascending and ends before the page yielded before it begins; none
        is empty. The first one ends with the unfinished candle. An error ends the
        pages: a new call begins at the newest again.

        Parameters
        ----------
        symbol, interval, adjusted
            As for :meth:`candles`; the broker keeps minutes for about a year.

        Raises
        ------
        UnknownSymbol
            If the broker has no candles for such a code.
        KiwoomError
            One of the other types, see :mod:`kiwoom.errors`.
        """
        width = width_of(interval)
        is_dated = needs_day(width)
        last_day = (await self._learn_day(symbol)).last if is_dated else date.min
        reading = chart_pages(self._rest, symbol, width, last_day, is_adjusted=adjusted)
        async with aclosing(reading) as found:
            async for page in found:
                yield page

    async def summaries(self, symbols: Collection[str]) -> list[Summary]:
        """Return the day's figures of symbols; unknown codes are left out."""
        codes = list(dict.fromkeys(symbols))
        found: list[Summary] = []
        for start in range(0, len(codes), MAX_WATCH_LIST):
            request = watch_list_request(codes[start : start + MAX_WATCH_LIST])
            rows = rows_of(request, await self._rest.call(request))
            found += read_rows(wire.read_summary, rows)
        self._day.learn(found)
        return found

    async def summary(self, symbol: str) -> Summary:
        """Return the day's figures of one symbol.

        Raises
        ------
        UnknownSymbol
            If the broker does not know the code.
        """
        found = await self.summaries([symbol])
        if not found:
            raise UnknownSymbol("ka10095", symbol)
        return found[0]

    async def order_book(self, symbol: str) -> OrderBook:
        """Return the order book as it is now.

        Raises
        ------
        UnknownSymbol
            If the broker does not know the code.
        """
        day = (await self._learn_day(symbol)).today
        request = book_request(symbol)
        reply = await self._rest.call(request)
        if reply.data.get("tot_sel_req") == "":
            # Every field is blank where the code is unknown (protocol note 3.1).
            raise UnknownSymbol(request.api_id, symbol)
        try:
            return wire.read_book_reply(symbol, reply.data, day)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise ProtocolError("the order book cannot be read") from error

    def feed(self) -> StreamClient:
        """Return a new live feed with this client's key; one at a time is allowed."""
        return StreamClient(self.server, self._rest.tokens, timing=self._timing)

    def rest_load(self) -> tuple[int, int]:
        """Return the REST calls sent within the last second and those waiting."""
        return self._rest.load()

    def busiest(self) -> int:
        """Return the calls of the busiest kind of request within the last second."""
        return self._rest.busiest()

    async def _learn_day(self, symbol: str) -> BrokerDay:
        if self._day.known is None:
            await self.summaries([symbol])
        return self._day

    async def _last_day(self) -> date:
        return (await self._learn_day(_BELLWETHER)).last

    async def _today(self) -> date:
        return (await self._learn_day(_BELLWETHER)).today
