"""Every viewer has every bar once, however it joins, sleeps, hides or is cut off."""

import pytest
from playwright.async_api import Browser, Page

from tests.ui.wall import Wall

pytestmark = pytest.mark.ui
CELLS = 4

# Numbers of a chart's bars are consecutive by construction, so times prove the rest.
TIMES = (
    "[...chart.bars.columns[0].subarray(0, chart.bars.count)].filter("
    "(time, i, all) => i > 0 && time <= all[i - 1]).length"
)
CLOSED = """(() => {
  const [time, open, high, low, close, volume] = chart.bars.columns
  const rows = {}
  for (let i = 0; i < chart.bars.count; i++) {
    rows[time[i]] = [open[i], high[i], low[i], close[i], volume[i]]
  }
  return rows
})()"""


async def until_bars_close(wall: Wall, count: int = 1) -> None:
    before = await wall.chart(0, "chart.bars.following")
    await wall.until_chart(0, f"chart.bars.following >= {before + count}")


async def same_bars(left: Wall, right: Wall) -> None:
    for number in (0, 2, 3):
        mine = await left.chart(number, CLOSED)
        theirs = await right.chart(number, CLOSED)
        both = mine.keys() & theirs.keys()
        assert len(both) > 400
        assert {t: mine[t] for t in both} == {t: theirs[t] for t in both}
        # The last one may have closed between the two looks.
        assert len(mine.keys() ^ theirs.keys()) <= 2


async def test_who_joins_at_the_minute_s_edge_has_the_same_bars(
    wall: Wall, browser: Browser
):
    await until_bars_close(wall)
    second = Wall(await browser.new_page(), wall.address)
    await second.open()
    await until_bars_close(second, 2)

    await same_bars(wall, second)
    assert await second.chart(0, TIMES) == 0


async def test_who_reloads_in_the_middle_of_trading_has_the_same_bars(
    wall: Wall, browser: Browser
):
    second = Wall(await browser.new_page(), wall.address)
    await second.open()
    await until_bars_close(second)
    await second.page.reload()
    await second.drawn()

    await same_bars(wall, second)


async def test_a_cut_line_across_a_minute_s_edge_leaves_no_hole_and_no_double(
    wall: Wall, browser: Browser
):
    second = Wall(await browser.new_page(), wall.address)
    await second.open()
    epoch = await second.chart(0, "chart.bars.epoch")
    await second.page.evaluate(
        "kiwoomWall.feed.delay = 6000; kiwoomWall.feed.socket.close()"
    )
    held = await second.chart(0, "chart.bars.following")
    await second.until_chart(0, f"chart.bars.following > {held}")

    assert await second.chart(0, "chart.bars.epoch") == epoch
    assert await second.chart(0, TIMES) == 0
    await same_bars(wall, second)


async def test_a_page_that_slept_for_an_hour_is_current_within_seconds(wall: Wall):
    # Its clock jumps while its line looks open: what a laptop's lid does.
    await wall.page.evaluate(
        """() => {
          const {feed} = kiwoomWall
          window.asleep = feed.socket
          feed.heardAt -= 3600_000
          feed.socket.onmessage = null
        }"""
    )

    await wall.page.wait_for_function(
        "kiwoomWall.feed.socket !== asleep"
        " && kiwoomWall.feed.socket.readyState === WebSocket.OPEN",
        timeout=5_000,
    )
    frames = await wall.page.evaluate("kiwoomWall.frames")
    await wall.page.wait_for_function(
        f"kiwoomWall.frames > {frames} + 1", timeout=5_000
    )


async def test_a_hidden_cell_is_not_asked_for_and_current_when_it_is_shown(wall: Wall):
    await wall.page.evaluate(
        "[...kiwoomWall.charts.values()][3].header.host.style.display = 'none'"
    )
    await wall.until_chart(3, "!chart.visible")
    assert not await wall.chart(3, "chart.wall.takers.has(chart.channel)")
    taken = await wall.chart(3, "chart.newest")

    await until_bars_close(wall)
    assert await wall.chart(3, "chart.newest") == taken

    await wall.page.evaluate(
        "[...kiwoomWall.charts.values()][3].header.host.style.display = ''"
    )
    last = await wall.chart(0, "chart.bars.columns[0][chart.bars.count - 1]")
    await wall.until_chart(
        3, f"chart.bars.columns[0][chart.bars.count - 1] >= {last} && chart.isDrawn"
    )
    assert await wall.chart(3, TIMES) == 0


async def test_a_hidden_page_is_sent_nothing_and_current_when_it_is_shown(wall: Wall):
    await hide(wall.page, hidden=True)
    assert await wall.page.evaluate("kiwoomWall.takers.size") == 0

    await hide(wall.page, hidden=False)
    frames = await wall.page.evaluate("kiwoomWall.frames")
    await wall.until(f"() => kiwoomWall.frames > {frames} + 2")
    assert await wall.page.evaluate("kiwoomWall.takers.size") == 4


async def hide(page: Page, *, hidden: bool) -> None:
    await page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, 'hidden', {value: hidden, configurable: true})
          document.dispatchEvent(new Event('visibilitychange'))
        }""",
        hidden,
    )


async def test_where_no_socket_can_be_opened_frames_come_as_messages(
    page: Page, address: str
):
    await page.add_init_script(
        """window.WebSocket = class extends WebSocket {
          constructor(url, ...more) {
            super(String(url).replace(/feed$/, 'no-such-place'), ...more)
          }
        }"""
    )
    wall = Wall(page, address)
    await wall.open()

    assert await page.evaluate("kiwoomWall.feed.constructor.name") == "MessageFeed"
    frames = await page.evaluate("kiwoomWall.frames")
    await wall.until(f"() => kiwoomWall.frames > {frames} + 5")


async def test_older_bars_come_at_the_left_edge_and_the_view_stays(wall: Wall):
    first = await wall.chart(2, "chart.bars.first")
    await wall.chart(
        2,
        "chart.figure.range.setv({start: chart.bars.first - 5,"
        " end: chart.bars.first + 115})",
    )
    seen = await wall.chart(2, "chart.bars.at(chart.bars.first + 50)")

    await wall.until_chart(2, f"chart.bars.first < {first}")

    view = await wall.chart(2, "[chart.figure.range.start, chart.figure.range.end]")
    assert view == [first - 5, first + 115]
    assert (await wall.chart(2, f"chart.bars.at({first + 50})"))["close"] == (
        seen["close"]
    )
    assert await wall.chart(2, TIMES) == 0
