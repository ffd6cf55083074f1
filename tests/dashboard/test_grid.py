"""A grid arranges charts, and lets them share what is switched on."""

import pytest

from dashboard.grid import ChartGrid
from dashboard.indicators import Rsi
from dashboard.layouts import CellLayout, Layout, Sync
from kiwoom import Interval
from tests.dashboard.symbols import SYMBOLS


def shown(grid: ChartGrid) -> list[str]:
    return [chart.symbol for chart in grid.charts]


async def test_only_cells_that_have_a_place_are_in_sight(grid):
    grid.show_shape(1)

    assert [chart.cell.visible for chart in grid.charts] == [True, False, False, False]
    assert [chart.symbol for chart in grid.in_sight] == ["005930"]
    grid.show_shape(4)
    assert all(chart.cell.visible for chart in grid.charts)


async def test_two_cells_change_places_with_all_they_show(grid):
    first, _, third, _ = grid.charts
    third.interval = Interval.M5
    third.indicators = [Rsi(14)]

    grid.take_gesture({"swap": third.cell.key}, first.cell.key)

    assert shown(grid) == ["035420", "000660", "005930", "035720"]
    assert (first.interval, first.indicators) == (Interval.M5, [Rsi(14)])
    assert third.interval is Interval.M1


@pytest.mark.parametrize("other", ["", "nobody", None, 3])
async def test_a_swap_with_nobody_changes_nothing(grid, other):
    grid.take_gesture({"swap": other}, grid.charts[0].cell.key)
    grid.take_gesture({"swap": grid.charts[0].cell.key}, grid.charts[0].cell.key)

    assert shown(grid) == list(SYMBOLS)


async def test_charts_follow_a_symbol_or_an_interval_where_that_is_shared(grid):
    grid.sync = Sync(symbol=True)
    grid.charts[2].symbol = "068270"
    assert set(shown(grid)) == {"068270"}
    grid.charts[1].interval = Interval.M5
    assert grid.charts[0].interval is Interval.M1

    grid.sync = Sync(interval=True)
    grid.charts[3].interval = Interval.D1
    assert grid.common_interval is Interval.D1
    grid.charts[0].symbol = "005930"
    assert shown(grid)[1:] == ["068270"] * 3


async def test_indicators_of_one_chart_can_be_those_of_all(grid):
    names = ["rsi", "vwap"]

    grid.take_gesture({"indicators_of_all": names}, grid.charts[0].cell.key)

    for chart in grid.charts:
        assert {each.name for each in chart.indicators} == set(names)


async def test_a_kept_layout_brings_everything_back_and_shares_nothing_of_it(grid):
    grid.sync = Sync(symbol=True)
    layout = Layout(
        shape=4,
        cells=(
            CellLayout(symbol="034020", interval=Interval.M5, indicators=("macd",)),
            CellLayout(symbol="000660"),
        ),
        sync=Sync(symbol=True, dates=True),
    )

    grid.show_layout(layout)

    assert shown(grid) == ["034020", "000660", "035420", "035720"]
    assert grid.layout.cells[:2] == layout.cells
    assert grid.layout.sync == layout.sync
    assert grid.live.component.sync == {"crosshair": True, "dates": True}


async def test_every_change_of_what_could_be_kept_moves_the_version(grid):
    seen = {grid.version}
    for change in (
        lambda: grid.show_shape(1),
        lambda: setattr(grid, "sync", Sync(dates=True)),
        lambda: setattr(grid.charts[0], "interval", Interval.M5),
        lambda: grid.charts[1].enter_symbol("034020"),
        lambda: grid.charts[2].choose_indicators([]),
        lambda: grid.show_symbols(["000660"]),
    ):
        change()
        assert grid.version not in seen
        seen.add(grid.version)
    grid.update()
    assert grid.version in seen


async def test_a_list_of_symbols_fills_cells_as_far_as_it_reaches(grid):
    grid.show_symbols(["034020", "068270"])

    assert shown(grid) == ["034020", "068270", "035420", "035720"]
