"""The wall as a first try with Bokeh has it: a source and a callback for each plot.

Every callback streams or patches one source ten times a second; ranges find their
extent themselves. It is here to show what the wall's design is worth.
"""

from collections.abc import Sequence
from typing import Any

from bokeh.document import Document
from bokeh.layouts import column, gridplot
from bokeh.models import ColumnDataSource, DataRange1d
from bokeh.models.widgets import Div
from bokeh.plotting import figure

from benchmarks.stage.book_of_trades import wall_ms
from kiwoom import Candle, CandleSeries, Hub, Interval

_PERIOD_MS = 100
_VISIBLE_BARS = 120
_LENGTHS = (5, 20, 60, 120)
_COLOURS = ("#f7d154", "#ff8d3f", "#6fd3c7", "#b48cff")
_RISING, _FALLING = "#f0494f", "#3d7ff5"
_WIDTH, _HEIGHT, _HEADER = 474, 224, 28
_VOLUME_ROOM = 7.2  # both sides of the volume together, in volumes
_NONE = float("nan")


class NaiveChart:
    """One plot with its source, its header and its callback."""

    def __init__(self, hub: Hub, symbol: str) -> None:
        self._hub = hub
        self._symbol = symbol
        self._series: CandleSeries = hub.series(symbol, Interval.M1)
        self._closes = [candle.close for candle in self._series.closed]
        self._next = self._series.first_number
        self.source = ColumnDataSource({name: [] for name in self._row(None)})
        self.header = Div(width=_WIDTH, height=_HEADER)
        self.plot = self._build_plot()
        self._closes.clear()
        self.update()

    def update(self) -> None:
        """Bring the source and the header up to date."""
        forming = self._series.forming
        closed = self._series.closed[self._next - self._series.first_number :]
        if forming is None:
            return
        for candle in closed:
            self._show(candle)
            self._closes.append(candle.close)
            self._next += 1
        self._show(forming)
        instrument = self._hub.instrument(self._symbol)
        name = instrument.name if instrument else self._symbol
        self.header.text = f"<b>{name}</b> {self._symbol} {forming.close:,}"

    def _show(self, candle: Candle) -> None:
        row = self._row(candle)
        numbers = self.source.data["number"]
        if len(numbers) and numbers[-1] == self._next:
            last = len(numbers) - 1
            self.source.patch({name: [(last, value)] for name, value in row.items()})
        else:
            self.source.stream({name: [value] for name, value in row.items()})

    def _row(self, candle: Candle | None) -> dict[str, Any]:
        if candle is None:
            candle = self._series.closed[-1]
        colour = _RISING if candle.close >= candle.open else _FALLING
        row = {
            "number": self._next,
            "time": wall_ms(candle),
            "open": candle.open,
            "high": candle.high,
            "low": candle.low,
            "close": candle.close,
            "volume": candle.volume,
            "colour": colour,
        }
        return row | {f"average{n}": self._average(n, candle) for n in _LENGTHS}

    def _average(self, length: int, candle: Candle) -> float:
        known = self._closes[1 - length :]
        if len(known) < length - 1:
            return _NONE
        return (sum(known) + candle.close) / length

    def _build_plot(self) -> figure:
        prices = DataRange1d()
        volumes = DataRange1d(start=0, range_padding=_VOLUME_ROOM)
        plot = figure(
            width=_WIDTH,
            height=_HEIGHT,
            name=self._symbol,
            x_range=DataRange1d(follow="end", follow_interval=_VISIBLE_BARS),
            y_range=prices,
            y_axis_location="right",
            tools="pan,wheel_zoom,reset,hover",
        )
        plot.extra_y_ranges = {"volume": volumes}
        colour: dict[str, Any] = {"fill_color": "colour", "line_color": "colour"}
        bars: dict[str, Any] = {"source": self.source, "x": "number", "width": 0.7}
        volume = plot.vbar(
            **bars, top="volume", alpha=0.4, y_range_name="volume", **colour
        )
        wicks = plot.segment(
            "number", "low", "number", "high", source=self.source, color="colour"
        )
        plot.vbar(**bars, top="open", bottom="close", **colour)
        for length, average in zip(_LENGTHS, _COLOURS, strict=True):
            plot.line("number", f"average{length}", source=self.source, color=average)
        prices.renderers = [wicks]
        volumes.renderers = [volume]
        return plot


def build_page(document: Document, hub: Hub, symbols: Sequence[str]) -> None:
    """Put sixteen charts into a session's document."""
    charts = [NaiveChart(hub, symbol) for symbol in symbols]
    cells = [column(chart.header, chart.plot) for chart in charts]
    document.add_root(gridplot(cells, ncols=4, toolbar_location=None))  # type: ignore[arg-type]
    for chart in charts:
        document.add_periodic_callback(chart.update, _PERIOD_MS)
