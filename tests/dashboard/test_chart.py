"""A chart follows the hub, and gives back what it took."""

from collections.abc import AsyncIterator

import pytest

from dashboard import texts
from dashboard.chart import CandleChart
from dashboard.theme import LIGHT
from kiwoom import Interval
from tests.market import Market, eventually, open_market

SAMSUNG, HYNIX = "005930", "000660"


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    async with open_market() as opened:
        yield opened


async def shown_chart(market: Market, **params: object) -> CandleChart:
    chart = CandleChart(market.hub, symbol=SAMSUNG, **params)
    await filled(market, chart)
    return chart


async def filled(market: Market, chart: CandleChart) -> None:
    await eventually(lambda: market.hub.series(chart.symbol, chart.interval).closed)
    await eventually(lambda: market.hub.latest(chart.symbol))
    chart.update()


def numbers(chart: CandleChart) -> list[int]:
    return list(chart.figure.source.data["number"])


async def test_a_chart_draws_the_closed_candles_of_its_symbol(market):
    chart = await shown_chart(market)

    series = market.hub.series(SAMSUNG, Interval.M1)
    assert len(numbers(chart)) == len(series.closed) >= 490
    assert chart.figure.source.data["close"][-1] == series.closed[-1].close
    chart.close()


async def test_the_header_tells_name_price_and_change(market):
    chart = await shown_chart(market)

    latest = market.hub.latest(SAMSUNG)
    chart.update()
    assert chart.header.title == "삼성전자"
    assert chart.header.price == f"{latest.price:,}"
    assert chart.header.direction == (
        "up" if latest.change > 0 else "down" if latest.change < 0 else "flat"
    )
    chart.close()


async def test_a_chart_without_candles_says_that_it_loads(market):
    chart = CandleChart(market.hub, symbol=SAMSUNG)

    assert chart.header.message == "차트를 불러오는 중…"
    assert numbers(chart) == []
    chart.close()


async def test_an_entered_code_changes_the_chart(market):
    chart = await shown_chart(market)

    chart.enter_symbol(HYNIX)
    await filled(market, chart)

    assert chart.symbol == HYNIX
    assert chart.header.title == "SK하이닉스"
    closes = [c.close for c in market.hub.series(HYNIX, Interval.M1).closed]
    assert chart.figure.source.data["close"] == closes
    chart.close()


async def test_a_changed_symbol_gives_its_subscription_back(market):
    chart = await shown_chart(market)

    chart.enter_symbol(HYNIX)

    await eventually(lambda: market.hub.health().symbols == 1)
    chart.close()


async def test_a_closed_chart_gives_its_subscription_back(market):
    chart = await shown_chart(market)

    chart.close()

    await eventually(lambda: market.hub.health().symbols == 0)


@pytest.mark.parametrize("text", ["", "59", "삼성전자", "00593", "999999", "<b>x</b>"])
async def test_a_code_that_does_not_exist_leaves_the_chart_as_it_was(market, text):
    chart = await shown_chart(market)
    told: list[str] = []
    chart.header.notify = told.append

    chart.enter_symbol(text)

    assert chart.symbol == SAMSUNG
    assert told == [
        texts.UNKNOWN_SYMBOL.format(symbol=text)
        if text == "999999"
        else texts.BAD_SYMBOL
    ]
    chart.close()


async def test_an_interval_shows_its_own_history(market):
    chart = await shown_chart(market)

    chart.interval = Interval.D1
    await filled(market, chart)

    times = chart.figure.source.data["time"]
    assert all(time % 86_400_000 == 0 for time in times)
    assert len(times) > 300
    chart.close()


async def test_a_theme_colours_the_figure(market):
    chart = await shown_chart(market)

    chart.theme = "light"

    assert chart.figure.plot.background_fill_color == LIGHT.background
    assert chart.figure.mappers[0].palette == [LIGHT.rising, LIGHT.falling]
    chart.close()
