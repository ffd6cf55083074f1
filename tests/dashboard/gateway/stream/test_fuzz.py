"""Five thousand messages that nobody meant: each is answered, and nothing breaks."""

import json
import random
import string

import pytest
from websockets.exceptions import InvalidStatus

from dashboard.gateway import StreamLimits
from tests.dashboard.gateway.stream.programs import ReadingProgram, reading
from tests.gateways import gateway_of
from tests.market import open_market

_MESSAGES, _PER_CONNECTION = 5_000, 250
_GOOD = [
    {"op": "subscribe", "symbols": ["005930"], "channels": ["trade", "candle:1m"]},
    {"op": "unsubscribe", "symbols": ["005930"], "channels": ["trade"]},
    {"op": "ping", "id": "a"},
]
_VALUES = [
    None, True, -1, 0, 1e308, 2**70, "", "005930", "\ud800", "삼성" * 40, [], {},
    [["005930"]], {"op": "ping"}, "a" * 20_000,
]  # fmt: skip
_RAW = [
    "", "{", "[" * 5_000, '{"op":NaN}', '{"op":"ping","op":"subscribe"}', "\x00",
    '{"op":"ping","id":1e999}', "9" * 5_000, b"\xff\xfe", b"\x81\xa2op\xa4ping",
]  # fmt: skip


def message(chance: random.Random) -> str | bytes:
    """Return a request that has gone wrong somewhere."""
    kind = chance.random()
    if kind < 0.2:
        return chance.choice(_RAW)
    request: dict[str, object] = dict(chance.choice(_GOOD))
    for _ in range(chance.randint(0, 2)):
        name = chance.choice([*request, "conflate_ms", "history", "id", "extra"])
        request[name] = chance.choice(_VALUES)
    text = json.dumps(request)
    if kind < 0.5:
        place = chance.randrange(len(text))
        text = text[:place] + chance.choice(string.printable) + text[place + 1 :]
    return text.encode() if kind > 0.9 else text


async def say(program: ReadingProgram, text: str | bytes) -> None:
    await program.socket.send(text)
    kinds = {"error", "pong", "subscribed", "unsubscribed"}
    await program.until(lambda answer: answer["type"] in kinds)


async def test_five_thousand_mangled_messages_are_answered_one_by_one(caplog) -> None:
    chance = random.Random(20)
    limits = StreamLimits(messages_per_minute=10**6)
    async with open_market(trades_per_second=50.0) as market:
        gateway = gateway_of(market, limits=limits)
        await gateway.start()
        for _ in range(_MESSAGES // _PER_CONNECTION):
            async with reading(gateway.port) as program:
                for _ in range(_PER_CONNECTION):
                    await say(program, message(chance))
        await gateway.aclose()

    assert [r for r in caplog.records if r.levelname in {"ERROR", "WARNING"}] == []


@pytest.mark.parametrize("query", ["?format=xml", "?batch_ms=-1", "?since=x"])
async def test_a_wrong_query_is_refused_before_the_connection_stands(query) -> None:
    async with open_market() as market:
        gateway = gateway_of(market)
        await gateway.start()
        with pytest.raises(InvalidStatus, match="403"):
            async with reading(gateway.port, query) as program:
                await program.read()
        await gateway.aclose()
