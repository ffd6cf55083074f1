"""A running wall and a browser that looks at it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from dashboard.settings import DEFAULT_SYMBOLS
from tests.chromium import LAUNCH_ARGS, find_chromium
from tests.programs import running
from tests.ui.wall import Wall

_FOLDER = Path(__file__).parent
_SIZE = {"width": 1920, "height": 1080}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all tests with a browser in one loop, so that they can share the browser."""
    for item in items:
        is_ours = item.path.parent == _FOLDER
        if is_ours and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, str]]:
    """Walls by how many charts they show, each started when it is first asked for."""
    with ExitStack() as started:
        yield Walls(started, tmp_path_factory)


class Walls(dict[int, str]):
    """Starts a demo in mid-session for a number of charts, and keeps its address."""

    def __init__(self, started: ExitStack, folders: pytest.TempPathFactory) -> None:
        super().__init__()
        self._started = started
        self._folders = folders

    def __missing__(self, cells: int) -> str:
        # Six minutes of trading in one, so that bars close while a test looks.
        market = ("--date", "2026-09-18", "--start", "10:30", "--speed", "6")
        options = (*market, "--trades-per-second", "200")
        ports = ("--port", "0", "--gateway-port", "0", "--no-browser")
        folder = ("--data-dir", str(self._folders.mktemp("house")))
        # Named symbols come before a layout that an earlier page has left behind.
        named = {"KIWOOM_WALL_SYMBOLS": ",".join(DEFAULT_SYMBOLS[:cells])}
        demo = self._started.enter_context(
            running("demo", *options, *ports, *folder, **named)
        )
        self[cells] = demo.ready_addresses()[0]
        return self[cells]


@pytest.fixture
def address(request: pytest.FixtureRequest, addresses: dict[int, str]) -> str:
    """Return the address of a wall.

    A module whose tests need fewer than sixteen charts says so by ``CELLS``.
    """
    return addresses[getattr(request.module, "CELLS", len(DEFAULT_SYMBOLS))]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Start a browser for all tests."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_ARGS)
        )
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """Give a test the browser, and take back what it opened there."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """Open an empty page; a script error on it fails the test."""
    opened = await browser.new_page(viewport=_SIZE)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def wall(address: str, page: Page) -> Wall:
    """Open the wall and wait until its charts are drawn."""
    wall = Wall(page, address)
    await wall.open()
    return wall
