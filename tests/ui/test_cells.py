"""What a cell marks, offers and says of itself."""

import io
import re

import pytest
from PIL import Image
from playwright.async_api import expect

from kiwoom import FeedState
from tests.programs import running
from tests.ui.wall import FEW, Wall

pytestmark = pytest.mark.ui
CELLS = 4

WON = "new Intl.NumberFormat('ko-KR').format"


async def with_state(wall: Wall, number: int, **figures: object) -> None:
    """Let a cell take its newest figures again, with some of them changed."""
    given = ", ".join(f"{name}: {value}" for name, value in figures.items())
    await wall.chart(
        number,
        "(kiwoomWall.takers.clear(), chart.newest = {...chart.newest, "
        + given
        + "}, chart.showHeader(), chart.draw())",
    )


async def test_indicators_are_chosen_from_a_menu_for_one_chart_or_all(wall):
    cell = wall.cell(2)
    await cell.hover()
    await cell.locator(".study").click()
    await expect(cell.locator("input[name=ma]")).to_be_checked()
    await cell.locator("input[name=rsi]").check()
    await cell.locator("input[name=ma]").uncheck()
    await wall.until_chart(2, "chart.model.plan === 'volume_ma:20|rsi:14'")
    await wall.until_chart(2, "chart.isDrawn && chart.scene.panes.length === 1")

    await cell.locator(".menu button").click()
    for number in (0, 15):
        await wall.until_chart(number, "chart.model.plan === 'volume_ma:20|rsi:14'")
    await expect(cell.locator(".menu")).to_be_hidden()


async def test_averages_the_previous_close_and_the_days_extremes_are_drawn(wall):
    cell = wall.cell(3)
    await expect(cell.locator(".kw-legend")).to_contain_text("MA5 MA20 MA60 MA120")
    base = await wall.chart(3, f"{WON}(chart.newest.base)")
    middle = "(chart.figure.rangeOf('default').start * .4"
    middle += " + chart.figure.rangeOf('default').end * .6)"
    await with_state(wall, 3, base=f"Math.round({middle})")

    await expect(cell.locator(".kw-level-base")).to_have_css("visibility", "visible")
    await expect(cell.locator(".kw-base")).to_contain_text("전일 ")
    assert await cell.locator(".kw-day-high").count() == 1
    assert re.fullmatch(r"[\d,]+", base)


async def test_price_limits_are_drawn_where_they_are_in_sight(wall):
    cell = wall.cell(3)
    await expect(cell.locator(".kw-level-upper")).to_have_css("visibility", "hidden")
    top = "chart.figure.rangeOf('default').end - chart.figure.rangeOf('default').start"
    await with_state(
        wall,
        3,
        upper=f"chart.figure.rangeOf('default').end - ({top}) * .1",
        lower=f"chart.figure.rangeOf('default').start + ({top}) * .5",
    )

    await expect(cell.locator(".kw-level-upper")).to_have_css("visibility", "visible")
    await expect(cell.locator(".kw-upper")).to_contain_text("상한 ")
    await expect(cell.locator(".kw-level-lower")).to_have_css("visibility", "visible")
    await expect(cell.locator(".kw-lower")).to_contain_text("하한 ")


async def test_the_border_between_two_days_is_drawn(wall):
    await wall.cell(2).locator("select.interval").select_option("5m")
    await wall.until_chart(2, "chart.model.interval === '5m' && chart.isDrawn")

    border = wall.cell(2).locator(".kw-border").first
    await expect(border).to_have_css("visibility", "visible")
    starts = await wall.chart(
        2,
        "chart.bars.dayStarts(chart.figure.range.start, chart.figure.range.end)"
        ".map((number) => new Date(chart.bars.at(number).time).toISOString())",
    )
    assert starts
    assert all(start[11:16] == "09:00" for start in starts)


async def test_every_state_of_the_feed_has_a_badge_or_a_mark_of_its_own(wall):
    seen: set[bytes] = set()
    states = list(FeedState)
    for state in states:
        await with_state(wall, 1, state=states.index(state))
        row = wall.cell(1).locator(".row")
        await expect(row).to_have_attribute("data-state", state.value)
        badge = await wall.cell(1).locator(".badge").inner_text()
        assert bool(badge) == (state is not FeedState.LIVE)
        box = await wall.cell(1).bounding_box()
        head = {"x": box["x"], "y": box["y"], "width": box["width"], "height": 29}
        seen.add(await wall.page.screenshot(clip=head, animations="disabled"))
    assert len(seen) == len(states)


async def test_an_empty_cell_says_why(wall):
    pictures: set[bytes] = set()
    for state, text in (
        ("loading", "차트를 불러오는 중…"),
        ("empty", "표시할 데이터가 없습니다"),
        ("failed", "증권사가 요청을 거부했습니다"),
    ):
        await wall.chart(
            0,
            "(chart.header.message.lastElementChild.textContent = "
            f"{text!r}, chart.header.message.dataset.state = {state!r})",
        )
        message = wall.cell(0).locator(".message")
        await expect(message).to_be_visible()
        picture = await message.screenshot(animations="disabled")
        pictures.add(picture)
        assert len(Image.open(io.BytesIO(picture)).getcolors(1 << 20)) > 2
    assert len(pictures) == 3


async def test_what_a_cell_shows_is_saved_as_a_picture_and_as_a_table(wall):
    cell = wall.cell(0)
    await cell.hover()
    async with wall.page.expect_download() as download:
        await cell.locator(".more").click()
        await cell.get_by_role("button", name="CSV 저장").click()
    saved = await download.value
    lines = (await read(saved)).decode("utf-8-sig").splitlines()
    assert saved.suggested_filename.startswith("kiwoom-005930-1m-")
    assert lines[0] == "symbol,name,interval,time,open,high,low,close,volume"
    assert 100 <= len(lines) - 1 <= 125
    assert lines[-1].startswith("005930,삼성전자,1분,2026-09-18 1")

    async with wall.page.expect_download() as download:
        await wall.page.locator(".output > button").click()
        await wall.page.get_by_role("button", name="화면 PNG").click()
    picture = Image.open(io.BytesIO(await read(await download.value))).convert("RGB")
    assert picture.size[0] == 1920
    colours = picture.getcolors(maxcolors=1 << 22)
    red = sum(n for n, (r, g, b) in colours if r > 200 and g < 110 and b < 110)
    assert red > 2000


async def read(download) -> bytes:
    with open(await download.path(), "rb") as stream:  # noqa: ASYNC230
        return stream.read()


async def test_a_narrow_page_shows_one_cell_and_a_switcher(address, browser):
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    wall = Wall(page, address)
    await wall.open_any()
    switcher = page.locator(".kw-switcher")
    await expect(switcher).to_contain_text("1 / 4")
    box = await wall.cell(0).bounding_box()
    assert box["width"] > 385
    assert box["height"] > 650
    await wall.until("() => kiwoomWall.takers.size === 1")

    await switcher.locator("button").last.click()
    await expect(switcher).to_contain_text("2 / 4")
    await wall.until_chart(1, "chart.isDrawn")
    assert (await wall.cell(1).bounding_box())["width"] > 385

    await page.locator(".kw-search").fill("셀트리온")
    await page.locator(".kw-search").press("Enter")
    await expect(wall.cell(1)).to_have_attribute("data-symbol", "068270")
    await page.set_viewport_size({"width": 1366, "height": 768})
    await expect(switcher).to_have_count(0)
    await wall.drawn()


async def test_an_auction_shows_what_it_would_match_until_it_is_over(page):
    market = ("--date", "2026-09-18", "--start", "15:24", "--speed", "30")
    ports = ("--port", "0", "--gateway-port", "0", "--no-browser")
    with running("demo", *market, *ports, "--market-hours", **FEW) as demo:
        wall = Wall(page, demo.ready_addresses()[0])
        await wall.open_any()
        await expect(wall.cell(0).locator(".badge")).to_contain_text(
            "예상", timeout=30_000
        )
        await expect(wall.cell(0).locator(".price")).not_to_be_empty()
        await expect(wall.cell(0).locator(".kw-level-expected")).to_have_css(
            "visibility", "visible"
        )
        # What was expected is matched, and there is nothing to expect any more.
        await expect(wall.cell(0).locator(".badge")).to_be_empty(timeout=60_000)


async def test_a_closed_market_shows_its_last_prices_and_says_so(page):
    market = ("--date", "2026-09-18", "--start", "17:59", "--speed", "20")
    ports = ("--port", "0", "--gateway-port", "0", "--no-browser")
    with running("demo", *market, *ports, "--market-hours", **FEW) as demo:
        wall = Wall(page, demo.ready_addresses()[0])
        await wall.open_any()
        await expect(wall.cell(0).locator(".badge")).to_have_text("장 마감")
        await expect(wall.cell(0).locator(".price")).not_to_be_empty()
        await expect(wall.page.locator(".kw-status")).to_contain_text("장 마감")
