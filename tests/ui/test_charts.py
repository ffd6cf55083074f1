"""What a visitor sees and does with single charts, and what is told around them."""

import pytest
from playwright.async_api import expect

from tests.ui.wall import Wall

pytestmark = pytest.mark.ui
CELLS = 4

HYNIX = "000660"
RIGHT_MARGIN = 6  # bars, as in static/view.js


async def test_cells_tell_their_symbol_and_interval(wall):
    await expect(wall.cell(0)).to_have_attribute("data-symbol", "005930")
    await expect(wall.cell(0)).to_have_attribute("data-interval", "1m")


async def test_a_typed_code_changes_the_cell(wall):
    await wall.choose(2, HYNIX)

    await expect(wall.cell(2)).to_have_attribute("data-symbol", HYNIX)
    await expect(wall.cell(2).locator(".title")).to_have_text("SK하이닉스")
    await wall.until_chart(2, "chart.isDrawn && chart.painted > 100")


@pytest.mark.parametrize(
    ("code", "name"),
    [("005930_NX", "삼성전자 NXT"), ("005930_AL", "삼성전자 통합")],
)
async def test_a_chart_can_be_of_another_venue(wall, code, name):
    await wall.choose(0, code)

    await expect(wall.cell(0).locator(".title")).to_have_text(name)
    await wall.until_chart(0, "chart.isDrawn && chart.painted > 30")
    # The whole code can be read.
    code_button = wall.cell(0).locator("button.symbol")
    assert await code_button.evaluate("own => own.scrollWidth <= own.clientWidth")


async def test_a_wrong_code_says_so_and_leaves_the_chart(wall):
    await wall.choose(2, "999999")

    found = wall.page.locator(".kw-search-host")
    await expect(found).to_contain_text("맞는 종목이 없습니다")
    await wall.page.keyboard.press("Escape")
    await expect(found).not_to_contain_text("맞는 종목이 없습니다")
    await expect(wall.cell(2)).to_have_attribute("data-symbol", "373220")


async def frame_centre(wall: Wall, number: int) -> tuple[float, float]:
    box = await wall.cell(number).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def test_the_view_follows_until_the_user_pans_away_and_again_after_a_double_click(
    wall,
):
    x, y = await frame_centre(wall, 1)
    assert await wall.chart(1, "chart.following")

    await wall.page.mouse.move(x, y)
    await wall.page.mouse.down()
    await wall.page.mouse.move(x + 150, y, steps=5)
    await wall.page.mouse.up()
    await wall.until_chart(1, "!chart.following")
    panned = await wall.chart(1, "chart.figure.range.end")
    assert panned < await wall.chart(1, "chart.last")

    await wall.page.mouse.dblclick(x, y)
    await wall.until_chart(1, "chart.following && chart.figure.range.end > chart.last")


async def test_the_wheel_zooms_in(wall):
    x, y = await frame_centre(wall, 3)
    await wall.page.mouse.move(x, y)

    await wall.page.mouse.wheel(0, -400)

    await wall.until_chart(3, "chart.figure.range.end - chart.figure.range.start < 115")


async def test_the_pointer_shows_the_prices_of_a_bar(wall):
    x, y = await frame_centre(wall, 0)

    await wall.page.mouse.move(x, y)

    await expect(wall.cell(0).locator(".kw-legend")).to_contain_text("시 ")
    legend = await wall.cell(0).locator(".kw-legend").inner_text()
    assert legend.startswith("09/")
    assert all(label in legend for label in ("고", "저", "종", "량", "MA5", "MA120"))


async def test_the_pointer_over_the_forming_bar_shows_its_newest_price(wall):
    # A view that follows has its newest bar always at the same place.
    last = await wall.chart(
        0, f"chart.figure.x(chart.figure.range.end - {RIGHT_MARGIN})"
    )
    box = await wall.cell(0).bounding_box()

    await wall.page.mouse.move(box["x"] + last, box["y"] + box["height"] / 2)

    await wall.until_chart(
        0,
        "chart.layer.legend.textContent.includes("
        "new Intl.NumberFormat('ko-KR').format(chart.forming.close))",
    )


async def test_a_new_bar_joins_the_history(wall):
    before = await wall.chart(0, "[chart.bars.following, chart.painted]")
    await wall.until_chart(0, f"chart.bars.following > {before[0]}")

    # The live layer keeps it for a while: the figure takes several bars together.
    after = await wall.chart(0, "[chart.bars.following, chart.painted]")
    kept = await wall.chart(0, "chart.unpainted().map((bar) => bar.number)")
    assert before[1] <= after[1] <= after[0]
    assert kept[: after[0] - after[1]] == list(range(after[1], after[0]))


async def test_the_status_bar_tells_the_market_and_the_load(wall):
    await expect(wall.page.locator(".kw-status")).to_contain_text("실시간")

    status = await wall.status()
    assert "정규장 2026-09-18" in status
    assert "건/초" in status


async def test_a_closed_tab_releases_its_session_within_seconds(wall, browser):
    second = Wall(await browser.new_page(), wall.address)
    await second.open()
    await expect(wall.page.locator(".kw-status")).to_contain_text("화면 2")

    await second.page.close()

    await expect(wall.page.locator(".kw-status")).to_contain_text(
        "화면 1", timeout=15_000
    )


async def test_the_header_tells_the_price_of_the_forming_bar(wall):
    await wall.until_chart(
        0,
        "chart.header.price.textContent ==="
        " new Intl.NumberFormat('ko-KR').format(chart.forming.close)",
    )
