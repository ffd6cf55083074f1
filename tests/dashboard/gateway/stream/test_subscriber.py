"""No event is lost without a word: every number is sent, or a gap says how many not."""

import json
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dashboard.gateway.stream.broadcast import Broadcast
from dashboard.gateway.stream.requests import Subscribe, Unsubscribe
from dashboard.gateway.stream.ring import Event
from dashboard.gateway.stream.subscriber import Subscriber
from kiwoom import Hub
from tests.kiwoom.fake_source import FakeSource

SYMBOL = "005930"
TRADES = Subscribe(op="subscribe", symbols=[SYMBOL], channels=["trade"])


@pytest.fixture
async def broadcast() -> AsyncIterator[Broadcast]:
    async with Hub(FakeSource()) as hub:
        yield Broadcast(hub)


def tell(broadcast: Broadcast, number: int, now: float, symbol: str = SYMBOL) -> None:
    event = Event(("trade", symbol), "trade", b'{"number":%d}' % number)
    broadcast.ring.append(event, now)


def read(messages: list[bytes]) -> list[dict[str, Any]]:
    return [json.loads(message) for message in messages]


def numbers(messages: list[bytes]) -> list[int]:
    return [m["number"] for m in read(messages) if m["type"] == "trade"]


def kinds(messages: list[bytes]) -> list[str]:
    return [message["type"] for message in read(messages)]


async def test_events_of_other_symbols_are_passed_over(broadcast):
    subscriber = Subscriber(broadcast)
    subscriber.subscribe(TRADES, 0.0)
    for number in range(10):
        tell(broadcast, number, 0.1, SYMBOL if number % 2 else "000660")

    assert numbers(subscriber.pull(0.2)) == [1, 3, 5, 7, 9]
    assert not subscriber.is_due(0.2)


async def test_what_came_before_the_subscription_is_not_told(broadcast):
    subscriber = Subscriber(broadcast)
    tell(broadcast, 1, 0.0)
    said = subscriber.subscribe(TRADES, 0.1)
    tell(broadcast, 2, 0.2)

    assert numbers(said) == []
    assert numbers(subscriber.pull(0.3)) == [2]


async def test_who_is_too_far_behind_is_told_how_much_and_what_is_now(broadcast):
    subscriber = Subscriber(broadcast)
    subscriber.subscribe(TRADES, 0.0)
    for number in range(4_097):
        tell(broadcast, number, 0.1)

    gap, snapshot = read(subscriber.pull(0.2))
    assert (gap["type"], gap["dropped"]) == ("gap", 4_097)
    assert (snapshot["type"], snapshot["reason"]) == ("snapshot", "gap")
    assert snapshot["seq"] == gap["seq"] + 1
    tell(broadcast, 5_000, 0.3)
    assert numbers(subscriber.pull(0.4)) == [5_000]


async def test_an_event_that_waited_too_long_counts_as_behind(broadcast):
    subscriber = Subscriber(broadcast)
    subscriber.subscribe(TRADES, 0.0)
    tell(broadcast, 1, 0.0)
    tell(broadcast, 2, 7.0)

    assert kinds(subscriber.pull(7.1)) == ["gap", "snapshot"]


async def test_idle_for_hours_is_not_behind(broadcast):
    subscriber = Subscriber(broadcast)
    subscriber.subscribe(TRADES, 0.0)
    subscriber.pull(0.1)
    tell(broadcast, 1, 9_000.0)

    assert numbers(subscriber.pull(9_000.1)) == [1]


async def test_what_the_process_itself_has_lost_is_a_gap_too(broadcast):
    subscriber = Subscriber(broadcast)
    subscriber.subscribe(TRADES, 0.0)
    broadcast.lost = 7

    gap = read(subscriber.pull(0.1))[0]
    assert (gap["type"], gap["dropped"]) == ("gap", 7)


@pytest.mark.parametrize("seed", range(20))
async def test_whoever_goes_on_misses_nothing_and_reads_nothing_twice(broadcast, seed):
    chance = random.Random(seed)
    subscriber = Subscriber(broadcast)
    received: list[bytes] = [
        *subscriber.welcome(is_resumed=False, now=0.0),
        *subscriber.subscribe(TRADES, 0.0),
    ]
    told, now = 0, 0.0
    for _ in range(60):
        now += 0.05
        for _ in range(chance.randint(0, 30)):
            tell(broadcast, told, now, chance.choice([SYMBOL, "000660"]))
            told += 1
        sent = subscriber.pull(now)
        if chance.random() < 0.3:
            # The line breaks in the middle of what was sent.
            received += sent[: chance.randint(0, len(sent))]
            received += subscriber.resume(read(received[-1:])[0]["seq"], now)
            while subscriber.is_due(now):
                received += subscriber.pull(now)
        else:
            received += sent
    received += subscriber.pull(now)

    sequence = [message["seq"] for message in read(received)]
    assert sequence == list(range(1, len(sequence) + 1))
    assert "gap" not in kinds(received)
    mine = [
        json.loads(event.body)["number"]
        for event in broadcast.ring.since(0, 10**9)
        if event.key == ("trade", SYMBOL)
    ]
    assert numbers(received) == mine


async def test_going_on_over_a_change_of_interests_is_a_gap(broadcast):
    subscriber = Subscriber(broadcast)
    subscriber.welcome(is_resumed=False, now=0.0)
    before = subscriber.seq
    subscriber.subscribe(TRADES, 0.0)

    assert kinds(subscriber.resume(before, 0.1)) == ["welcome", "gap", "snapshot"]


async def test_what_is_given_back_is_watched_no_more(broadcast):
    subscriber = Subscriber(broadcast)
    subscriber.subscribe(TRADES, 0.0)
    assert broadcast.hub.viewers() == {SYMBOL: 1}
    wish = Unsubscribe(op="unsubscribe", symbols=[SYMBOL], channels=["trade"])
    subscriber.unsubscribe(wish, 0.1)

    assert broadcast.hub.viewers() == {}
    tell(broadcast, 1, 0.2)
    assert numbers(subscriber.pull(0.3)) == []
