"""A person logs in once, and sees the wall and the gateway's pages."""

import json

import pytest
from playwright.async_api import Page

from dashboard.access import read_token
from tests.programs import running
from tests.ui.wall import FEW, Wall

pytestmark = pytest.mark.ui

PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")


async def test_one_login_opens_the_wall_and_the_gateway_s_pages(page: Page, tmp_path):
    blocked: list[str] = []
    page.on(
        "console",
        lambda said: "Content Security" in said.text and blocked.append(said.text),
    )
    with running("demo", "--login", "--data-dir", str(tmp_path), *PORTS, **FEW) as demo:
        address, docs = demo.ready_addresses()
        await page.goto(address)
        await page.get_by_label("비밀번호 또는 토큰").fill("not the one")
        await page.get_by_role("button", name="로그인").click()
        await page.get_by_role("alert").get_by_text("맞지 않습니다").wait_for()
        token = read_token(tmp_path)
        assert token is not None
        await page.get_by_label("비밀번호 또는 토큰").fill(token)
        await page.get_by_role("button", name="로그인").click()
        await Wall(page, address).drawn()

        assert blocked == []
        await see_the_price(page, docs)
        await see_redoc(page, docs)


async def see_the_price(page: Page, docs: str) -> None:
    """Press "Execute" in Swagger UI as a reader would, and read the answer."""
    await page.goto(docs)
    row = page.locator(
        ".opblock", has=page.locator("[data-path='/api/v1/quotes/{symbol}']")
    )
    await row.locator("button.opblock-summary-control").click()
    await row.get_by_role("button", name="Try it out").click()
    await row.get_by_placeholder("symbol").fill("005930")
    await row.get_by_role("button", name="Execute").click()
    reply = row.locator(".live-responses-table .highlight-code code").first
    quote = json.loads(await reply.inner_text())

    assert (quote["symbol"], quote["name"]) == ("005930", "삼성전자")
    assert quote["low"] <= quote["price"] <= quote["high"]


async def see_redoc(page: Page, docs: str) -> None:
    await page.goto(docs.replace("/docs", "/redoc"))
    await page.get_by_role("heading", name="종목의 현재가").first.wait_for()
