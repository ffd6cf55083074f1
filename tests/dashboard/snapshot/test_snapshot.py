"""Charts become one file that holds their numbers and nothing of who made it."""

import base64
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

import dashboard
from dashboard import CandleChart, ChartGrid, save_snapshot
from dashboard.indicators import MovingAverage, Rsi
from dashboard.snapshot import Provenance, snapshot_of
from kiwoom import KST, ConfigError, Interval
from tests.dashboard.feed_frames import Frame, read_frame
from tests.market import Market, eventually

SYMBOLS = ("005930", "000660", "035420")


@pytest.fixture
async def grid(market: Market) -> AsyncIterator[ChartGrid]:
    opened = ChartGrid(market.hub, SYMBOLS, rows=2, columns=2)
    await eventually(
        lambda: all(
            chart.series.closed and market.hub.latest(chart.symbol)
            for chart in opened.charts
        )
    )
    yield opened
    opened.close()


def data_of(html: str) -> dict:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html)
    return json.loads(found[1])


def frame_of(html: str) -> Frame:
    return read_frame(base64.b64decode(data_of(html)["frame"]))


async def test_it_holds_the_charts_candles_and_the_newest_figures(market, grid):
    html = snapshot_of(grid, bars=300)

    frame, cells = frame_of(html), data_of(html)["cells"]
    assert [cell["title"] for cell in cells] == ["삼성전자", "SK하이닉스", "NAVER"]
    for number, chart in enumerate(grid.charts):
        closes = [candle.close for candle in chart.series.closed]
        assert frame.bars[number].closes == closes[-300:]
        assert frame.live[number]["number"] == 300
        assert frame.live[number]["base"] == market.hub.latest(chart.symbol).base_price


async def test_averages_go_on_from_the_candles_that_are_left_out(market, grid):
    chart = grid.charts[0]
    chart.indicators = [MovingAverage((120,)), Rsi(14)]

    html = snapshot_of(chart, bars=50)

    closes = [candle.close for candle in chart.series.closed]
    average, rsi = frame_of(html).bars[0].lines
    assert len(average) == 50
    assert average[0] == pytest.approx(sum(closes[-169:-49]) / 120)
    assert all(0 <= value <= 100 for value in rsi)


async def test_it_says_where_the_prices_come_from_and_when(grid):
    html = snapshot_of(grid)

    assert "시뮬레이터가 지어낸 모의 시세" in html
    assert f"{datetime.now(KST):%Y-%m-%d %H:%M}" in html
    assert re.search(r"거래소 시각 <output>2026-09-18 1\d:\d\d:\d\d KST", html)


async def test_what_is_not_whole_is_named(market, grid):
    grid.charts[1].symbol = "034020"  # its history is on the way

    html = snapshot_of(grid)

    assert "이 순간 온전하지 않던 시세:" in html
    assert "두산에너빌리티: " in html


async def test_any_text_of_a_user_or_a_broker_stays_text(grid):
    nasty = "</script><script>alert(1)</script><!--"
    grid.charts[0].cell.title = nasty
    grid.charts[0]._told = None
    html = snapshot_of(grid, Provenance(nasty, datetime.now(KST)))

    assert "<script>alert(1)" not in html
    assert html.count("</script>") == 4


async def test_a_file_is_whole_or_not_there(grid, tmp_path):
    target = tmp_path / "wall.html"
    assert save_snapshot(grid, target) == target
    before = target.read_text("utf-8")
    assert before.startswith("<!DOCTYPE html>")

    with pytest.raises(ConfigError, match="No such file"):
        save_snapshot(grid, tmp_path / "no folder" / "wall.html")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigError, match="directory"):
        save_snapshot(grid, tmp_path / "folder")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "wall.html"]
    assert target.read_text("utf-8") == before


async def test_sixteen_charts_of_five_hundred_bars_are_less_than_four_megabytes(
    market, tmp_path
):
    symbols = list(market.hub.instruments)[:16]
    grid = ChartGrid(market.hub, symbols)
    await eventually(lambda: all(len(c.series.closed) >= 490 for c in grid.charts), 30)

    size = save_snapshot(grid, tmp_path / "wall.html").stat().st_size

    assert 1_500_000 < size <= 4_000_000
    grid.close()


async def test_charts_can_be_given_one_by_one(market, grid):
    chart = CandleChart(market.hub, symbol="005930", interval=Interval.D1)
    await eventually(lambda: chart.series.closed)

    html = snapshot_of([chart, grid.charts[0]])

    assert [cell["interval"] for cell in data_of(html)["cells"]] == ["1d", "1m"]
    chart.close()


def test_it_is_a_public_name():
    assert "save_snapshot" in dashboard.__all__
