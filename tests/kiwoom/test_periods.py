"""Weeks, months and years are made of the days; history can be cut and watched."""

from collections.abc import AsyncIterator, Callable, Hashable
from datetime import date, datetime
from itertools import groupby, pairwise

import pytest

from kiwoom import Candle, Client, Period, Simulator, UnknownSymbol
from kiwoom.endpoints import candles_request
from kiwoom.wire import read_period
from tests.kiwoom.samples import DAY, at

WEEK = {
    "cur_prc": "70500",
    "trde_qty": "56700518",
    "trde_prica": "3992030535087",
    "dt": "20260914",
    "open_pric": "69400",
    "high_pric": "71400",
    "low_pric": "68500",
    "pred_pre": "-200",
    "pred_pre_sig": "5",
    "trde_tern_rt": "+0.96",
}
SPANS: list[tuple[Period, Callable[[date], Hashable]]] = [
    (Period.WEEK, lambda day: day.isocalendar()[:2]),
    (Period.MONTH, lambda day: (day.year, day.month)),
    (Period.YEAR, lambda day: day.year),
]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with (
        Simulator(date=DAY, start="18:30") as simulator,
        Client(simulator.server) as client,
    ):
        yield client


def test_the_value_of_a_week_is_in_won() -> None:
    found = read_period(WEEK)

    assert found == Candle(
        at("00:00:00", date(2026, 9, 14)),
        69_400,
        71_400,
        68_500,
        70_500,
        56_700_518,
        3_992_030_535_087,
    )
    assert read_period(dict.fromkeys(WEEK, "")) is None


@pytest.mark.parametrize(
    ("period", "api_id", "rows"),
    [
        ("1w", "ka10082", "stk_stk_pole_chart_qry"),
        ("1M", "ka10083", "stk_mth_pole_chart_qry"),
        ("1y", "ka10094", "stk_yr_pole_chart_qry"),
    ],
)
def test_each_period_has_a_call_and_a_list_of_its_own(
    period: str, api_id: str, rows: str
) -> None:
    request = candles_request("005930", Period(period), DAY)

    assert (request.api_id, request.rows) == (api_id, rows)
    assert request.body["base_dt"] == "20260918"


@pytest.mark.parametrize("is_adjusted", [True, False])
def test_prices_are_asked_for_adjusted_or_as_they_were(is_adjusted: bool) -> None:
    request = candles_request("005930", Period.WEEK, DAY, is_adjusted=is_adjusted)

    assert request.body["upd_stkpc_tp"] == str(int(is_adjusted))


@pytest.mark.parametrize(("period", "key"), SPANS)
async def test_a_period_is_made_of_its_days(
    client: Client, period: Period, key: Callable[[date], Hashable]
) -> None:
    days = await client.candle_list("005930", "1d", 10_000)
    found = await client.candle_list("005930", period, 10_000)

    groups = [list(g) for _, g in groupby(days, lambda c: key(c.time.date()))]
    assert len(found) == len(groups) > 1
    for candle, group in zip(found, groups, strict=True):
        assert candle.time == group[0].time
        assert candle.open == group[0].open
        assert candle.close == group[-1].close
        assert candle.high == max(day.high for day in group)
        assert candle.low == min(day.low for day in group)
        assert candle.volume == sum(day.volume for day in group)
        # Days are rounded to a million won.
        value = sum(day.value or 0 for day in group)
        assert abs((candle.value or 0) - value) <= 500_000 * len(group)


async def test_an_unknown_symbol_has_no_weeks(client: Client) -> None:
    with pytest.raises(UnknownSymbol):
        await client.candles("999999", "1w")


async def test_history_is_cut_where_the_user_says(client: Client) -> None:
    since = at("10:00:00", date(2026, 9, 16))

    frame = await client.candles("005930", "1m", 100_000, since=since)

    assert frame.index[0] == since
    assert frame.index[-1].date() == DAY


async def test_a_long_load_says_how_far_it_is(client: Client) -> None:
    told: list[int] = []

    candles = await client.candle_list("005930", "1m", 2_500, progress=told.append)

    assert told == [900, 1_800, 2_500]
    assert len(candles) == 2_500
    assert all(a.time < b.time for a, b in pairwise(candles))


async def test_a_time_before_all_history_asks_for_everything(client: Client) -> None:
    since = datetime(1980, 1, 1, tzinfo=at("00:00:00").tzinfo)

    years = await client.candle_list("005930", "1y", 100, since=since)

    assert len(years) == len(await client.candle_list("005930", "1y", 100))
