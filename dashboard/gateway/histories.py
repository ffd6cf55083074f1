"""Candles for other programs: shared ones of the hub, else the broker's."""

import asyncio
import io
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter

from dashboard.gateway.problems import Problem, Refused
from dashboard.gateway.replies import CandleReply
from dashboard.gateway.source import MarketQueries
from kiwoom import (
    KST,
    Candle,
    CandleSeries,
    FeedState,
    Hub,
    Interval,
    Period,
    SeriesState,
    to_frame,
)

CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
ARROW = "application/vnd.apache.arrow.stream"
_CANDLES = TypeAdapter(list[CandleReply])
_CERTAIN = {FeedState.LIVE, FeedState.CLOSED}
# Five seconds of the broker's time; whoever wants more goes on from what it has.
_MOST_PAGES = 25
_TOO_FAR_BACK = Problem(
    title="Too far back",
    status=404,
    code="too_far_back",
    detail="이 시각의 봉까지 거슬러 갈 수 없습니다",
    remedy="to를 최근으로 하거나, 더 긴 interval을 쓰거나, count를 줄이세요",
)
_PATIENCE_S, _LOOK_S = 10.0, 0.05


@dataclass(frozen=True)
class History:
    """Which candles are asked for: the newest ``count`` before ``to``."""

    symbol: str
    interval: Interval | Period
    count: int
    to: datetime | None
    adjusted: bool


async def find_candles(
    hub: Hub, client: MarketQueries, wanted: History
) -> list[Candle]:
    """Return candles, ascending, the unfinished one last.

    What somebody watches is in memory and complete, so the broker is not asked for it.

    Raises
    ------
    Refused
        If the candles lie too far back.
    """
    shared = await _shared(hub, wanted)
    if shared is not None:
        return shared
    found: list[Candle] = []
    pages = client.candle_pages(
        wanted.symbol, wanted.interval, adjusted=wanted.adjusted
    )
    read = 0
    async with aclosing(pages) as reading:
        async for page in reading:
            found = _before(page, wanted.to) + found
            read += 1
            if len(found) >= wanted.count:
                break
            if read >= _MOST_PAGES:
                raise Refused(_TOO_FAR_BACK)
    return found[max(0, len(found) - wanted.count) :]


async def _shared(hub: Hub, wanted: History) -> list[Candle] | None:
    is_live = isinstance(wanted.interval, Interval) and wanted.adjusted
    if not is_live or wanted.symbol not in hub.viewers():
        return None
    series = hub.series(wanted.symbol, Interval(wanted.interval))
    await _loaded(series)
    if hub.state(wanted.symbol) not in _CERTAIN or series.forming is None:
        return None
    known = _before([*series.closed, series.forming], wanted.to)
    if len(known) < wanted.count and not series.is_complete:
        return None
    return known[max(0, len(known) - wanted.count) :]


async def _loaded(series: CandleSeries) -> None:
    # Its history is on its way; asking for it twice would take twice as long.
    for _ in range(int(_PATIENCE_S / _LOOK_S)):
        if series.state is not SeriesState.LOADING:
            return
        await asyncio.sleep(_LOOK_S)


def _before(candles: Sequence[Candle], to: datetime | None) -> list[Candle]:
    if to is None:
        return list(candles)
    limit = to if to.tzinfo else to.replace(tzinfo=KST)
    return [candle for candle in candles if candle.time < limit]


def candles_response(candles: Sequence[Candle], accept: str) -> Response:
    """Return candles in the form that an ``Accept`` header asks for."""
    wanted = {part.split(";")[0].strip() for part in accept.split(",")}
    if not wanted & {CSV, PARQUET, ARROW}:
        replies = [CandleReply.model_validate(candle) for candle in candles]
        return JSONResponse(_CANDLES.dump_python(replies, mode="json"))
    frame = to_frame(candles).drop(columns="day_volume", errors="ignore")
    if CSV in wanted:
        return Response(frame.to_csv(), media_type=f"{CSV}; charset=utf-8")
    written = io.BytesIO()
    if PARQUET in wanted:
        frame.to_parquet(written)
        return Response(written.getvalue(), media_type=PARQUET)
    table = pa.Table.from_pandas(frame)
    with pa.ipc.new_stream(written, table.schema) as stream:
        stream.write_table(table)
    return Response(written.getvalue(), media_type=ARROW)
