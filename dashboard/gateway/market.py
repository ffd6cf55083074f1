"""Routes about single symbols: quotes, candles, order book, trades."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BeforeValidator, TypeAdapter

from dashboard.gateway.histories import History, candles_response, find_candles
from dashboard.gateway.quoting import is_followed, live_figures, quote_reply
from dashboard.gateway.replies import (
    CandleReply,
    OrderBookReply,
    QuoteReply,
    TradeReply,
)
from dashboard.gateway.source import MarketQueries
from kiwoom import (
    Hub,
    Interval,
    Period,
    UnknownSymbol,
    Venue,
    code_at,
    is_symbol,
)

_MOST_CANDLES, _MOST_SYMBOLS, _MOST_TRADES = 5_000, 100, 300
_CSV, _PARQUET = "text/csv", "application/vnd.apache.parquet"
_CANDLES = TypeAdapter(list[CandleReply])


def _is_written_out(given: object) -> object:
    # Else a bare number would pass as seconds since 1970.
    if isinstance(given, str) and given.strip("0123456789.+-") == "":
        raise ValueError("expected a time such as 2026-09-18T10:30:00+09:00")
    return given


Moment = Annotated[datetime, BeforeValidator(_is_written_out)]
SymbolPath = Annotated[str, Path(description="종목 코드", examples=["005930"])]


def checked(symbol: str, venue: Venue = Venue.KRX) -> str:
    """Return the code of a symbol at a venue.

    Raises
    ------
    UnknownSymbol
        If it is no code, or one of another venue.
    """
    if not is_symbol(symbol):
        raise UnknownSymbol("", symbol)
    try:
        return code_at(symbol, venue)
    except ValueError as error:
        raise UnknownSymbol("", symbol) from error


def routes(hub: Hub, client: MarketQueries) -> APIRouter:
    """Return the routes over a running hub and its client."""
    router = APIRouter(tags=["시세"])

    @router.get("/quotes/{symbol}", summary="종목의 현재가 · Current price")
    async def quote(symbol: SymbolPath, venue: Venue = Venue.KRX) -> QuoteReply:
        """Return the current price of a symbol and the figures of its day."""
        code = checked(symbol, venue)
        live = live_figures(hub, code)
        return quote_reply(hub, live or await client.summary(code), is_live=bool(live))

    @router.get("/quotes", summary="여러 종목의 현재가 · Current prices")
    async def quotes(
        symbols: Annotated[str, Query(examples=["005930,000660"])],
    ) -> list[QuoteReply]:
        """Return the current prices of up to 100 symbols; unknown ones are left out."""
        codes = [checked(text.strip()) for text in symbols.split(",")][:_MOST_SYMBOLS]
        live = {code: found for code in codes if (found := live_figures(hub, code))}
        asked = [code for code in codes if code not in live]
        figures = {s.symbol: s for s in await client.summaries(asked)} if asked else {}
        return [
            quote_reply(hub, found, is_live=code in live)
            for code in codes
            if (found := live.get(code) or figures.get(code))
        ]

    @router.get(
        "/candles/{symbol}",
        summary="종목의 봉 · Candles",
        response_model=list[CandleReply],
    )
    async def candles(
        symbol: SymbolPath,
        interval: Interval | Period = Interval.M1,
        count: Annotated[int, Query(ge=1, le=_MOST_CANDLES)] = 300,
        to: Annotated[Moment | None, Query(description="이 시각 앞까지")] = None,
        venue: Venue = Venue.KRX,
        *,
        adjusted: bool = True,
        accept: Annotated[str, Header()] = "application/json",
    ) -> Response:
        """Return the newest candles, oldest first, the unfinished one last.

        As JSON, or as CSV, Parquet or Arrow where the ``Accept`` header asks for it.
        """
        wanted = History(checked(symbol, venue), interval, count, to, adjusted=adjusted)
        return candles_response(await find_candles(hub, client, wanted), accept)

    @router.get("/orderbook/{symbol}", summary="종목의 호가 · Order book")
    async def order_book(
        symbol: SymbolPath, venue: Venue = Venue.KRX
    ) -> OrderBookReply:
        """Return ten levels on each side."""
        code = checked(symbol, venue)
        known = hub.order_book(code) if is_followed(hub, code) else None
        book = known or await client.order_book(code)
        return OrderBookReply.model_validate(book)

    @router.get("/trades/{symbol}", summary="종목의 체결 · Trades of the day")
    async def trades(
        symbol: SymbolPath,
        count: Annotated[int, Query(ge=1, le=_MOST_TRADES)] = 30,
        venue: Venue = Venue.KRX,
    ) -> list[TradeReply]:
        """Return the newest trades of the day, oldest first."""
        found = await client.trades(checked(symbol, venue), count)
        return [TradeReply.model_validate(trade) for trade in found]

    return router
