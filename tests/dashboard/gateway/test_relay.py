"""Trades travel over Redis while it is well, and over the gateway when it is not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest

from kiwoom import (
    ConfigError,
    FeedState,
    GatewayClient,
    Hub,
    Interval,
    RelayWriter,
    TransportError,
)
from kiwoom.relay_wire import QUOTES, STREAM, entry_fields, read_entry
from tests.gateways import open_gateway
from tests.market import Market, eventually, open_market
from tests.redis_server import RedisServer, redis_server
from tests.same_candles import agreement

SYMBOL = "005930"


class House(NamedTuple):
    """A source that publishes to Redis, and a process that reads it there."""

    source: Market
    hub: Hub
    gateway: object


@pytest.fixture
def redis(tmp_path):
    with redis_server(tmp_path) as server:
        yield server


@asynccontextmanager
async def open_house(redis: RedisServer) -> AsyncIterator[House]:
    async with (
        open_market() as source,
        open_gateway(source, relay=RelayWriter(redis.url)) as gateway,
        GatewayClient(f"http://127.0.0.1:{gateway.port}", relay=redis.url) as client,
        Hub(client) as hub,
    ):
        with hub.subscribe(SYMBOL):
            hub.series(SYMBOL, Interval.M1)
            yield House(source, hub, gateway)


def is_relayed(house: House) -> bool:
    return house.hub._feed.is_quiet


async def same_candles(house: House) -> None:
    """Wait until both processes show the same candles, and trades go on."""
    ours = house.hub.series(SYMBOL, Interval.M1)
    theirs = house.source.hub.series(SYMBOL, Interval.M1)
    await eventually(lambda: house.hub.state(SYMBOL) is FeedState.LIVE)
    seen = ours.version
    await eventually(lambda: ours.version > seen + 5)
    await eventually(agreement(ours, theirs))
    known = {candle.time: candle for candle in theirs.closed}
    assert all(known[c.time] == c for c in ours.closed if c.time in known)
    assert len(ours.closed) > 100


async def test_trades_come_over_redis_and_make_the_same_candles(redis):
    async with open_house(redis) as house:
        await eventually(lambda: is_relayed(house))
        await same_candles(house)

        newest = redis.client.hget(QUOTES, SYMBOL)
        assert b'"price"' in newest
        assert house.hub.health().gaps_open == 0


@pytest.mark.parametrize("way", ["kill", "freeze"])
async def test_without_redis_trades_go_on_and_return_to_it_later(redis, way):
    async with open_house(redis) as house:
        await eventually(lambda: is_relayed(house))
        getattr(redis, way)()
        await eventually(lambda: not is_relayed(house))
        await same_candles(house)
        redis.start() if way == "kill" else redis.thaw()
        await eventually(lambda: is_relayed(house))
        await same_candles(house)


async def test_a_redis_that_was_never_there_is_not_missed(redis):
    redis.kill()
    async with open_house(redis) as house:
        await same_candles(house)
        assert not is_relayed(house)


async def test_a_full_redis_is_survived(redis):
    async with open_house(redis) as house:
        await eventually(lambda: is_relayed(house))
        redis.client.config_set("maxmemory", 1)
        await eventually(lambda: not is_relayed(house))
        await same_candles(house)
        redis.client.config_set("maxmemory", 0)
        await eventually(lambda: is_relayed(house))


@pytest.mark.parametrize(
    "rubbish",
    [
        {"what": "ever"},
        {"from": "1", "to": "x", "messages": "[]"},
        {"from": "0", "to": "1", "messages": "{}"},
        {"from": "0", "to": "1", "messages": '[{"type":"trade","symbol":"005930"}]'},
        {"from": "0", "to": "1", "messages": "[" * 9_999},
    ],
)
async def test_rubbish_among_the_entries_is_survived(redis, rubbish):
    async with open_house(redis) as house:
        await eventually(lambda: is_relayed(house))
        redis.client.xadd(STREAM, rubbish)
        await eventually(lambda: not is_relayed(house))
        await eventually(lambda: is_relayed(house))
        await same_candles(house)


async def test_a_key_of_another_kind_is_survived(redis):
    redis.client.set(STREAM, "somebody else's")
    async with open_house(redis) as house:
        await same_candles(house)
        assert not is_relayed(house)
        redis.client.delete(STREAM)
        await eventually(lambda: is_relayed(house))
        await same_candles(house)


async def test_a_wiped_redis_is_survived(redis):
    async with open_house(redis) as house:
        await eventually(lambda: is_relayed(house))
        redis.client.flushall()
        await same_candles(house)


def test_an_entry_comes_back_as_it_was_written():
    fields = entry_fields(3, 5, [b'{"type":"trade"}', b'{"type":"expected"}'])
    entry = read_entry({name.encode(): value for name, value in fields.items()})

    assert (entry.begin, entry.end) == (3, 5)
    assert [message["type"] for message in entry.messages] == ["trade", "expected"]


def test_an_address_that_is_none_is_told_without_its_password():
    with pytest.raises(ConfigError) as told:
        RelayWriter("http://user:hunter2@host")

    assert "hunter2" not in str(told.value)


async def test_what_fails_is_told_without_the_address(redis):
    writer = RelayWriter(redis.url.replace("//", "//:hunter2@"))
    redis.kill()

    with pytest.raises(TransportError) as told:
        await writer.write(0, 1, [], {})
    await writer.aclose()

    assert "hunter2" not in str(told.value)
