"""Single trades, ticks, one instrument and interruptions, from the real client."""

from collections.abc import AsyncIterator
from datetime import date
from itertools import pairwise

import pytest

from kiwoom import (
    Client,
    InterruptionKind,
    Market,
    PastTrade,
    Side,
    Simulator,
    UnknownSymbol,
    to_frame,
)
from kiwoom.trade_wire import (
    interruption_reader,
    read_tick,
    ticks_request,
    trade_reader,
)
from tests.kiwoom.samples import DAY, at

TRADE = {
    "tm": "155950",
    "cur_prc": "+70300",
    "pred_pre": "+800",
    "pre_rt": "+1.15",
    "pri_sel_bid_unit": "+70400",
    "pri_buy_bid_unit": "+70300",
    "cntr_trde_qty": "-129",
    "sign": "2",
    "acc_trde_qty": "2837598",
    "acc_trde_prica": "198035806450",
    "cntr_str": "123.72",
    "stex_tp": "KRX",
}
TICK = {
    "cur_prc": "70300",
    "trde_qty": "250",
    "cntr_tm": "20260918103012",
    "open_pric": "70200",
    "high_pric": "70400",
    "low_pric": "70200",
    "pred_pre": "500",
    "pred_pre_sig": "5",
}
STOP = {
    "stk_cd": "003960",
    "stk_nm": "사조대림",
    "acc_trde_qty": "1077818",
    "motn_pric": "3375",
    "dynm_dispty_rt": "0.00",
    "trde_cntr_proc_time": "111454",
    "virelis_time": "000000",
    "viaplc_tp": "정적",
    "dynm_stdpc": "0",
    "static_stdpc": "3750",
    "static_dispty_rt": "-10.00",
    "open_pric_pre_flu_rt": "-10.00",
    "vimotn_cnt": "1",
    "stex_tp": "KRX",
}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with (
        Simulator(date=DAY, start="10:00", trades_per_second=300) as simulator,
        Client(simulator.server) as client,
    ):
        yield client


def test_a_past_trade_keeps_its_side_and_its_value_is_in_won() -> None:
    read = trade_reader("005930", DAY)

    assert read(TRADE) == PastTrade(
        "005930",
        at("15:59:50"),
        70_300,
        129,
        Side.SELL,
        800,
        1.15,
        70_400,
        70_300,
        2_837_598,
        198_035_806_450,
        123.72,
    )
    assert read(dict.fromkeys(TRADE, "")) is None


@pytest.mark.parametrize(
    ("size", "side"),
    [("+129", Side.BUY), ("-129", Side.SELL), ("28325", Side.AUCTION)],
)
def test_the_sign_of_a_size_is_the_side_and_auctions_have_none(
    size: str, side: Side
) -> None:
    found = trade_reader("005930", DAY)(TRADE | {"cntr_trde_qty": size})

    assert found is not None
    assert (found.side, found.size) == (side, abs(int(size)))


def test_a_tick_is_labelled_by_its_last_trade() -> None:
    found = read_tick(TICK)

    assert found is not None
    assert (found.time, found.open, found.close) == (at("10:30:12"), 70_200, 70_300)
    assert read_tick(dict.fromkeys(TICK, "")) is None


def test_an_interruption_in_progress_has_no_end() -> None:
    found = interruption_reader(DAY)(STOP)

    assert found is not None
    assert (found.kind, found.is_upward) == (InterruptionKind.STATIC, False)
    assert (found.triggered, found.released) == (at("11:14:54"), None)
    assert (found.price, found.static_reference, found.count) == (3_375, 3_750, 1)


def test_an_interruption_that_is_over_says_when() -> None:
    found = interruption_reader(DAY)(STOP | {"virelis_time": "111703"})

    assert found is not None
    assert found.released == at("11:17:03")
    assert interruption_reader(DAY)(dict.fromkeys(STOP, "")) is None


async def test_trades_are_ascending_and_add_up(client: Client) -> None:
    found = await client.trades("005930", 100)

    assert len(found) == 100
    for before, after in pairwise(found):
        assert after.day_volume - before.day_volume == after.size
        assert after.time >= before.time
    assert len(to_frame(found)) == 100


async def test_ticks_of_one_trade_are_the_trades(client: Client) -> None:
    ticks = await client.ticks("005930", 1, 200)
    trades = await client.trades("005930", 200)

    # More may have been traded between the two calls.
    last = trades.index(
        next(
            trade
            for trade in reversed(trades)
            if (trade.time, trade.price, trade.size)
            == (ticks[-1].time, ticks[-1].close, ticks[-1].volume)
        )
    )
    known = [(t.time, t.price, t.size) for t in trades[: last + 1]]
    assert known == [(c.time, c.close, c.volume) for c in ticks[-len(known) :]]


async def test_ticks_reach_further_than_a_page(client: Client) -> None:
    found = await client.ticks("005930", 3, 1_200)

    assert len(found) == 1_200
    times = [tick.time for tick in found]
    assert times == sorted(times)


def test_only_some_numbers_of_trades_make_a_tick() -> None:
    with pytest.raises(ValueError, match="expected one of"):
        ticks_request("005930", 2)


async def test_one_instrument_is_known_by_its_code_at_any_venue(client: Client) -> None:
    found = await client.instrument("005930_NX")

    assert (found.symbol, found.name) == ("005930", "삼성전자")
    assert found.market is Market.KOSPI


async def test_an_unknown_code_is_told(client: Client) -> None:
    for question in (client.trades, client.ticks, client.instrument):
        with pytest.raises(UnknownSymbol):
            await question("999999")


async def test_interruptions_of_the_day_are_listed() -> None:
    async with (
        Simulator(seed=2, date=date(2026, 9, 16), start="09:40") as simulator,
        Client(simulator.server) as client,
    ):
        (stop,) = await client.interruptions()
        of_kospi = await client.interruptions(Market.KOSPI)

        assert (stop.symbol, stop.kind) == ("247540", InterruptionKind.STATIC)
        assert stop.released is not None
        assert 120 <= (stop.released - stop.triggered).seconds <= 150
        assert stop.static_deviation == pytest.approx(10, abs=0.3)
        assert of_kospi == []
