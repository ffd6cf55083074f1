"""Rankings follow the live market, with the wire's keys, filters and pages."""

from collections.abc import Callable
from typing import Any

import pytest

from kiwoom.enums import Market as Listed
from kiwoom.simulator.market import Market
from kiwoom.simulator.quotes import Quote, quote_of
from kiwoom.simulator.ranking_rows import (
    RANKING_PAGE,
    Ranked,
    busiest,
    most_valued,
    movers,
)

MOVERS = {
    "mrkt_tp": "000",
    "sort_tp": "1",
    "trde_qty_cnd": "0000",
    "stk_cnd": "0",
    "crd_cnd": "0",
    "updown_incls": "1",
    "pric_cnd": "0",
    "trde_prica_cnd": "0",
    "stex_tp": "1",
}
BUSIEST = {
    "mrkt_tp": "000",
    "sort_tp": "1",
    "mang_stk_incls": "0",
    "crd_tp": "0",
    "trde_qty_tp": "0",
    "pric_tp": "0",
    "trde_prica_tp": "0",
    "mrkt_open_tp": "0",
    "stex_tp": "1",
}
VALUED = {"mrkt_tp": "000", "mang_stk_incls": "1", "stex_tp": "1"}

Rank = Callable[[Market, Any, str], Ranked]


@pytest.fixture
def market(market_at: Callable[..., Market]) -> Market:
    market = market_at("11:20:46")
    market.advance(market.now)
    return market


def all_rows(market: Market, rank: Rank, body: dict[str, str]) -> list[dict[str, str]]:
    page = rank(market, body, "")
    rows = page.rows
    while page.next_label:
        page = rank(market, body, page.next_label)
        rows = rows + page.rows
    return rows


def quotes(market: Market) -> dict[str, Quote]:
    return {
        listing.symbol: quote_of(market, place)
        for place, listing in enumerate(market.listings)
    }


@pytest.mark.parametrize(
    ("rank", "body", "keys"),
    [
        (
            movers,
            MOVERS,
            "stk_cls stk_cd stk_nm cur_prc pred_pre_sig pred_pre flu_rt sel_req "
            "buy_req now_trde_qty cntr_str cnt",
        ),
        (
            busiest,
            BUSIEST,
            "stk_cd stk_nm cur_prc pred_pre_sig pred_pre flu_rt trde_qty pred_rt "
            "trde_tern_rt trde_amt opmr_trde_qty opmr_pred_rt opmr_trde_rt "
            "opmr_trde_amt af_mkrt_trde_qty af_mkrt_pred_rt af_mkrt_trde_rt "
            "af_mkrt_trde_amt bf_mkrt_trde_qty bf_mkrt_pred_rt bf_mkrt_trde_rt "
            "bf_mkrt_trde_amt",
        ),
        (
            most_valued,
            VALUED,
            "stk_cd now_rank pred_rank stk_nm cur_prc pred_pre_sig pred_pre flu_rt "
            "sel_bid buy_bid now_trde_qty pred_trde_qty trde_prica",
        ),
    ],
)
def test_rows_have_the_documented_keys_in_order(
    market: Market, rank: Rank, body: dict[str, str], keys: str
) -> None:
    rows = all_rows(market, rank, body)

    assert {" ".join(row) for row in rows} == {keys}


def test_the_most_valued_come_first_and_are_numbered(market: Market) -> None:
    rows = all_rows(market, most_valued, VALUED)

    known = quotes(market)
    values = [known[row["stk_cd"]].totals.value for row in rows]
    assert len(rows) == len(known)
    assert values == sorted(values, reverse=True)
    assert [row["now_rank"] for row in rows] == [str(n + 1) for n in range(len(rows))]


def test_pages_join_without_overlap(market: Market) -> None:
    first = most_valued(market, VALUED, "")
    second = most_valued(market, VALUED, first.next_label)

    assert len(first.rows) == RANKING_PAGE
    assert second.next_label == ""
    assert second.rows[0]["now_rank"] == str(RANKING_PAGE + 1)


@pytest.mark.parametrize(
    ("sort", "sign"), [("1", "+"), ("2", "+"), ("3", "-"), ("4", "-")]
)
def test_movers_go_one_way_and_the_farthest_come_first(
    market: Market, sort: str, sign: str
) -> None:
    rows = all_rows(market, movers, MOVERS | {"sort_tp": sort})

    column = "flu_rt" if sort in {"1", "3"} else "pred_pre"
    moves = [abs(float(row[column])) for row in rows]
    assert rows
    assert {row["pred_pre"][0] for row in rows} == {sign}
    assert moves == sorted(moves, reverse=True)


def test_markets_are_ranked_apart(market: Market) -> None:
    known = {listing.symbol: listing.market for listing in market.listings}
    kosdaq = all_rows(market, most_valued, VALUED | {"mrkt_tp": "101"})
    kospi = all_rows(market, most_valued, VALUED | {"mrkt_tp": "001"})

    assert {known[row["stk_cd"]] for row in kosdaq} == {Listed.KOSDAQ}
    assert {known[row["stk_cd"]] for row in kospi} == {Listed.KOSPI, Listed.ETF}


@pytest.mark.parametrize("without", ["14", "16"])
def test_funds_can_be_left_out(market: Market, without: str) -> None:
    funds = {listing.symbol for listing in market.listings if listing.is_fund}
    busy = all_rows(market, busiest, BUSIEST | {"mang_stk_incls": without})
    moved = all_rows(market, movers, MOVERS | {"stk_cnd": without})

    assert not funds & {row["stk_cd"] for row in [*busy, *moved]}
    assert funds & {row["stk_cd"] for row in all_rows(market, busiest, BUSIEST)}


def test_small_volumes_and_other_prices_are_left_out(market: Market) -> None:
    known = quotes(market)
    body = BUSIEST | {"trde_qty_tp": "1000", "pric_tp": "8"}
    rows = all_rows(market, busiest, body)

    assert rows
    assert all(known[row["stk_cd"]].totals.volume >= 1_000_000 for row in rows)
    assert all(known[row["stk_cd"]].price >= 50_000 for row in rows)


@pytest.mark.parametrize(("venue", "suffix"), [("1", ""), ("2", "_NX"), ("3", "_AL")])
def test_codes_carry_the_venue_that_was_asked_for(
    market: Market, venue: str, suffix: str
) -> None:
    rows = all_rows(market, most_valued, VALUED | {"stex_tp": venue})

    assert {row["stk_cd"][6:] for row in rows} == {suffix}
