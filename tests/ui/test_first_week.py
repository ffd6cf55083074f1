"""A newcomer's week: demo, keys, an own layout, a restart, a snapshot, a notebook.

One walk through one house, each day on top of the ones before. The simulator stands in
for the broker's mock server throughout.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.programs import ROOT, Program, running
from tests.ui.wall import FEW, Wall

# Five programs are started one after the other, two of them with a page.
pytestmark = [pytest.mark.ui, pytest.mark.timeout(300)]

MARKET = ("--port", "0", "--date", "2026-09-18", "--start", "10:30")
PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")
ARRANGED = ["034020", "000660", "373220", "207940"]
NOTEBOOK = """
import asyncio, sys
from kiwoom import GatewayClient
from dashboard import CandleChart

async def main():
    async with GatewayClient(sys.argv[1]) as client:
        frame = await client.candles("034020", "5m", 100)
    chart = CandleChart.from_frame(frame)
    print(len(frame), type(chart.to_holoviews()).__name__)

asyncio.run(main())
"""


@pytest.fixture
def market() -> Iterator[str]:
    with running("simulate", *MARKET) as simulator:
        yield simulator.ready_addresses()[0]


def house(market: str, folder: Path) -> Iterator[Program]:
    return running(market, str(folder), module="tests.mock_house")


async def seen_live(wall: Wall) -> None:
    # Only what is shown: the mock server answers one question a second, and the
    # histories of the twelve cells out of sight take their turns too.
    for number in range(4):
        await expect(wall.cell(number)).to_have_attribute(
            "data-state", "live", timeout=60_000
        )


async def arranged(wall: Wall) -> list[str]:
    return [
        str(await wall.cell(number).get_attribute("data-symbol")) for number in range(4)
    ]


async def add_keys(page: Page, market: str, folder: Path) -> None:
    """First day: the demo, and the form that its one friendly line leads to."""
    demo = ("serve", "--sim", market, "--data-dir", str(folder), *PORTS)
    with running(*demo, **FEW) as program:
        wall = Wall(page, program.ready_addresses()[0])
        await wall.open()
        await page.locator(".kw-topbar .note").click()
        await page.get_by_label("앱 키").fill("any-app-key")
        await page.get_by_label("시크릿 키").fill("any-secret-key")
        await page.get_by_role("button", name="시험하고 저장").click()
        await expect(page.get_by_role("status")).to_contain_text("serve --mode mock")
        assert program.end() == 0


async def arrange(page: Page, market: str, folder: Path) -> None:
    """Second day: four charts, one of another symbol and interval, with a name."""
    with house(market, folder) as program:
        wall = Wall(page, program.ready_addresses()[0])
        await page.goto(wall.address)
        await page.locator("[data-shape='4']").click()
        await expect(page.locator(".kw-cell:visible")).to_have_count(4)
        await wall.drawn()
        assert "모의투자 서버" in await page.locator(".kw-topbar").inner_text()
        await page.keyboard.type("ㄷㅅㅇㄴㅂㄹㅌ")
        await page.keyboard.press("Enter")
        await expect(wall.cell(0)).to_have_attribute("data-symbol", "034020")
        await page.keyboard.type("5")
        await page.keyboard.press("Enter")
        await expect(wall.cell(0)).to_have_attribute("data-interval", "5m")
        await page.locator(".layouts > button").click()
        await page.get_by_placeholder("배치 이름").fill("아침 화면")
        await page.keyboard.press("Enter")
        await expect(page.locator(".toast")).to_contain_text("아침 화면")
        await wall.drawn()
        await seen_live(wall)
        assert program.end() == 0


async def come_back(page: Page, market: str, folder: Path, out: Path) -> str:
    """Third day and after: all is as it was; a snapshot, and a notebook's lines."""
    with house(market, folder) as program:
        address, docs = program.ready_addresses()
        gateway = docs.removesuffix("/docs")
        wall = Wall(page, address)
        await wall.open()
        await expect(page.locator(".kw-cell:visible")).to_have_count(4)
        assert await arranged(wall) == ARRANGED
        assert await wall.cell(0).get_attribute("data-interval") == "5m"
        await page.locator(".layouts > button").click()
        await expect(page.locator(".layouts .menu")).to_contain_text("아침 화면")
        await seen_live(wall)

        wrote = ("-m", "dashboard", "snapshot", "--feed", gateway, "--out", str(out))
        done([*wrote, "--symbols", ",".join(ARRANGED)])
        said = done(["-c", NOTEBOOK, gateway])
        assert program.end() == 0
        return said


def done(arguments: list[str]) -> str:
    """Run Python to its end as a user would, and return what it printed."""
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


async def test_a_newcomers_week(page, browser, market, tmp_path):
    folder, out = tmp_path / "house", tmp_path / "wall.html"

    await add_keys(page, market, folder)
    await arrange(page, market, folder)
    said = await come_back(page, market, folder, out)

    assert said == "100 Overlay"
    offline = await browser.new_context(offline=True)
    opened = Wall(await offline.new_page(), out.as_uri())
    await opened.open()
    shown = [await opened.cell(n).get_attribute("data-symbol") for n in range(4)]
    assert shown == ARRANGED
    kept = [file.name for file in folder.iterdir()]
    assert "candles-mock.sqlite3" in kept
    assert not any(b"any-secret-key" in f.read_bytes() for f in folder.iterdir())
