"""A page that loses its server says so, and comes back by itself."""

import json
import socket

import httpx
import pytest
from playwright.async_api import Page, expect
from websockets.asyncio.client import connect

from tests.programs import running
from tests.ui.wall import FEW, Wall

pytestmark = pytest.mark.ui
CELLS = 4

DEMO = ("demo", "--date", "2026-09-18", "--start", "10:30", "--no-browser")


def free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


async def test_a_page_comes_back_after_its_server_was_started_anew(page: Page):
    port = free_port()
    ports = ("--port", port, "--gateway-port", "0")
    with running(*DEMO, *ports, **FEW) as first:
        wall = Wall(page, first.ready_addresses()[0])
        await wall.open()
        await page.evaluate("window.isTheOldPage = true")

        first.end()

        html = page.locator("html")
        await expect(html).to_have_class("kw-disconnected", timeout=20_000)

    with running(*DEMO, *ports, **FEW) as second:
        second.ready_addresses()
        await wall.until("() => window.isTheOldPage === undefined")
        await wall.drawn()

        await expect(html).not_to_have_class("kw-disconnected")


async def test_a_page_whose_feed_is_cut_goes_on_where_it_was(wall: Wall):
    await wall.page.evaluate("kiwoomWall.feed.socket.close()")
    frames = await wall.page.evaluate("kiwoomWall.frames")

    await wall.until(f"() => kiwoomWall.frames > {frames} + 3")
    assert await wall.chart(0, "chart.painted > 100")


async def test_a_page_that_lost_its_session_loads_anew(page: Page, address: str):
    await page.add_init_script(
        """const sockets = window.sockets = []
        window.WebSocket = class extends WebSocket {
          constructor(...given) { super(...given); sockets.push(this) }
        }"""
    )
    wall = Wall(page, address)
    await wall.open()

    await page.evaluate("window.isTheOldPage = true")
    await page.evaluate("sockets.find((one) => one.url.endsWith('/ws')).close()")

    await wall.until("() => window.isTheOldPage === undefined")
    await wall.drawn()


async def test_a_page_without_its_server_does_not_claim_to_be_live(page: Page):
    ports = ("--port", "0", "--gateway-port", "0")
    with running(*DEMO, *ports, **FEW) as demo:
        wall = Wall(page, demo.ready_addresses()[0])
        await wall.open()

        demo.end()

        bar = page.locator(".kw-status")
        await expect(bar).to_have_attribute("data-state", "lost", timeout=20_000)
        await expect(bar).to_contain_text("서버 연결 끊김")


async def test_a_feed_that_was_taken_over_can_be_taken_back(page: Page):
    with running("simulate", "--port", "0", "--start", "10:30") as simulator:
        url, socket_url = simulator.ready_addresses()
        ports = ("--port", "0", "--gateway-port", "0", "--no-browser")
        with running("serve", "--sim", url, *ports, **FEW) as program:
            wall = Wall(page, program.ready_addresses()[0])
            await wall.open()

            await log_in_elsewhere(url, socket_url)
            bar = page.locator(".kw-status")
            await expect(bar).to_have_attribute("data-state", "taken_over")
            await bar.get_by_role("button", name="다시 연결").click()

            await expect(bar).to_have_attribute("data-state", "live", timeout=30_000)


async def log_in_elsewhere(url: str, socket_url: str) -> None:
    keys = {"appkey": "simulator", "secretkey": "simulator"}
    async with httpx.AsyncClient(base_url=url) as client:
        body = {"grant_type": "client_credentials", **keys}
        token = (await client.post("/oauth2/token", json=body)).json()["token"]
    async with connect(socket_url) as stranger:
        await stranger.send(json.dumps({"trnm": "LOGIN", "token": token}))
        await stranger.recv()
