"""A wall is arranged by hand, and the arrangement is kept in the house."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.programs import running
from tests.ui.wall import Wall

pytestmark = pytest.mark.ui

MARKET = ("--date", "2026-09-18", "--start", "10:30", "--no-browser")
PORTS = ("--port", "0", "--gateway-port", "0")


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="module")
def kept_address(house: Path) -> Iterator[str]:
    with running("demo", *MARKET, *PORTS, "--data-dir", str(house)) as demo:
        yield demo.ready_addresses()[0]


@pytest_asyncio.fixture(loop_scope="session")
async def kept_wall(kept_address: str, page: Page) -> Wall:
    wall = Wall(page, kept_address)
    await wall.open_any()
    return wall


async def visible(wall: Wall) -> int:
    return await wall.page.locator(".kw-cell:visible").count()


async def symbols(wall: Wall) -> list[str]:
    return await wall.page.evaluate(
        "[...kiwoomWall.charts.values()].map(({model}) => model.symbol)"
    )


async def shaped(wall: Wall, shape: int) -> None:
    await wall.page.locator(f"[data-shape='{shape}']").click()
    await expect(wall.page.locator(".kw-cell:visible")).to_have_count(shape)
    await wall.until(f"() => kiwoomWall.takers.size === {shape}")


async def opened_menu(wall: Wall, name: str) -> None:
    await wall.page.locator(f".{name} > button").click()


async def second_wall(browser: Browser, wall: Wall) -> Wall:
    other = Wall(await browser.new_page(), wall.address)
    await other.open_any()
    return other


async def test_a_wall_has_one_four_nine_or_sixteen_cells(wall):
    for shape in (1, 4, 9, 16):
        await shaped(wall, shape)
        boxes = [await wall.cell(number).bounding_box() for number in range(shape)]
        side = round(shape**0.5)
        assert len({round(box["x"]) for box in boxes}) == side
        assert len({round(box["y"]) for box in boxes}) == side
        assert boxes[-1]["x"] + boxes[-1]["width"] > 1918
        assert boxes[-1]["y"] + boxes[-1]["height"] > 1050
    await wall.drawn()


async def test_a_header_dragged_onto_another_swaps_the_cells(wall):
    await wall.cell(1).locator("select.interval").select_option("5m")
    await expect(wall.cell(1)).to_have_attribute("data-interval", "5m")
    first, second = (await symbols(wall))[0:2]
    box, aim = await wall.cell(0).bounding_box(), await wall.cell(1).bounding_box()

    await wall.page.mouse.move(box["x"] + 230, box["y"] + 12)
    await wall.page.mouse.down()
    await wall.page.mouse.move(aim["x"] + 200, aim["y"] + 100, steps=6)
    await expect(wall.cell(1)).to_have_class(re.compile(r"\bkw-target\b"))
    await wall.page.mouse.up()

    await expect(wall.cell(0)).to_have_attribute("data-symbol", second)
    await expect(wall.cell(0)).to_have_attribute("data-interval", "5m")
    await expect(wall.cell(1)).to_have_attribute("data-symbol", first)
    await expect(wall.cell(1)).to_have_attribute("data-interval", "1m")
    await wall.drawn()


async def switched(wall: Wall, name: str) -> None:
    await opened_menu(wall, "sync")
    await wall.page.locator(f".sync input[name={name}]").click()
    await opened_menu(wall, "sync")


async def test_symbol_and_interval_are_shared_where_they_are_switched_on(wall):
    await shaped(wall, 4)
    await switched(wall, "interval")
    await wall.page.keyboard.type("15")
    await wall.page.keyboard.press("Enter")
    for number in range(4):
        await expect(wall.cell(number)).to_have_attribute("data-interval", "15m")
    assert len(set(await symbols(wall))) == 16

    await switched(wall, "symbol")
    await wall.choose(2, "000660")
    for number in range(4):
        await expect(wall.cell(number)).to_have_attribute("data-symbol", "000660")


async def test_the_crosshair_is_shared_by_time(wall):
    await wall.cell(1).locator("select.interval").select_option("5m")
    await wall.until_chart(1, "chart.model.interval === '5m' && chart.isDrawn")
    box = await wall.cell(0).bounding_box()
    await wall.page.mouse.move(
        box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    )

    pointed = await wall.chart(0, "chart.pointedTime")
    for number, minutes in ((1, 5), (2, 1)):
        mirror = wall.cell(number).locator(".kw-mirror")
        await expect(mirror).to_have_css("visibility", "visible")
        shown = await wall.chart(number, f"chart.numberAtTime({pointed})")
        time = await wall.chart(number, f"chart.bars.timeOf({shown})")
        assert 0 <= pointed - time < minutes * 60_000

    await switched(wall, "crosshair")
    await wall.page.mouse.move(box["x"] + box["width"] / 2, 10)
    await expect(wall.cell(2).locator(".kw-mirror")).to_have_css("visibility", "hidden")


async def test_dates_are_shared_by_time_and_without_a_loop(wall):
    await switched(wall, "dates")
    await wall.cell(1).locator("select.interval").select_option("5m")
    await wall.until_chart(1, "chart.model.interval === '5m' && chart.isDrawn")
    box = await wall.cell(0).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await wall.page.mouse.move(x, y)
    await wall.page.mouse.down()
    await wall.page.mouse.move(x + 150, y, steps=5)
    await wall.page.mouse.up()

    await wall.until_chart(0, "!chart.following")
    await wall.until("() => kiwoomWall.waiting.size + kiwoomWall.urgent.size === 0")
    dates = await wall.chart(0, "chart.dates")
    for number, minutes in ((1, 5), (2, 1), (15, 1)):
        other = await wall.chart(number, "chart.dates")
        assert 0 <= dates["from"] - other["from"] <= minutes * 60_000
        assert abs(dates["to"] - other["to"]) <= minutes * 60_000
    settled = await wall.chart(0, "chart.figure.range.start")
    await wall.until_chart(0, f"chart.figure.range.start === {settled}")

    await wall.page.mouse.dblclick(x, y)
    for number in (0, 2, 15):
        await wall.until_chart(number, "chart.following")


async def test_a_named_layout_is_the_same_in_every_browser(kept_wall, browser):
    await shaped(kept_wall, 4)
    await kept_wall.choose(0, "034020")
    await expect(kept_wall.cell(0)).to_have_attribute("data-symbol", "034020")
    await opened_menu(kept_wall, "layouts")
    await kept_wall.page.get_by_placeholder("배치 이름").fill("아침 화면")
    await kept_wall.page.keyboard.press("Enter")
    await expect(kept_wall.page.locator(".toast")).to_contain_text("아침 화면")
    await expect(kept_wall.page.locator(".layouts .menu")).to_contain_text("아침 화면")

    await shaped(kept_wall, 9)
    await kept_wall.choose(0, "000660")
    other = await second_wall(browser, kept_wall)
    await opened_menu(other, "layouts")
    await other.page.get_by_role("button", name="아침 화면", exact=True).click()
    await expect(other.page.locator(".kw-cell:visible")).to_have_count(4)
    await expect(other.cell(0)).to_have_attribute("data-symbol", "034020")

    await opened_menu(other, "layouts")
    await other.page.get_by_role("button", name="아침 화면 지우기").click()
    await expect(other.page.locator(".layouts .menu")).to_contain_text(
        "저장한 배치가 없습니다"
    )


async def test_names_are_kept_one_after_another_without_the_mouse(kept_wall):
    menu = kept_wall.page.locator(".layouts .menu")
    await shaped(kept_wall, 4)
    await opened_menu(kept_wall, "layouts")
    await kept_wall.page.get_by_placeholder("배치 이름").click()

    for name in ("개장", "점심", "마감"):
        await kept_wall.page.keyboard.type(name)
        await kept_wall.page.keyboard.press("Enter")
        await expect(menu).to_contain_text(name)

    await expect(kept_wall.page.locator(".kw-cell:visible")).to_have_count(4)


async def test_a_watch_group_and_a_ranking_fill_the_wall(kept_wall):
    await shaped(kept_wall, 4)
    before = (await symbols(kept_wall))[:4]
    await opened_menu(kept_wall, "fill")
    await kept_wall.page.get_by_placeholder("그룹 이름").fill("내 종목")
    await kept_wall.page.keyboard.press("Enter")
    await expect(kept_wall.page.locator(".toast")).to_contain_text("4종목")

    for kind in ("거래대금 상위", "거래량 상위", "등락률 상위"):
        now = await symbols(kept_wall)
        await kept_wall.page.keyboard.press("Escape")
        await opened_menu(kept_wall, "fill")
        await kept_wall.page.get_by_role("button", name=kind).click()
        await kept_wall.until(
            "(before) => [...kiwoomWall.charts.values()].slice(0, 4)"
            ".map(({model}) => model.symbol).join() !== before",
            ",".join(now[:4]),
        )
    await opened_menu(kept_wall, "fill")
    await kept_wall.page.get_by_role("button", name="내 종목 (4)", exact=True).click()
    for number, symbol in enumerate(before):
        await expect(kept_wall.cell(number)).to_have_attribute("data-symbol", symbol)


async def test_settings_are_exported_and_imported_as_one_file(kept_wall, tmp_path):
    page = kept_wall.page
    await shaped(kept_wall, 9)
    async with page.expect_download() as download:
        await opened_menu(kept_wall, "output")
        await page.get_by_role("button", name="설정 내보내기").click()
    exported = tmp_path / "layouts.json"
    await (await download.value).save_as(exported)
    book = json.loads(exported.read_text("utf-8"))
    assert book["format"] == 1
    assert book["current"]["shape"] == 9

    book["layouts"]["받은 것"] = {"shape": 1, "cells": [{"symbol": "035720"}]}
    book["current"] = book["layouts"]["받은 것"]
    exported.write_text(json.dumps(book), "utf-8")
    await page.locator("input[type=file]").set_input_files(exported)
    await expect(page.locator(".toast")).to_contain_text("불러왔습니다")
    await expect(page.locator(".kw-cell:visible")).to_have_count(1)
    await expect(kept_wall.cell(0)).to_have_attribute("data-symbol", "035720")

    exported.write_text('{"format": 99}', "utf-8")
    await page.locator("input[type=file]").set_input_files(exported)
    await expect(page.locator(".toast")).to_contain_text("설정 파일이 아니거나")
    assert await visible(kept_wall) == 1


async def test_a_save_that_fails_is_told(kept_wall, house):
    # A folder in the place of the journal: the vault cannot be written any more.
    journal = house / "vault.sqlite3-journal"
    journal.mkdir()
    try:
        await kept_wall.choose(0, "005380")
        await expect(kept_wall.page.locator(".toast")).to_contain_text(
            "지금 화면을 저장하지 못했습니다"
        )
        await expect(kept_wall.cell(0)).to_have_attribute("data-symbol", "005380")
    finally:
        journal.rmdir()


async def test_the_wall_is_back_after_a_restart(page, browser, tmp_path):
    options = ("demo", *MARKET, *PORTS, "--data-dir", str(tmp_path))
    with running(*options) as demo:
        wall = Wall(page, demo.ready_addresses()[0])
        await wall.open_any()
        await shaped(wall, 4)
        await wall.choose(3, "034020")
        await expect(wall.cell(3)).to_have_attribute("data-symbol", "034020")
        second = Wall(await browser.new_page(), wall.address)
        await wait_until_kept(second, "034020")
    with running(*options) as demo:
        wall = Wall(page, demo.ready_addresses()[0])
        await wall.open_any()

        assert await visible(wall) == 4
        await expect(wall.cell(3)).to_have_attribute("data-symbol", "034020")


async def wait_until_kept(wall: Wall, symbol: str) -> None:
    for _ in range(10):
        await wall.open_any()
        if symbol in await symbols(wall):
            return
    raise AssertionError(f"{symbol} was never kept")
