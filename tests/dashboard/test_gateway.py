"""The gateway answers with the hub's figures, and says plainly what is wrong."""

from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest

from dashboard.gateway import GatewayServer, create_gateway
from kiwoom import KST, Candle, CandleStore, Hub, Interval
from tests.market import Market, open_market

CANDLE = Candle(datetime(2026, 9, 18, 9, tzinfo=KST), 100, 110, 90, 105, 10)


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    async with open_market() as opened:
        yield opened


@pytest.fixture
async def gateway(market) -> AsyncIterator[httpx.AsyncClient]:
    app = create_gateway(market.hub, market.client, "1.2.3")
    server = GatewayServer(app, "127.0.0.1", 0)
    await server.start()
    url = f"http://127.0.0.1:{server.port}"
    async with httpx.AsyncClient(base_url=url) as client:
        yield client
    await server.aclose()


async def test_a_quote_is_the_broker_s_own_figure(market, gateway):
    reply = await gateway.get("/api/v1/quotes/005930")

    quote = reply.json()
    assert reply.status_code == 200
    assert (quote["symbol"], quote["name"]) == ("005930", "삼성전자")
    assert quote["low"] <= quote["price"] <= quote["high"]
    assert quote["time"].endswith("+09:00")


async def test_candles_come_in_order_and_in_the_number_asked_for(gateway):
    reply = await gateway.get(
        "/api/v1/candles/005930", params={"interval": "5m", "count": 20}
    )

    times = [candle["time"] for candle in reply.json()]
    assert len(times) == 20
    assert times == sorted(times)


@pytest.mark.parametrize("symbol", ["999999", "59", "005930|000660", "삼성전자"])
@pytest.mark.parametrize("kind", ["quotes", "candles"])
async def test_an_unknown_symbol_is_not_found(gateway, kind, symbol):
    reply = await gateway.get(f"/api/v1/{kind}/{symbol}")

    assert reply.status_code == 404
    assert reply.json() == {"detail": f"{symbol}: 없는 종목 코드입니다"}


async def test_a_foreign_host_name_is_refused(gateway):
    reply = await gateway.get("/api/v1/health", headers={"host": "evil.example"})

    assert reply.status_code == 400


async def test_a_taken_port_is_an_error_to_the_caller(market, gateway):
    app = create_gateway(market.hub, market.client, "1.2.3")
    second = GatewayServer(app, "127.0.0.1", gateway.base_url.port)

    with pytest.raises(OSError, match="in use"):
        await second.start()


async def test_an_unknown_interval_is_refused(gateway):
    reply = await gateway.get("/api/v1/candles/005930", params={"interval": "7m"})

    assert reply.status_code == 422


async def test_health_tells_state_and_version(gateway):
    health = (await gateway.get("/api/v1/health")).json()

    assert health["version"] == "1.2.3"
    assert health["state"] in {"connecting", "live", "catching_up"}


async def test_swagger_ui_needs_no_other_server(gateway):
    page = (await gateway.get("/docs")).text
    script = await gateway.get("/static-offline-docs/swagger-ui-bundle.js")

    assert "https://" not in page
    assert script.status_code == 200
    assert "/api/v1/quotes/{symbol}" in (await gateway.get("/openapi.json")).text


async def test_health_says_that_candles_are_not_kept(tmp_path):
    folder = tmp_path / "occupied"
    folder.write_text("no folder", "utf-8")
    store = CandleStore(folder / "candles.sqlite3")
    await store.save("005930", Interval.M1, [CANDLE])
    async with (
        open_market() as market,
        Hub(market.client, store=store) as hub,
    ):
        server = GatewayServer(create_gateway(hub, market.client, "1"), "127.0.0.1", 0)
        await server.start()
        async with httpx.AsyncClient() as http:
            url = f"http://127.0.0.1:{server.port}/api/v1/health"
            reply = await http.get(url)
        await server.aclose()

    assert "디스크에 두지 못합니다" in reply.json()["reason"]
