"""A second process reads the gateway and shows what the first one shows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest

from dashboard.gateway import Gateway
from kiwoom import (
    ConfigError,
    FeedState,
    GatewayClient,
    Hub,
    Interval,
    Market,
    Mode,
    Ranking,
    TransportError,
    UnknownSymbol,
)
from tests.gateways import TOKEN, access_to, gateway_of, open_gateway
from tests.market import Market as Source
from tests.market import eventually, open_market
from tests.same_candles import agreement


class House(NamedTuple):
    """A first process with its gateway, and a second one that reads it."""

    source: Source
    gateway: Gateway
    client: GatewayClient
    hub: Hub


@asynccontextmanager
async def open_house(**options: object) -> AsyncIterator[House]:
    async with open_market(**options) as source:
        gateway = gateway_of(source)
        await gateway.start()
        url = f"http://127.0.0.1:{gateway.port}"
        async with GatewayClient(url) as client, Hub(client) as hub:
            yield House(source, gateway, client, hub)
        await gateway.aclose()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_house() as opened:
        yield opened


async def test_every_question_is_answered_as_the_broker_answers_it(house):
    broker, gateway = house.source.client, house.client
    await eventually(lambda: house.source.hub.instruments)

    assert await gateway.instruments() == sorted(
        house.source.hub.instruments.values(), key=lambda item: item.symbol
    )
    assert len(await gateway.candle_list("005930", "5m", 40)) == 40
    assert (await gateway.candle_list("005930", "1d", 1500))[:-1] == (
        await broker.candle_list("005930", "1d", 1500)
    )[:-1]
    assert (await gateway.summary("005930")).name == "삼성전자"
    assert len((await gateway.order_book("005930")).asks) == 10
    assert len(await gateway.trades("005930", 40)) == 40
    assert [p.rank for p in await gateway.ranking(Ranking.VALUE, count=3)] == [1, 2, 3]
    assert (await gateway.indices.quotes(Market.KOSPI))[0].code == "001"


async def test_a_frame_of_candles_looks_as_the_client_s_does(house):
    frame = await house.client.candles("005930", "1m", 30)

    assert list(frame.columns) == ["open", "high", "low", "close", "volume", "value"]
    assert str(frame.index.tz) == "KST"


async def test_what_the_gateway_reads_is_known(house):
    await house.client.learn()

    assert house.client.mode is Mode.SIM
    assert house.client.calls_per_second == 5
    assert house.client.broker_time is not None
    assert house.client.broker_time == house.source.client.broker_time


async def test_an_unknown_symbol_is_the_same_error(house):
    with pytest.raises(UnknownSymbol):
        await house.client.candle_list("999999")


async def test_a_wrong_token_is_told_in_a_sentence_and_the_right_one_admits(house):
    access = access_to(needs_login=True)
    async with open_gateway(house.source, access) as gateway:
        url = f"http://127.0.0.1:{gateway.port}"
        async with GatewayClient(url, "wrong") as client, Hub(client) as hub:
            with pytest.raises(ConfigError, match="kiwoom-dashboard token"):
                await client.summary("005930")
            await eventually(lambda: hub.health().state is FeedState.REFUSED)
            assert "토큰" in hub.health().reason
        async with GatewayClient(url, TOKEN) as client:
            assert (await client.summary("005930")).symbol == "005930"


async def test_a_gateway_that_is_not_there_is_network_trouble():
    async with GatewayClient("http://127.0.0.1:9") as client:
        with pytest.raises(TransportError):
            await client.summary("005930")


async def test_both_processes_show_the_same_candles(house):
    source, copy = house.source.hub, house.hub
    with copy.subscribe("005930"), copy.subscribe("000660"):
        for symbol in ("005930", "000660"):
            copy.series(symbol, Interval.M1)
        await eventually(lambda: copy.state("005930") is FeedState.LIVE)
        await eventually(lambda: copy.health().trades_per_second > 10)
        for symbol in ("005930", "000660"):
            ours = copy.series(symbol, Interval.M1)
            theirs = source.series(symbol, Interval.M1)
            await eventually(agreement(ours, theirs))
            assert ours.closed[-100:] == theirs.closed[-100:]
    assert copy.health().duplicates == 0


async def test_the_broker_is_asked_once_for_what_two_processes_show(house):
    source = house.source
    with source.hub.subscribe("005930"), house.hub.subscribe("005930"):
        source.hub.series("005930", Interval.M1)
        await eventually(lambda: source.hub.state("005930") is FeedState.LIVE)
        before = source.simulator.requests.count("ka10080")
        series = house.hub.series("005930", Interval.M1)
        await eventually(lambda: len(series.closed) > 100)

        assert source.simulator.requests.count("ka10080") == before


async def test_a_lost_line_of_the_first_process_shows_in_the_second(house):
    with house.hub.subscribe("005930"):
        house.hub.series("005930", Interval.M1)
        await eventually(lambda: house.hub.state("005930") is FeedState.LIVE)
        house.source.hub.reconnect()
        await eventually(lambda: house.hub.state("005930") is FeedState.RECONNECTING)
        await eventually(lambda: house.hub.state("005930") is FeedState.LIVE)


async def test_the_second_process_comes_back_after_its_gateway(house):
    with house.hub.subscribe("005930"):
        series = house.hub.series("005930", Interval.M1)
        await eventually(lambda: house.hub.state("005930") is FeedState.LIVE)
        port = house.gateway.port
        await house.gateway.aclose()
        await eventually(lambda: house.hub.state("005930") is FeedState.RECONNECTING)
        again = gateway_of(house.source, port=port)
        await again.start()
        await eventually(lambda: house.hub.state("005930") is FeedState.LIVE)
        theirs = house.source.hub.series("005930", Interval.M1)
        await eventually(agreement(series, theirs))

        assert series.closed[-100:] == theirs.closed[-100:]
        await again.aclose()


async def test_an_order_book_is_followed(house):
    with house.hub.subscribe("005930", order_book=True):
        await eventually(lambda: house.hub.order_book("005930"))
        first = house.hub.order_book("005930")
        await eventually(lambda: house.hub.order_book("005930") != first)
