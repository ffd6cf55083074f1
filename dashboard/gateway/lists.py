"""Routes about many instruments: search, rankings, indices, trading days."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from dashboard.gateway.replies import (
    DayReply,
    IndexReply,
    InstrumentReply,
    RankedReply,
)
from dashboard.instrument_search import search
from kiwoom import Client, Hub, Market, Ranking, TradingHours, load_calendar

_MOST = 100
_MOST_DAYS = 370


def routes(hub: Hub, client: Client) -> APIRouter:
    """Return the routes over a running hub and its client."""
    router = APIRouter(tags=["목록"])
    calendar = load_calendar()

    @router.get("/instruments", summary="종목 찾기")
    async def instruments(
        query: Annotated[
            str, Query(description="이름, 코드, 초성", examples=["ㅅㅅㅈㅈ"])
        ],
        count: Annotated[int, Query(ge=1, le=_MOST)] = 20,
    ) -> list[InstrumentReply]:
        """Return what fits best by code, name or 초성, the best first."""
        found = search(hub.instruments.values(), query, count)
        return [InstrumentReply.model_validate(item) for item in found]

    @router.get("/rankings/{kind}", summary="순위")
    async def rankings(
        kind: Ranking,
        market: Market | None = None,
        count: Annotated[int, Query(ge=1, le=_MOST)] = 20,
    ) -> list[RankedReply]:
        """Return the first places by value, volume, rise or fall."""
        found = await client.ranking(kind, market, count)
        return [RankedReply.model_validate(place) for place in found]

    @router.get("/indices", summary="업종 지수")
    async def indices() -> list[IndexReply]:
        """Return the indices of KOSPI and KOSDAQ as they are now."""
        found = [
            quote
            for market in (Market.KOSPI, Market.KOSDAQ)
            for quote in await client.indices.quotes(market)
        ]
        return [IndexReply.model_validate(quote) for quote in found]

    @router.get("/calendar", summary="거래일과 시간")
    async def days(
        begin: Annotated[date | None, Query(alias="from")] = None,
        count: Annotated[int, Query(ge=1, le=_MOST_DAYS)] = 10,
    ) -> list[DayReply]:
        """Return trading days from a day on, by default from the exchange's own."""
        now = hub.exchange_time
        day = begin or (now.date() if now else calendar.days[-1])
        found: list[DayReply] = []
        while len(found) < count and day <= calendar.days[-1]:
            if calendar.is_trading_day(day):
                hours = calendar.hours(day)
                found.append(
                    DayReply(
                        day=day,
                        open=hours.open,
                        close=hours.close,
                        is_special=hours != TradingHours(),
                    )
                )
            day += timedelta(days=1)
        return found

    return router
