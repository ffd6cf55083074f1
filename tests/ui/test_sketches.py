"""All charts are sketched at once, and their figures come where the sketches were."""

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.ui.wall import Wall

pytestmark = pytest.mark.ui

# Notes, at every frame, how many charts have a sketch and how many a figure, and where
# the sketches are.
_WATCH = """
window.seen = []
const look = () => {
  const charts = [...window.kiwoomWall?.charts.values() ?? []]
  const sketched = charts.filter(({sketch}) => sketch !== null)
  const symbol = ({header}) => header.host.dataset.symbol
  if (sketched.length > 0) {
    window.seen.push({
      sketches: sketched.length,
      figures: charts.filter(({figure}) => figure !== null).length,
      prices: charts.filter(({header}) => header.price.textContent !== "").length,
      boxes: sketched.map((chart) => [symbol(chart), chart.sketch.box]),
    })
  }
  requestAnimationFrame(look)
}
requestAnimationFrame(look)
"""
_FIGURES = """() => Object.fromEntries([...kiwoomWall.charts.values()].map(
    ({header, figure: {box: {left, top, right, bottom}}}) =>
        [header.host.dataset.symbol, {left, top, right, bottom}]))"""


@pytest_asyncio.fixture(loop_scope="session")
async def warm(wall: Wall) -> Wall:
    """Open a page, so that the server has all bars for the next one."""
    await wall.page.context.add_init_script(_WATCH)
    await wall.page.reload()
    await wall.drawn()
    return wall


async def test_all_charts_are_on_the_screen_before_the_first_figure_is_made(warm):
    first, *_ = await warm.page.evaluate("window.seen")

    assert first["figures"] == 0
    assert first["sketches"] >= 12  # what the first two frames of the feed bring
    assert first["prices"] == first["sketches"]


async def test_a_figure_comes_where_its_sketch_was(warm):
    seen = await warm.page.evaluate("window.seen")
    figures = await warm.page.evaluate(_FIGURES)

    sketches = dict(box for frame in seen for box in frame["boxes"])

    assert len(sketches) == 16
    for symbol, box in sketches.items():
        for side in ("left", "top", "right", "bottom"):
            assert abs(box[side] - figures[symbol][side]) <= 1


async def test_nothing_of_a_sketch_is_left_once_the_figure_is_there(warm):
    assert await warm.page.evaluate(
        "[...kiwoomWall.charts.values()].every(({sketch}) => sketch === null)"
    )
    plots = warm.page.locator(".kw-cell .plot")
    assert await plots.count() == 16
    assert await plots.first.evaluate("plot => plot.children.length") == 1


async def test_a_chart_that_gets_other_indicators_is_sketched_with_them_at_once(warm):
    await warm.page.evaluate("window.seen = []")

    cell = warm.cell(0)
    await cell.hover()
    await cell.locator(".study").click()
    await cell.locator("input[name=rsi]").check()
    await warm.until("() => window.seen.length > 0")
    await warm.until_chart(0, "chart.scene.panes.length === 1 && chart.isDrawn")
    await cell.locator("input[name=rsi]").uncheck()
    await expect(cell.locator("input[name=rsi]")).not_to_be_checked()

    assert (await warm.page.evaluate("window.seen"))[0]["sketches"] == 1
