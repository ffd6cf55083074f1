"""Charts of weeks, months and years: ka10082, ka10083, ka10094 (protocol note 3.3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kiwoom.simulator.chart_rows import DAILY_KEYS, Page
from kiwoom.simulator.market import DayFigures, Market
from kiwoom.simulator.text import day, delta, direction

_WITHOUT_LIMITS = (0, 10**12)


@dataclass(frozen=True, slots=True)
class Span:
    """How days are put together: by what, in which list, and its rows a page.

    The rows of years end before the changes.
    """

    name: str
    rows: int
    of: Callable[[date], object]
    keys: tuple[str, ...] = DAILY_KEYS


WEEKS = Span("stk_stk_pole_chart_qry", 300, lambda d: d.isocalendar()[:2])
MONTHS = Span("stk_mth_pole_chart_qry", 240, lambda d: (d.year, d.month))
YEARS = Span("stk_yr_pole_chart_qry", 30, lambda d: d.year, DAILY_KEYS[:7])


def long_page(market: Market, index: int, span: Span, until: date, before: str) -> Page:
    """Return a page of candles of a span, newest first, labelled by their first day.

    Parameters are those of :func:`kiwoom.simulator.chart_rows.minute_page`.
    """
    days = [d for d in market.history.days if d <= min(until, market.day)]
    found = [
        (past, figures)
        for past in days
        if (figures := market.daily(past, index)) is not None
    ]
    groups = [list(group) for _, group in groupby(found, lambda item: span.of(item[0]))]
    # The first group can have lost days before the history begins, but not its close.
    bases = [found[0][1].open] if found else []
    bases += [group[-1][1].close for group in groups]
    rows = [
        _row(market, index, group, base)
        for group, base in zip(groups, bases, strict=False)
    ]
    wanted = [row for row in rows if not before or row["dt"] < before]
    chosen = [
        {key: row[key] for key in span.keys} for row in reversed(wanted[-span.rows :])
    ]
    if not chosen:
        return Page([dict.fromkeys(span.keys, "")])
    return Page(chosen, chosen[-1]["dt"] if len(wanted) > len(chosen) else "")


def _row(
    market: Market, index: int, group: Sequence[tuple[date, DayFigures]], base: int
) -> dict[str, str]:
    days = [figures for _, figures in group]
    close, volume = days[-1].close, sum(figures.volume for figures in days)
    turnover = 100 * volume / market.universe[index].shares
    return {
        "cur_prc": str(close),
        "trde_qty": str(volume),
        # Won, unlike the million won of a daily chart.
        "trde_prica": str(sum(figures.value for figures in days)),
        "dt": day(group[0][0]),
        "open_pric": str(days[0].open),
        "high_pric": str(max(figures.high for figures in days)),
        "low_pric": str(min(figures.low for figures in days)),
        "pred_pre": delta(close - base),
        "pred_pre_sig": direction(close, base, _WITHOUT_LIMITS),
        "trde_tern_rt": f"+{turnover:.2f}",
    }
