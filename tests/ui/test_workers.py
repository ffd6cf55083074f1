"""Several processes show the wall on one port, and one that dies is not missed."""

import os
import signal

import psutil
import pytest
from playwright.async_api import Page

from tests.programs import Program, running
from tests.ui.wall import FEW, Wall

# A server starts three programs here, one of them twice: 41 s where nothing else runs.
pytestmark = [pytest.mark.ui, pytest.mark.timeout(300)]

PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")


def workers(program: Program) -> dict[str, int]:
    """Return the process numbers of the workers by their own numbers."""
    found = {}
    for child in psutil.Process(program.pid).children():
        command = child.cmdline()
        if "work" in command:
            number = next(part for part in command if part.startswith("--number="))
            found[number.partition("=")[2]] = child.pid
    return found


async def test_a_page_survives_the_end_of_its_worker(page: Page, tmp_path):
    place = ("--workers", "2", "--login", "--data-dir", str(tmp_path))
    with running("serve", *place, *PORTS, **FEW) as server:
        address, _ = server.ready_addresses()
        token = (tmp_path / "gateway-token").read_text().strip()
        await page.goto(address)
        await page.get_by_label("비밀번호 또는 토큰").fill(token)
        await page.get_by_role("button", name="로그인").click()
        wall = Wall(page, address)
        await wall.drawn()
        cookies = {c["name"]: c["value"] for c in await page.context.cookies()}
        own = workers(server)[cookies["kw_worker"]]
        assert "다른 서버의 시세" not in await page.locator("body").inner_text()
        for pid in workers(server).values():
            assert token not in " ".join(psutil.Process(pid).cmdline())
            assert token not in str(psutil.Process(pid).environ())

        await page.evaluate("window.isOld = true")
        os.kill(own, signal.SIGKILL)
        await wall.until("() => window.isOld === undefined")
        await wall.drawn()


def test_the_workers_end_with_the_process_that_started_them(tmp_path):
    place = ("--workers", "2", "--data-dir", str(tmp_path))
    with running("serve", *place, *PORTS, **FEW) as server:
        server.ready_addresses()
        server.line_with("worker 1 is ready") if len(workers(server)) < 2 else None
        children = psutil.Process(server.pid).children()
        assert len(workers(server)) == 2
        os.kill(server.pid, signal.SIGKILL)
        _, alive = psutil.wait_procs(children, timeout=20)

    assert alive == []
