"""The programs in the gateway's document do what the document says."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright

from dashboard.gateway import Gateway
from tests.chromium import LAUNCH_ARGS, find_chromium
from tests.gateways import open_gateway
from tests.market import eventually, open_market
from tests.structure.documents import Block, blocks, run_cell

DOCUMENT = "docs/시세-API.md"
_PATIENCE_S = 60.0
_PORT = "127.0.0.1:5007"


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with open_market() as market, open_gateway(market) as opened:
        yield opened


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """Open an empty page in the loop in which the gateway runs."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_ARGS)
        )
        yield await browser.new_page()
        await browser.close()


def example(language: str, text: str, gateway: Gateway) -> str:
    """Return the one example that holds a text, for the gateway that runs."""
    (block,) = (b for b in blocks(DOCUMENT, language) if text in b.text)
    assert isinstance(block, Block)
    return block.text.replace(_PORT, f"127.0.0.1:{gateway.port}")


async def test_ten_lines_of_python_follow_the_trades(gateway):
    source = example("python", "asyncio.run", gateway)
    assert len([line for line in source.splitlines() if line.strip()]) <= 10
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-u", "-c", source, stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout is not None
    kinds: list[str] = []
    async with asyncio.timeout(_PATIENCE_S):
        while "trade" not in kinds:
            line = (await program.stdout.readline()).decode()
            kinds.append(line.split("'type': '")[1].split("'")[0])
    program.kill()
    await program.wait()

    assert kinds[:3] == ["welcome", "subscribed", "snapshot"]


@pytest.mark.ui
async def test_five_lines_of_javascript_follow_the_trades(gateway, page: Page):
    source = example("js", "new WebSocket", gateway)
    assert len(source.splitlines()) == 5
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    await page.goto(f"http://127.0.0.1:{gateway.port}/docs")
    await page.evaluate(f"() => {{ {source} }}")

    await eventually(lambda: sum("trade" in line for line in said) > 3)


async def test_the_notebook_s_cell_reads_the_gateway(gateway):
    names: dict[str, object] = {}
    await run_cell(example("python", "GatewayClient", gateway), names)

    assert len(names["frame"]) == 300


@pytest.mark.ui
async def test_the_socket_can_be_tried_on_its_page(gateway, page: Page):
    await page.goto(f"http://127.0.0.1:{gateway.port}/stream-docs")
    await page.get_by_role("button", name="보내기").click()
    await page.locator("#said").get_by_text('"type":"trade"').wait_for()
    await page.get_by_text("TradeMessage").click()

    assert await page.get_by_text("누적 거래량, shares").first.is_visible()
