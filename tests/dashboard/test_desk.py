"""The desk does what the top bar asks for, and says what it cannot do."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from dashboard import texts
from dashboard.page import WallPage, first_layout
from dashboard.services import Services
from dashboard.settings import DEFAULT_SYMBOLS, WallSettings
from kiwoom import Interval
from tests.market import eventually, open_market

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url() -> AsyncIterator[str]:
    async with open_market() as market:
        yield market.simulator.url


@pytest_asyncio.fixture(loop_scope="module")
async def services(url, tmp_path) -> AsyncIterator[Services]:
    opened = Services(WallSettings(sim=url, gateway_port=0, data_dir=tmp_path))
    await opened.start()
    yield opened
    await opened.aclose()


class OpenPage:
    """A page whose messages to the browser are noted."""

    def __init__(self, services: Services) -> None:
        self.page = WallPage(services, "dark")
        self.said: list[str] = []
        self.offered: list[tuple[str, str, str]] = []
        self.page.top_bar.notify = self.said.append
        self.page.top_bar.offer = lambda *file: self.offered.append(file)
        self.grid = self.page.grid
        self.desk = self.page.desk

    @property
    def symbols(self) -> list[str]:
        return [chart.symbol for chart in self.grid.charts]


@pytest_asyncio.fixture(loop_scope="module")
async def wall(services) -> AsyncIterator[OpenPage]:
    opened = OpenPage(services)
    yield opened
    opened.page.close()


async def test_shape_interval_and_sharing_are_taken(wall):
    wall.desk.take({"shape": 4, "interval": "5m"})
    wall.desk.take(
        {"sync": {"symbol": True, "interval": False, "crosshair": False, "dates": True}}
    )
    wall.page.tick()

    assert wall.page.top_bar.shape == 4
    assert wall.page.top_bar.interval == "5m"
    assert wall.page.top_bar.sync["dates"] is True


@pytest.mark.parametrize(
    "message",
    [
        {"unknown": 1},
        {"shape": 5},
        {"shape": "4"},
        {"interval": "2m"},
        {"interval": None},
        {"sync": {"symbol": "maybe"}},
        {"sync": 3},
        {"fill": "everything"},
        {"keep_layout": None},
        {"import": 7},
    ],
)
async def test_rubbish_is_noted_and_changes_nothing(wall, message, caplog):
    before = wall.grid.version

    wall.desk.take(message)

    assert wall.grid.version == before
    assert "bad message of a page" in caplog.text
    assert wall.said == []


async def test_a_layout_is_kept_shown_and_dropped(wall, services):
    wall.desk.take({"keep_layout": " 아침 "})
    await eventually(lambda: wall.said == ["배치 '아침'을(를) 저장했습니다"])
    assert wall.page.top_bar.layouts == ["아침"]
    wall.desk.take({"shape": 1})

    wall.desk.take({"show_layout": "아침"})
    await eventually(lambda: wall.grid.rows == 4)

    wall.desk.take({"drop_layout": "아침"})
    await eventually(lambda: wall.page.top_bar.layouts == [])
    wall.desk.take({"show_layout": "아침"})
    await eventually(lambda: wall.said[-1] == texts.NO_LAYOUT.format(name="아침"))


async def test_a_group_is_kept_and_fills_the_wall(wall):
    wall.desk.take({"shape": 4})
    wall.desk.take({"keep_group": "넷"})
    await eventually(lambda: wall.said)
    assert wall.page.top_bar.groups == {"넷": list(DEFAULT_SYMBOLS[:4])}
    wall.grid.show_symbols(["034020"] * 4)

    wall.desk.take({"fill_group": "넷"})

    await eventually(lambda: wall.symbols == list(DEFAULT_SYMBOLS))
    wall.desk.take({"drop_group": "넷"})
    await eventually(lambda: wall.page.top_bar.groups == {})
    wall.desk.take({"fill_group": "넷"})
    await eventually(lambda: wall.said[-1] == texts.NO_GROUP.format(name="넷"))


@pytest.mark.parametrize("kind", ["value", "volume", "rise", "fall"])
async def test_a_ranking_fills_the_cells_in_sight(wall, services, kind):
    wall.desk.take({"shape": 9})

    wall.desk.take({"fill": kind})

    await eventually(lambda: wall.symbols[:9] != list(DEFAULT_SYMBOLS[:9]))
    # Places change while the market moves, but nobody comes from far behind.
    ranked = [place.symbol for place in await services.client.ranking(kind, None, 20)]
    assert len(set(wall.symbols[:9])) == 9
    assert set(wall.symbols[:9]) <= set(ranked)
    assert wall.symbols[9:] == list(DEFAULT_SYMBOLS[9:])


async def test_what_the_broker_refuses_is_told(wall, url):
    async with httpx.AsyncClient(base_url=url) as control:
        await control.post("/simulator/faults", json={"html": 1})

        wall.desk.take({"fill": "value"})

        await eventually(lambda: wall.said)
        await control.delete("/simulator/faults")
    assert wall.said[0].startswith("하지 못했습니다: ")
    assert wall.symbols == list(DEFAULT_SYMBOLS)


async def test_settings_go_out_and_come_in_as_one_document(wall):
    wall.desk.take({"keep_layout": "내 배치", "export": True})
    await eventually(lambda: wall.offered)
    name, text, kind = wall.offered[0]
    assert name.startswith("kiwoom-layouts-")
    assert kind == "application/json"
    book = json.loads(text)
    assert book["format"] == 1

    book["groups"] = {"새 그룹": ["005930"]}
    book["current"]["cells"][0]["interval"] = "5m"
    wall.desk.take({"import": json.dumps(book)})
    await eventually(lambda: texts.IMPORTED in wall.said)
    assert wall.grid.charts[0].interval is Interval.M5
    assert wall.page.top_bar.groups == {"새 그룹": ["005930"]}

    for bad in ("{", "x" * 3_000_000):
        wall.said.clear()
        wall.desk.take({"import": bad})
        await eventually(lambda: wall.said)
        assert texts.BAD_BOOK in wall.said[0]


async def test_the_wall_is_kept_by_itself_after_a_change_and_not_before(wall, services):
    wall.desk.keep_current()
    assert services.book.current is None

    wall.grid.charts[0].enter_symbol("034020")
    wall.desk.keep_current()

    await eventually(lambda: services.book.current is not None)
    assert services.book.current.cells[0].symbol == "034020"
    second = OpenPage(services)
    assert second.symbols[0] == "034020"
    second.page.close()


async def test_a_wall_that_cannot_be_kept_says_so_once_for_each_change(
    wall, services, tmp_path
):
    (tmp_path / "vault.sqlite3-journal").mkdir()
    for symbol in ("034020", "068270"):
        wall.said.clear()
        wall.grid.charts[0].enter_symbol(symbol)
        for _ in range(3):
            wall.desk.keep_current()
        await eventually(lambda: wall.said)
        wall.desk.keep_current()
        assert [said.split(":")[0] for said in wall.said] == [
            "지금 화면을 저장하지 못했습니다"
        ]
    (tmp_path / "vault.sqlite3-journal").rmdir()


async def test_a_wall_has_sixteen_cells_whatever_is_known_of_it():
    first = first_layout(WallSettings(), None)
    assert [cell.symbol for cell in first.cells] == list(DEFAULT_SYMBOLS)

    chosen = WallSettings(symbols=("034020", "068270", "000660"))
    named = first_layout(chosen, first)

    assert named.shape == 4
    assert [cell.symbol for cell in named.cells[:4]] == [
        *("034020", "068270", "000660"),
        "005930",
    ]
    assert len({cell.symbol for cell in named.cells}) == 16
