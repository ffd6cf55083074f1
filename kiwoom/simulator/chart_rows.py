"""Chart replies ka10080 and ka10081: newest first, in pages (note 3.2, 3.3)."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from kiwoom.simulator.market import Market
from kiwoom.simulator.minutes import MinuteBars
from kiwoom.simulator.text import day, delta, direction, millions, signed_price

MINUTE_KEYS = (
    "cur_prc",
    "trde_qty",
    "cntr_tm",
    "open_pric",
    "high_pric",
    "low_pric",
    "acc_trde_qty",
    "pred_pre",
    "pred_pre_sig",
)
DAILY_KEYS = (
    "cur_prc",
    "trde_qty",
    "trde_prica",
    "dt",
    "open_pric",
    "high_pric",
    "low_pric",
    "pred_pre",
    "pred_pre_sig",
    "trde_tern_rt",
)

MINUTE_PAGE = 900
DAILY_PAGE = 600
SCOPES = (1, 3, 5, 10, 15, 30, 45, 60)
# About twelve months of minutes are kept (protocol note 3.2).
MINUTE_RETENTION_DAYS = 250


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a chart, newest first, and the label before which the next page ends."""

    rows: list[dict[str, str]]
    next_label: str = ""


def minute_page(
    market: Market, index: int, scope: int, until: date, before: str
) -> Page:
    """Return a page of minute bars.

    Parameters
    ----------
    market, index
        The instrument at a place of the market's universe.
    scope
        Width of a bar in minutes, one of ``SCOPES``.
    until
        Newest day wanted.
    before
        Only bars with an earlier label (``YYYYMMDDHHMMSS``) are wanted; empty for all.
    """
    rows: list[dict[str, str]] = []
    kept = market.history.days_until(market.day, MINUTE_RETENTION_DAYS)
    newest = before[:8] or day(until)
    for past in reversed([d for d in kept if d <= until and day(d) <= newest]):
        rows += [
            row
            for row in _minute_rows(market, index, past, scope)
            if not before or row["cntr_tm"] < before
        ]
        if len(rows) > MINUTE_PAGE:
            page = rows[:MINUTE_PAGE]
            return Page(page, page[-1]["cntr_tm"])
    return Page(rows or [dict.fromkeys(MINUTE_KEYS, "")])


def daily_page(market: Market, index: int, until: date, before: str) -> Page:
    """Return a page of daily bars; parameters as for :func:`minute_page`."""
    days = [past for past in market.history.days if past <= min(until, market.day)]
    wanted = [past for past in days if not before or day(past) < before]
    chosen = wanted[-DAILY_PAGE:]
    rows = [_daily_row(market, index, past) for past in reversed(chosen)]
    filled = [row for row in rows if row is not None]
    if not filled:
        return Page([dict.fromkeys(DAILY_KEYS, "")])
    return Page(filled, filled[-1]["dt"] if len(wanted) > len(chosen) else "")


def resampled(bars: MinuteBars, scope: int) -> list[tuple[int, ...]]:
    """Return bars of a longer scope, ascending: label, OHLC, volume, running volume.

    Labels are multiples of the scope since midnight, as recorded pages have them.
    """
    if not len(bars):
        return []
    labels = bars.label // scope * scope
    starts = np.flatnonzero(np.diff(labels, prepend=-1))
    ends = np.append(starts[1:], len(labels)) - 1
    columns = (
        labels[starts],
        bars.open[starts],
        np.maximum.reduceat(bars.high, starts),
        np.minimum.reduceat(bars.low, starts),
        bars.close[ends],
        np.add.reduceat(bars.volume, starts),
        np.cumsum(bars.volume)[ends],
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _minute_rows(
    market: Market, index: int, past: date, scope: int
) -> list[dict[str, str]]:
    if market.daily(past, index) is None:
        return []
    bars = resampled(market.minutes(past, index), scope)
    base = market.history.bar(past, index).base
    limits = market.limits(past, index)
    stamp = day(past)
    return [
        {
            "cur_prc": signed_price(close, base),
            "trde_qty": str(volume),
            "cntr_tm": f"{stamp}{label // 60:02d}{label % 60:02d}00",
            "open_pric": signed_price(open_, base),
            "high_pric": signed_price(high, base),
            "low_pric": signed_price(low, base),
            "acc_trde_qty": str(running),
            "pred_pre": delta(close - base),
            "pred_pre_sig": direction(close, base, limits),
        }
        for label, open_, high, low, close, volume, running in reversed(bars)
    ]


def _daily_row(market: Market, index: int, past: date) -> dict[str, str] | None:
    bar = market.daily(past, index)
    if bar is None:
        return None
    base = market.history.bar(past, index).base
    turnover = 100 * bar.volume / market.universe[index].shares
    return {
        "cur_prc": str(bar.close),
        "trde_qty": str(bar.volume),
        "trde_prica": millions(bar.value),
        "dt": day(past),
        "open_pric": str(bar.open),
        "high_pric": str(bar.high),
        "low_pric": str(bar.low),
        "pred_pre": delta(bar.close - base),
        "pred_pre_sig": direction(bar.close, base, market.limits(past, index)),
        "trde_tern_rt": f"+{turnover:.2f}",
    }
