"""What a snapshot shows: the same templates and frame that a browser gets live."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.channels import key_of, live_numbers
from dashboard.chart import CandleChart
from dashboard.figure import template
from dashboard.frames import BarColumns, Moment, join_frame, live_block
from dashboard.studies import Studies
from dashboard.theme import DARK

_NAN = float("nan")
_EPOCH = 1


@dataclass(frozen=True, slots=True)
class Content:
    """Cells with their charts' numbers, to be drawn by the wall's own script.

    Attributes
    ----------
    cells
        What each cell's header tells, in their order.
    plans
        Templates of the figures by their indicators.
    frame
        One frame of the feed with all bars, see :mod:`dashboard.frames`.
    """

    cells: list[dict[str, Any]]
    plans: dict[str, str]
    frame: bytes


def content_of(charts: Sequence[CandleChart], bars: int) -> Content:
    """Return what charts show now, with at most so many closed bars each."""
    cells, plans, blocks = [], {}, []
    for number, chart in enumerate(charts):
        chart.update()
        place = {"key": f"cell{number}", "channel": number, "visible": True}
        cells.append(chart.cell.shown | place)
        plans[key_of(chart.indicators)] = template(chart.indicators, DARK)
        blocks += _blocks(number, chart, bars)
    moment = Moment(1, time.time() * 1000, _NAN)
    return Content(cells, plans, join_frame(moment, blocks))


def _blocks(channel: int, chart: CandleChart, bars: int) -> list[bytes]:
    series = chart.series
    studies = Studies(chart.indicators)
    values = list(studies.start(series.closed))
    columns = BarColumns(studies.lines)
    for candle, line_values in list(zip(series.closed, values, strict=True))[-bars:]:
        columns.append(candle, line_values)
    numbers = live_numbers(chart.hub, series, studies, number=len(columns))
    return [
        columns.block(channel, _EPOCH, 0, 0),
        live_block(channel, _EPOCH, numbers),
    ]
