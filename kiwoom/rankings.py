"""Asks for rankings, page by page, until there are enough places."""

from contextlib import aclosing
from typing import Any

from kiwoom.enums import Market, Ranking
from kiwoom.models import RankedStock
from kiwoom.paging import pages, read_rows
from kiwoom.ranking_wire import ranked_reader, ranking_request
from kiwoom.rest import RestClient


async def first_places(
    rest: RestClient, ranking: Ranking, market: Market | None, count: int
) -> list[RankedStock]:
    """Return the first places of a ranking, see :meth:`kiwoom.Client.ranking`."""
    rows: list[Any] = []
    async with aclosing(pages(rest, ranking_request(ranking, market))) as found:
        async for _, more in found:
            rows += more
            if len(rows) >= count:
                break
    return read_rows(ranked_reader(), rows)[:count]
