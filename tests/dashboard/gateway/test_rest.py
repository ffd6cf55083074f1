"""The gateway answers with the hub's figures, and says plainly what is wrong."""

import io
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx
import pandas as pd
import pyarrow as pa
import pytest

from kiwoom import KST, Candle, CandleStore, FeedState, Hub, Interval, load_calendar
from tests.gateways import gateway_of, open_gateway
from tests.market import Market, eventually, open_market

CANDLE = Candle(datetime(2026, 9, 18, 9, tzinfo=KST), 100, 110, 90, 105, 10)


@pytest.fixture
async def gateway(market) -> AsyncIterator[httpx.AsyncClient]:
    server = gateway_of(market)
    await server.start()
    url = f"http://127.0.0.1:{server.port}"
    # Reading far back takes many calls, and the broker allows five in a second.
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
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
@pytest.mark.parametrize("kind", ["quotes", "candles", "orderbook", "trades"])
async def test_an_unknown_symbol_is_not_found(gateway, kind, symbol):
    reply = await gateway.get(f"/api/v1/{kind}/{symbol}")

    assert reply.status_code == 404
    problem = reply.json()
    assert reply.headers["content-type"] == "application/problem+json"
    assert (problem["status"], problem["code"]) == (404, "unknown_symbol")
    assert symbol in problem["detail"]


async def test_candles_too_far_back_are_refused_instead_of_reading_for_ever(gateway):
    far = {"interval": "1m", "to": "1990-01-01T00:00:00+09:00"}
    reply = await gateway.get("/api/v1/candles/005930", params=far)

    assert (reply.status_code, reply.json()["code"]) == (404, "too_far_back")


async def test_candles_come_as_arrow_where_that_is_asked_for(gateway):
    arrow = {"accept": "application/vnd.apache.arrow.stream"}
    reply = await gateway.get(
        "/api/v1/candles/005930", params={"count": 7}, headers=arrow
    )

    frame = pa.ipc.open_stream(reply.content).read_pandas()
    assert len(frame) == 7
    assert frame.index[0].utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize("path", ["calendar", "instruments"])
async def test_what_has_not_changed_is_not_sent_again(market, gateway, path):
    await eventually(lambda: market.hub.instruments)
    first = await gateway.get(f"/api/v1/{path}")
    known = {"if-none-match": first.headers["etag"]}
    second = await gateway.get(f"/api/v1/{path}", headers=known)
    other = await gateway.get(f"/api/v1/{path}?count=1", headers=known)

    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]
    assert other.status_code == 200


async def test_a_price_that_nobody_follows_any_more_is_asked_for_anew(market, gateway):
    with market.hub.subscribe("005930"):
        await eventually(lambda: market.hub.state("005930") is FeedState.LIVE)
        followed = (await gateway.get("/api/v1/quotes/005930")).json()
    left = (await gateway.get("/api/v1/quotes/005930")).json()

    assert market.hub.latest("005930") is not None
    assert (followed["source"], left["source"]) == ("live", "rest")


async def test_a_bare_number_is_no_time(gateway):
    reply = await gateway.get("/api/v1/candles/005930", params={"to": "1758153000"})

    assert reply.status_code == 422


async def test_a_foreign_host_name_is_refused(gateway):
    reply = await gateway.get("/api/v1/health", headers={"host": "evil.example"})

    assert reply.status_code == 400


async def test_a_taken_port_is_an_error_to_the_caller(market, gateway):
    port = gateway.base_url.port
    second = gateway_of(market, port=port)

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
        server = gateway_of(Market(market.simulator, market.client, hub))
        await server.start()
        async with httpx.AsyncClient() as http:
            url = f"http://127.0.0.1:{server.port}/api/v1/health"
            reply = await http.get(url)
        await server.aclose()

    assert "디스크에 두지 못합니다" in reply.json()["reason"]


async def test_quotes_of_several_symbols_come_in_the_order_of_asking(gateway):
    reply = await gateway.get(
        "/api/v1/quotes", params={"symbols": "000660, 005930,999998"}
    )

    assert [quote["symbol"] for quote in reply.json()] == ["000660", "005930"]


async def test_a_quote_says_where_it_comes_from_and_how_old_it_is(market, gateway):
    asked = (await gateway.get("/api/v1/quotes/000660")).json()
    with market.hub.subscribe("005930"):
        await eventually(lambda: market.hub.state("005930") is FeedState.LIVE)
        live = (await gateway.get("/api/v1/quotes/005930")).json()

    assert (asked["source"], asked["venue"]) == ("rest", "KRX")
    assert live["source"] == "live"
    assert live["age"] >= 0


@pytest.mark.parametrize(("venue", "code"), [("NXT", "_NX"), ("통합", "_AL")])
async def test_a_quote_of_another_venue_is_another_one(gateway, venue, code):
    krx = (await gateway.get("/api/v1/quotes/005930")).json()
    other = (await gateway.get("/api/v1/quotes/005930", params={"venue": venue})).json()

    assert (other["symbol"], other["venue"]) == (f"005930{code}", venue)
    assert other["volume"] != krx["volume"]


async def test_an_order_book_and_trades_are_told(gateway):
    book = (await gateway.get("/api/v1/orderbook/005930")).json()
    trades = (await gateway.get("/api/v1/trades/005930?count=40")).json()

    assert len(book["asks"]) == len(book["bids"]) == 10
    assert book["asks"][0]["price"] > book["bids"][0]["price"]
    assert len(trades) == 40
    volumes = [trade["day_volume"] for trade in trades]
    assert volumes == sorted(volumes)


async def test_candles_end_before_a_time_and_can_be_longer_than_a_page(gateway):
    first = (await gateway.get("/api/v1/candles/005930?count=1200")).json()
    before = first[600]["time"]
    older = await gateway.get(
        "/api/v1/candles/005930", params={"count": 100, "to": before}
    )

    times = [candle["time"] for candle in first]
    assert len(times) == 1_200
    assert [candle["time"] for candle in older.json()] == times[500:600]


@pytest.mark.parametrize("interval", ["60m", "1d", "1w", "1M", "1y"])
async def test_candles_of_every_width_are_told(gateway, interval):
    reply = await gateway.get(
        "/api/v1/candles/005930", params={"interval": interval, "count": 3}
    )

    assert len(reply.json()) == 3


async def test_candles_come_as_csv_and_parquet_where_they_are_asked_for(gateway):
    address = "/api/v1/candles/005930?interval=1d&count=5"
    plain = [candle["close"] for candle in (await gateway.get(address)).json()]
    csv = await gateway.get(address, headers={"accept": "text/csv"})
    parquet = await gateway.get(
        address, headers={"accept": "application/vnd.apache.parquet"}
    )

    read = pd.read_csv(io.StringIO(csv.text))
    frame = pd.read_parquet(io.BytesIO(parquet.content))
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"
    # The last candle grows between the calls.
    assert read["close"].tolist()[:-1] == plain[:-1]
    assert frame["close"].tolist()[:-1] == plain[:-1]


@pytest.mark.parametrize("query", ["삼성전자", "ㅅㅅㅈㅈ", "005930", "삼성 전자"])
async def test_instruments_are_found_by_name_code_and_initials(gateway, query):
    found = (await gateway.get("/api/v1/instruments", params={"query": query})).json()

    assert found[0]["symbol"] == "005930"


async def test_rankings_and_indices_are_told(gateway):
    ranking = (await gateway.get("/api/v1/rankings/value?count=5")).json()
    indices = (await gateway.get("/api/v1/indices")).json()

    values = [place["value"] for place in ranking]
    assert [place["rank"] for place in ranking] == [1, 2, 3, 4, 5]
    assert values == sorted(values, reverse=True)
    assert {"001", "101"} <= {index["code"] for index in indices}


async def test_trading_days_are_told_with_their_hours(gateway):
    days = (
        await gateway.get("/api/v1/calendar", params={"from": "2026-11-18", "count": 3})
    ).json()

    assert [day["day"] for day in days] == ["2026-11-18", "2026-11-19", "2026-11-20"]
    assert [day["is_special"] for day in days] == [False, True, False]
    assert days[1]["open"] == "10:00:00+09:00"


async def test_trading_days_are_those_that_the_user_has_corrected(market, tmp_path):
    file = tmp_path / "krx_days.toml"
    file.write_text("closed = [2026-09-21]", "utf-8")
    async with Hub(market.client, load_calendar(file)) as hub:
        corrected = Market(market.simulator, market.client, hub)
        async with (
            open_gateway(corrected) as server,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client,
        ):
            days = (await client.get("/api/v1/calendar", params={"count": 2})).json()

    assert [day["day"] for day in days] == ["2026-09-18", "2026-09-22"]


@pytest.mark.parametrize(
    ("first", "found"),
    [("0001-01-01", ["2005-01-03", "2005-01-04"]), ("9999-12-31", [])],
)
async def test_trading_days_are_told_as_far_as_they_are_known(gateway, first, found):
    reply = await gateway.get("/api/v1/calendar", params={"from": first, "count": 2})

    assert [day["day"] for day in reply.json()] == found


async def test_what_is_watched_and_what_is_allowed_are_told(market, gateway):
    with market.hub.subscribe("005930"), market.hub.subscribe("005930"):
        watched = (await gateway.get("/api/v1/subscriptions")).json()
        limits = (await gateway.get("/api/v1/limits")).json()

    assert [(one["symbol"], one["viewers"]) for one in watched] == [("005930", 2)]
    assert limits["calls_per_second"] == market.client.server.calls_per_second
    assert (limits["symbols"], limits["most_symbols"]) == (1, 199)


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/nothing", 404, "not_found"),
        ("/api/v1/candles/005930?count=0", 422, "invalid_parameter"),
        ("/api/v1/candles/005930?interval=7m", 422, "invalid_parameter"),
        ("/api/v1/rankings/beauty", 422, "invalid_parameter"),
        ("/api/v1/quotes/005930_NX?venue=통합", 404, "unknown_symbol"),
    ],
)
async def test_what_cannot_be_answered_is_a_problem_with_a_sentence(
    gateway, address, status, code
):
    reply = await gateway.get(address)

    problem = reply.json()
    assert reply.status_code == problem["status"] == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert problem["code"] == code
    assert problem["detail"]


async def test_a_refusal_of_the_broker_keeps_its_number(market, gateway):
    market.simulator.faults.set({"8005": 1})
    try:
        reply = await gateway.get("/api/v1/trades/005930")
    finally:
        market.simulator.faults.clear()

    problem = reply.json()
    assert (reply.status_code, problem["code"]) == (503, "key_refused")
    assert problem["broker_code"] == 8005
    assert problem["remedy"]
