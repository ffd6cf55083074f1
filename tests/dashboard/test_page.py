"""A page is built once and brought up to date by one tick."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from bokeh.document import Document

from dashboard import texts
from dashboard.page import WallPage
from dashboard.services import Services
from dashboard.settings import DEFAULT_SYMBOLS, WallSettings
from kiwoom import FeedState, Interval
from tests.market import eventually, open_market

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def services(tmp_path_factory) -> AsyncIterator[Services]:
    folder = tmp_path_factory.mktemp("house")
    async with open_market() as market:
        settings = WallSettings(
            sim=market.simulator.url, gateway_port=0, data_dir=folder
        )
        opened = Services(settings)
        await opened.start()
        yield opened
        await opened.aclose()


@pytest_asyncio.fixture(loop_scope="module")
async def page(services) -> AsyncIterator[WallPage]:
    opened = WallPage(services, "dark")
    yield opened
    opened.close()


def is_filled(services: Services) -> bool:
    series = [services.hub.series(symbol, Interval.M1) for symbol in DEFAULT_SYMBOLS]
    return all(one.closed for one in series)


async def test_a_page_has_sixteen_charts_of_sixteen_symbols(page):
    assert [chart.symbol for chart in page.grid.charts] == list(DEFAULT_SYMBOLS)


async def test_a_tick_tells_that_every_chart_is_filled(services, page):
    await eventually(lambda: is_filled(services))

    page.tick()

    assert {chart.cell.message for chart in page.grid.charts} == {""}
    assert page.grid.charts[0].cell.title == "삼성전자"


async def test_every_chart_has_a_channel_of_its_own(page):
    assert len({chart.cell.channel for chart in page.grid.charts}) == 16


async def test_one_interval_for_all_charts(page):
    page.grid.show_interval(Interval.M5)
    page.tick()

    assert page.top_bar.interval == "5m"
    assert {chart.interval for chart in page.grid.charts} == {Interval.M5}


async def test_the_top_bar_shows_no_interval_when_charts_differ(page):
    page.grid.charts[3].interval = Interval.D1
    page.tick()

    assert page.top_bar.interval == ""


async def test_a_theme_reaches_every_chart(page):
    page.top_bar.theme = "light"

    assert {chart.theme for chart in page.grid.charts} == {"light"}
    assert page.grid.live.component.palette["name"] == "light"


async def test_a_tick_changes_no_model_tree(services, page):
    document = Document()
    page.view().get_root(document)
    await eventually(lambda: is_filled(services))
    page.tick()
    models = set(document.models)

    page.tick()

    assert set(document.models) == models


class BrokenChart:
    """A chart that cannot be brought up to date."""

    symbol = "005930"
    said = ""

    def update(self):
        raise LookupError("nothing to draw")

    def fail(self):
        self.said = texts.FAILED_CHART


async def test_one_broken_chart_spares_the_others(services, page, caplog):
    await eventually(lambda: is_filled(services))
    broken = BrokenChart()
    sound = page.grid.charts
    page.grid.charts = [broken, *sound]

    page.grid.update()

    page.grid.charts = sound
    assert broken.said == texts.FAILED_CHART
    assert {chart.cell.message for chart in sound} == {""}
    assert "nothing to draw" in caplog.text


async def test_a_closed_page_gives_everything_back(services, page):
    page.open()
    assert page.key in services.pages

    page.close()

    await eventually(lambda: page.key not in services.pages)
    await eventually(lambda: services.hub.health().symbols == 0)


async def test_an_opened_page_is_counted_once(services, page):
    before = len(services.held_pages)

    page.open()
    assert len(services.held_pages) == before + 1

    page.open()
    assert len(services.held_pages) == before + 1
    assert page in services.held_pages


async def test_two_pages_share_one_registration(services, page):
    second = WallPage(services, "dark")

    assert services.hub.health().symbols == 16
    second.close()
    assert services.hub.health().symbols == 16


async def test_the_status_bar_tells_what_the_feed_does(services, page):
    await eventually(lambda: services.hub.health().state is FeedState.LIVE)

    page.tick()

    assert page.status_bar.state_text.startswith("실시간")
    assert page.status_bar.phase.startswith("정규장 2026-09-18 1")
    assert list(page.status_bar.figures) == [
        "체결",
        "마지막 체결",
        "REST",
        "화면",
        "버전",
    ]
