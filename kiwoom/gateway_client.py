"""A running gateway as a source of the market, in the place of the broker."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing, suppress
from datetime import datetime
from typing import Any, Self, TypeVar

import httpx
import pandas as pd

from kiwoom.backoff import backoff
from kiwoom.enums import Interval, Market, Mode, Period, Ranking
from kiwoom.errors import KiwoomError, ProtocolError, TransportError
from kiwoom.frames import candle_frame
from kiwoom.gateway_feed import GatewayFeed
from kiwoom.gateway_refusals import refusal_of
from kiwoom.gateway_wire import read_model
from kiwoom.index_models import IndexQuote
from kiwoom.models import (
    Candle,
    Instrument,
    OrderBook,
    PastTrade,
    RankedStock,
    Summary,
)
from kiwoom.relay_feed import RelayFeed

T = TypeVar("T")

_TIMEOUT_S = 30.0
_PAGE, _MOST_CANDLES = 900, 5_000
_MOST_QUOTES = 100
_MOST_INSTRUMENTS = 10_000


class GatewayClient:
    """Reads a running gateway, so that no second connection to the broker is opened.

    It takes the place of a :class:`Client`, also under a :class:`Hub`.

    Parameters
    ----------
    url
        The gateway's address.
    token
        What ``kiwoom-dashboard token`` shows; not needed on the same machine unless
        the gateway asks for a login.
    relay
        A Redis to read live trades from while it is well, see :class:`RelayFeed`.

    Attributes
    ----------
    mode, calls_per_second, broker_time
        What the gateway reads, how fast it may, and the broker's own clock when that
        was asked; see :meth:`learn`.

    Examples
    --------
    ::

        async with GatewayClient("http://127.0.0.1:5007") as client:
            frame = await client.candles("005930", "1m", 300)
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:5007",
        token: str = "",
        *,
        relay: str | None = None,
    ) -> None:
        self._relay = relay
        self.url = url.rstrip("/")
        self._headers = {"authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.AsyncClient(
            base_url=f"{self.url}/api/v1",
            headers=self._headers,
            timeout=_TIMEOUT_S,
            trust_env=False,
        )
        self.indices = GatewayIndices(self)
        self.mode: Mode | None = None
        self.broker_time: datetime | None = None
        self.calls_per_second = 0

    async def learn(self) -> None:
        """Ask once what the gateway itself reads; sets ``mode``.

        Raises
        ------
        KiwoomError
            If it does not answer.
        """
        health = await self._get("health")
        limits = await self._get("limits")
        self.mode = None if health["mode"] is None else Mode(health["mode"])
        told = health.get("broker_time")
        self.broker_time = None if told is None else datetime.fromisoformat(told)
        self.calls_per_second = int(limits["calls_per_second"])

    async def keep_learning(self) -> None:
        """Ask until it is known what the gateway itself reads."""
        for delay in backoff():
            with suppress(KiwoomError):
                await self.learn()
            if self.mode is not None:
                return
            await asyncio.sleep(delay)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

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
        adjusted: bool = True,
    ) -> pd.DataFrame:
        """Return the newest candles as a frame, as :meth:`Client.candles` does."""
        return candle_frame(
            await self.candle_list(symbol, interval, count, adjusted=adjusted)
        )

    async def candle_list(
        self,
        symbol: str,
        interval: Interval | Period | str = "1m",
        count: int = 900,
        *,
        adjusted: bool = True,
    ) -> list[Candle]:
        """Return the newest candles, ascending, the unfinished one last.

        Raises
        ------
        UnknownSymbol
            If the broker has no candles for such a code.
        KiwoomError
            One of the other types, see :mod:`kiwoom.errors`.
        """
        if count <= _MOST_CANDLES:
            return await self._candles(symbol, interval, count, adjusted=adjusted)
        found: list[Candle] = []
        reading = self.candle_pages(symbol, interval, adjusted=adjusted)
        async with aclosing(reading) as pages:
            async for page in pages:
                found = page + found
                if len(found) >= count:
                    break
        return found[max(0, len(found) - count) :]

    async def candle_pages(
        self,
        symbol: str,
        interval: Interval | Period | str = "1m",
        *,
        adjusted: bool = True,
    ) -> AsyncGenerator[list[Candle], None]:
        """Yield pages from the newest candles to the oldest, each ascending."""
        before: datetime | None = None
        while page := await self._candles(
            symbol, interval, _PAGE, before, adjusted=adjusted
        ):
            yield page
            if len(page) < _PAGE:
                return
            before = page[0].time

    async def summaries(self, symbols: Collection[str]) -> list[Summary]:
        """Return the day's figures of symbols; unknown codes are left out."""
        codes, found = list(dict.fromkeys(symbols)), []
        for start in range(0, len(codes), _MOST_QUOTES):
            asked = ",".join(codes[start : start + _MOST_QUOTES])
            found += await self._list(Summary, "quotes", {"symbols": asked})
        return found

    async def summary(self, symbol: str) -> Summary:
        """Return the day's figures of one symbol.

        Raises
        ------
        UnknownSymbol
            If the broker does not know the code.
        """
        return read_model(Summary, await self._get(f"quotes/{symbol}"))

    async def order_book(self, symbol: str) -> OrderBook:
        """Return the order book as it is now."""
        return read_model(OrderBook, await self._get(f"orderbook/{symbol}"))

    async def trades(self, symbol: str, count: int = 30) -> list[PastTrade]:
        """Return the newest trades of the day, ascending."""
        return await self._list(PastTrade, f"trades/{symbol}", {"count": count})

    async def instruments(self, market: Market | None = None) -> list[Instrument]:
        """Return everything that can be charted."""
        wanted = {"count": _MOST_INSTRUMENTS}
        found = await self._list(Instrument, "instruments", wanted)
        return [item for item in found if market is None or item.market is market]

    async def ranking(
        self,
        ranking: Ranking | str = Ranking.VALUE,
        market: Market | None = None,
        count: int = 100,
    ) -> list[RankedStock]:
        """Return the first places of a ranking, as it is now."""
        wanted: dict[str, Any] = {"count": count}
        if market is not None:
            wanted["market"] = str(market)
        return await self._list(RankedStock, f"rankings/{Ranking(ranking)}", wanted)

    def feed(self) -> GatewayFeed:
        """Return a new live feed.

        Raises
        ------
        ConfigError
            With ``relay``, where the package ``redis`` is not installed.
        """
        if self._relay is None:
            return GatewayFeed(self.url, self._headers)
        return RelayFeed(self.url, self._headers, self._relay)

    def rest_load(self) -> tuple[int, int]:
        """Return (0, 0): this process sends the broker nothing."""
        return 0, 0

    def busiest(self) -> int:
        """Return 0: this process sends the broker nothing."""
        return 0

    async def _candles(
        self,
        symbol: str,
        interval: str,
        count: int,
        before: datetime | None = None,
        *,
        adjusted: bool,
    ) -> list[Candle]:
        wanted: dict[str, Any] = {"interval": str(interval), "count": count}
        wanted["adjusted"] = adjusted
        if before is not None:
            wanted["to"] = before.isoformat()
        return await self._list(Candle, f"candles/{symbol}", wanted)

    async def _list(
        self, model: type[T], path: str, wanted: Mapping[str, Any]
    ) -> list[T]:
        rows = await self._get(path, wanted)
        if not isinstance(rows, list):
            raise ProtocolError("the gateway's reply is no list")
        return [read_model(model, row) for row in rows]

    async def _get(self, path: str, wanted: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
        try:
            reply = await self._http.get(path, params=dict(wanted or {}))
            content = reply.json()
        except httpx.HTTPError as error:
            name = type(error).__name__
            raise TransportError(f"the gateway does not answer: {name}") from error
        except ValueError as error:
            raise ProtocolError("the gateway's reply cannot be read") from error
        if reply.is_success:
            return content
        raise refusal_of(path, reply.status_code, content)


class GatewayIndices:
    """The indices of a :class:`GatewayClient`, as its ``indices``."""

    def __init__(self, client: GatewayClient) -> None:
        self._client = client

    async def quotes(self, market: Market) -> list[IndexQuote]:
        """Return the indices of KOSPI or KOSDAQ as they are now."""
        wanted = {"market": str(market)}
        return await self._client._list(IndexQuote, "indices", wanted)
