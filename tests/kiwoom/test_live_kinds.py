"""Every kind of live row, from the simulator's market to a reader."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date

import pytest

from kiwoom import (
    Client,
    Hub,
    HubTiming,
    Interruption,
    LiveKind,
    MarketPhase,
    Simulator,
)
from kiwoom.outlets import KINDS
from tests.kiwoom.samples import DAY, eventually

# 에코프로비엠 rises by ten percent at 09:31:15 of this day.
HALT_SEED, HALT_DAY, HALTED = 2, date(2026, 9, 16), "247540"
QUICK = HubTiming(tick_s=0.05)


@pytest.fixture
async def start() -> AsyncIterator[Callable[..., object]]:
    """Return what opens a hub on a simulator; both end with the test."""
    opened: list[object] = []

    async def opening(**options: object) -> Hub:
        simulator = Simulator(**options)  # type: ignore[arg-type]
        await simulator.start()
        client = Client(simulator.server)
        hub = await Hub(client, timing=QUICK).start()
        opened.extend((hub, client, simulator))
        return hub

    yield opening
    for item in opened:
        await item.aclose()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "item", "clock"),
    [
        (LiveKind.PROGRAM, "005930", "10:00"),
        (LiveKind.BROKERS, "005930", "10:00"),
        (LiveKind.BEST_QUOTE, "005930", "10:00"),
        (LiveKind.INDEX, "001", "10:00"),
        (LiveKind.BREADTH, "101", "10:00"),
        (LiveKind.BOOK, "005930", "10:00"),
        (LiveKind.TRADE, "005930", "10:00"),
        (LiveKind.INDICATION, "003960", "08:50"),
        (LiveKind.EXPECTED, "005930", "08:52"),
        (LiveKind.OFF_HOURS, "005930", "15:41"),
    ],
)
async def test_a_reader_gets_rows_of_the_kind_it_follows(
    start: Callable[..., object], kind: LiveKind, item: str, clock: str
) -> None:
    hub = await start(date=DAY, start=clock, speed=20, trades_per_second=2_000)  # type: ignore[misc]

    with hub.follow(kind, [item]) as rows:
        async with asyncio.timeout(30):
            row = await anext(rows)

    assert KINDS[type(row)] is kind
    assert getattr(row, "symbol", "") or getattr(row, "code", "") == item


async def test_an_interruption_is_seen_from_its_beginning_to_its_end(
    start: Callable[..., object],
) -> None:
    hub: Hub = await start(  # type: ignore[misc]
        seed=HALT_SEED, date=HALT_DAY, start="09:31", speed=24, trades_per_second=2_000
    )
    with hub.follow(LiveKind.INTERRUPTION) as stops, hub.subscribe(HALTED):
        async with asyncio.timeout(30):
            begun, doubled = await anext(stops), await anext(stops)
        await eventually(lambda: hub.expected(HALTED), 30)
        during = hub.interruption(HALTED)
        async with asyncio.timeout(30):
            ended = await anext(stops)

        assert isinstance(begun, Interruption)
        assert isinstance(ended, Interruption)
        assert isinstance(doubled, Interruption)
        assert (begun.symbol, doubled.symbol) == (HALTED, f"{HALTED}_AL")
        assert (begun.released, during) == (None, begun)
        assert ended.released is not None
        await eventually(lambda: hub.interruption(HALTED) == ended, 30)
        latest = hub.latest(HALTED)
        assert latest is not None
        before = latest.volume
        await eventually(lambda: (s := hub.latest(HALTED)) and s.volume > before, 30)
        assert hub.expected(HALTED) is None


async def test_the_closing_auction_shows_what_it_would_match_until_it_does(
    start: Callable[..., object],
) -> None:
    hub: Hub = await start(date=DAY, start="15:29:20", speed=8)  # type: ignore[misc]
    with hub.subscribe("005930"):
        await eventually(lambda: hub.expected("005930"), 30)
        match = hub.expected("005930")
        await eventually(lambda: hub.expected("005930") is None, 30)
        closing = hub.latest("005930")

    assert match is not None
    assert closing is not None
    assert abs(match.price / closing.price - 1) < 0.02
    assert hub.health().phase in {
        MarketPhase.CLOSING_AUCTION,
        MarketPhase.AFTER_HOURS,
    }
