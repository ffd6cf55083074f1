"""A snapshot is one file that opens anywhere and asks for nothing."""

import re
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.ui.wall import Wall

pytestmark = pytest.mark.ui

MOST_BYTES = 4_000_000


@pytest_asyncio.fixture(loop_scope="session")
async def snapshot(wall: Wall, tmp_path: Path) -> Path:
    async with wall.page.expect_download() as download:
        await wall.page.locator(".output > button").click()
        await wall.page.get_by_role("button", name="HTML 스냅숏").click()
    path = tmp_path / "wall.html"
    await (await download.value).save_as(path)
    return path


async def opened(browser: Browser, path: Path) -> tuple[Page, list[str]]:
    """Open a file with every request blocked; return the page and what it asked."""
    asked: list[str] = []
    context = await browser.new_context(
        viewport={"width": 1920, "height": 1080}, offline=True
    )
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    async def block(route):
        if route.request.url == path.as_uri():
            await route.continue_()
        else:
            asked.append(route.request.url)
            await route.abort()

    await page.route("**/*", block)
    await page.goto(path.as_uri())
    await Wall(page, "").drawn()
    assert errors == []
    return page, asked


async def test_it_opens_offline_with_sixteen_charts_and_makes_no_request(
    snapshot, browser
):
    page, asked = await opened(browser, snapshot)

    assert asked == []
    assert snapshot.stat().st_size <= MOST_BYTES
    text = await page.locator("header").inner_text()
    assert "시뮬레이터" in text
    assert re.search(r"만든 시각\s+20\d\d-\d\d-\d\d \d\d:\d\d:\d\d KST", text)
    assert "이 순간" in await page.locator("footer").inner_text()
    await page.wait_for_function(
        "[...kiwoomWall.charts.values()]"
        ".every(({header}) => header.price.textContent !== '')"
    )


async def test_zooming_one_chart_moves_the_linked_ones(snapshot, browser):
    page, _ = await opened(browser, snapshot)
    wall = Wall(page, "")
    box = await wall.cell(5).bounding_box()
    before = await wall.chart(9, "chart.figure.range.start")
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    await page.mouse.wheel(0, -400)

    await wall.until_chart(9, f"chart.figure.range.start > {before}")
    dates = await wall.chart(5, "chart.dates")
    assert abs((await wall.chart(9, "chart.dates"))["from"] - dates["from"]) <= 60_000


async def test_its_theme_keys_and_legend_work_without_a_server(snapshot, browser):
    page, _ = await opened(browser, snapshot)
    wall = Wall(page, "")

    await page.locator("#theme").click()
    await wall.until("() => kiwoomWall.palette.name === 'light'")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await wall.until("() => kiwoomWall.desk.maximised !== null")
    box = await wall.cell(1).bounding_box()
    assert box["width"] > 1900
    await page.mouse.move(box["x"] + 600, box["y"] + 400)
    await wall.until_chart(1, "chart.layer.legend.textContent.includes('MA120')")


async def test_it_holds_no_address_no_session_and_no_path(snapshot, wall):
    text = snapshot.read_text("utf-8")
    own = text.replace("http://www.w3.org", "")
    page_key = await wall.page.evaluate("kiwoomWall.model.page")

    assert len(page_key) > 10
    for canary in (page_key, "127.0.0.1", wall.address, "/tmp/", "KIWOOM_WALL"):
        assert canary not in own
