"""The real client against the real simulator, over real sockets on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest

from kiwoom import (
    KST,
    Client,
    Credentials,
    Interval,
    Market,
    ProtocolError,
    Server,
    Simulator,
    TransportError,
    UnknownSymbol,
)
from tests.kiwoom.samples import DAY, at
from tests.kiwoom.scripted_http import serving


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(seed=3, date=DAY, start="10:00", keep_trades=True) as running:
        yield running


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[Client]:
    async with Client(simulator.server) as opened:
        yield opened


async def test_three_lines_lead_to_a_frame(simulator: Simulator) -> None:
    client = Client(simulator.server)
    frame = await client.candles("005930", "1m", 900)
    await client.aclose()

    assert len(frame) == 900
    assert frame.columns.tolist() == ["open", "high", "low", "close", "volume", "value"]
    assert isinstance(frame.index, pd.DatetimeIndex)
    assert frame.index.tz == KST
    assert frame.index.is_monotonic_increasing
    assert frame.index[-1] >= at("09:58:00")


@pytest.mark.parametrize("count", [1, 2_000])
async def test_pages_join_without_overlap_or_hole(client: Client, count: int) -> None:
    """Running volumes prove it: each grows by its own candle's volume."""
    candles = await client.candle_list("005930", Interval.M1, count)

    assert len(candles) == count
    for before, after in pairwise(candles):
        assert before.time < after.time
        assert after.day_volume is not None
        is_same_day = before.time.date() == after.time.date()
        known = before.day_volume if is_same_day and before.day_volume else 0
        assert after.day_volume - known == after.volume


@pytest.mark.parametrize("interval", list(Interval))
async def test_every_interval_is_served(client: Client, interval: Interval) -> None:
    candles = await client.candle_list("000660", interval, 50)

    assert len(candles) == 50
    assert all(c.low <= min(c.open, c.close) for c in candles)
    assert all(c.high >= max(c.open, c.close) for c in candles)
    assert (candles[-1].value is None) is interval.is_intraday


async def test_daily_candles_end_with_the_running_day(client: Client) -> None:
    candles = await client.candle_list("005930", "1d", 700)

    assert len(candles) == 700
    assert candles[-1].time == at("00:00:00")


async def test_an_unknown_interval_is_the_callers_mistake(client: Client) -> None:
    with pytest.raises(ValueError, match="7m"):
        await client.candles("005930", "7m")


@pytest.mark.parametrize("symbol", ["999999", "ABCDEF"])
async def test_an_unknown_symbol_is_named(client: Client, symbol: str) -> None:
    for call in (client.candles(symbol), client.summary(symbol)):
        with pytest.raises(UnknownSymbol) as raised:
            await call
        assert raised.value.symbol == symbol


async def test_unknown_codes_are_left_out_of_the_watch_list(client: Client) -> None:
    found = await client.summaries(["005930", "999999", "000660", "005930"])

    assert [summary.symbol for summary in found] == ["005930", "000660"]
    assert found[0].name == "삼성전자"
    assert found[0].trading_day == DAY
    assert found[0].low <= found[0].price <= found[0].high


async def test_more_than_a_hundred_codes_take_several_calls(
    simulator: Simulator, client: Client
) -> None:
    codes = [f"{n:06}" for n in range(100_000, 100_150)]

    found = await client.summaries([*codes, "005930"])

    assert [summary.symbol for summary in found] == ["005930"]
    assert simulator.requests.count("ka10095") == 2


async def test_an_order_book_has_its_best_prices_first(client: Client) -> None:
    book = await client.order_book("005930")

    asks = [level.price for level in book.asks]
    bids = [level.price for level in book.bids]
    assert asks == sorted(asks)
    assert bids == sorted(bids, reverse=True)
    assert bids[0] < asks[0]
    assert book.total_ask == sum(level.size for level in book.asks)
    assert book.time.date() == DAY


async def test_instruments_of_a_market_are_only_its_own(client: Client) -> None:
    everything = await client.instruments()
    funds = await client.instruments(Market.ETF)
    shares = await client.instruments(Market.KOSPI)

    assert {i.market for i in everything} >= {Market.KOSPI, Market.KOSDAQ, Market.ETF}
    assert {i.market for i in funds} == {Market.ETF}
    assert {i.market for i in shares} == {Market.KOSPI}
    assert len({i.symbol for i in everything}) == len(everything)


async def test_tokens_that_ended_are_replaced_without_the_caller_noticing(
    simulator: Simulator, client: Client
) -> None:
    await client.summary("005930")
    simulator.expire_tokens()

    summaries = await asyncio.gather(*(client.summary("005930") for _ in range(4)))

    assert {summary.symbol for summary in summaries} == {"005930"}
    assert simulator.requests.count("au10001") == 2


async def test_a_burst_of_calls_waits_instead_of_failing(
    simulator: Simulator, client: Client
) -> None:
    await asyncio.gather(
        *(client.candle_list(s, "1m", 5) for s in simulator.symbols[:12])
    )

    assert simulator.requests.count("ka10080") == 12


async def test_starting_fetches_the_token(simulator: Simulator) -> None:
    client = Client(simulator.server, Credentials("any", "key"))

    await client.start()
    await client.aclose()

    assert simulator.requests == ["au10001"]


async def test_nobody_listening_is_a_network_failure() -> None:
    async with Client(Server.simulated("http://127.0.0.1:1")) as client:
        with pytest.raises(TransportError):
            await client.summary("005930")


async def test_a_simulator_that_lives_on_another_day_is_believed() -> None:
    """Daily candles must end with the broker's day, not with this computer's."""
    day = date(2027, 3, 4)
    async with (
        Simulator(date=day, start="10:00") as simulator,
        Client(simulator.server) as client,
    ):
        [yesterday, today] = await client.candle_list("005930", "1d", 2)

    assert today.time.date() == day
    assert yesterday.time.date() == day - timedelta(days=1)


@asynccontextmanager
async def answering(**fields: object) -> AsyncIterator[Client]:
    """Open a client of a broker that gives the same answer to every call."""
    async with serving(lambda _: (fields, {})) as server, Client(server) as client:
        yield client


async def test_candles_that_cannot_be_read_are_no_unknown_symbol() -> None:
    rows = [{"cntr_tm": "20260918100000", "cur_prc": None}]

    async with answering(stk_min_pole_chart_qry=rows) as client:
        with pytest.raises(ProtocolError):
            await client.candle_list("005930")


async def test_blank_candles_are_an_unknown_symbol() -> None:
    async with answering(stk_min_pole_chart_qry=[{"cntr_tm": ""}]) as client:
        with pytest.raises(UnknownSymbol):
            await client.candle_list("005930")


async def test_figures_that_cannot_be_read_are_no_unknown_symbol() -> None:
    async with answering(atn_stk_infr=[{"stk_cd": "005930"}]) as client:
        with pytest.raises(ProtocolError):
            await client.summary("005930")


async def test_an_order_book_of_other_types_cannot_be_read() -> None:
    levels = {
        f"{side}_{n}th_pre_{what}": "1"
        for side in ("sel", "buy")
        for n in range(2, 11)
        for what in ("bid", "req")
    }
    best = {
        f"{side}_fpr_{what}": None for side in ("sel", "buy") for what in ("bid", "req")
    }
    async with answering(bid_req_base_tm="100000", **levels, **best) as client:
        with pytest.raises(ProtocolError):
            await client.order_book("005930")


async def test_the_order_book_of_an_unknown_code_is_told(client: Client) -> None:
    with pytest.raises(UnknownSymbol):
        await client.order_book("999999")
