"""No route of the gateway answers a stranger, whichever routes there are."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.routing import Route, WebSocketRoute
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from dashboard.gateway import Gateway
from tests.gateways import TOKEN, access_to, open_gateway
from tests.market import open_market

BEARER = {"authorization": f"Bearer {TOKEN}"}
STREAM = "/api/v1/stream"


@pytest.fixture
async def gateway(tmp_path_factory) -> AsyncIterator[Gateway]:
    folder = tmp_path_factory.mktemp("access")
    access = access_to("0.0.0.0", needs_login=True, data_dir=folder)
    async with (
        open_market() as market,
        open_gateway(market, access, host="0.0.0.0") as opened,
    ):
        yield opened


def every_path(gateway: Gateway) -> list[str]:
    """Return the address of every route, with the place of a symbol filled."""
    found = list(gateway.app.openapi()["paths"])
    found += [
        route.path
        for route in gateway.app.routes
        if isinstance(route, Route | WebSocketRoute)
    ]
    return [
        path.replace("{symbol}", "005930").replace("{kind}", "value")
        for path in dict.fromkeys([*found, "/static-offline-docs/swagger-ui.css", "/x"])
    ]


@pytest.mark.parametrize(
    "header", [{}, {"authorization": "Bearer wrong"}, {"cookie": "user=owner"}]
)
async def test_every_route_asks_for_the_token(gateway, header):
    paths = every_path(gateway)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{gateway.port}") as http:
        replies = {path: await http.get(path, headers=header) for path in paths}

    assert len(paths) > 15
    assert {path: reply.status_code for path, reply in replies.items()} == (
        dict.fromkeys(paths, 401)
    )
    problem = replies["/api/v1/health"].json()
    assert (problem["code"], problem["status"]) == ("login_needed", 401)
    assert replies["/docs"].headers["www-authenticate"] == "Bearer"


async def test_with_the_token_every_route_is_there(gateway):
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{gateway.port}", headers=BEARER
    ) as http:
        assert (await http.get("/api/v1/quotes/005930")).status_code == 200
        assert (await http.get("/docs")).status_code == 200


async def test_every_answer_carries_the_security_headers(gateway):
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{gateway.port}", headers=BEARER
    ) as http:
        for path in every_path(gateway):
            if path == STREAM:
                continue
            reply = await http.get(path, params={"query": "ㅅㅅ", "symbols": "005930"})
            assert reply.headers["x-content-type-options"] == "nosniff"
            assert reply.headers["referrer-policy"] == "same-origin"
            assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
            assert "cache-control" in reply.headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1.evil:5007"])
async def test_a_foreign_host_is_refused_on_every_route(gateway, host):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{gateway.port}") as http:
        for path in every_path(gateway):
            reply = await http.get(path, headers=BEARER | {"host": host})
            assert reply.status_code == 400


async def test_a_forwarded_host_changes_nothing(gateway):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{gateway.port}") as http:
        spoofed = {"x-forwarded-host": "127.0.0.1", "x-forwarded-for": "127.0.0.1"}
        reply = await http.get("/api/v1/health", headers=spoofed)

    assert reply.status_code == 401


def origins(port: int) -> dict[str | None, bool]:
    own = f"127.0.0.1:{port}"
    return {
        None: True,
        f"http://{own}": True,
        f"http://localhost:{port}": True,
        "null": False,
        "http://127.0.0.1": False,
        f"http://127.0.0.1:{port + 1}": False,
        f"http://{own}.evil.example": False,
        f"http://evil-{own}": False,
        f"HTTP://{own}": False,
        f"http://{own}.": False,
        f"http://user@{own}": False,
        "https://evil.example": False,
    }


async def test_the_socket_lets_in_our_own_pages_only(gateway):
    url = f"ws://127.0.0.1:{gateway.port}{STREAM}"
    admitted = {}
    for origin in origins(gateway.port):
        try:
            async with connect(url, origin=origin, additional_headers=BEARER) as socket:
                await socket.recv()
            admitted[origin] = True
        except InvalidStatus as error:
            admitted[origin] = error.response.status_code != 403

    assert admitted == origins(gateway.port)


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer wrong"}])
async def test_the_socket_asks_for_the_token(gateway, header):
    url = f"ws://127.0.0.1:{gateway.port}{STREAM}"
    with pytest.raises(InvalidStatus) as refused:
        await connect(url, additional_headers=header)

    assert refused.value.response.status_code == 401


async def test_no_route_writes(gateway):
    methods = {
        method for route in gateway.app.openapi()["paths"].values() for method in route
    }

    assert methods == {"get"}
