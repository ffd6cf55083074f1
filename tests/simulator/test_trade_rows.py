"""The 43 fields of a trade: order, formats, and every formula of protocol note 5.1."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import numpy as np
import pytest

from kiwoom.hours import KST
from kiwoom.simulator.market import Market
from kiwoom.simulator.prints import AUCTION, BUY, SELL, Executions, Totals, add_up
from kiwoom.simulator.trade_rows import TradeDay, trade_values

DAY = date(2026, 9, 18)
SHARES = 5_846_278_608
# Own numbers in the form of a day; yesterday: 20 million shares, 5 trillion won.
TRADE_DAY = TradeDay(
    base=269_000,
    limits=(188_500, 349_500),
    shares=SHARES,
    yesterday_volume=20_000_000,
    yesterday_value=5_000_000_000_000,
    yesterday_so_far=8_000_000,
)
BEFORE = Totals(
    price=258_000,
    volume=7_000_000,
    value=1_810_000_000_000,
    sell_volume=3_600_000,
    buy_volume=3_200_000,
    sells=63_000,
    buys=96_000,
    open=258_000,
    high=261_000,
    low=257_000,
    open_time=9 * 3600 + 16,
    high_time=9 * 3600 + 1200,
    low_time=11 * 3600,
)

Row = dict[str, str]


def rows_of(prices: list[int], sizes: list[int], sides: list[int]) -> list[Row]:
    times = np.full(len(prices), 11 * 3600 + 56 * 60 + 18.4)
    trades = Executions(times, np.array(prices), np.array(sizes), np.array(sides))
    rng = np.random.default_rng(1)
    prints = add_up(trades, BEFORE, TRADE_DAY.limits, rng, is_fund=False)
    return trade_values(prints, TRADE_DAY)


@pytest.fixture(scope="module")
def row() -> Row:
    return rows_of([257_750], [19], [SELL])[0]


def magnitude(text: str) -> int:
    return abs(int(text))


def half_up(number: Decimal | float, places: str) -> Decimal:
    return Decimal(number).quantize(Decimal(places), ROUND_HALF_UP)


def test_keys_are_in_the_recorded_order(row: Row) -> None:
    wanted = (
        "20 10 11 12 27 28 15 13 14 16 17 18 25 26 29 30 31 32 228 311 290 691 567 568 "
        "851 1890 1891 1892 1030 1031 1032 1071 1072 1313 1315 1316 1314 1497 1498 620 "
        "732 852 9081"
    )

    assert list(row) == wanted.split()
    assert len(row) == 43
    assert all(isinstance(value, str) for value in row.values())


def test_a_sell_at_the_mid_price_reads_as_recorded(row: Row) -> None:
    assert (row["20"], row["10"], row["11"]) == ("115618", "-257750", "-11250")
    assert (row["12"], row["25"], row["290"]) == ("-4.18", "5", "2")
    assert (row["27"], row["28"]) == ("-258000", "-257500")
    assert (row["15"], row["1314"]) == ("-19", "-19")
    assert (row["1315"], row["1316"]) == ("-19", " 0")
    assert (row["1313"], row["32"]) == ("-4897", "595")
    assert (row["1497"], row["1498"], row["732"], row["852"]) == (
        "103100",
        "82480",
        "1294",
        "1035",
    )
    assert row["311"] == "15068783"
    assert (row["567"], row["568"], row["691"], row["9081"]) == (
        "000000",
        "000000",
        "0",
        "KRX",
    )
    assert (row["1890"], row["1892"]) == ("090016", "110000")


def test_a_buy_fills_the_other_side() -> None:
    (row,) = rows_of([258_000], [3], [BUY])

    assert (row["15"], row["1314"]) == ("+3", "+3")
    assert (row["1315"], row["1316"]) == (" 0", "+3")
    assert row["1313"] == "+774"
    assert (row["27"], row["28"]) == ("-258000", "-257500")


def test_an_auction_has_no_sign() -> None:
    (row,) = rows_of([269_000], [500], [AUCTION])

    assert (row["10"], row["11"], row["12"], row["25"]) == ("269000", "0", "0.00", "3")
    assert (row["15"], row["1313"]) == ("500", "134500")
    assert (row["1315"], row["1316"]) == (" 0", " 0")
    assert (row["1030"], row["1031"]) == ("3600000", "3200000")


@pytest.mark.parametrize(
    ("price", "code"),
    [(349_500, "1"), (270_000, "2"), (269_000, "3"), (188_500, "4"), (268_500, "5")],
)
def test_the_direction_code_knows_the_limits(price: int, code: str) -> None:
    (row,) = rows_of([price], [1], [BUY])

    assert row["25"] == code


def check_formulas(row: Row, day: TradeDay, value: int | None = None) -> None:
    price, volume = magnitude(row["10"]), int(row["13"])
    sold, bought = int(row["1030"]), int(row["1031"])
    size, yesterday = magnitude(row["15"]), volume - int(row["26"])
    assert price - day.base == int(row["11"])
    assert float(row["12"]) == pytest.approx(
        100 * int(row["11"]) / day.base, abs=0.0051
    )
    assert yesterday == day.yesterday_volume
    assert row["30"].startswith("-") == (volume < yesterday)
    assert abs(float(row["30"])) == pytest.approx(100 * volume / yesterday, abs=0.0051)
    assert float(row["31"]) == pytest.approx(100 * volume / day.shares, abs=0.0051)
    assert float(row["228"]) == pytest.approx(100 * bought / sold, abs=0.0051)
    assert int(row["311"]) == half_up(Decimal(price * day.shares) / 10**8, "1")
    share = 100 * bought / (sold + bought)
    assert abs(float(row["1032"])) == pytest.approx(share, abs=0.0051)
    assert row["1032"].startswith("-") == (share < 50)
    won = int(row["29"]) + day.yesterday_value
    assert value is None or won == value
    assert int(row["14"]) == half_up(Decimal(won) / 10**6, "1")
    assert int(row["620"]) == half_up(Decimal(won) / volume, "1")
    assert magnitude(row["1313"]) == price * size // 1000
    sign = row["15"][0] if row["15"][0] in "+-" else ""
    assert row["1313"].startswith(sign) or row["1313"] == "0"
    assert row["1314"] == row["15"]
    assert {row["1315"], row["1316"]} == ({row["15"], " 0"} if sign else {" 0"})


def test_formulas_hold_for_own_numbers(row: Row) -> None:
    check_formulas(row, TRADE_DAY, BEFORE.value + 257_750 * 19)
    assert int(row["851"]) == round(10_000 * 7_000_019 / 8_000_000)


def test_values_grow_by_exactly_price_times_size() -> None:
    rows = rows_of([257_750, 258_000, 257_500], [19, 3, 7], [SELL, BUY, SELL])

    for before, after in pairwise(rows):
        size = magnitude(after["15"])
        assert int(after["29"]) - int(before["29"]) == magnitude(after["10"]) * size
        assert int(after["13"]) - int(before["13"]) == size


def test_formulas_hold_for_every_row_of_a_run(market_at: Callable[..., Market]) -> None:
    market = market_at("10:00:30", rate=60)

    news = market.advance(datetime(2026, 9, 18, 10, 2, 30, tzinfo=KST))

    count = 0
    for item in news:
        yesterday = market.history.previous(item.day)
        bar = market.history.bar(yesterday, item.index)
        day = TradeDay(
            base=market.history.bar(item.day, item.index).base,
            limits=market.limits(item.day, item.index),
            shares=market.universe[item.index].shares,
            yesterday_volume=bar.total_volume,
            yesterday_value=market.history.value(yesterday, item.index),
            yesterday_so_far=market.volume_before(item.day, item.index, 36_000),
        )
        for values in trade_values(item.prints, day):
            check_formulas(values, day)
            check_format(values, day.base)
            count += 1
    assert count > 3_000


def check_format(row: Row, base: int) -> None:
    for fid in ("10", "27", "28", "16", "17", "18"):
        text = row[fid]
        price = magnitude(text)
        if price:
            wanted = "" if price == base else "+" if price > base else "-"
            assert text == f"{wanted}{price}"
    for fid in ("12", "228", "30", "31", "1032"):
        assert re.fullmatch(r"[+-]?\d+\.\d\d", row[fid])
    for fid in ("20", "1890", "1891", "1892", "567", "568"):
        assert re.fullmatch(r"[01]\d[0-5]\d[0-5]\d", row[fid])
    for fid in ("13", "14", "1030", "1031", "1071", "1072", "311", "620", "851"):
        assert row[fid].isdigit()
    assert magnitude(row["18"]) <= magnitude(row["10"]) <= magnitude(row["17"])
