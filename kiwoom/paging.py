"""Reads lists that come in pages."""

from collections.abc import AsyncGenerator, Callable, Iterable
from typing import Any, TypeVar

from kiwoom import wire
from kiwoom.endpoints import Reply, Request, next_page, rows_of
from kiwoom.errors import ProtocolError
from kiwoom.logs import get_logger
from kiwoom.rest import RestClient

_MAX_PAGES = 20

_log = get_logger(__name__)

T = TypeVar("T")


async def pages(
    rest: RestClient, first: Request, most: int = _MAX_PAGES
) -> AsyncGenerator[tuple[Reply, list[Any]], None]:
    """Yield the replies to a request and its further pages, each with its rows."""
    request: Request | None = first
    for _ in range(most):
        if request is None:
            return
        reply = await rest.call(request)
        yield reply, rows_of(request, reply)
        request = next_page(request, reply)


def read_rows(read: Callable[[wire.Row], T | None], rows: Iterable[Any]) -> list[T]:
    """Return what can be read of rows; what cannot is counted in the log.

    Raises
    ------
    ProtocolError
        If there are rows and none of them can be read.
    """
    found, dropped = wire.read_rows(read, rows)
    if dropped:
        _log.warning("rows dropped", count=dropped, kind=read.__name__)
        if not found:
            raise ProtocolError("no row of the reply can be read")
    return found
