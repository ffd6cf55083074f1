"""The wall's own server lets nobody in without the login, on any of its routes."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from dashboard.access import read_token
from tests.programs import Program, running

PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")


class Guarded(NamedTuple):
    """A wall that asks for a login, its gateway and what opens both."""

    wall: str
    gateway: str
    token: str
    program: Program
    cookie: dict[str, str]

    @property
    def host(self) -> str:
        return urlsplit(self.wall).netloc


@pytest.fixture(scope="module")
def guarded(tmp_path_factory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("data")
    place = ("--login", "--name", "wall.lan", "--data-dir", str(folder))
    with running("demo", *place, *PORTS) as demo:
        wall, docs = demo.ready_addresses()
        token = read_token(folder)
        assert token is not None
        user = log_in(wall, token).cookies["user"]
        cookie = {"cookie": f"user={user}"}
        yield Guarded(wall, docs.removesuffix("/docs"), token, demo, cookie)


def log_in(wall: str, secret: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{wall}/login", data={"password": secret}, headers=headers)


@pytest.mark.parametrize("path", ["/", "/?theme=dark", "/metadata"])
def test_without_a_login_every_page_leads_to_it(guarded, path):
    reply = httpx.get(f"{guarded.wall}{path}")

    assert reply.status_code == 302
    assert reply.headers["location"].lstrip(".").startswith("/login?")


def test_the_login_lets_into_the_wall_and_the_gateway(guarded):
    assert httpx.get(guarded.wall, headers=guarded.cookie).status_code == 200
    health = httpx.get(f"{guarded.gateway}/api/v1/health", headers=guarded.cookie)
    assert health.status_code == 200
    assert httpx.get(f"{guarded.gateway}/api/v1/health").status_code == 401


def test_a_page_for_other_sites_is_not_built(guarded):
    query = {"bokeh-autoload-element": "x"}
    reply = httpx.get(f"{guarded.wall}/autoload.js", params=query)

    assert reply.status_code == 302


def test_the_cookie_is_for_this_site_s_server_alone(guarded):
    told = log_in(guarded.wall, guarded.token).headers["set-cookie"].lower()

    assert "httponly" in told
    assert "samesite=strict" in told
    assert guarded.token.lower() not in told


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "wall.lan.evil"])
@pytest.mark.parametrize("path", ["/", "/login", "/static/js/bokeh.min.js", "/feed"])
def test_a_foreign_host_is_refused(guarded, path, host):
    reply = httpx.get(f"{guarded.wall}{path}", headers={"host": host})

    assert reply.status_code == 400


def test_another_name_of_the_machine_is_no_foreign_host(guarded):
    port = urlsplit(guarded.wall).port
    name = {"host": f"wall.lan:{port}"}

    assert httpx.get(f"{guarded.wall}/login", headers=name).status_code == 200


def test_a_form_of_another_site_is_refused(guarded):
    assert log_in(guarded.wall, guarded.token, origin="http://evil").status_code == 403


@pytest.mark.parametrize("path", ["/ws", "/feed"])
async def test_no_socket_opens_for_a_foreign_page(guarded, path):
    own = f"http://{guarded.host}"
    for origin in (
        "http://evil.example",
        "null",
        f"{own}.evil",
        f"{own}1",
        "https://x",
    ):
        with pytest.raises(InvalidStatus) as refused:
            await connect(
                f"ws://{guarded.host}{path}",
                origin=origin,
                additional_headers=guarded.cookie,
            )
        assert refused.value.response.status_code == 403


async def test_the_feed_asks_for_the_login(guarded):
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"ws://{guarded.host}/feed", origin=f"http://{guarded.host}")

    assert refused.value.response.status_code == 401


async def test_panel_s_own_socket_asks_for_the_login(guarded):
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        async with connect(
            f"ws://{guarded.host}/ws",
            origin=f"http://{guarded.host}",
            subprotocols=["bokeh", "token"],
        ) as socket:
            await socket.recv()


def test_every_answer_carries_the_security_headers(guarded):
    for path in ("/", "/login", "/static/js/bokeh.min.js", "/nothing"):
        reply = httpx.get(f"{guarded.wall}{path}", headers=guarded.cookie)
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]


def test_no_secret_is_printed(guarded):
    said = "\n".join(guarded.program.lines)

    assert guarded.token not in said
    assert guarded.cookie["cookie"] not in said


def test_another_address_without_anything_to_log_in_with_does_not_start(tmp_path):
    place = ("--host", "0.0.0.0", "--data-dir", str(tmp_path))
    with running("demo", *place, *PORTS) as demo:
        assert "kiwoom-dashboard token" in demo.line_with("로그인이 있어야 합니다")
        assert demo.wait() == 1


def test_a_wrong_secret_is_told_in_a_sentence_and_a_tail_of_them_waits(guarded):
    log_in(guarded.wall, guarded.token)  # forgives the tries of other tests
    replies = [log_in(guarded.wall, "wrong one") for _ in range(6)]
    places = [reply.headers["location"] for reply in replies]

    assert places[0] == "login?fault=wrong"
    assert places[-1] == "login?fault=often"
    page = httpx.get(f"{guarded.wall}/login?fault=often").text
    assert "1분 뒤에" in page
    assert "<script" not in page
    assert "evil" not in httpx.get(f"{guarded.wall}/login?fault=evil").text
