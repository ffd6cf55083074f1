"""One component draws the cells of all charts, and carries what users do with them."""

from typing import Any

import pytest

from dashboard.cell import ChartCell
from dashboard.grid import ChartGrid
from dashboard.indicators import Rsi
from kiwoom import Interval
from tests.dashboard.symbols import SYMBOLS


@pytest.fixture
def sent(grid: ChartGrid) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    grid.live.component._send_msg = messages.append
    return messages


def told(grid: ChartGrid, name: str) -> list[object]:
    return [cell[name] for cell in grid.live.component.cells]


async def test_a_page_is_told_of_every_cell(grid):
    cells = [chart.cell for chart in grid.charts]

    assert told(grid, "key") == [cell.key for cell in cells]
    assert told(grid, "symbol") == list(SYMBOLS)
    assert told(grid, "channel") == [cell.channel for cell in cells]
    assert set(grid.live.component.cells[0]) == set(ChartCell.param) - {"name"}


async def test_a_page_is_told_what_changes_of_a_cell(grid):
    grid.charts[1].interval = Interval.M5
    grid.charts[2].symbol = "068270"
    grid.charts[3].indicators = [Rsi(14)]

    assert told(grid, "interval") == ["1m", "5m", "1m", "1m"]
    assert told(grid, "symbol")[2] == "068270"
    assert told(grid, "plan")[3] == "rsi:14"


async def test_a_page_is_told_which_cells_have_a_place(grid):
    grid.show_shape(1)

    assert told(grid, "visible") == [True, False, False, False]
    component = grid.live.component
    assert (component.rows, component.columns) == (1, 1)


async def test_what_a_user_does_with_a_cell_is_done_with_its_chart(grid):
    first, second, *_ = grid.charts

    grid.live.take({"cell": second.cell.key, "symbol": "068270", "interval": "5m"})
    assert (second.symbol, second.interval) == ("068270", Interval.M5)
    assert first.symbol == "005930"

    grid.live.take({"cell": first.cell.key, "swap": second.cell.key})
    assert (first.symbol, second.symbol) == ("068270", "005930")


async def test_a_refusal_and_an_answer_go_to_the_cell_that_asked(grid, sent):
    key = grid.charts[2].cell.key

    grid.live.take({"cell": key, "symbol": "nothing"})
    grid.live.take({"cell": key, "find": "ㅅㅅㅈㅈ", "number": 7})

    notice, answer = sent
    assert notice["cell"] == answer["cell"] == key
    assert "notice" in notice
    assert answer["number"] == 7
    assert answer["found"][0]["symbol"] == "005930"


async def test_a_chart_that_is_also_shown_alone_is_answered_in_both_places(grid, sent):
    chart = grid.charts[0]
    alone: list[dict[str, Any]] = []
    chart.__panel__()
    chart.live.component._send_msg = alone.append

    chart.live.take({"cell": chart.cell.key, "symbol": "nothing"})

    assert sent == alone
    assert "notice" in alone[0]


@pytest.mark.parametrize(
    "rubbish",
    [
        {"cell": "nobody", "symbol": "000660"},
        {"cell": None},
        {"cell": ["a"], "symbol": "000660"},
        {"cell": {}, 3: "x"},
        ["cell"],
        "cell",
        17,
        None,
    ],
)
async def test_rubbish_is_noted_and_changes_nothing(grid, caplog, rubbish):
    grid.live.take(rubbish)

    assert [chart.symbol for chart in grid.charts] == list(SYMBOLS)
    assert "bad message of a page" in caplog.text


@pytest.mark.parametrize("interval", ["2m", "", None, 5, {}, ["1m"]])
async def test_an_interval_that_does_not_exist_is_not_shown(grid, interval):
    chart = grid.charts[0]

    grid.live.take({"cell": chart.cell.key, "interval": interval})

    assert chart.interval is Interval.M1


async def test_what_a_cell_says_while_no_page_shows_it_is_lost_quietly():
    cell = ChartCell(key="a", title="삼성전자")

    cell.notify("코드가 없습니다")
    cell.answer([], 1)

    assert cell.shown["title"] == "삼성전자"
