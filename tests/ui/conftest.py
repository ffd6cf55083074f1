"""A running wall and a browser that looks at it."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Page, async_playwright

from dashboard.settings import DEFAULT_SYMBOLS
from tests.chromium import LAUNCH_ARGS, find_chromium
from tests.programs import running
from tests.ui.wall import Wall

_SIZE = {"width": 1920, "height": 1080}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the demo in mid-session and return the wall's address."""
    # Six minutes of trading in one, so that bars close while a test looks.
    market = ("--date", "2026-09-18", "--start", "10:30", "--speed", "6")
    options = (*market, "--trades-per-second", "400")
    ports = ("--port", "0", "--gateway-port", "0", "--no-browser")
    folder = ("--data-dir", str(tmp_path_factory.mktemp("house")))
    # Named symbols come before a layout that an earlier page has left behind.
    named = {"KIWOOM_WALL_SYMBOLS": ",".join(DEFAULT_SYMBOLS)}
    with running("demo", *options, *ports, *folder, **named) as demo:
        yield demo.ready_addresses()[0]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Start a browser."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_ARGS)
        )
        yield started
        await started.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """Open an empty page; a script error on it fails the test."""
    opened = await browser.new_page(viewport=_SIZE)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []


@pytest.fixture
async def wall(address: str, page: Page) -> Wall:
    """Open the wall and wait until its sixteen charts are drawn."""
    wall = Wall(page, address)
    await wall.open()
    return wall
