"""Routes about many instruments: search, rankings, indices, trading days."""

from datetime import date
from operator import attrgetter
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from dashboard.gateway.cached_route import CachedRoute
from dashboard.gateway.replies import (
    DayReply,
    IndexReply,
    InstrumentReply,
    RankedReply,
)
from dashboard.gateway.source import MarketQueries
from dashboard.instrument_search import search
from kiwoom import KST, Hub, Market, Ranking, TradingHours

_MOST = 100
OneMarket = Literal[Market.KOSPI, Market.KOSDAQ]
_MOST_DAYS = 370
_MOST_INSTRUMENTS = 10_000


def routes(hub: Hub, client: MarketQueries) -> APIRouter:
    """Return the routes over a running hub and its client."""
    router = APIRouter(tags=["목록"])
    settled = APIRouter(tags=["목록"], route_class=CachedRoute)

    @settled.get("/instruments", summary="종목 찾기 · Find instruments")
    async def instruments(
        query: Annotated[
            str, Query(description="이름, 코드, 초성", examples=["ㅅㅅㅈㅈ"])
        ] = "",
        count: Annotated[int, Query(ge=1, le=_MOST_INSTRUMENTS)] = 20,
    ) -> list[InstrumentReply]:
        """Return what fits best by code, name or 초성; without a query, all by code."""
        if query.strip():
            found = search(hub.instruments.values(), query, count)
        else:
            found = sorted(hub.instruments.values(), key=attrgetter("symbol"))[:count]
        return [InstrumentReply.model_validate(item) for item in found]

    @router.get("/rankings/{kind}", summary="순위 · Rankings")
    async def rankings(
        kind: Ranking,
        market: OneMarket | None = None,
        count: Annotated[int, Query(ge=1, le=_MOST)] = 20,
    ) -> list[RankedReply]:
        """Return the first places by value, volume, rise or fall."""
        wanted = None if market is None else Market(market)
        found = await client.ranking(kind, wanted, count)
        return [RankedReply.model_validate(place) for place in found]

    @router.get("/indices", summary="업종 지수 · Market indices")
    async def indices(market: OneMarket | None = None) -> list[IndexReply]:
        """Return the indices of KOSPI and KOSDAQ as they are now, or of one market."""
        wanted = (Market.KOSPI, Market.KOSDAQ) if market is None else (Market(market),)
        found = [quote for one in wanted for quote in await client.indices.quotes(one)]
        return [IndexReply.model_validate(quote) for quote in found]

    @settled.get("/calendar", summary="거래일과 시간 · Trading days")
    async def days(
        begin: Annotated[date | None, Query(alias="from")] = None,
        count: Annotated[int, Query(ge=1, le=_MOST_DAYS)] = 10,
    ) -> list[DayReply]:
        """Return trading days from a day on, by default from the exchange's own."""
        calendar, now = hub.calendar, hub.exchange_time
        first = begin or (now.date() if now else calendar.days[-1])
        return [
            _day_reply(day, calendar.hours(day))
            for day in calendar.first_from(first, count)
        ]

    router.include_router(settled)
    return router


def _day_reply(day: date, hours: TradingHours) -> DayReply:
    return DayReply(
        day=day,
        open=hours.open.replace(tzinfo=KST),
        close=hours.close.replace(tzinfo=KST),
        is_special=hours != TradingHours(),
    )
