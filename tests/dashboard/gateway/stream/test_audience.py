"""Who may connect to the socket, come back to it, and is cut off from it."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from dashboard.gateway.stream.audience import Audience, StreamLimits
from dashboard.gateway.stream.broadcast import Broadcast
from dashboard.gateway.stream.requests import Subscribe
from dashboard.gateway.stream.ring import Event
from dashboard.gateway.stream.subscriber import Subscriber
from kiwoom import Hub, HubTiming
from tests.kiwoom.fake_source import FakeSource
from tests.market import eventually

HERE, THERE = "127.0.0.1", "192.168.0.7"


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with Hub(FakeSource(), timing=HubTiming(grace_s=0.01)) as running:
        yield running


@pytest.fixture
async def audience(hub: Hub) -> AsyncIterator[Audience]:
    limits = StreamLimits(connections=3, per_address=2, stuck_s=0.05)
    opened = Audience(Broadcast(hub), limits)
    opened.start()
    yield opened
    await opened.aclose()


def tell(audience: Audience, symbol: str = "005930") -> None:
    """Let something happen to a symbol."""
    event = Event(("trade", symbol), "trade", b'{"price":1}')
    audience.broadcast.ring.append(event, time.monotonic())


def program(audience: Audience, *symbols: str) -> Subscriber:
    """Return the subscriber of a new program that follows some symbols' trades."""
    found = Subscriber(audience.broadcast)
    if symbols:
        wish = Subscribe(op="subscribe", symbols=list(symbols), channels=["trade"])
        found.subscribe(wish, time.monotonic())
    return found


async def test_an_address_has_so_many_connections_and_all_have_so_many(audience):
    assert audience.has_room(HERE)

    audience.seat(program(audience), HERE, 0.0)
    audience.seat(program(audience), HERE, 0.0)
    assert not audience.has_room(HERE)
    assert audience.has_room(THERE)

    audience.seat(program(audience), THERE, 0.0)
    assert not audience.has_room(THERE)
    assert len(audience) == 3


async def test_a_connection_that_ends_makes_room(audience):
    seats = [audience.seat(program(audience), HERE, 0.0) for _ in range(2)]

    audience.leave(seats[0], may_return=False)

    assert audience.has_room(HERE)
    assert len(audience) == 1


async def test_who_was_cut_off_finds_its_subscriber_once(audience):
    subscriber = program(audience, "005930")
    audience.leave(audience.seat(subscriber, HERE, 0.0), may_return=True)

    assert audience.find(subscriber.session) is subscriber
    assert audience.find(subscriber.session) is None
    subscriber.close()


async def test_who_says_goodbye_or_follows_nothing_is_not_kept(audience):
    polite, idle = program(audience, "005930"), program(audience)

    audience.leave(audience.seat(polite, HERE, 0.0), may_return=False)
    audience.leave(audience.seat(idle, HERE, 0.0), may_return=True)

    assert audience.find(polite.session) is None
    assert audience.find(idle.session) is None


async def test_who_comes_back_before_its_old_connection_is_noticed_ends_that(audience):
    subscriber = program(audience, "005930")
    seat = audience.seat(subscriber, HERE, 0.0)
    seat.sending = asyncio.create_task(asyncio.Event().wait())

    found = audience.find(subscriber.session)
    await asyncio.gather(seat.sending, return_exceptions=True)
    # The old connection's end comes later and takes nothing from the new one.
    audience.leave(seat, may_return=False)

    assert found is subscriber
    assert seat.sending.cancelled()
    assert len(audience) == 0
    assert subscriber.symbols
    subscriber.close()


async def test_what_is_kept_for_who_may_return_is_watched_on(hub, audience):
    subscriber = program(audience, "005930")
    seat = audience.seat(subscriber, HERE, 0.0)

    audience.leave(seat, may_return=True)
    assert hub.viewers() == {"005930": 1}
    audience.find(subscriber.session)
    subscriber.close()

    assert hub.viewers() == {}


async def test_the_programs_that_may_return_are_limited_the_oldest_leaving_first(
    hub, audience
):
    programs = [program(audience, "005930") for _ in range(129)]
    for subscriber in programs:
        audience.leave(audience.seat(subscriber, HERE, 0.0), may_return=True)

    await eventually(lambda: hub.viewers() == {"005930": 128})

    assert audience.find(programs[0].session) is None
    kept = [audience.find(subscriber.session) for subscriber in programs[1:]]
    assert kept == programs[1:]
    for subscriber in programs:
        subscriber.close()


async def test_news_are_told_to_who_follows_them(audience):
    seat = audience.seat(program(audience, "005930"), HERE, 0.0)
    seat.subscriber.pull(time.monotonic())
    seat.has_news.clear()

    tell(audience)

    await asyncio.wait_for(seat.has_news.wait(), 20)


async def test_frames_of_all_that_is_new_come_no_oftener_than_wanted(audience):
    slow = audience.seat(program(audience, "005930"), HERE, 3600.0)
    quick = audience.seat(program(audience, "005930"), THERE, 0.0)
    tell(audience)
    await asyncio.wait_for(slow.has_news.wait(), 20)
    slow.has_news.clear()

    for _ in range(3):
        tell(audience)
        await asyncio.wait_for(quick.has_news.wait(), 20)
        quick.has_news.clear()

    assert not slow.has_news.is_set()


async def test_who_takes_nothing_is_cut_off_and_counted(audience):
    stuck = audience.seat(program(audience, "005930"), HERE, 0.0)
    well = audience.seat(program(audience, "000660"), HERE, 0.0)
    stuck.sending = asyncio.create_task(asyncio.Event().wait())
    well.sending = asyncio.create_task(asyncio.Event().wait())
    stuck.sending_since = time.monotonic()

    await asyncio.wait([stuck.sending], timeout=20)

    assert stuck.sending.cancelled()
    assert not well.sending.done()
    assert audience.cut >= 1
    well.give_up()


async def test_closing_gives_every_symbol_back(hub):
    opened = Audience(Broadcast(hub))
    opened.start()
    subscriber = program(opened, "005930", "000660")
    opened.leave(opened.seat(subscriber, HERE, 0.0), may_return=True)
    assert set(hub.viewers()) == {"005930", "000660"}

    await opened.aclose()

    assert hub.viewers() == {}
