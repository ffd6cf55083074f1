"""A symbol or an interval is found by typing anywhere, with the keyboard alone."""

import pytest
from playwright.async_api import expect

from tests.ui.wall import Wall

pytestmark = pytest.mark.ui
CELLS = 4


async def typed(wall: Wall, text: str, *keys: str) -> None:
    await wall.page.keyboard.type(text)
    for key in keys:
        await wall.page.keyboard.press(key)


async def test_whatever_is_typed_finds_the_best_first(wall):
    cases = [
        ("셀트리온", "068270"),
        ("기아", "000270"),
        ("ㅅㅅㅈㅈ", "005930"),
        ("034020", "034020"),
        ("naver", "035420"),
        ("samsung elec", "005930"),
        ("guseo", "005380"),  # 현대 on the other keyboard
    ]
    for text, symbol in cases:
        await typed(wall, text)
        found = wall.page.locator(".kw-search-host li").first
        await expect(found).to_contain_text(symbol)
        await wall.page.keyboard.press("Enter")
        await expect(wall.cell(0)).to_have_attribute("data-symbol", symbol)
        await expect(wall.page.locator(".kw-search")).to_have_value("")
    await wall.until_chart(0, "chart.isDrawn && chart.painted > 100")


async def test_a_list_is_walked_with_arrows_and_left_with_escape(wall):
    await typed(wall, "삼성")
    lines = wall.page.locator(".kw-search-host li")
    await expect(lines).to_have_count(8)
    second = await lines.nth(1).locator("span").first.inner_text()

    await typed(wall, "", "ArrowDown")
    await expect(lines.nth(1)).to_have_attribute("aria-selected", "true")
    await typed(wall, "", "Enter")
    await expect(wall.cell(0)).to_have_attribute("data-symbol", second)

    await typed(wall, "카카오")
    await expect(lines.first).to_contain_text("035720")
    await typed(wall, "", "Escape")
    await expect(lines).to_have_count(0)
    await expect(wall.cell(0)).to_have_attribute("data-symbol", second)


async def test_who_types_faster_than_the_server_answers_gets_its_first_answer(wall):
    await typed(wall, "005380", "Enter")

    await expect(wall.cell(0)).to_have_attribute("data-symbol", "005380")


async def test_hangul_is_searched_for_while_its_last_syllable_is_being_typed(wall):
    keyboard = await wall.page.context.new_cdp_session(wall.page)
    for text in ("ㅎ", "하", "한", "한ㅎ", "한호", "한화"):
        await keyboard.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
    lines = wall.page.locator(".kw-search-host li")
    await expect(lines.first).to_contain_text("한화")

    await keyboard.send("Input.insertText", {"text": "한화"})
    await wall.page.keyboard.press("Enter")

    await expect(wall.cell(0).locator(".title")).to_contain_text("한화")


async def test_digits_and_enter_set_the_interval(wall):
    for text, interval in (("5", "5m"), ("30", "30m"), ("d", "1d"), ("1분", "1m")):
        await typed(wall, text, "Enter")
        await expect(wall.cell(0)).to_have_attribute("data-interval", interval)
    await expect(wall.cell(1)).to_have_attribute("data-interval", "1m")


async def active(wall: Wall) -> int:
    await wall.until("() => kiwoomWall.desk.active !== null")
    return await wall.page.evaluate(
        "[...kiwoomWall.charts.values()].indexOf(kiwoomWall.desk.active)"
    )


async def test_arrows_move_between_cells_and_stop_at_the_edge(wall):
    assert await active(wall) == 0
    moves = [("ArrowRight", 1), ("ArrowDown", 3), ("ArrowLeft", 2), ("ArrowLeft", 2)]
    for key, number in [*moves, ("ArrowUp", 0), ("ArrowUp", 0)]:
        await wall.page.keyboard.press(key)
        assert await active(wall) == number

    await wall.cell(3).click(position={"x": 100, "y": 100})
    assert await active(wall) == 3
    await typed(wall, "셀트리온", "Enter")
    await expect(wall.cell(3)).to_have_attribute("data-symbol", "068270")


async def fills_the_page(wall: Wall, number: int) -> bool:
    box = await wall.cell(number).bounding_box()
    return box is not None and box["width"] > 1900 and box["height"] > 1000


async def test_enter_or_a_double_click_on_a_header_maximises_and_escape_returns(wall):
    await wall.page.keyboard.press("Enter")
    assert await fills_the_page(wall, 0)
    await wall.until("() => kiwoomWall.takers.size === 1")  # nobody looks at the others
    await expect(wall.cell(0).locator(".value")).to_contain_text("대금")
    await wall.page.keyboard.press("ArrowRight")
    assert await fills_the_page(wall, 1)
    await wall.page.keyboard.press("Escape")
    assert not await fills_the_page(wall, 1)

    await wall.cell(2).locator(".row").dblclick(position={"x": 200, "y": 12})
    assert await fills_the_page(wall, 2)
    await wall.cell(2).locator(".row").dblclick(position={"x": 900, "y": 12})
    assert not await fills_the_page(wall, 2)
    await wall.drawn()


async def test_a_question_mark_lists_the_keys(wall):
    await typed(wall, "?")
    listed = wall.page.locator(".kw-help")
    await expect(listed).to_contain_text("종목 찾기")
    await expect(listed).to_contain_text("Esc")

    await wall.page.keyboard.press("Escape")
    await expect(listed).to_have_count(0)


async def test_keys_reach_a_field_that_has_the_keyboard_and_no_search(wall):
    await wall.page.locator(".layouts > button").click()
    name = wall.page.get_by_placeholder("배치 이름")
    await name.click()
    await typed(wall, "5?삼성")

    await expect(name).to_have_value("5?삼성")
    assert not await wall.page.evaluate("kiwoomWall.desk.search.isOpen")
