"""A form takes keys at the first start, tries them, and locks them away."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from kiwoom import Mode, ensure_vault, read_credentials
from tests.programs import Program, running

pytestmark = pytest.mark.ui

APP_KEY, SECRET_KEY = "canary-app-key-7f3a", "canary-secret-key-91bc"
PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    with running("simulate", "--port", "0") as program:
        yield program.ready_addresses()[0]


@pytest.fixture
def demo(simulator: str, tmp_path: Path) -> Iterator[Program]:
    options = ("--sim", simulator, "--data-dir", str(tmp_path))
    with running("serve", "--mode", "sim", *options, *PORTS) as program:
        yield program


async def test_keys_are_tried_and_stored_and_appear_nowhere_else(demo, page, tmp_path):
    address = demo.ready_addresses()[0]
    seen: list[str] = []
    page.on("response", lambda response: seen.append(response.url))
    await page.goto(address)
    note = page.locator(".kw-topbar .note")
    await expect(note).to_contain_text("키를 등록하면")
    await note.click()
    await expect(page.locator("h1")).to_have_text("키움증권 키 등록")

    await page.get_by_label("앱 키").fill(APP_KEY)
    await page.get_by_label("시크릿 키").fill(SECRET_KEY)
    await page.get_by_role("button", name="시험하고 저장").click()

    await expect(page.get_by_role("status")).to_contain_text("mock 키가 맞습니다")
    await expect(page.get_by_role("status")).to_contain_text("serve --mode mock")
    stored = read_credentials(ensure_vault(tmp_path), Mode.MOCK)
    assert stored is not None
    assert stored.secret_key.get_secret_value() == SECRET_KEY
    everywhere = [*seen, *demo.lines, await page.content()]
    everywhere += [str(path.read_bytes()) for path in tmp_path.iterdir()]
    for canary in (APP_KEY, SECRET_KEY):
        assert not any(canary in text for text in everywhere)


async def test_a_form_from_elsewhere_or_without_its_token_is_refused(demo):
    address = demo.ready_addresses()[0]
    async with httpx.AsyncClient(base_url=address) as http:
        shown = await http.get("/keys")
        token = re.search(r'name="form" value="(\w+)"', shown.text)[1]
        fields = {"mode": "mock", "app_key": APP_KEY, "secret_key": SECRET_KEY}

        async def posted(form: str, **headers: str) -> int:
            reply = await http.post(
                "/keys", data=fields | {"form": form}, headers=headers
            )
            return reply.status_code

        assert shown.headers["cache-control"] == "no-store"
        assert await posted(token) == 403  # no browser says where it comes from
        assert await posted(token, Origin="http://evil.example") == 403
        assert await posted("0" * 64, Origin=address) == 403
        fields["secret_key"] = ""
        assert await posted(token, Origin=address) == 400


async def test_keys_that_do_not_work_are_not_stored(demo, page, simulator, tmp_path):
    await page.goto(f"{demo.ready_addresses()[0]}/keys")
    async with httpx.AsyncClient() as http:
        await http.post(f"{simulator}/simulator/faults", json={"html": 1})
    await page.get_by_label("앱 키").fill("x")
    await page.get_by_label("시크릿 키").fill("x")
    await page.get_by_role("button", name="시험하고 저장").click()

    await expect(page.get_by_role("alert")).to_contain_text("서버")
    assert read_credentials(ensure_vault(tmp_path), Mode.MOCK) is None
