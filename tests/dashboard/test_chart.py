"""A chart follows the hub, and gives back what it took."""

import pytest

from dashboard import texts
from dashboard.chart import CandleChart
from dashboard.indicators import MovingAverage, Rsi
from dashboard.theme import LIGHT
from kiwoom import Interval, SeriesState
from tests.dashboard.feed_frames import read_frame
from tests.market import Market, eventually

SAMSUNG, HYNIX = "005930", "000660"


async def shown_chart(market: Market, **params: object) -> CandleChart:
    chart = CandleChart(market.hub, symbol=SAMSUNG, **params)
    await filled(market, chart)
    return chart


async def filled(market: Market, chart: CandleChart) -> None:
    await eventually(lambda: market.hub.series(chart.symbol, chart.interval).closed)
    await eventually(lambda: market.hub.latest(chart.symbol))
    chart.update()


def drawn(chart: CandleChart) -> dict[str, list]:
    return chart.figure.select_one({"name": "bars"}).data


async def test_a_chart_s_figure_holds_the_candles_of_its_symbol(market):
    chart = await shown_chart(market)

    series = market.hub.series(SAMSUNG, Interval.M1)
    closes = [candle.close for candle in series.closed]
    assert len(closes) >= 490
    assert drawn(chart)["close"] == [*closes, series.forming.close]
    assert drawn(chart)["number"][0] == series.first_number
    chart.close()


async def test_a_chart_s_figure_holds_its_indicators(market):
    chart = await shown_chart(market, indicators=[MovingAverage((5,))])

    closes = drawn(chart)["close"]
    lines = chart.figure.renderers[-1].data_source.data
    assert lines["ys"][0][-1] == sum(closes[-5:]) / 5
    assert lines["xs"][0] == drawn(chart)["number"]
    chart.close()


async def test_the_cell_tells_the_symbol_s_name(market):
    chart = await shown_chart(market)

    assert chart.cell.title == "삼성전자"
    assert chart.cell.symbol == SAMSUNG
    chart.close()


async def test_every_symbol_interval_and_set_of_indicators_has_its_channel(market):
    chart = await shown_chart(market)
    channels = [chart.cell.channel]

    chart.interval = Interval.M5
    channels.append(chart.cell.channel)
    chart.indicators = [MovingAverage((5,)), Rsi(14)]
    channels.append(chart.cell.channel)
    chart.symbol = HYNIX
    channels.append(chart.cell.channel)

    assert len(set(channels)) == 4
    assert chart.cell.plan == "ma:5|rsi:14"
    chart.close()


async def test_a_chart_without_candles_says_that_it_loads(market):
    chart = CandleChart(market.hub, symbol=SAMSUNG)

    assert chart.cell.message == "차트를 불러오는 중…"
    chart.close()


async def test_an_entered_code_changes_the_chart(market):
    chart = await shown_chart(market)

    chart.enter_symbol(HYNIX)
    await filled(market, chart)

    assert chart.symbol == HYNIX
    assert chart.cell.title == "SK하이닉스"
    closes = [c.close for c in market.hub.series(HYNIX, Interval.M1).closed]
    assert drawn(chart)["close"][:-1] == closes
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
    chart.cell.notify = told.append

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

    times = drawn(chart)["time"]
    assert all(time % 86_400_000 == 0 for time in times)
    assert len(times) > 300
    chart.close()


async def test_a_theme_colours_the_figure(market):
    chart = await shown_chart(market)

    chart.theme = "light"

    plot = chart.figure
    body = plot.select_one({"name": "body"}).glyph.fill_color["transform"]
    assert plot.background_fill_color == LIGHT.background
    assert body.palette == [LIGHT.rising, LIGHT.falling]
    chart.close()


async def test_a_chart_alone_is_fed_by_messages(market):
    chart = await shown_chart(market)
    chart.__panel__()
    sent: list[bytes] = []
    chart.live.component._send_msg = lambda message: sent.append(message["frame"])

    chart.live.take({"channels": [chart.cell.channel]})
    await chart.live.tick()

    frame = read_frame(sent[0])
    series = market.hub.series(SAMSUNG, Interval.M1)
    assert frame.bars[chart.cell.channel].closes == [c.close for c in series.closed]
    chart.close()


async def test_a_chart_alone_tells_by_itself_that_its_candles_have_come(market):
    chart = CandleChart(market.hub, symbol=SAMSUNG)
    chart.__panel__()
    assert chart.cell.message == texts.series_message(SeriesState.LOADING, "")
    await eventually(lambda: market.hub.series(SAMSUNG, Interval.M1).closed)

    await chart.live.tick()

    assert chart.cell.message == ""
    chart.close()


async def test_rubbish_from_a_page_is_noted_and_changes_nothing(market, caplog):
    chart = await shown_chart(market)
    chart.__panel__()

    chart.live.take({"channels": 3})

    assert "bad message" in caplog.text
    chart.close()
