"""Reads candles page by page, from the newest to the oldest that the broker has."""

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from datetime import date, datetime
from typing import Protocol, TypeVar

from kiwoom import wire
from kiwoom.endpoints import Request, candles_request, next_page, rows_of
from kiwoom.enums import Interval, Period
from kiwoom.errors import UnknownSymbol
from kiwoom.hours import KST
from kiwoom.models import Candle
from kiwoom.paging import read_rows
from kiwoom.rest import RestClient

_NEVER = datetime.max.replace(tzinfo=KST)


class Timed(Protocol):
    """What is labelled by a time."""

    @property
    def time(self) -> datetime:
        """The label, in KST."""


T = TypeVar("T", bound=Timed)


def width_of(interval: Interval | Period | str) -> Interval | Period:
    """Return the width that a text names.

    Examples
    --------
    >>> width_of("5m"), width_of("1w")
    (<Interval.M5: '5m'>, <Period.WEEK: '1w'>)
    """
    return Period(interval) if interval in set(Period) else Interval(interval)


def needs_day(width: Interval | Period) -> bool:
    """Whether the request must name the last day that is wanted."""
    return isinstance(width, Period) or not width.is_intraday


async def chart_pages(
    rest: RestClient,
    symbol: str,
    width: Interval | Period,
    last_day: date,
    *,
    is_adjusted: bool,
) -> AsyncGenerator[list[Candle], None]:
    """Yield ascending pages, see :meth:`kiwoom.Client.candle_pages`.

    Raises
    ------
    UnknownSymbol
        If the broker has no candles for such a code.
    """
    request = candles_request(symbol, width, last_day, is_adjusted=is_adjusted)
    async with aclosing(dated_pages(rest, request, _reader(width), symbol)) as found:
        async for page in found:
            yield page


async def dated_pages(
    rest: RestClient, first: Request, read: Callable[[wire.Row], T | None], name: str
) -> AsyncGenerator[list[T], None]:
    """Yield ascending pages of what a request lists, from the newest to the oldest.

    Each page ends before the one yielded before it begins; none is empty.

    Raises
    ------
    UnknownSymbol
        If the first page is blank: the broker knows nothing under this name.
    """
    request: Request | None = first
    begin = _NEVER
    # A cursor that leads nowhere older ends the pages too, like a blank row.
    while request is not None:
        reply = await rest.call(request)
        rows = rows_of(request, reply)
        page = _before(begin, read_rows(read, rows))
        if not page:
            if rows and begin is _NEVER:
                raise UnknownSymbol(request.api_id, name)
            return
        yield page
        begin = page[0].time
        request = next_page(request, reply)


def _before(end: datetime, candles: Iterable[T]) -> list[T]:
    # Pages can overlap while trades go on; the newer page, already known, knows better.
    found = {candle.time: candle for candle in candles if candle.time < end}
    return [found[time] for time in sorted(found)]


def _reader(width: Interval | Period) -> Callable[[wire.Row], Candle | None]:
    if isinstance(width, Period):
        return wire.read_period
    return wire.read_minute if width.is_intraday else wire.read_daily
