"""The live layer's candle is the one that Bokeh paints when the bar has closed."""

import io
from collections.abc import AsyncIterator

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page

from tests.ui.wall import Wall

pytestmark = pytest.mark.ui
CELLS = 1

# Freeze the page's market, and draw the newest closed bar by the layer alone or by the
# figure alone. Lines of indicators, tags and marks are not what is compared.
FREEZE = """() => {
  kiwoomWall.feed.show([], () => ({}))
  kiwoomWall.take = kiwoomWall.repaint = () => {}
  const [chart] = kiwoomWall.charts.values()
  window.chart = chart
  chart.scene.forget() // the newest bars are left to the layer
  chart.paint()
  for (const line of chart.figure.model.renderers) {
    line.visible = !line.name.startsWith('lines')
  }
  const {layer, levels} = chart
  layer.lines = []
  const marks = [layer.legend, ...levels.nodes, ...levels.borders]
  for (const node of marks) node.style.display = 'none'
  layer.drawPrice = () => {}
}"""
BY_LAYER = """() => {
  chart.forming = null
  const {source} = chart.figure
  window.all ??= source.data
  const until = chart.bars.following - 1
  const kept = Object.fromEntries(Object.entries(source.data)
    .map(([name, column]) => [name, column.slice(0, -1)]))
  source.data = kept
  chart.shown = chart.painted = until
  return new Promise((done) => setTimeout(() => {
    chart.figure.view.repaint()
    chart.layer.draw(null, chart.unpainted(), chart.palette)
    requestAnimationFrame(() => requestAnimationFrame(done))
  }, 60))
}"""
BY_FIGURE = """() => {
  chart.figure.source.data = all
  chart.shown = chart.painted = chart.bars.following
  return new Promise((done) => setTimeout(() => {
    chart.figure.view.repaint()
    chart.layer.draw(null, [], chart.palette)
    requestAnimationFrame(() => requestAnimationFrame(done))
  }, 60))
}"""
# Let the newest closed bar have no body, and a tick be many pixels.
DOJI = """() => {
  const {bars} = chart
  const [, open, high, low, close] = bars.columns
  for (let place = bars.count - 8; place < bars.count; place++) {
    open[place] = close[place] = open[bars.count - 8]
    high[place] = open[place] * 1.0008
    low[place] = open[place] * 0.9992
  }
  bars.version += 1
  bars.revision += 1
  chart.following = false
  chart.forming = null
  chart.figure.range.setv({start: chart.last - 6.3, end: chart.last + 2.1})
  chart.paint()
}"""
# The bar's column within the page, in CSS pixels.
PLACE = """() => {
  const {figure} = chart
  const box = figure.surface.getBoundingClientRect()
  const number = chart.bars.following - 1
  const half = (figure.x(1) - figure.x(0)) / 2
  return {x: box.x + figure.x(number) - half - 2, y: box.y + figure.box.top,
          width: 2 * half + 4, height: figure.box.height}
}"""


@pytest_asyncio.fixture(loop_scope="session", params=[1, 1.5, 2])
async def page(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[Page]:
    """Open an empty page of a device with so many pixels to one of CSS."""
    context = await browser.new_context(
        viewport={"width": 1920, "height": 1080}, device_scale_factor=request.param
    )
    yield await context.new_page()
    await context.close()


async def column(wall: Wall) -> np.ndarray:
    await at_rest(wall)
    place = await wall.page.evaluate(PLACE)
    picture = await wall.page.screenshot(clip=place)
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=int)


def is_coloured(picture: np.ndarray) -> np.ndarray:
    """Return where a candle or its volume stands out from the background."""
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    return (abs(red - blue) > 40) & (abs(green - np.maximum(red, blue)) > 25)


async def assert_the_same_candle(wall: Wall) -> None:
    await wall.page.evaluate(FREEZE)
    await at_rest(wall)
    await wall.page.evaluate(BY_LAYER)
    layer = await column(wall)
    await wall.page.evaluate(BY_FIGURE)
    figure = await column(wall)

    seen, wanted = is_coloured(layer), is_coloured(figure)
    assert wanted.sum() > 20
    assert_within_a_pixel(seen, wanted)
    assert_within_a_pixel(wanted, seen)
    # Where the candle covers whole pixels the colours are the same, not only alike.
    both = strongest(layer[seen]), strongest(figure[wanted])
    assert np.abs(both[0] - both[1]).max() <= 12


def strongest(colours: np.ndarray) -> np.ndarray:
    """Return the colour that is farthest from grey."""
    return colours[np.argmax(np.ptp(colours, axis=1))]


def assert_within_a_pixel(inner: np.ndarray, outer: np.ndarray) -> None:
    """Every coloured pixel of one lies at most two device pixels beside the other's."""
    reach = 2
    grown = np.zeros_like(outer)
    padded = np.pad(outer, reach)
    height, width = outer.shape
    for down in range(2 * reach + 1):
        for right in range(2 * reach + 1):
            grown |= padded[down : down + height, right : right + width]
    assert not (inner & ~grown).any()


async def at_rest(wall: Wall) -> None:
    """Wait until two pictures of the frozen chart, frames apart, are the same."""
    before = b""
    while before != (now := await wall.cell(0).screenshot()):
        before = now
        await wall.page.evaluate("() => new Promise((done) => setTimeout(done, 250))")


async def test_it_is_the_same_in_the_dark(wall: Wall):
    await assert_the_same_candle(wall)


async def test_it_is_the_same_in_the_light(wall: Wall):
    await wall.page.locator(".kw-theme").click()
    await wall.until("() => kiwoomWall.palette.name === 'light'")
    await wall.until("() => kiwoomWall.waiting.size === 0")

    await assert_the_same_candle(wall)


async def test_it_is_the_same_where_a_bar_closed_where_it_opened(wall: Wall):
    await wall.page.evaluate(FREEZE)
    await wall.page.evaluate(DOJI)

    await assert_the_same_candle(wall)


async def test_it_is_the_same_after_a_resize(wall: Wall):
    before = await wall.chart(0, "chart.figure.box.width")
    await wall.page.set_viewport_size({"width": 1500, "height": 900})
    await wall.until_chart(0, f"chart.figure.box.width < {before} - 400")
    await wall.chart(
        0, "chart.figure.range.setv({start: chart.last - 34, end: chart.last + 6})"
    )
    await wall.until("() => kiwoomWall.urgent.size + kiwoomWall.waiting.size === 0")

    await assert_the_same_candle(wall)


async def test_it_is_the_same_after_pan_and_zoom(wall: Wall):
    await wall.chart(
        0,
        "chart.figure.range.setv({start: chart.last - 41.3, end: chart.last + 9.1})",
    )
    await wall.until("() => kiwoomWall.urgent.size + kiwoomWall.waiting.size === 0")

    await assert_the_same_candle(wall)
