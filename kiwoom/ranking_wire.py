"""Kiwoom's words for rankings: what is asked and what a row says (note 3.10)."""

from collections.abc import Callable

from kiwoom.endpoints import Request
from kiwoom.enums import Market, Ranking
from kiwoom.models import RankedStock
from kiwoom.texts import decimal, price, signed
from kiwoom.venues import split_code
from kiwoom.wire import Row

_PATH = "/api/dostk/rkinfo"
_MILLION = 1_000_000
_EVERYWHERE = "000"
_MARKETS = {Market.KOSPI: "001", Market.KOSDAQ: "101"}
_EXCHANGE = "1"
_MOVES = {Ranking.RISE: "1", Ranking.FALL: "3"}


def ranking_request(ranking: Ranking, market: Market | None) -> Request:
    """Return the call for a ranking of the exchange, without any other condition.

    Raises
    ------
    ValueError
        For a market that is not ranked by itself.
    """
    if market is not None and market not in _MARKETS:
        raise ValueError(f"{market} is not ranked by itself; use KOSPI or KOSDAQ")
    where = {"mrkt_tp": _MARKETS[market] if market else _EVERYWHERE}
    venue = {"stex_tp": _EXCHANGE}
    if ranking is Ranking.VALUE:
        # Here 1 keeps issues under administration, unlike in the ranking by volume.
        body = {**where, "mang_stk_incls": "1", **venue}
        return Request("ka10032", _PATH, body, rows="trde_prica_upper")
    if ranking is Ranking.VOLUME:
        every = dict.fromkeys(
            ("mang_stk_incls", "crd_tp", "trde_qty_tp", "pric_tp", "trde_prica_tp"), "0"
        )
        body = {**where, "sort_tp": "1", **every, "mrkt_open_tp": "0", **venue}
        return Request("ka10030", _PATH, body, rows="tdy_trde_qty_upper")
    every = {"trde_qty_cnd": "0000", "stk_cnd": "0", "crd_cnd": "0"}
    every |= {"updown_incls": "1", "pric_cnd": "0", "trde_prica_cnd": "0"}
    body = {**where, "sort_tp": _MOVES[ranking], **every, **venue}
    return Request("ka10027", _PATH, body, rows="pred_pre_flu_rt_upper")


def ranked_reader() -> Callable[[Row], RankedStock | None]:
    """Return a reader of the rows of one ranking, which counts the places itself."""
    place = 0

    def read(row: Row) -> RankedStock | None:
        nonlocal place
        if not row["stk_cd"].strip():
            return None
        place += 1
        symbol, _ = split_code(row["stk_cd"])
        value = row.get("trde_prica", row.get("trde_amt"))
        return RankedStock(
            rank=place,
            symbol=symbol,
            name=row["stk_nm"],
            price=price(row["cur_prc"]),
            change=signed(row["pred_pre"]),
            change_rate=decimal(row["flu_rt"]),
            volume=signed(row.get("now_trde_qty", row.get("trde_qty", ""))),
            value=None if value is None else signed(value) * _MILLION,
        )

    return read
