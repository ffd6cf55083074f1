"""What a visitor sees and does on the wall."""

import asyncio
import io

import pytest
from PIL import Image, ImageChops
from playwright.async_api import expect

from tests.ui.wall import Wall

pytestmark = pytest.mark.ui

HYNIX = "000660"
RIGHT_MARGIN = 6  # bars, as in static/view.js


async def picture(wall: Wall, number: int) -> Image.Image:
    data = await wall.cell(number).screenshot()
    return Image.open(io.BytesIO(data)).convert("RGB")


def differs(before: Image.Image, after: Image.Image) -> bool:
    return ImageChops.difference(before, after).getbbox() is not None


async def test_all_sixteen_charts_move_within_ten_seconds(wall):
    before = [await picture(wall, number) for number in range(16)]
    texts = [await wall.cell(n).locator(".price").inner_text() for n in range(16)]
    still = set(range(16))

    async with asyncio.timeout(10):
        while still:
            still = {n for n in still if not differs(before[n], await picture(wall, n))}

    now = [await wall.cell(n).locator(".price").inner_text() for n in range(16)]
    assert now != texts


async def test_every_chart_shows_history(wall):
    for number in range(16):
        colours = (await picture(wall, number)).getcolors(maxcolors=1 << 20)
        red = sum(n for n, (r, g, b) in colours if r > 200 and g < 110 and b < 110)
        blue = sum(n for n, (r, g, b) in colours if b > 200 and r < 110)
        assert red > 100
        assert blue > 100


async def test_the_page_fills_the_window_without_scroll_bars(wall):
    for width, height in ((1920, 1080), (1366, 768)):
        await wall.page.set_viewport_size({"width": width, "height": height})

        box = await wall.cell(15).bounding_box()
        bar = await wall.page.locator(".kw-status").bounding_box()
        size = await wall.page.evaluate(
            "(({scrollWidth, scrollHeight}) => [scrollWidth, scrollHeight])"
            "(document.documentElement)"
        )
        assert size == [width, height]
        assert abs(box["x"] + box["width"] - width) <= 2
        assert abs(bar["y"] + bar["height"] - height) <= 2


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


async def test_an_interval_can_be_chosen_for_one_cell_and_for_all(wall):
    await wall.cell(1).locator("select.interval").select_option("5m")
    await expect(wall.cell(1)).to_have_attribute("data-interval", "5m")
    await expect(wall.cell(0)).to_have_attribute("data-interval", "1m")

    await wall.page.locator(".kw-topbar [data-interval='1d']").click()
    for number in range(16):
        await expect(wall.cell(number)).to_have_attribute("data-interval", "1d")
    await wall.drawn()


async def test_a_theme_is_kept_across_reloads(wall):
    await wall.page.locator(".kw-theme").click()
    await expect(wall.page.locator("html")).to_have_attribute("data-theme", "light")
    await wall.page.reload()
    await wall.drawn()

    await expect(wall.page.locator("html")).to_have_attribute("data-theme", "light")
    assert (await picture(wall, 0)).getpixel((3, 40)) == (255, 255, 255)


async def frame_centre(wall: Wall, number: int) -> tuple[float, float]:
    box = await wall.cell(number).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def test_the_view_follows_until_the_user_pans_away_and_again_after_a_double_click(
    wall,
):
    x, y = await frame_centre(wall, 5)
    assert await wall.chart(5, "chart.following")

    await wall.page.mouse.move(x, y)
    await wall.page.mouse.down()
    await wall.page.mouse.move(x + 150, y, steps=5)
    await wall.page.mouse.up()
    await wall.until_chart(5, "!chart.following")
    panned = await wall.chart(5, "chart.figure.range.end")
    assert panned < await wall.chart(5, "chart.last")

    await wall.page.mouse.dblclick(x, y)
    await wall.until_chart(5, "chart.following && chart.figure.range.end > chart.last")


async def test_the_wheel_zooms_in(wall):
    x, y = await frame_centre(wall, 6)
    await wall.page.mouse.move(x, y)

    await wall.page.mouse.wheel(0, -400)

    await wall.until_chart(6, "chart.figure.range.end - chart.figure.range.start < 115")


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
    before = await wall.chart(0, "chart.painted")
    await wall.until_chart(0, f"chart.painted > {before}")

    assert await wall.chart(0, "chart.unpainted().length") <= 2


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


async def test_no_request_leaves_the_machine(page, address):
    outside: list[str] = []
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(
                (address, "data:", "blob:", address.replace("http", "ws"))
            )
            else outside.append(request.url)
        ),
    )

    await Wall(page, address).open()

    assert outside == []


async def test_the_header_tells_the_price_of_the_forming_bar(wall):
    await wall.until_chart(
        0,
        "chart.header.price.textContent ==="
        " new Intl.NumberFormat('ko-KR').format(chart.forming.close)",
    )


async def test_a_skeleton_in_the_visitors_colours_is_there_before_the_scripts(
    address, page
):
    held = asyncio.Event()

    async def hold(route):
        await held.wait()
        await route.continue_()

    await page.context.add_cookies(
        [{"name": "kw_theme", "value": "light", "url": address}]
    )
    await page.route("**/bokeh.min.js*", hold)
    loading = asyncio.ensure_future(page.goto(address))
    cells = page.locator(".kw-skeleton .cells > div")

    await expect(cells).to_have_count(16)
    box = await cells.nth(15).bounding_box()
    skeleton = Image.open(io.BytesIO(await page.screenshot())).convert("RGB")
    held.set()
    await loading
    wall = Wall(page, address)
    await wall.drawn()

    middle = int(box["x"]) + 200, int(box["y"]) + 100
    name = int(box["x"]) + 20, int(box["y"]) + 14
    assert skeleton.getpixel(middle) == (255, 255, 255)  # light, not dark
    assert skeleton.getpixel(name) != skeleton.getpixel(middle)
    drawn = await wall.cell(15).bounding_box()
    assert all(abs(box[side] - drawn[side]) <= 2 for side in ("x", "y", "width"))
