"""A page loads all modules of the charts as one script, once and for ever."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application

import dashboard.scripts
from dashboard.scripts import (
    MODULES,
    ROUTE,
    ScriptHandler,
    joined_script,
    script_address,
)
from tests.static.node import node

STATIC = Path(dashboard.scripts.__file__).parent / "static"
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']\./(.+?)["']""")


def imported(module: str) -> list[str]:
    return IMPORTED.findall((STATIC / module).read_text("utf-8"))


def reachable(module: str) -> Iterator[str]:
    for name in imported(module):
        yield from reachable(name)
    yield module


def exports_of(script: Path) -> list[str]:
    look = (
        f"import * as found from {script.as_uri()!r}; console.log(Object.keys(found))"
    )
    run = node("--input-type=module", "--eval", look)
    assert run.returncode == 0, run.stderr
    return re.findall(r"'(\w+)'", run.stdout)


@pytest.fixture
async def address() -> AsyncIterator[str]:
    server = HTTPServer(Application([(ROUTE, ScriptHandler)]))
    socket, port = bind_unused_port()
    server.add_socket(socket)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.stop()
        await server.close_all_connections()


async def fetched(address: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(address)


def test_the_joined_script_is_a_plain_one_that_leaves_what_starts_the_charts(tmp_path):
    script = tmp_path / "joined.cjs"
    script.write_text(joined_script(), "utf-8")

    look = f"require({str(script)!r}); console.log(Object.keys(globalThis.kiwoomLive))"
    run = node("--eval", look)

    assert run.returncode == 0, run.stderr
    assert re.findall(r"'(\w+)'", run.stdout) == ["expect", "show"]


def test_the_last_module_exports_the_same_by_itself():
    assert exports_of(STATIC / MODULES[-1]) == ["expect", "show"]


def test_the_script_holds_every_module_that_is_imported_and_no_other():
    assert set(MODULES) == set(reachable(MODULES[-1]))
    assert len(MODULES) == len(set(MODULES))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_comes_after_those_that_it_imports(module):
    before = MODULES[: MODULES.index(module)]

    assert set(imported(module)) <= set(before)


def test_no_module_is_left_to_be_imported_from_elsewhere():
    lines = joined_script().splitlines()

    assert not [line for line in lines if re.match(r"(import|export)\b", line)]


async def test_the_script_is_served_compressed_and_kept_for_ever(address):
    answer = await fetched(address + script_address())

    assert answer.status_code == 200
    assert answer.text == joined_script()
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) < len(answer.content) / 2
    assert "immutable" in answer.headers["Cache-Control"]


async def test_another_version_of_the_script_is_not_there(address):
    answer = await fetched(address + "kw-live/0123456789abcdef.js")

    assert answer.status_code == 404
    assert "Cache-Control" not in answer.headers
