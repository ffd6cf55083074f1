"""Joins charts with the component that draws them, and feeds it where no socket can.

The component holds the charts' cells, so what users do with one comes as its message.

In a served page the charts' frames come over the feed socket. In a notebook, and where
the socket cannot be opened, the browser asks for them by messages of the component, in
the words that it would speak on the socket.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol

import param
from panel.io.callbacks import PeriodicCallback

from dashboard import texts
from dashboard.cell import CELL_VALUES, ChartCell
from dashboard.channels import ChannelTable, key_of
from dashboard.components import LiveCharts
from dashboard.feed_viewer import FeedViewer
from dashboard.figure import template
from dashboard.indicators import Indicator
from dashboard.scripts import joined_script
from dashboard.session_loop import run_in_loop
from dashboard.theme import DARK, PALETTES
from kiwoom import FeedState

log = logging.getLogger(__name__)

_TICK_MS = 50
LABELS: dict[str, Any] = {
    "badges": {state.value: label for state, label in texts.BADGES.items()},
    "cell": texts.CELL,
    "failed": texts.FAILED_CHART,
    "indicators": texts.INDICATORS,
    "intervals": {i.value: label for i, label in texts.INTERVALS.items()},
    "keys": texts.KEYS,
    "keys_title": texts.KEYS_TITLE,
    "legend": texts.LEGEND,
    "levels": texts.LEVELS,
    "marks": texts.MARKS,
    "search": texts.SEARCH,
    "states": [state.value for state in FeedState],
    "strength": texts.STRENGTH,
}


class Chart(Protocol):
    """What is drawn: a cell and what its figure shows."""

    cell: ChartCell
    indicators: list[Indicator]
    param: Any

    def update(self) -> None:
        """Bring name and message up to date."""


class Live:
    """The charts that one component draws, with one feed.

    Parameters
    ----------
    table
        The channels that the charts show.
    charts
        What to draw; each chart belongs to one ``Live`` only.
    theme
        Name of the palette.
    options
        Parameters of the component: its size, and where its script and its feed are
        found.
    """

    def __init__(
        self,
        table: ChannelTable,
        charts: Sequence[Chart],
        theme: str,
        **options: Any,  # noqa: ANN401
    ) -> None:
        self._table = table
        self._charts = tuple(charts)
        self._cells = {chart.cell.key: chart.cell for chart in charts}
        self._theme = theme
        self.component = LiveCharts(
            cells=self._shown(),
            labels=LABELS,
            margin=0,
            **{"code": joined_script()} | options,
        )
        self.show_theme(theme)
        for chart in charts:
            chart.param.watch(self._show_plans, "indicators")
        for key, cell in self._cells.items():
            cell.param.watch(self._show_cells, list(CELL_VALUES))
            cell.on_message(partial(self._send_to, key))
        self._viewer = FeedViewer(table, _TICK_MS, self._send)
        self._ticker: PeriodicCallback | None = None
        self.component.on_msg(self._on_request)

    @property
    def feed(self) -> dict[str, Any]:
        """Where the component's feed is, the page's name, and what is in sight."""
        cells = [cell for cell in self._cells.values() if cell.visible]
        return {
            "feed_path": self.component.feed_path,
            "page": self.component.page,
            "channels": [cell.channel for cell in cells if cell.channel >= 0],
        }

    def show_theme(self, theme: str) -> None:
        """Change the colours of all charts."""
        self._theme = theme
        palette = PALETTES.get(theme, DARK)
        names = palette.__dataclass_fields__
        self.component.palette = {name: getattr(palette, name) for name in names}
        self._show_plans()

    def close(self) -> None:
        """Send nothing any more."""
        if self._ticker is not None:
            self._ticker.stop()

    def _shown(self) -> list[dict[str, Any]]:
        return [cell.shown for cell in self._cells.values()]

    def _show_cells(self, *_changes: param.parameterized.Event) -> None:
        self.component.cells = self._shown()

    def _send_to(self, key: str, message: Mapping[str, Any]) -> None:
        self.component._send_msg({"cell": key, **message})

    def _show_plans(self, *_change: param.parameterized.Event) -> None:
        palette = PALETTES.get(self._theme, DARK)
        self.component.plans = {
            key_of(chart.indicators): template(chart.indicators, palette)
            for chart in self._charts
        }

    def _on_request(self, event: Any) -> None:  # noqa: ANN401
        request = event.data
        run_in_loop(lambda: self.take(request))

    def take(self, request: dict[str, Any]) -> None:
        """Take what a user did with a cell, or what a page without a feed socket says.

        Such a page is answered from then on.
        """
        try:
            if "cell" in request:
                self._take_entry(**request)
                return
            self._viewer.take(request)
        except (TypeError, ValueError):
            log.warning("bad message of a page")
            return
        if self._ticker is None:
            self._ticker = PeriodicCallback(
                callback=self.tick, period=_TICK_MS, background=True
            )
            self._ticker.start()

    def _take_entry(self, cell: str, **entry: Any) -> None:  # noqa: ANN401
        if cell not in self._cells:
            raise ValueError(cell)
        self._cells[cell].take(entry)

    async def tick(self) -> None:
        """Bring the charts up to date; send what moved as a message."""
        for chart in self._charts:
            chart.update()
        self._viewer.pull(self._table.moment(time.time() * 1000))

    def _send(self, frame: bytes) -> None:
        self.component._send_msg({"frame": frame})
