"""A market, and a grid of four charts of it."""

from collections.abc import AsyncIterator

import pytest

from dashboard.grid import ChartGrid
from tests.dashboard.symbols import SYMBOLS
from tests.market import Market, open_market


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    async with open_market() as opened:
        yield opened


@pytest.fixture
async def grid(market: Market) -> AsyncIterator[ChartGrid]:
    opened = ChartGrid(market.hub, SYMBOLS, rows=2, columns=2)
    yield opened
    opened.close()
