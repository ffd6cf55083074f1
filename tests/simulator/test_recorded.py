"""Where recorded replies lie beside the repository, ours look the same.

They are not ours to ship, so the tests run over whatever files are found: the same
keys in the same order, and the same patterns of signs, digits and decimals.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiwoom.hours import KST
from kiwoom.simulator.chart_rows import minute_page
from kiwoom.simulator.market import Market
from kiwoom.simulator.quote_rows import book_reply, info_row, watch_row
from kiwoom.simulator.quotes import book_before, book_of
from kiwoom.simulator.trade_rows import TradeDay, trade_values

RECORDED = Path(__file__).parents[3] / "shared" / "recorded"
NOW = datetime(2026, 9, 18, 11, 20, 46, tzinfo=KST)
ENDING = {"return_code", "return_msg"}
# Fundamentals that an invented market has none of, and figures without a past.
UNKNOWN = {"per", "eps", "roe", "pbr", "ev", "bps", "sale_amt", "bus_pro", "cup_nga"}


def found(pattern: str) -> list[Path]:
    return sorted(RECORDED.glob(pattern))


def pattern(text: str) -> str:
    """Digits before a point count as one, signs as each other, decimals by number."""
    signed = re.sub(r"^[+-](?=\d)", "", text)
    return re.sub(r"^\d+", "9", re.sub(r"\d", "9", signed))


@pytest.fixture
def market(market_at: Callable[..., Market]) -> Market:
    market = market_at("11:20:46")
    market.advance(NOW)
    return market


def check_rows(ours: list[dict[str, str]], theirs: list[dict[str, str]]) -> None:
    assert [list(row) for row in ours[:1]] == [list(row) for row in theirs[:1]]
    for key in set(theirs[0]) - UNKNOWN - {"stk_nm"}:
        recorded = {pattern(row[key]) for row in theirs}
        seen = {pattern(row[key]) for row in ours}
        assert seen & recorded, (key, seen, recorded)
        if not any(row[key][:1] in {"+", "-"} for row in theirs):
            signed = [row[key] for row in ours if row[key][:1] in {"+", "-"}]
            assert not signed or key in SOMETIMES_SIGNED, (key, signed[:3])


# Signed by direction, but the one recorded value happened to be unsigned.
SOMETIMES_SIGNED = {
    "pred_pre",
    *(f"{side}_{n}th_pre_req_pre" for side in ("sel", "buy") for n in range(1, 11)),
    "tot_buy_req_jub_pre",
    "tot_sel_req_jub_pre",
}


@pytest.mark.parametrize("path", found("ka10001_*.json"), ids=lambda path: path.name)
def test_basic_information_looks_recorded(path: Path, market: Market) -> None:
    theirs = json.loads(path.read_text("utf-8"))

    ours = info_row(market, 0)

    check_rows([ours], [{k: v for k, v in theirs.items() if k not in ENDING}])


@pytest.mark.parametrize("path", found("ka10004_*.json"), ids=lambda path: path.name)
def test_an_order_book_looks_recorded(path: Path, market: Market) -> None:
    theirs = json.loads(path.read_text("utf-8"))
    base = market.tapes[0].bar.base

    ours = book_reply(book_of(market, 0), book_before(market, 0), base)

    check_rows([ours], [{k: v for k, v in theirs.items() if k not in ENDING}])


@pytest.mark.parametrize("path", found("*ka10095_row*.json"), ids=lambda p: p.name)
def test_a_watch_list_row_looks_recorded(path: Path, market: Market) -> None:
    theirs = json.loads(path.read_text("utf-8"))["row"]

    check_rows([watch_row(market, 0)], [theirs])


@pytest.mark.parametrize("path", found("ka10080_*.json"), ids=lambda path: path.name)
def test_minute_bars_look_recorded(path: Path, market: Market) -> None:
    theirs = json.loads(path.read_text("utf-8"))["stk_min_pole_chart_qry"]

    ours = minute_page(market, 0, 5, NOW.date(), "").rows

    assert len(ours) == len(theirs)
    check_rows(ours, theirs)
    assert {row["cntr_tm"][8:] for row in theirs} >= {
        row["cntr_tm"][8:] for row in ours
    }


@pytest.mark.parametrize("path", found("ws_0B_*.log"), ids=lambda path: path.name)
def test_trades_look_recorded(path: Path, market: Market) -> None:
    theirs = recorded_rows(path)
    day = TradeDay(
        base=market.tapes[0].bar.base,
        limits=market.tapes[0].limits,
        shares=market.universe[0].shares,
        yesterday_volume=20_000_000,
        yesterday_value=2_000_000_000_000,
        yesterday_so_far=8_000_000,
    )

    news = market.advance(NOW + timedelta(minutes=2))
    ours = [v for n in news if n.index == 0 for v in trade_values(n.prints, day)]

    check_rows(ours, [row["values"] for row in theirs])


def recorded_rows(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text("utf-8").splitlines()
    frames = [line.partition("<- ")[2] for line in lines if '"REAL"' in line]
    return [row for frame in frames for row in json.loads(frame)["data"]]


@pytest.mark.parametrize("path", found("ws_0B_*.log"), ids=lambda path: path.name)
def test_frames_are_put_together_as_recorded(path: Path) -> None:
    text = path.read_text("utf-8")

    for row in recorded_rows(path):
        assert list(row) == ["values", "type", "name", "item"]
    assert '"return_msg":"","sor_yn":"Y"}' in text
