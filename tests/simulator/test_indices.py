"""An index agrees with its constituents, and each of its charts with the others."""

from collections.abc import Callable
from datetime import date

import pytest

from kiwoom.simulator.index_charts import (
    DAY_KEYS,
    INDEX_DAYS,
    INDEX_MONTHS,
    INDEX_WEEKS,
    INDEX_YEARS,
    index_days,
    index_minutes,
    index_ticks,
)
from kiwoom.simulator.index_rows import (
    all_indices,
    breadth_values,
    index_reply,
    index_values,
    sector_rows,
)
from kiwoom.simulator.indices import INDICES, index_of
from kiwoom.simulator.market import Market

DAY = date(2026, 9, 18)
KOSPI = INDICES[0]


def words(text: str) -> list[str]:
    return text.split()


@pytest.fixture
def evening(market_at: Callable[..., Market]) -> Market:
    market = market_at("18:30")
    market.advance(market.now)
    return market


@pytest.fixture
def morning(market_at: Callable[..., Market]) -> Market:
    market = market_at("10:00:07")
    market.advance(market.now)
    return market


@pytest.mark.parametrize("index", INDICES, ids=lambda index: index.code)
def test_it_closes_where_it_is_said_to_on_the_day_before(
    evening: Market, index: object
) -> None:
    assert index in INDICES
    found = next(known for known in INDICES if known is index)

    assert evening.indices.day(found, DAY).base == found.level


def test_first_and_last_level_are_the_constituents(evening: Market) -> None:
    places = evening.indices.members(KOSPI)
    shares = [evening.universe[n].shares for n in places]
    bars = [evening.history.bar(DAY, n) for n in places]

    def worth(prices: list[int]) -> int:
        return sum(p * s for p, s in zip(prices, shares, strict=True))

    base = worth([bar.base for bar in bars])
    found = evening.indices.day(KOSPI, DAY)
    for level, prices in (
        (found.level[0], [bar.open for bar in bars]),
        (found.level[-1], [bar.close for bar in bars]),
    ):
        assert level == pytest.approx(KOSPI.level * worth(prices) / base, abs=1)
    assert found.volume.sum() == sum(bar.volume for bar in bars)


def rows_of_minutes(market: Market, scope: int) -> list[dict[str, str]]:
    page = index_minutes(market, KOSPI, scope, DAY, "")
    return [row for row in page.rows if row["cntr_tm"].startswith("20260918")]


def number(text: str) -> int:
    return abs(int(text.lstrip("+-")))


@pytest.mark.parametrize("scope", [1, 5, 60])
def test_minutes_make_the_day(evening: Market, scope: int) -> None:
    minutes = rows_of_minutes(evening, scope)
    day = index_days(evening, KOSPI, INDEX_DAYS, DAY, "").rows[0]

    assert number(minutes[-1]["open_pric"]) == int(day["open_pric"])
    assert max(number(row["high_pric"]) for row in minutes) == int(day["high_pric"])
    assert min(number(row["low_pric"]) for row in minutes) == int(day["low_pric"])
    assert number(minutes[0]["cur_prc"]) == int(day["cur_prc"])
    assert sum(int(row["trde_qty"]) for row in minutes) == int(day["trde_qty"])
    assert minutes[0]["acc_trde_qty"] == day["trde_qty"]
    assert minutes[0]["cntr_tm"][8:12] == ("1500" if scope == 60 else "1530")


def test_ticks_make_the_minutes(evening: Market) -> None:
    ticks = index_ticks(evening, KOSPI, 3, "").rows
    last = [
        row for row in ticks if "20260918143000" < row["cntr_tm"] <= "20260918143100"
    ]
    (minute,) = [r for r in rows_of_minutes(evening, 1) if r["cntr_tm"][8:12] == "1430"]

    assert len(last) == 2
    assert max(number(row["high_pric"]) for row in last) == number(minute["high_pric"])
    assert last[0]["cur_prc"] == minute["cur_prc"]


@pytest.mark.parametrize(
    ("span", "key"),
    [
        (INDEX_WEEKS, lambda text: date.fromisoformat(text).isocalendar()[:2]),
        (INDEX_MONTHS, lambda text: text[:6]),
        (INDEX_YEARS, lambda text: text[:4]),
    ],
)
def test_days_make_the_longer_spans(
    evening: Market, span: object, key: Callable[[str], object]
) -> None:
    days = index_days(evening, KOSPI, INDEX_DAYS, DAY, "").rows
    chosen = {INDEX_WEEKS.name: INDEX_WEEKS, INDEX_MONTHS.name: INDEX_MONTHS}
    longer = chosen.get(span.name, INDEX_YEARS)

    newest = index_days(evening, KOSPI, longer, DAY, "").rows[0]
    parts = [row for row in days if key(row["dt"]) == key(newest["dt"])]

    assert newest["dt"] == parts[-1]["dt"]
    assert newest["open_pric"] == parts[-1]["open_pric"]
    assert newest["cur_prc"] == parts[0]["cur_prc"]
    assert int(newest["high_pric"]) == max(int(row["high_pric"]) for row in parts)


def test_a_day_begins_where_the_one_before_ended(evening: Market) -> None:
    today, yesterday, *_ = index_days(evening, KOSPI, INDEX_DAYS, DAY, "").rows
    reply = index_reply(evening, KOSPI)

    change = (int(today["cur_prc"]) - int(yesterday["cur_prc"])) / 100
    assert float(str(reply["pred_pre"])) == pytest.approx(change)
    assert list(today) == list(DAY_KEYS)


def test_the_unfinished_minute_is_part_of_the_chart(morning: Market) -> None:
    newest = rows_of_minutes(morning, 1)[0]
    before = index_ticks(morning, KOSPI, 1, "").rows[0]

    # At 10:00:07 the slot that ends at 10:00:00 is the last one that is over.
    assert newest["cntr_tm"] == "20260918095900"
    assert before["cntr_tm"] == "20260918100000"
    assert newest["cur_prc"] == before["cur_prc"]


def test_changes_of_minutes_carry_two_signs(morning: Market) -> None:
    row = rows_of_minutes(morning, 1)[0]
    change = number(row["cur_prc"]) - KOSPI.level

    assert row["pred_pre"] == f"{'-' if change < 0 else '+'}{change:+d}"
    assert list(row) == words(
        "cur_prc trde_qty cntr_tm open_pric high_pric low_pric acc_trde_qty pred_pre "
        "pred_pre_sig"
    )


def test_live_rows_tell_what_the_query_tells(morning: Market) -> None:
    reply = index_reply(morning, KOSPI)
    values = index_values(morning, KOSPI)
    breadth = breadth_values(morning, KOSPI)

    assert values is not None
    assert breadth is not None
    assert list(values) == words("20 10 11 12 15 13 14 16 17 18 25 26")
    assert list(breadth) == words("20 252 251 253 255 254 13 14 10 11 12 256 257 25")
    assert values["20"] == "100000"
    assert (values["10"], values["11"]) == (reply["cur_prc"], reply["pred_pre"])
    assert (breadth["252"], breadth["255"]) == (reply["rising"], reply["fall"])
    counted = sum(int(breadth[fid]) for fid in ("252", "253", "255"))
    assert counted == len(morning.indices.members(KOSPI))


def test_ten_second_slots_run_backwards_from_the_newest(morning: Market) -> None:
    rows = index_reply(morning, KOSPI)["inds_cur_prc_tm"]

    assert isinstance(rows, list)
    assert [row["tm_n"] for row in rows[:3]] == ["100000", "095950", "095940"]
    assert len(rows) == 20


def test_before_the_opening_the_level_is_yesterdays(
    market_at: Callable[..., Market],
) -> None:
    market = market_at("08:50")
    reply = index_reply(market, KOSPI)

    assert (reply["cur_prc"], reply["open_pric"]) == ("4125.38", "0.00")
    assert index_values(market, KOSPI) is None
    assert breadth_values(market, KOSPI) is None


def test_lists_name_the_indices_of_a_market(morning: Market) -> None:
    assert [row["stk_cd"] for row in all_indices(morning, "101")] == ["101", "150"]
    assert [row["code"] for row in sector_rows("2")] == ["201"]
    assert list(sector_rows("0")[0]) == ["marketCode", "code", "name", "group"]
    assert index_of("001") is KOSPI
    assert index_of("999") is None
