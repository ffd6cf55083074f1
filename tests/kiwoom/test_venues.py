"""A symbol and a venue make the broker's code, and the code gives both back."""

from collections.abc import AsyncIterator
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom import Client, FeedState, Hub, Simulator, UnknownSymbol, Venue, is_symbol
from kiwoom.venues import code_at, codes_stopped_by, is_nxt_open, split_code
from tests.kiwoom.samples import DAY, eventually

SYMBOLS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=6, max_size=6)


@pytest.mark.parametrize(
    ("venue", "code"),
    [
        (Venue.KRX, "005930"),
        (Venue.NXT, "005930_NX"),
        (Venue.UNIFIED, "005930_AL"),
    ],
)
def test_each_venue_has_its_code(venue: Venue, code: str) -> None:
    assert code_at("005930", venue) == code


@given(SYMBOLS, st.sampled_from(Venue))
def test_a_code_gives_back_what_made_it(symbol: str, venue: Venue) -> None:
    code = code_at(symbol, venue)

    assert split_code(code) == (symbol, venue)
    assert is_symbol(code)


@given(SYMBOLS, st.sampled_from(Venue))
def test_a_code_is_its_own_code(symbol: str, venue: Venue) -> None:
    code = code_at(symbol, venue)

    assert code_at(code) == code_at(code, venue) == code


@pytest.mark.parametrize(
    ("code", "venue"),
    [("005930_NX", Venue.UNIFIED), ("005930_AL", Venue.NXT)],
)
def test_a_code_of_another_venue_is_refused(code: str, venue: Venue) -> None:
    with pytest.raises(ValueError, match=f"{code} is a code of"):
        code_at(code, venue)


def test_a_venue_reads_as_people_write_it() -> None:
    assert Venue("통합") is Venue.UNIFIED
    assert [*Venue] == ["KRX", "NXT", "통합"]


def test_an_interruption_stops_nxt_with_the_exchange() -> None:
    assert codes_stopped_by("005930") == ("005930", "005930_NX")
    assert codes_stopped_by("005930_AL") == ("005930_AL",)


@pytest.mark.parametrize(
    ("clock", "is_open"),
    [
        ("07:59:59", False),
        ("08:00:00", True),
        ("08:50:00", False),
        ("09:00:00", False),
        ("09:00:30", True),
        ("15:20:00", False),
        ("15:40:00", True),
        ("20:00:00", False),
    ],
)
def test_nxt_has_three_sessions(clock: str, *, is_open: bool) -> None:
    assert is_nxt_open(time.fromisoformat(clock)) == is_open


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with (
        Simulator(date=DAY, start="19:30", trades_per_second=600) as simulator,
        Client(simulator.server) as client,
    ):
        yield client


async def test_both_venues_together_are_their_sum(client: Client) -> None:
    krx, nxt, joint = [
        (await client.candle_list(code, "1d", 1))[0]
        for code in ("000660", "000660_NX", "000660_AL")
    ]
    figures = await client.summaries(["000660_NX", "000660_AL"])

    assert nxt.volume < krx.volume
    assert joint.high == max(krx.high, nxt.high)
    assert joint.low == min(krx.low, nxt.low)
    assert joint.open == nxt.open
    # NXT goes on trading while the questions are asked.
    assert 0 <= joint.volume - krx.volume - nxt.volume < 200_000
    assert [summary.symbol for summary in figures] == ["000660_NX", "000660_AL"]


async def test_nxt_trades_from_eight_to_eight(client: Client) -> None:
    minutes = await client.candle_list("000660_NX", "1m", 900)
    clocks = [c.time.time() for c in minutes if c.time.date() == DAY]

    assert clocks[0] < time(8, 10)
    assert clocks[-1] > time(19, 25)
    assert not [c for c in clocks if time(8, 50) <= c < time(9)]


async def test_history_of_nxt_begins_when_it_did(client: Client) -> None:
    days = await client.candle_list("000660_NX", "1d", 900)

    assert days[0].time.date() == date(2025, 3, 4)


async def test_a_fund_does_not_trade_on_nxt(client: Client) -> None:
    with pytest.raises(UnknownSymbol):
        await client.candle_list("069500_NX", "1m")


async def test_a_symbol_of_nxt_is_live_while_the_exchange_is_closed(
    client: Client,
) -> None:
    async with Hub(client) as hub:
        with hub.subscribe("000660"), hub.subscribe("000660_NX"):
            for symbol in ("000660", "000660_NX"):
                hub.series(symbol, "1m")
            await eventually(lambda: hub.state("000660_NX") is FeedState.LIVE)
            await eventually(lambda: hub.state("000660") is FeedState.CLOSED)
            latest = hub.latest("000660_NX")
            named = hub.instrument("000660_NX")

            assert latest is not None
            await eventually(lambda: (s := hub.latest("000660_NX")) and s != latest, 30)
            assert named is not None
            assert (named.symbol, named.name) == ("000660_NX", "SK하이닉스 NXT")
