"""One chart in a page of somebody else's, with panes, fed by messages."""

import os

import pytest
from playwright.async_api import Page

from tests.programs import ROOT, running
from tests.ui.wall import Wall

pytestmark = pytest.mark.ui

APP = str(ROOT / "tests" / "ui" / "lonely_chart.py")
DRAWN = "() => [...(window.kiwoomWall?.charts.values() ?? [])].some((c) => c.isDrawn)"


async def test_a_chart_with_panes_moves_in_a_page_of_its_own(
    page: Page, monkeypatch: pytest.MonkeyPatch
):
    with running("simulate", "--port", "0", "--start", "10:30") as simulator:
        monkeypatch.setitem(os.environ, "SIMULATOR", simulator.ready_addresses()[0])
        with running("serve", APP, "--port", "0", module="panel") as panel:
            line = panel.line_with("Bokeh app running at: ")
            wall = Wall(page, line.rsplit(" ", 1)[1])
            await page.goto(wall.address)
            await wall.until(DRAWN)

            frames = await page.evaluate("kiwoomWall.frames")
            await wall.until(f"() => kiwoomWall.frames > {frames} + 3")

            assert await wall.chart(0, "chart.scene.panes.map(({name}) => name)") == [
                "rsi",
                "macd",
            ]
            assert await wall.chart(0, "chart.header.message.textContent") == ""
            # Candles stand above the panes, and the panes above each other.
            share = "(value, name) => chart.figure.scaleOf(name)(value)"
            places = await wall.chart(
                0,
                f"(({{at}}) => [at(chart.forming.close, 'default'), at(100, 'rsi'),"
                f" at(0, 'rsi')])({{at: {share}}})",
            )
            macd = await wall.chart(
                0,
                "['start', 'end'].map((side) =>"
                " chart.figure.scaleOf('macd')(chart.figure.rangeOf('macd')[side]))",
            )
            assert max(macd) > max(places)
            lower, upper = sorted(places[1:])
            assert places[0] < lower < upper
