"""The rules of what a chart shows, tried in the browser that runs them."""

from pathlib import Path

import pytest
from playwright.async_api import Page

pytestmark = pytest.mark.ui

STATIC = Path(__file__).parents[2] / "dashboard" / "static"
BARS = """{
  number: [40, 41, 42, 43], low: [90, 80, 95, 96], high: [110, 100, 105, 104],
  volume: [10, 50, 30, 20]
}"""


async def rule(page: Page, expression: str, module: str = "view.js") -> object:
    """Return what an expression about a module's functions gives."""
    source = (STATIC / module).read_text("utf-8")
    return await page.evaluate(
        """async ([source, expression]) => {
          const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}))
          const module = await import(url)
          return new Function(...Object.keys(module), `return ${expression}`)(
            ...Object.values(module))
        }""",
        [source, expression],
    )


async def test_following_leaves_room_after_the_last_bar(page):
    assert await rule(page, "followingRange(500, 120)") == {"start": 386, "end": 506}


async def test_a_view_follows_while_the_last_bar_is_in_sight(page):
    assert await rule(page, "isFollowing({start: 0, end: 500.5}, 500)")
    assert not await rule(page, "isFollowing({start: 0, end: 500.4}, 500)")


async def test_extremes_are_those_of_the_visible_bars(page):
    seen = await rule(page, f"extremes({{start: 40.5, end: 42.5}}, {BARS}, [])")

    assert seen == {"low": 80, "high": 105, "volume": 50}


async def test_extremes_include_the_forming_bar(page):
    forming = "[{number: 44, low: 70, high: 120, volume: 99}]"

    seen = await rule(page, f"extremes({{start: 42.5, end: 50}}, {BARS}, {forming})")

    assert seen == {"low": 70, "high": 120, "volume": 99}


@pytest.mark.parametrize("range_", ["{start: 60, end: 90}", "{start: -9, end: 5}"])
async def test_nothing_in_sight_has_no_extremes(page, range_):
    assert await rule(page, f"extremes({range_}, {BARS}, [])") is None


async def test_a_chart_without_bars_has_no_extremes(page):
    empty = "{number: [], low: [], high: [], volume: []}"

    assert await rule(page, f"extremes({{start: 0, end: 9}}, {empty}, [])") is None


async def test_candles_stand_above_their_volume(page):
    fitted = await rule(page, "fittedRanges({low: 100, high: 200, volume: 50})")

    assert fitted["price"] == {"start": 66, "end": 208}
    assert fitted["volume"] == {"start": 0, "end": pytest.approx(230)}


async def test_a_flat_price_still_has_a_range(page):
    fitted = await rule(page, "fittedRanges({low: 100, high: 100, volume: 0})")

    assert fitted["price"]["start"] < 100 < fitted["price"]["end"]
    assert fitted["volume"]["end"] > 0


@pytest.mark.parametrize(
    ("low", "high", "fits"),
    [(100, 200, True), (110, 195, True), (100, 207, False), (85, 200, False)],
    ids=["as fitted", "a little smaller", "too high", "too low"],
)
async def test_a_range_moves_only_when_prices_leave_it(page, low, high, fits):
    ranges = "{start: 66, end: 208}, {start: 0, end: 230}"

    found = await rule(
        page, f"fits({{low: {low}, high: {high}, volume: 50}}, {ranges})"
    )

    assert found is fits


async def test_a_much_smaller_span_zooms_in(page):
    ranges = "{start: 66, end: 208}, {start: 0, end: 230}"

    assert not await rule(page, f"fits({{low: 150, high: 160, volume: 50}}, {ranges})")


async def test_a_bar_s_time_is_the_wall_clock_in_seoul(page):
    friday = 1_789_724_700_000  # 2026-09-18 09:45 as wall time

    assert await rule(page, f"barTime({friday})", "legend.js") == "09/18 09:45"
    assert (
        await rule(page, f"barTime({friday - 35_100_000})", "legend.js") == "2026-09-18"
    )


async def test_the_bar_under_the_pointer_is_the_nearest(page):
    columns = (
        BARS[:-1] + ", time: [0, 1, 2, 3], open: [1, 2, 3, 4], close: [5, 6, 7, 8]}"
    )

    bar = await rule(page, f"barAt(41.4, {columns}, [])", "legend.js")

    assert (bar["number"], bar["open"], bar["close"]) == (41, 2, 6)


async def test_no_bar_is_under_the_pointer_beyond_the_last_one(page):
    columns = (
        BARS[:-1] + ", time: [0, 1, 2, 3], open: [1, 2, 3, 4], close: [5, 6, 7, 8]}"
    )

    assert await rule(page, f"barAt(44, {columns}, [])", "legend.js") is None


async def test_a_frame_is_read_as_it_was_written(page):
    frame = "new Float64Array([7, 1234.5, 3, 500, 1e12, 1, 4, 1, 2, 99, 3, 2]).buffer"

    read = await rule(page, f"decodeFrame({frame})", "frame.js")

    assert (read["sequence"], read["serverMs"]) == (7, 1234.5)
    assert read["records"] == [
        {
            "channel": 3,
            "number": 500,
            "time": 1e12,
            "open": 1,
            "high": 4,
            "low": 1,
            "close": 2,
            "volume": 99,
            "base": 3,
            "state": 2,
        }
    ]
