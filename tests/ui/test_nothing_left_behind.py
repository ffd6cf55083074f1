"""A page that is used all day keeps no model, canvas, observer or callback behind."""

import pytest

from tests.ui.wall import Wall

pytestmark = [pytest.mark.ui, pytest.mark.slow]
CELLS = 4

SYMBOLS = ("005930", "000660", "035420", "035720", "068270")
INSTALL = """
  const count = window.counted = {observers: 0, listeners: 0}
  for (const name of ['IntersectionObserver', 'ResizeObserver', 'MutationObserver']) {
    const {observe, disconnect} = window[name].prototype
    window[name].prototype.observe = function (...given) {
      count.observers += 1
      return observe.apply(this, given)
    }
    window[name].prototype.disconnect = function () {
      count.observers -= 1
      return disconnect.apply(this)
    }
  }
"""
LOOK = """() => {
  const nodes = {canvas: 0, all: 0}
  const walk = (root) => {
    for (const node of root.querySelectorAll('*')) {
      nodes.all += 1
      nodes.canvas += node.tagName === 'CANVAS'
      if (node.shadowRoot) walk(node.shadowRoot)
    }
  }
  walk(document)
  let models = 0
  let callbacks = 0
  for (const one of Bokeh.documents) {
    models += one._all_models.size
  }
  for (const chart of kiwoomWall.charts.values()) {
    callbacks += chart.figure?.links.length ?? 0
  }
  return {...nodes, models, callbacks, documents: Bokeh.documents.length,
          observers: counted.observers, moved: kiwoomWall.building.unbuilt.length}
}"""


async def opened(wall: Wall) -> None:
    await wall.page.add_init_script(INSTALL)
    await wall.page.reload()
    await wall.drawn()


async def test_sixty_symbols_leave_nothing_behind(wall: Wall):
    await opened(wall)
    await change_symbol(wall, "000660")
    before = await wall.page.evaluate(LOOK)

    for number in range(60):
        await change_symbol(wall, SYMBOLS[number % len(SYMBOLS)])
    await change_symbol(wall, "000660")
    await wall.until_chart(0, "chart.isDrawn && chart.bars.count > 100")

    assert await wall.page.evaluate(LOOK) == before


async def change_symbol(wall: Wall, symbol: str) -> None:
    await wall.chart(0, f"chart.model.send_msg({{symbol: '{symbol}'}})")
    await wall.until_chart(0, f"chart.model.symbol === '{symbol}'")


async def test_thirty_themes_leave_nothing_behind(wall: Wall):
    await opened(wall)
    before = await wall.page.evaluate(LOOK)

    for number in range(30):
        name = ("light", "dark")[number % 2]
        await wall.page.locator(".kw-theme").click()
        await wall.until(f"() => kiwoomWall.palette.name === '{name}'")
    await wall.until("() => kiwoomWall.waiting.size === 0")

    assert await wall.page.evaluate(LOOK) == before


async def test_charts_that_leave_the_page_take_everything_along(wall: Wall):
    assert await wall.page.evaluate("Bokeh.documents.length") > 1

    await wall.page.evaluate("kiwoomWall.close()")

    # That of the page's own components.
    assert await wall.page.evaluate("Bokeh.documents.length") == 1
    assert await wall.page.evaluate("kiwoomWall.charts.size") == 0
    left = await wall.cell(3).evaluate(
        "(cell) => cell.querySelectorAll('.plot *').length"
    )
    assert left == 0
