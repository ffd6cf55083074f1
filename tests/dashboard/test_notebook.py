"""A notebook has one market, however often its cells run."""

from collections.abc import AsyncIterator

import pytest

from dashboard import CandleChart, Market, open_market
from kiwoom import ConfigError, Interval, SeriesState
from tests.market import eventually
from tests.market import open_market as open_simulated


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with open_simulated() as simulated:
        yield simulated.simulator.url


@pytest.fixture
async def market(url: str) -> AsyncIterator[Market]:
    opened = open_market(sim=url)
    yield opened
    await opened.aclose()


async def test_the_same_market_is_returned_until_it_is_closed(url, market):
    assert open_market(sim=url) is market

    await market.aclose()
    another = open_market(sim=url)

    assert another is not market
    await another.ready()
    assert (await another.client.summary("005930")).name == "삼성전자"
    await another.aclose()


async def test_other_settings_are_another_market(url, market):
    other = open_market(sim=url, kept_candles=0)

    assert other is not market
    await other.aclose()


async def test_its_charts_and_grids_fill_by_themselves(market):
    chart = market.chart("005930", "5m")
    grid = market.grid(["005930", "000660", "035420", "035720", "068270"], Interval.M1)

    assert await market.filled(chart, grid)

    assert isinstance(chart, CandleChart)
    assert chart.interval is Interval.M5
    assert (grid.rows, grid.columns, grid.height) == (2, 4, 480)
    for each in (chart, *grid.charts):
        assert each.series.state is SeriesState.READY
    chart.close()
    grid.close()


async def test_a_chart_that_cannot_be_filled_is_not_waited_for(market):
    await market.ready()
    chart = market.chart("999999")
    await eventually(lambda: chart.series.state is SeriesState.FAILED)

    assert await market.filled(chart)
    chart.close()


async def test_a_closed_market_answers_nothing_any_more(market):
    await market.ready()
    await market.aclose()

    with pytest.raises(RuntimeError, match="closed"):
        await market.client.summary("005930")


async def test_a_server_without_keys_is_said_in_one_sentence(tmp_path):
    with pytest.raises(ConfigError, match="증권사 키가 없습니다"):
        open_market(mode="mock", data_dir=tmp_path)
