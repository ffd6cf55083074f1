"""The client reads market indices: quotes, breadth, candles of every width."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from kiwoom import (
    Client,
    IndexCandle,
    Market,
    Sector,
    Simulator,
    UnknownSymbol,
    to_frame,
)
from kiwoom.index_wire import read_index_day, read_index_minute
from kiwoom.wire import read_rows
from tests.kiwoom.samples import DAY, at

# Formats as the broker has them; the figures are our own.
MINUTE = {
    "cur_prc": "-266324",
    "trde_qty": "20876",
    "cntr_tm": "20260918153000",
    "open_pric": "+266544",
    "high_pric": "+266544",
    "low_pric": "-265882",
    "acc_trde_qty": "457385",
    "pred_pre": "--3042",
    "pred_pre_sig": "43",
}
DAILY = {
    "cur_prc": "252127",
    "trde_qty": "393564",
    "dt": "20260918",
    "open_pric": "251064",
    "high_pric": "252733",
    "low_pric": "249918",
    "trde_prica": "10582466",
}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with (
        Simulator(date=DAY, start="18:30") as simulator,
        Client(simulator.server) as client,
    ):
        yield client


def test_levels_of_charts_are_hundredths_and_their_signs_directions() -> None:
    assert read_index_minute(MINUTE) == IndexCandle(
        at("15:30:00"), 2_665.44, 2_665.44, 2_658.82, 2_663.24, 20_876_000
    )


def test_the_value_of_a_day_is_in_won() -> None:
    assert read_index_day(DAILY) == IndexCandle(
        at("00:00:00"),
        2_510.64,
        2_527.33,
        2_499.18,
        2_521.27,
        393_564_000,
        10_582_466_000_000,
    )


@pytest.mark.parametrize(
    ("label", "clock"), [("888888", "16:00:00"), ("999999", "18:00:00")]
)
def test_odd_labels_stand_for_the_sessions_after_the_close(
    label: str, clock: str
) -> None:
    found = read_index_minute(MINUTE | {"cntr_tm": f"20260918{label}"})

    assert found is not None
    assert found.time == at(clock)


def test_blank_rows_are_nothing_and_broken_ones_cost_only_themselves() -> None:
    broken = MINUTE | {"cntr_tm": "20260918996000"}

    found, dropped = read_rows(
        read_index_minute, [MINUTE, dict.fromkeys(MINUTE, ""), broken]
    )

    assert (len(found), dropped) == (1, 1)


async def test_an_index_is_told_with_its_breadth_and_its_year(client: Client) -> None:
    found = await client.indices.detail("001")

    quote = found.quote
    assert found.low <= quote.level <= found.high
    assert found.low_52w <= found.low < found.high <= found.high_52w
    assert found.high_52w_day is not None
    assert found.high_52w_day <= DAY
    assert quote.rising + quote.unchanged + quote.falling == found.traded == 57
    assert quote.change_rate == pytest.approx(
        quote.change / (quote.level - quote.change) * 100, abs=0.01
    )


async def test_all_indices_of_a_market_come_in_one_call(client: Client) -> None:
    found = await client.indices.quotes(Market.KOSDAQ)

    assert [(quote.code, quote.name) for quote in found] == [
        ("101", "종합(KOSDAQ)"),
        ("150", "KOSDAQ 150"),
    ]
    with pytest.raises(ValueError, match="expected KOSPI or KOSDAQ"):
        await client.indices.quotes(Market.ETF)


async def test_sectors_are_listed_by_code(client: Client) -> None:
    found = await client.indices.sectors()

    assert found[0] == Sector("001", "종합(KOSPI)")
    assert [sector.code for sector in found] == ["001", "002", "101", "150", "201"]


@pytest.mark.parametrize("interval", ["1m", "5m", "60m"])
async def test_minutes_make_the_day(client: Client, interval: str) -> None:
    minutes = await client.indices.candles("201", interval, 400, since=at("09:00:00"))
    (day,) = await client.indices.candles("201", "1d", 1)

    assert day.time == at("00:00:00")
    assert minutes[0].open == day.open
    assert max(candle.high for candle in minutes) == day.high
    assert min(candle.low for candle in minutes) == day.low
    assert minutes[-1].close == day.close
    assert sum(candle.volume for candle in minutes) == day.volume


async def test_pages_go_on_without_hole_or_overlap(client: Client) -> None:
    found = await client.indices.candles("001", "1m", 2_000)

    times = [candle.time for candle in found]
    assert len(times) == 2_000
    assert times == sorted(set(times))


@pytest.mark.parametrize(("interval", "least"), [("1w", 150), ("1M", 36), ("1y", 3)])
async def test_longer_spans_reach_back(
    client: Client, interval: str, least: int
) -> None:
    found = await client.indices.candles("001", interval, 1_000)

    assert len(found) >= least
    assert found[-1].time.date() <= DAY
    assert found[0].time.date() < date(2024, 1, 1)


async def test_ticks_are_ascending_and_end_with_the_close(client: Client) -> None:
    ticks = await client.indices.ticks("001", 1, 1_500)
    (day,) = await client.indices.candles("001", "1d", 1)

    assert len(ticks) == 1_500
    assert ticks[-1].close == day.close
    times = [tick.time for tick in ticks]
    assert times == sorted(times)


async def test_candles_make_a_frame(client: Client) -> None:
    frame = to_frame(await client.indices.candles("001", "1d", 5))

    assert frame.index.name == "time"
    assert frame.columns.tolist() == [
        *("open", "high", "low", "close", "volume", "value")
    ]
    assert str(frame.index.tz) == "KST"


@pytest.mark.parametrize("interval", ["1m", "1d"])
async def test_an_unknown_index_is_told(client: Client, interval: str) -> None:
    with pytest.raises(UnknownSymbol):
        await client.indices.candles("999", interval)
    with pytest.raises(UnknownSymbol):
        await client.indices.detail("999")
    with pytest.raises(UnknownSymbol):
        await client.indices.ticks("999")
