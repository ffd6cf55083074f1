"""Rows that tell a state come when it moved, at their pace, in Kiwoom's key order."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kiwoom.simulator.market import Market
from kiwoom.simulator.paced import PACED, PacedRows

ORDERS = {
    "0A": "10 11 12 27 28 13 14 16 17 18 25 26 29 30 31 32 311 567 568",
    "0C": "27 28",
    "0E": "21 131 132 135 136",
    "0H": "20 10 11 12 15 13 25",
    "0J": "20 10 11 12 15 13 14 16 17 18 25 26",
    "0U": "20 252 251 253 255 254 13 14 10 11 12 256 257 25",
    "0g": "297 592 593 305 306 307 689 594 382 370",
    "0w": "20 10 25 11 12 13 202 204 206 208 210 212 213 211",
}
# When each of them has something to tell.
CLOCKS = {"0A": "08:50", "0E": "15:45", "0H": "15:25"}


def item_of(kind: str) -> str:
    return "001" if kind in {"0J", "0U"} else "005930"


@pytest.mark.parametrize("kind", PACED)
def test_the_keys_are_in_the_wires_order(
    market_at: Callable[..., Market], kind: str
) -> None:
    market = market_at(CLOCKS.get(kind, "10:00"))
    market.advance(market.now)

    values = PACED[kind].values(market, item_of(kind))

    assert values is not None
    if kind == "0F":
        ranks = [
            str(first + rank)
            for rank in range(1, 6)
            for first in (140, 160, 165, 145, 270, 150, 170, 175, 155, 280)
        ]
        assert list(values) == [*ranks, "261", "262", "263", "264", "267", "268", "337"]
    else:
        assert list(values) == ORDERS[kind].split()
    assert all(isinstance(value, str) for value in values.values())


@pytest.mark.parametrize("kind", PACED)
def test_nobody_knows_an_unknown_item(
    market_at: Callable[..., Market], kind: str
) -> None:
    assert PACED[kind].values(market_at("10:00"), "999999") is None


def test_a_row_comes_when_something_moved_and_not_too_often(
    market_at: Callable[..., Market],
) -> None:
    market = market_at("10:00", rate=200.0)
    market.advance(market.now)
    rows = PacedRows(market)
    wanted = {("0w", "005930")}

    first = rows.rows(wanted, 0.0)
    market.advance(market.now + timedelta(seconds=20))
    soon = rows.rows(wanted, 0.5)
    then = rows.rows(wanted, 1.1)
    again = rows.rows(wanted, 2.2)

    assert (first, soon, again) == ({}, {}, {})
    assert list(then) == [("0w", "005930")]


def test_there_is_no_snapshot_for_who_registers_again(
    market_at: Callable[..., Market],
) -> None:
    market = market_at("10:00", rate=200.0)
    market.advance(market.now)
    rows = PacedRows(market)
    rows.rows({("0w", "005930")}, 0.0)
    rows.rows(set(), 1.0)
    market.advance(market.now + timedelta(seconds=20))

    assert rows.rows({("0w", "005930")}, 2.0) == {}


def test_what_firms_sold_is_not_more_than_was_traded(
    market_at: Callable[..., Market],
) -> None:
    market = market_at("10:00")
    market.advance(market.now)

    values = PACED["0F"].values(market, "005930")

    assert values is not None
    sold = [int(values[str(fid)]) for fid in range(161, 166)]
    bought = [int(values[str(fid)]) for fid in range(171, 176)]
    volume = market.tapes[0].totals.volume
    assert sold == sorted(sold)
    assert bought == sorted(bought, reverse=True)
    assert -volume <= sum(sold) < 0 < sum(bought) <= volume
    assert int(values["267"]) == int(values["261"]) + int(values["263"])
