"""The client asks for rankings and reads them, whatever the venue of the codes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from kiwoom import Client, Market, RankedStock, Ranking, Simulator
from kiwoom.ranking_wire import ranked_reader, ranking_request
from kiwoom.wire import read_rows
from tests.kiwoom.samples import DAY

MOVER = {
    "stk_cls": "0",
    "stk_cd": "005930_AL",
    "stk_nm": "삼성전자",
    "cur_prc": "-70300",
    "pred_pre_sig": "5",
    "pred_pre": "-1200",
    "flu_rt": "-1.68",
    "sel_req": "12",
    "buy_req": "34",
    "now_trde_qty": "1500000",
    "cntr_str": "88.10",
    "cnt": "1",
}
VALUED = {
    "stk_cd": "000660",
    "now_rank": "1",
    "pred_rank": "4",
    "stk_nm": "SK하이닉스",
    "cur_prc": "+301000",
    "pred_pre_sig": "2",
    "pred_pre": "+1000",
    "flu_rt": "+0.33",
    "sel_bid": "+301500",
    "buy_bid": "+301000",
    "now_trde_qty": "900000",
    "pred_trde_qty": "2000000",
    "trde_prica": "270900",
    "a key of tomorrow": "x",
}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with (
        Simulator(date=DAY, start="10:00") as simulator,
        Client(simulator.server) as client,
    ):
        yield client


def read(*rows: Any) -> tuple[list[RankedStock], int]:
    return read_rows(ranked_reader(), rows)


def test_a_row_keeps_the_sign_of_the_change_and_drops_that_of_the_price() -> None:
    (found,), _ = read(MOVER)

    assert found == RankedStock(
        1, "005930", "삼성전자", 70_300, -1_200, -1.68, 1_500_000, None
    )


def test_value_is_told_in_million_won() -> None:
    (found,), _ = read(VALUED)

    assert found.value == 270_900_000_000


def test_places_are_counted_over_blank_and_unreadable_rows() -> None:
    blank = dict.fromkeys(MOVER, "")
    broken = MOVER | {"cur_prc": "a lot"}

    found, dropped = read(MOVER, blank, broken, None, VALUED)

    assert [stock.symbol for stock in found] == ["005930", "000660"]
    assert found[0].rank < found[1].rank
    assert dropped == 2


@pytest.mark.parametrize("ranking", list(Ranking))
async def test_every_ranking_is_answered_in_order(
    client: Client, ranking: Ranking
) -> None:
    found = await client.ranking(ranking, count=10)

    order = {
        Ranking.VALUE: [stock.value or 0 for stock in found],
        Ranking.VOLUME: [stock.volume for stock in found],
        Ranking.RISE: [stock.change_rate for stock in found],
        Ranking.FALL: [-stock.change_rate for stock in found],
    }[ranking]
    assert len(found) == 10
    assert order == sorted(order, reverse=True)
    assert [stock.rank for stock in found] == list(range(1, 11))
    assert all(stock.price > 0 and stock.name for stock in found)


async def test_a_long_ranking_comes_in_pages(client: Client) -> None:
    found = await client.ranking("value", count=1_000)

    listed = {instrument.symbol for instrument in await client.instruments()}
    assert {stock.symbol for stock in found} == listed


async def test_one_market_can_be_ranked(client: Client) -> None:
    found = await client.ranking(Ranking.VOLUME, Market.KOSDAQ, count=5)

    listed = await client.instruments(Market.KOSDAQ)
    assert {stock.symbol for stock in found} <= {item.symbol for item in listed}


def test_funds_are_not_ranked_by_themselves() -> None:
    with pytest.raises(ValueError, match="KOSPI or KOSDAQ"):
        ranking_request(Ranking.VALUE, Market.ETF)


def test_issues_under_administration_are_kept_in_both_rankings() -> None:
    """The same field means the opposite in the two (protocol note 3.10)."""
    value = ranking_request(Ranking.VALUE, None)
    volume = ranking_request(Ranking.VOLUME, None)

    assert value.body["mang_stk_incls"] == "1"
    assert volume.body["mang_stk_incls"] == "0"
