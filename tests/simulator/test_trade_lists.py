"""Lists of single trades say what was streamed, page by page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from kiwoom.simulator.market import Market
from kiwoom.simulator.prints import Prints
from kiwoom.simulator.trade_lists import (
    TICK_KEYS,
    TRADE_KEYS,
    tick_page,
    trade_page,
)


@pytest.fixture
def market(market_at: Callable[..., Market]) -> Market:
    return market_at("10:00", rate=60.0)


def streamed(market: Market, seconds: int) -> list[Prints]:
    """Let time pass, and return the busiest share's trades of it."""
    end: datetime = market.now + timedelta(seconds=seconds)
    found = []
    while market.now < end:
        news = market.advance(market.now + timedelta(seconds=1))
        found += [item.prints for item in news if item.index == 0]
    return found


def all_trades(market: Market) -> list[dict[str, str]]:
    rows, cursor = [], ""
    for _ in range(40):
        page = trade_page(market, 0, cursor)
        rows += page.rows
        cursor = page.next_label
        if not cursor:
            break
    return rows


def test_the_newest_trades_are_those_that_were_streamed(market: Market) -> None:
    sent = [
        (int(size), int(volume))
        for prints in streamed(market, 90)
        for size, volume in zip(prints.size, prints.volume, strict=True)
    ]

    listed = all_trades(market)[: len(sent)]

    assert [
        (abs(int(row["cntr_trde_qty"])), int(row["acc_trde_qty"]))
        for row in reversed(listed)
    ] == sent


def test_pages_of_thirty_follow_each_other_without_a_hole(market: Market) -> None:
    streamed(market, 60)
    first = trade_page(market, 0, "")
    second = trade_page(market, 0, first.next_label)

    assert len(first.rows) == len(second.rows) == 30
    assert list(first.rows[0]) == list(TRADE_KEYS)
    rows = first.rows + second.rows
    for newer, older in pairwise(rows):
        size = abs(int(newer["cntr_trde_qty"]))
        assert int(newer["acc_trde_qty"]) - int(older["acc_trde_qty"]) == size
        assert newer["tm"] >= older["tm"]


def test_a_page_does_not_move_when_more_is_traded(market: Market) -> None:
    streamed(market, 30)
    cursor = trade_page(market, 0, "").next_label
    before = trade_page(market, 0, cursor).rows

    streamed(market, 90)

    assert trade_page(market, 0, cursor).rows == before


@pytest.mark.parametrize("scope", [1, 3, 30])
def test_ticks_are_so_many_trades_each(market: Market, scope: int) -> None:
    streamed(market, 60)
    trades = all_trades(market)

    newest, *older = tick_page(market, 0, scope, "").rows
    size = int(newest["trde_qty"])
    count = 0
    while size > 0:
        size -= abs(int(trades[count]["cntr_trde_qty"]))
        count += 1

    assert size == 0
    assert 1 <= count <= scope
    assert list(newest) == list(TICK_KEYS)
    part = trades[count : count + scope]
    assert int(older[0]["trde_qty"]) == sum(
        abs(int(trade["cntr_trde_qty"])) for trade in part
    )
    assert older[0]["cur_prc"] == part[0]["cur_prc"].lstrip("+-")
    assert older[0]["open_pric"] == part[-1]["cur_prc"].lstrip("+-")


def test_ticks_go_on_into_the_day_before(market: Market) -> None:
    days, cursor = set(), ""
    for _ in range(12):
        page = tick_page(market, 80, 1, cursor)
        days |= {row["cntr_tm"][:8] for row in page.rows}
        cursor = page.next_label
        if not cursor:
            break

    assert {"20260918", "20260917"} <= days


def test_before_the_first_trade_there_is_one_blank_row(
    market_at: Callable[..., Market],
) -> None:
    market = market_at("08:40")

    assert trade_page(market, 0, "").rows == [dict.fromkeys(TRADE_KEYS, "")]
