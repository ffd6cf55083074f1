"""Kiwoom's words for indices (protocol note 3.9).

Levels of quotes have a sign and a decimal point; those of charts are hundredths, with a
sign within a day and without one in longer spans. Volumes are thousands of shares,
values millions of won.
"""

from datetime import date, datetime, time

from kiwoom.endpoints import Request
from kiwoom.enums import Interval, Market, Period
from kiwoom.hours import KST
from kiwoom.index_models import IndexCandle, IndexDetail, IndexQuote, Sector
from kiwoom.texts import decimal, parse_clock, parse_day, price, signed
from kiwoom.wire import Row

KOSPI, KOSDAQ = "001", "101"
_ALL_OF = {Market.KOSPI: KOSPI, Market.KOSDAQ: KOSDAQ}
# The group that a code's first digit puts it into, for ka20001.
_GROUPS = {"0": "0", "1": "1", "2": "2"}
SECTOR_GROUPS = ("0", "1", "2", "4", "7")

_THOUSAND, _MILLION, _HUNDRED = 1_000, 1_000_000, 100
_SECTOR, _CHART = "/api/dostk/sect", "/api/dostk/chart"
_LONG_CHARTS: dict[Interval | Period, tuple[str, str]] = {
    Interval.D1: ("ka20006", "inds_dt_pole_qry"),
    Period.WEEK: ("ka20007", "inds_stk_pole_qry"),
    Period.MONTH: ("ka20008", "inds_mth_pole_qry"),
    Period.YEAR: ("ka20019", "inds_yr_pole_qry"),
}
# Labels that stand for the two sessions after the close.
_ODD_CLOCKS = {"888888": time(16), "999999": time(18)}


def index_request(code: str) -> Request:
    """Return the call for an index as it is now."""
    body = {"mrkt_tp": _GROUPS.get(code[:1], "0"), "inds_cd": code}
    return Request("ka20001", _SECTOR, body)


def indices_request(market: Market) -> Request:
    """Return the call for all indices of KOSPI or KOSDAQ.

    Raises
    ------
    ValueError
        For another market.
    """
    if market not in _ALL_OF:
        raise ValueError(f"expected KOSPI or KOSDAQ, found {market}")
    body = {"inds_cd": _ALL_OF[market]}
    return Request("ka20003", _SECTOR, body, rows="all_inds_idex")


def sectors_request(group: str) -> Request:
    """Return the call for the indices of a group, see ``SECTOR_GROUPS``."""
    return Request("ka10101", "/api/dostk/stkinfo", {"mrkt_tp": group}, rows="list")


def index_candles_request(
    code: str, width: Interval | Period, last_day: date
) -> Request:
    """Return the call for an index's newest candles."""
    if isinstance(width, Interval) and width.is_intraday:
        body = {"inds_cd": code, "tic_scope": str(width.minutes)}
        return Request("ka20005", _CHART, body, rows="inds_min_pole_qry")
    api_id, rows = _LONG_CHARTS[width]
    body = {"inds_cd": code, "base_dt": f"{last_day:%Y%m%d}"}
    return Request(api_id, _CHART, body, rows=rows)


def index_ticks_request(code: str, scope: int) -> Request:
    """Return the call for candles of so many told levels each."""
    body = {"inds_cd": code, "tic_scope": str(scope)}
    return Request("ka20004", _CHART, body, rows="inds_tic_chart_qry")


def read_index(code: str, reply: Row) -> IndexDetail | None:
    """Return a ``ka20001`` reply, ``None`` for the blank one of an unknown code."""
    if not reply["cur_prc"].strip():
        return None
    return IndexDetail(
        quote=_quote(code, "", reply),
        open=abs(decimal(reply["open_pric"])),
        high=abs(decimal(reply["high_pric"])),
        low=abs(decimal(reply["low_pric"])),
        traded=signed(reply["trde_frmatn_stk_num"]),
        traded_rate=decimal(reply["trde_frmatn_rt"]),
        high_52w=abs(decimal(reply["52wk_hgst_pric"])),
        high_52w_day=_day(reply["52wk_hgst_pric_dt"]),
        low_52w=abs(decimal(reply["52wk_lwst_pric"])),
        low_52w_day=_day(reply["52wk_lwst_pric_dt"]),
    )


def read_index_row(row: Row) -> IndexQuote | None:
    """Return a ``ka20003`` row."""
    code = row["stk_cd"].strip()
    return _quote(code, row["stk_nm"], row) if code else None


def read_sector(row: Row) -> Sector | None:
    """Return a ``ka10101`` row."""
    return Sector(row["code"], row["name"]) if row["code"].strip() else None


def read_index_minute(row: Row) -> IndexCandle | None:
    """Return a ``ka20005`` or ``ka20004`` row, ``None`` for a blank one.

    Labels that end in ``888888`` and ``999999`` stand for 16:00 and 18:00.
    """
    label = row["cntr_tm"].strip()
    if not label:
        return None
    clock = _ODD_CLOCKS.get(label[8:]) or parse_clock(label[8:])
    return _candle(row, datetime.combine(parse_day(label[:8]), clock, KST), None)


def read_index_day(row: Row) -> IndexCandle | None:
    """Return a row of a day or a longer span, ``None`` for a blank one."""
    label = row["dt"].strip()
    if not label:
        return None
    start = datetime.combine(parse_day(label), time(), KST)
    return _candle(row, start, signed(row["trde_prica"]) * _MILLION)


def _quote(code: str, name: str, row: Row) -> IndexQuote:
    return IndexQuote(
        code=code,
        name=name,
        level=abs(decimal(row["cur_prc"])),
        change=decimal(row["pred_pre"]),
        change_rate=decimal(row["flu_rt"]),
        volume=signed(row["trde_qty"]) * _THOUSAND,
        value=signed(row["trde_prica"]) * _MILLION,
        limit_up=signed(row["upl"]),
        rising=signed(row["rising"]),
        unchanged=signed(row["stdns"]),
        falling=signed(row["fall"]),
        limit_down=signed(row["lst"]),
    )


def _candle(row: Row, start: datetime, value: int | None) -> IndexCandle:
    return IndexCandle(
        time=start,
        open=price(row["open_pric"]) / _HUNDRED,
        high=price(row["high_pric"]) / _HUNDRED,
        low=price(row["low_pric"]) / _HUNDRED,
        close=price(row["cur_prc"]) / _HUNDRED,
        volume=signed(row["trde_qty"]) * _THOUSAND,
        value=value,
    )


def _day(text: str) -> date | None:
    return parse_day(text) if text.strip() else None
