"""Charts of indices: ka20004 to ka20008 and ka20019 (protocol note 3.9).

Levels are hundredths of a point. Minutes carry signs and a change with two of them;
days and longer spans carry neither.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from kiwoom.simulator.chart_rows import (
    DAILY_PAGE,
    MINUTE_KEYS,
    MINUTE_PAGE,
    MINUTE_RETENTION_DAYS,
    Page,
)
from kiwoom.simulator.index_rows import NO_LIMITS
from kiwoom.simulator.indices import Index, IndexDay, slot_minutes
from kiwoom.simulator.market import Market
from kiwoom.simulator.steps import Ints
from kiwoom.simulator.text import clock, day, direction, signed_price

TICK_KEYS = (
    *("cur_prc", "trde_qty", "cntr_tm", "open_pric", "high_pric", "low_pric"),
    *("pred_pre", "pred_pre_sig"),
)
DAY_KEYS = (
    *("cur_prc", "trde_qty", "dt", "open_pric", "high_pric", "low_pric", "trde_prica"),
)
TICK_SCOPES = (1, 3, 5, 10, 30)
_TICK_DAYS = 5
_THOUSAND, _MILLION = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class IndexSpan:
    """How days are put together: in which list, how many a page, and by what."""

    name: str
    rows: int
    of: Callable[[date], object]


INDEX_DAYS = IndexSpan("inds_dt_pole_qry", DAILY_PAGE, lambda d: d)
INDEX_WEEKS = IndexSpan("inds_stk_pole_qry", 300, lambda d: d.isocalendar()[:2])
INDEX_MONTHS = IndexSpan("inds_mth_pole_qry", 240, lambda d: (d.year, d.month))
INDEX_YEARS = IndexSpan("inds_yr_pole_qry", 30, lambda d: d.year)


def index_minutes(
    market: Market, index: Index, scope: int, until: date, before: str
) -> Page:
    """Return a page of minute bars, newest first.

    Parameters are those of :func:`kiwoom.simulator.chart_rows.minute_page`.
    """
    kept = market.history.days_until(market.day, MINUTE_RETENTION_DAYS)

    def rows_of(past: date) -> list[dict[str, str]]:
        return _minute_rows(*_seen(market, index, past), past, scope)

    days = [past for past in kept if past <= until]
    return _paged(days, rows_of, before, MINUTE_KEYS)


def index_ticks(market: Market, index: Index, scope: int, before: str) -> Page:
    """Return a page of bars of so many ten-second levels, newest first."""

    def rows_of(past: date) -> list[dict[str, str]]:
        return _tick_rows(*_seen(market, index, past), past, scope)

    days = market.history.days_until(market.day, _TICK_DAYS)
    return _paged(days, rows_of, before, TICK_KEYS)


def index_days(
    market: Market, index: Index, span: IndexSpan, until: date, before: str
) -> Page:
    """Return a page of bars of a day or longer, newest first."""
    days = [d for d in market.history.days if d <= min(until, market.day)]
    groups = [list(group) for _, group in groupby(days, span.of)]
    wanted = [group for group in groups if not before or day(group[0]) < before]
    chosen = wanted[-span.rows :]
    rows = [_day_row(market, index, group) for group in reversed(chosen)]
    filled = [row for row in rows if row is not None]
    if not filled:
        return Page([dict.fromkeys(DAY_KEYS, "")])
    return Page(filled, filled[-1]["dt"] if len(wanted) > len(chosen) else "")


def _paged(
    days: Sequence[date],
    rows_of: Callable[[date], list[dict[str, str]]],
    before: str,
    keys: tuple[str, ...],
) -> Page:
    rows: list[dict[str, str]] = []
    for past in reversed(days):
        if before and day(past) > before[:8]:
            continue
        found = rows_of(past)
        rows += [row for row in found if not before or row["cntr_tm"] < before]
        if len(rows) > MINUTE_PAGE:
            return Page(rows[:MINUTE_PAGE], rows[MINUTE_PAGE - 1]["cntr_tm"])
    return Page(rows or [dict.fromkeys(keys, "")])


def _seen(market: Market, index: Index, past: date) -> tuple[IndexDay, int]:
    found = market.indices.day(index, past)
    is_today = past == market.day
    return found, found.until(market.seconds) if is_today else len(found.level)


def _minute_rows(
    found: IndexDay, count: int, past: date, scope: int
) -> list[dict[str, str]]:
    labels = slot_minutes(found)[:count] // scope * scope
    starts = np.flatnonzero(np.diff(labels, prepend=-1))
    running = np.cumsum(found.volume[:count]) // _THOUSAND
    rows = []
    for start, end in zip(starts, np.append(starts[1:], count), strict=True):
        acc = int(running[end - 1])
        volume = acc - (int(running[start - 1]) if start else 0)
        rows.append(
            _intraday_row(
                found,
                slice(int(start), int(end)),
                f"{day(past)}{clock(int(labels[start]) * 60)}",
                volume,
                {"acc_trde_qty": str(acc)},
            )
        )
    rows.reverse()
    return rows


def _tick_rows(
    found: IndexDay, count: int, past: date, scope: int
) -> list[dict[str, str]]:
    rows = []
    for start in range(0, count, scope):
        part = slice(start, min(start + scope, count))
        stamp = f"{day(past)}{clock(int(found.seconds[part.stop - 1]))}"
        volume = int(found.volume[part].sum()) // _THOUSAND
        rows.append(_intraday_row(found, part, stamp, volume, {}))
    rows.reverse()
    return rows


def _intraday_row(
    found: IndexDay, part: slice, stamp: str, volume: int, running: dict[str, str]
) -> dict[str, str]:
    levels: Ints = found.level[part]
    base, close = found.base, int(levels[-1])
    return {
        "cur_prc": signed_price(close, base),
        "trde_qty": str(volume),
        "cntr_tm": stamp,
        "open_pric": signed_price(int(levels[0]), base),
        "high_pric": signed_price(int(levels.max()), base),
        "low_pric": signed_price(int(levels.min()), base),
        **running,
        "pred_pre": _twice_signed(close - base),
        "pred_pre_sig": direction(close, base, NO_LIMITS),
    }


def _twice_signed(change: int) -> str:
    # The sign of the direction stands before that of the change (protocol note 2.2).
    if not change:
        return "0"
    return f"{'+' if change > 0 else '-'}{change:+d}"


def _day_row(
    market: Market, index: Index, group: Sequence[date]
) -> dict[str, str] | None:
    bars = [bar for past in group if (bar := _day_bar(market, index, past))]
    if not bars:
        return None
    return {
        "cur_prc": str(bars[-1][3]),
        "trde_qty": str(sum(bar[4] for bar in bars) // _THOUSAND),
        "dt": day(group[0]),
        "open_pric": str(bars[0][0]),
        "high_pric": str(max(bar[1] for bar in bars)),
        "low_pric": str(min(bar[2] for bar in bars)),
        "trde_prica": str(sum(bar[5] for bar in bars) // _MILLION),
    }


def _day_bar(
    market: Market, index: Index, past: date
) -> tuple[int, int, int, int, int, int] | None:
    if past != market.day:
        return market.indices.daily(index, past)
    found, count = _seen(market, index, past)
    if not count:
        return None
    seen = found.level[:count]
    return (
        int(seen[0]),
        int(seen.max()),
        int(seen.min()),
        int(seen[-1]),
        int(found.volume[:count].sum()),
        int(found.value[:count].sum()),
    )
