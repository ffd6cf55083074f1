"""Where keys are missing the page says what happened and what helps, and no more."""

import pytest
from playwright.async_api import Page

from kiwoom import (
    Credentials,
    Mode,
    Passphrase,
    Vault,
    make_key_file,
    store_credentials,
    vault_path,
)
from kiwoom.vault.slots import Cost
from tests.programs import running

pytestmark = pytest.mark.ui

CHEAP = Cost(memory=32, passes=1, lanes=1)
PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")


async def test_a_locked_vault_s_page_says_what_helps(page: Page, tmp_path):
    phrase = Passphrase("correct horse battery")
    vault = Vault.create(vault_path(tmp_path), phrase, CHEAP)
    store_credentials(vault, Mode.MOCK, Credentials("app key", "secret key"))
    place = ("--mode", "mock", "--data-dir", str(tmp_path))

    with running("serve", *place, *PORTS) as server:
        await page.goto(server.ready_addresses()[0])
        notice = page.locator(".kw-waiting")

        await notice.locator("strong").get_by_text("금고가 잠겨 있습니다").wait_for()
        assert "KIWOOM_VAULT_KEY_FILE" in await notice.inner_text()
        box = await notice.bounding_box()
        assert box is not None
        assert (box["width"], box["height"]) == (1920, 1080)
        assert await page.locator(".kw-skeleton").count() == 0


async def test_another_key_file_is_told_apart_from_none(page: Page, tmp_path):
    Vault.create(vault_path(tmp_path), Passphrase("correct horse battery"), CHEAP)
    make_key_file(tmp_path)
    place = ("--mode", "mock", "--data-dir", str(tmp_path))

    with running("serve", *place, *PORTS) as server:
        await page.goto(server.ready_addresses()[0])

        await page.get_by_text("열쇠 파일이 맞지 않습니다").wait_for()
