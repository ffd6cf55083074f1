"""The grid of charts: n x m cells that fill the page, and what they have in common."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from math import isqrt
from typing import Any

import panel as pn
import param
from panel.viewable import Viewer

from dashboard.channels import ChannelTable, ChartMarket
from dashboard.chart import CandleChart
from dashboard.components import LiveCharts
from dashboard.indicators import parse_indicator
from dashboard.layouts import CellLayout, Layout, Sync
from dashboard.live import Live
from kiwoom import Interval

log = logging.getLogger(__name__)

_CONTENT = ("symbol", "interval", "indicators")


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
    is_wall
        Whether the keyboard of the whole page belongs to the charts.

    Attributes
    ----------
    charts
        All charts; those beyond ``rows * columns`` wait out of sight.
    version
        Moves with every change that :attr:`layout` would tell.
    """

    columns = param.Integer(default=4, bounds=(1, 8), doc="Charts side by side.")
    height = param.Integer(
        default=None, bounds=(120, None), doc="Pixels, or all there is."
    )
    interval: Any = param.Selector(
        default=Interval.M1, objects=list(Interval), doc="Width of a candle at first."
    )
    rows = param.Integer(default=4, bounds=(1, 8), doc="Charts above each other.")
    sync = param.ClassSelector(class_=Sync, default=Sync(), doc="What charts share.")
    theme = param.String(default="dark", doc="Colours: dark or light.")

    def __init__(
        self,
        hub: ChartMarket,
        symbols: Sequence[str],
        feed: Mapping[str, str] | None = None,
        *,
        is_wall: bool = False,
        **params: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(**params)
        self.version = 0
        self._is_leading = False
        self.charts = [
            CandleChart(hub, symbol=symbol, interval=self.interval, theme=self.theme)
            for symbol in symbols
        ]
        table = ChannelTable.of(hub)
        size = {"height": self.height, "sizing_mode": "stretch_width"}
        if self.height is None:
            size = {"sizing_mode": "stretch_both"}
        options = {"is_wall": is_wall, **size, **(feed or {})}
        self.live = Live(table, self.charts, self.theme, **options)
        for chart in self.charts:
            chart.cell.on_entry(partial(self.take_gesture, key=chart.cell.key))
            chart.param.watch(self._follow, list(_CONTENT))
        self._arrange()
        self._share()

    def __panel__(self) -> LiveCharts:
        return self.live.component

    @property
    def in_sight(self) -> list[CandleChart]:
        """The charts that have a place in the grid."""
        return self.charts[: self.rows * self.columns]

    @property
    def common_interval(self) -> Interval | None:
        """The interval of all charts in sight, ``None`` when they differ."""
        intervals = {chart.interval for chart in self.in_sight}
        return intervals.pop() if len(intervals) == 1 else None

    def show_interval(self, interval: Interval) -> None:
        """Give all charts the same interval."""
        with self._leading():
            for chart in self.charts:
                chart.interval = interval

    def show_symbols(self, symbols: Sequence[str]) -> None:
        """Give the charts these symbols, in their order, as far as they reach."""
        with self._leading():
            for chart, symbol in zip(self.charts, symbols, strict=False):
                chart.symbol = symbol

    def swap(self, one: int, other: int) -> None:
        """Let two charts change places: each shows what the other did."""
        first, second = _content(self.charts[one]), _content(self.charts[other])
        with self._leading():
            self.charts[one].param.update(second)
            self.charts[other].param.update(first)

    @property
    def layout(self) -> Layout:
        """The wall as it could be kept; only square grids of up to four rows can."""
        cells = [
            CellLayout(
                symbol=chart.symbol,
                interval=chart.interval,
                indicators=tuple(each.key for each in chart.indicators),
            )
            for chart in self.charts
        ]
        shape = self.rows * self.columns
        return Layout.model_validate(
            {"shape": shape, "cells": cells, "sync": self.sync}
        )

    def show_layout(self, layout: Layout) -> None:
        """Show a wall that was kept; cells that it does not tell stay as they are."""
        self.show_shape(layout.shape)
        self.sync = layout.sync
        with self._leading():
            for chart, cell in zip(self.charts, layout.cells, strict=False):
                chart.param.update(symbol=cell.symbol, interval=cell.interval)
                if cell.indicators != tuple(each.key for each in chart.indicators):
                    chart.indicators = [parse_indicator(k) for k in cell.indicators]

    def show_shape(self, shape: int) -> None:
        """Show the first 1, 4, 9 or 16 cells, in a square."""
        side = isqrt(shape)
        self.param.update(rows=side, columns=side)

    def take_gesture(self, gesture: Mapping[str, object], key: str) -> None:
        """Do what a user's hand did with one cell and concerns others too."""
        keys = [chart.cell.key for chart in self.charts]
        other = gesture.get("swap")
        if other in keys and other != key:
            self.swap(keys.index(key), keys.index(str(other)))
        if isinstance(names := gesture.get("indicators_of_all"), list):
            with self._leading():
                for chart in self.charts:
                    chart.choose_indicators(names)

    def _follow(self, *events: param.parameterized.Event) -> None:
        self.version += 1
        if self._is_leading:
            return
        with self._leading():
            for event in events:
                if event.name in _CONTENT and getattr(self.sync, event.name, False):
                    for chart in self.charts:
                        setattr(chart, event.name, event.new)

    @contextmanager
    def _leading(self) -> Iterator[None]:
        """Change charts without their following each other."""
        before, self._is_leading = self._is_leading, True
        try:
            with pn.io.hold():
                yield
        finally:
            self._is_leading = before

    @param.depends("rows", "columns", watch=True)
    def _arrange(self) -> None:
        self.version += 1
        count = self.rows * self.columns
        with pn.io.hold():
            self.live.component.param.update(rows=self.rows, columns=self.columns)
            for number, chart in enumerate(self.charts):
                chart.cell.visible = number < count

    @param.depends("sync", watch=True)
    def _share(self) -> None:
        self.version += 1
        sync = self.sync
        self.live.component.sync = {"crosshair": sync.crosshair, "dates": sync.dates}

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


def _content(chart: CandleChart) -> dict[str, Any]:
    return {name: getattr(chart, name) for name in _CONTENT}
