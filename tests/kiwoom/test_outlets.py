"""Readers of single rows: what they get, what they miss, how they end."""

import asyncio

import pytest

from kiwoom import (
    ExpectedMatch,
    Hub,
    HubTiming,
    LiveKind,
    ProgramTrading,
    SessionSignal,
)
from kiwoom.enums import MarketPhase
from kiwoom.outlets import Outlets
from tests.kiwoom.fake_source import FakeSource
from tests.kiwoom.samples import at, make_interruption, make_trade


def program(symbol: str, sold: int = 0) -> ProgramTrading:
    return ProgramTrading(
        symbol, at("10:00:00"), 70_000, 0, 0.0, 1_000, sold, 0, 0, 0, -sold, 0, 0, 0
    )


def expected(symbol: str, clock: str, price: int) -> ExpectedMatch:
    return ExpectedMatch(symbol, at(clock), price, 0, 0.0, 100, 0)


async def test_a_reader_gets_the_rows_of_its_symbols_in_order() -> None:
    outlets = Outlets(lambda: None)
    outlet = outlets.open(LiveKind.PROGRAM, ["005930"])

    for event in (program("005930", 1), program("000660", 2), program("005930", 3)):
        outlets.take(event)
    outlets.take(make_trade("10:00:00", 70_000, 1, 1))
    outlet.close()

    rows = [row async for row in outlet]
    assert [row.sold for row in rows if isinstance(row, ProgramTrading)] == [1, 3]


async def test_a_waiting_reader_ends_when_the_outlet_is_closed() -> None:
    outlet = Outlets(lambda: None).open(LiveKind.PROGRAM, ["005930"])

    reading = asyncio.ensure_future(anext(outlet, None))
    await asyncio.sleep(0)
    outlet.close()

    assert await reading is None


async def test_a_slow_reader_loses_the_oldest_rows_and_is_told_how_many() -> None:
    outlets = Outlets(lambda: None)
    outlet = outlets.open(LiveKind.PROGRAM, ["005930"])

    for number in range(10_003):
        outlets.take(program("005930", number))

    first = await anext(outlet)
    assert isinstance(first, ProgramTrading)
    assert (outlet.dropped, first.sold) == (3, 3)


def test_a_kind_told_by_symbol_needs_symbols() -> None:
    with pytest.raises(ValueError, match="needs symbols"):
        Outlets(lambda: None).open(LiveKind.PROGRAM, [])


async def test_what_is_read_is_registered_while_somebody_reads() -> None:
    source = FakeSource()
    async with Hub(source, timing=HubTiming(tick_s=0.01)) as hub:
        with hub.follow("index", ["001"]):
            await asyncio.sleep(0)
            during = source.live.wish.get(LiveKind.INDEX)
        await asyncio.sleep(0)

        assert during == ["001"]
        assert LiveKind.INDEX not in source.live.wish


async def test_notices_need_no_symbols() -> None:
    source = FakeSource()
    signal = SessionSignal("2", at("15:20:00"), MarketPhase.CLOSING_AUCTION, 600)
    async with Hub(source) as hub:
        with hub.follow(LiveKind.SESSION) as notices:
            await source.live.send(signal)

            assert await anext(notices) == signal


async def test_the_end_of_the_hub_ends_its_readers() -> None:
    source = FakeSource()
    async with Hub(source) as hub:
        outlet = hub.follow(LiveKind.PROGRAM, ["005930"])
        reading = asyncio.ensure_future(anext(outlet, None))

    assert await reading is None


async def test_what_an_auction_would_match_stands_until_its_trade() -> None:
    source = FakeSource()
    async with Hub(source) as hub:
        hub.subscribe("005930")
        await source.live.send(expected("005930", "15:29:58", 71_100))
        during = hub.expected("005930")

        await source.live.send(make_trade("15:30:12", 71_200, 9, 9_000))

        assert during is not None
        assert during.price == 71_100
        assert hub.expected("005930") is None
        assert hub.expected("000660") is None


async def test_what_was_expected_and_never_matched_is_gone_with_the_auction() -> None:
    source = FakeSource()
    async with Hub(source) as hub:
        hub.subscribe("005930")
        hub.subscribe("000660")
        await source.live.send(expected("005930", "15:29:58", 71_100))

        await source.live.send(
            make_trade("15:31:00", 71_200, 9, 9_000, symbol="000660")
        )

        assert hub.expected("005930") is None


async def test_an_interruption_of_yesterday_is_not_todays() -> None:
    source = FakeSource()
    stop = make_interruption()
    async with Hub(source) as hub:
        hub.subscribe("005930")
        await source.live.send(stop)
        today = hub.interruption("005930")
        # Times on the wire have no day: the clock has gone back, so it is another.
        await source.live.send(
            SessionSignal("0", at("08:40:00"), MarketPhase.OPENING_AUCTION, 0)
        )

        assert today == stop
        assert hub.interruption("005930") is None
