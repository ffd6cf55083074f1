"""When calls wait, what somebody looks at goes first, and nobody is forgotten."""

import asyncio
import time
from collections.abc import Coroutine

import pytest

from kiwoom.throttle import TokenBucket
from kiwoom.turns import Turns, Urgency, asking


class Counter:
    """Calls that go one every fortieth of a second, and the order in which they go."""

    def __init__(self) -> None:
        self.turns = Turns(TokenBucket(1, margin_s=0, window_s=0.025), time.monotonic)
        self.gone: list[str] = []

    async def call(self, name: str) -> None:
        await self.turns.take()
        self.gone.append(name)

    async def all_of(self, *calls: Coroutine[object, object, None]) -> None:
        await asyncio.gather(*calls)

    async def urgent(self, name: str, urgency: Urgency) -> None:
        with asking(urgency):
            await self.call(name)


async def test_calls_of_the_same_urgency_keep_their_order() -> None:
    counter = Counter()

    await counter.all_of(*(counter.call(str(n)) for n in range(6)))

    assert counter.gone == list("012345")


async def test_what_is_looked_at_goes_before_what_waits_already() -> None:
    counter = Counter()

    await counter.all_of(
        counter.call("first"),
        counter.urgent("check", Urgency.LATER),
        counter.call("usual"),
        counter.urgent("chart", Urgency.SHOWN),
        counter.urgent("other chart", Urgency.SHOWN),
    )

    assert counter.gone == ["first", "chart", "other chart", "usual", "check"]


async def test_a_call_that_is_given_up_leaves_its_turn_to_the_next() -> None:
    counter = Counter()
    await counter.call("first")
    waiting = [asyncio.create_task(counter.call(name)) for name in "abc"]
    await asyncio.sleep(0)

    waiting[0].cancel()
    waiting[1].cancel()
    await waiting[2]

    assert counter.gone == ["first", "c"]
    assert counter.turns.waiting == 0


async def test_those_who_wait_are_counted() -> None:
    counter = Counter()
    await counter.call("first")
    waiting = [asyncio.create_task(counter.call(name)) for name in "abc"]
    await asyncio.sleep(0)
    count = counter.turns.waiting
    await asyncio.gather(*waiting)

    assert count == 3
    assert counter.turns.waiting == 0


async def test_tasks_begun_inside_are_as_urgent() -> None:
    counter = Counter()
    await counter.call("first")
    usual = asyncio.create_task(counter.call("usual"))
    await asyncio.sleep(0)
    with asking(Urgency.SHOWN):
        shown = asyncio.create_task(counter.call("shown"))

    await asyncio.gather(usual, shown)

    assert counter.gone == ["first", "shown", "usual"]


@pytest.mark.parametrize("urgency", list(Urgency))
async def test_urgency_ends_with_its_block(urgency: Urgency) -> None:
    counter = Counter()
    await counter.call("first")
    with asking(urgency):
        pass
    tasks = [asyncio.create_task(counter.call("usual"))]
    tasks.append(asyncio.create_task(counter.urgent("check", Urgency.LATER)))

    await asyncio.gather(*tasks)

    assert counter.gone == ["first", "usual", "check"]


@pytest.mark.parametrize("steps", range(6))
async def test_a_call_that_is_given_up_as_its_turn_moves_is_given_up(
    steps: int,
) -> None:
    counter = Counter()
    await counter.call("first")
    ahead = asyncio.create_task(counter.call("ahead"))
    behind = asyncio.create_task(counter.call("behind"))
    for _ in range(3):
        await asyncio.sleep(0)

    behind.cancel()
    for _ in range(steps):
        await asyncio.sleep(0)
    ahead.cancel()
    await asyncio.wait([ahead, behind])

    assert ahead.cancelled()
    assert counter.gone == ["first"]
    assert counter.turns.waiting == 0
