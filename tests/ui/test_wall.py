"""The whole wall as a visitor sees it."""

import asyncio
import io

import pytest
from PIL import Image, ImageChops
from playwright.async_api import expect

from tests.ui.wall import Wall

pytestmark = pytest.mark.ui


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
