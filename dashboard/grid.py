"""The grid of charts: n x m cells that fill the page, and their common switches."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import panel as pn
import param
from panel.viewable import Viewer

from dashboard.channels import ChannelTable
from dashboard.chart import CandleChart
from dashboard.live import Live
from kiwoom import Hub, Interval

log = logging.getLogger(__name__)

_GAP_PX = 1


class ChartGrid(Viewer):
    """Charts in rows and columns, built once and updated together.

    Parameters
    ----------
    hub
        The market state that the charts read.
    symbols
        One code for each cell, row by row; surplus codes are left out.
    feed
        Where the page finds script and feed, see :class:`dashboard.live.Live`; without
        it frames come as messages.
    """

    columns = param.Integer(default=4, bounds=(1, 8), doc="Charts side by side.")
    interval: Any = param.Selector(
        default=Interval.M1, objects=list(Interval), doc="Width of a candle at first."
    )
    rows = param.Integer(default=4, bounds=(1, 8), doc="Charts above each other.")
    theme = param.String(default="dark", doc="Colours: dark or light.")

    def __init__(
        self,
        hub: Hub,
        symbols: Sequence[str],
        feed: Mapping[str, str] | None = None,
        **params: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(**params)
        cells = symbols[: self.rows * self.columns]
        self.charts = [
            CandleChart(hub, symbol=symbol, interval=self.interval, theme=self.theme)
            for symbol in cells
        ]
        table = ChannelTable.of(hub)
        self.live = Live(table, self.charts, self.theme, **(feed or {}))
        self._grid = pn.GridSpec(
            objects={self._place(n): c.cell for n, c in enumerate(self.charts)},
            nrows=self.rows,
            ncols=self.columns,
            sizing_mode="stretch_both",
            mode="error",
            margin=0,
            styles={"gap": f"{_GAP_PX}px"},
        )

    def __panel__(self) -> pn.Column:
        return pn.Column(
            self._grid, self.live.component, sizing_mode="stretch_both", margin=0
        )

    def _place(self, number: int) -> tuple[int, int, int, int]:
        row, column = divmod(number, self.columns)
        return row, column, row + 1, column + 1

    @property
    def common_interval(self) -> Interval | None:
        """The interval of all charts, ``None`` when they differ."""
        intervals = {chart.interval for chart in self.charts}
        return intervals.pop() if len(intervals) == 1 else None

    def show_interval(self, interval: Interval) -> None:
        """Give all charts the same interval."""
        for chart in self.charts:
            chart.interval = interval

    def update(self) -> None:
        """Bring every chart up to date; one that fails spares the others."""
        for chart in self.charts:
            try:
                chart.update()
            except Exception:
                # A fault in one chart must not stop the fifteen others.
                log.exception("chart failed", extra={"symbol": chart.symbol})
                chart.fail()

    def close(self) -> None:
        """Give back the subscriptions of all charts."""
        self.live.close()
        for chart in self.charts:
            chart.close()

    @param.depends("theme", watch=True)
    def _change_theme(self) -> None:
        for chart in self.charts:
            chart.theme = self.theme
        self.live.show_theme(self.theme)
