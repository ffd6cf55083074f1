"""One live candlestick chart: the wall's cell, and a notebook's last expression."""

from collections.abc import Mapping
from typing import Any

import panel as pn
import param
from panel.viewable import Viewer

from dashboard import texts
from dashboard.columns import Shown, diff
from dashboard.components import ChartHeader, read_style
from dashboard.figure import append_columns, apply_palette, build_figure, show_columns
from dashboard.numbers import signed_rate, signed_won, won
from dashboard.session_loop import run_in_loop
from dashboard.theme import DARK, PALETTES
from kiwoom import Hub, Interval, SeriesState, Subscription, Summary, is_symbol


class CandleChart(Viewer):
    """A chart of one symbol, kept current by calling :meth:`update`.

    The chart owns one subscription of the hub and gives it back when its symbol changes
    and when it is closed. Closed candles live in the figure's source; what moves within
    a candle is the live layer's.

    Parameters
    ----------
    hub
        The market state that the chart reads.
    """

    interval: Any = param.Selector(
        default=Interval.M1, objects=list(Interval), doc="Width of a candle."
    )
    symbol = param.String(default="005930", doc="Code of the symbol to show.")
    theme: Any = param.Selector(default="dark", objects=list(PALETTES), doc="Colours.")

    def __init__(self, hub: Hub, **params: Any) -> None:  # noqa: ANN401
        super().__init__(**params)
        self._hub = hub
        self._subscription: Subscription = hub.subscribe(self.symbol)
        self._shown: Shown | None = None
        self.figure = build_figure(PALETTES.get(self.theme, DARK))
        # The live layer finds the figure in the page by its id.
        self.figure_id = str(self.figure.plot.id)
        self.header = ChartHeader(
            intervals={i.value: label for i, label in texts.INTERVALS.items()},
            sizing_mode="stretch_width",
            height=28,
        )
        self.header.on_msg(self._on_entry)
        self._view = pn.Column(
            self.header,
            pn.pane.Bokeh(self.figure.plot, sizing_mode="stretch_both", margin=0),
            css_classes=["kw-cell"],
            stylesheets=[read_style("cell.css")],
            sizing_mode="stretch_both",
            margin=0,
        )
        self.update()

    def __panel__(self) -> pn.Column:
        return self._view

    def update(self) -> None:
        """Bring header and closed candles up to date with the hub."""
        series = self._hub.series(self.symbol, self.interval)
        change = diff(self._shown, series)
        if change is not None:
            draw = show_columns if change.replace else append_columns
            draw(self.figure, change.columns)
            self._shown = change.shown
        is_empty = not series.closed and series.forming is None
        tells = is_empty or series.state is SeriesState.FAILED
        self._update_header(
            texts.series_message(series.state, series.error) if tells else ""
        )

    def fail(self) -> None:
        """Say that this chart could not be brought up to date."""
        self.header.message = texts.FAILED_CHART

    def close(self) -> None:
        """Give the subscription back; the chart shows nothing new afterwards."""
        self._subscription.close()

    def _update_header(self, message: str) -> None:
        latest = self._hub.latest(self.symbol)
        instrument = self._hub.instrument(self.symbol)
        self.header.param.update(
            symbol=self.symbol,
            interval=self.interval.value,
            title=instrument.name if instrument is not None else self.symbol,
            state=self._hub.state(self.symbol).value,
            message=message,
            **(_figures(latest) if latest is not None else _NO_FIGURES),
        )

    @param.depends("symbol", watch=True)
    def _change_symbol(self) -> None:
        released = self._subscription
        self._subscription = self._hub.subscribe(self.symbol)
        released.close()
        self._start_over()

    @param.depends("interval", watch=True)
    def _start_over(self) -> None:
        self._shown = None
        self.update()

    @param.depends("theme", watch=True)
    def _change_theme(self) -> None:
        apply_palette(self.figure, PALETTES[self.theme])

    def _on_entry(self, event: Any) -> None:  # noqa: ANN401
        entry = dict(event.data)
        run_in_loop(lambda: self.take_entry(entry))

    def take_entry(self, entry: Mapping[str, object]) -> None:
        """Show the interval or the symbol that a user chose."""
        interval, symbol = entry.get("interval"), entry.get("symbol")
        if interval in set(Interval):
            self.interval = Interval(str(interval))
        if symbol is not None:
            self.enter_symbol(str(symbol))

    def enter_symbol(self, text: str) -> None:
        """Show the symbol that a user typed, or say why it cannot be shown."""
        refusal = self._refusal(text)
        if refusal:
            self.header.notify(refusal)
        else:
            self.symbol = text

    def _refusal(self, symbol: str) -> str:
        if not is_symbol(symbol):
            return texts.BAD_SYMBOL
        if self._hub.instruments and self._hub.instrument(symbol) is None:
            return texts.UNKNOWN_SYMBOL.format(symbol=symbol)
        return ""


_NO_FIGURES = {
    "price": "",
    "change_won": "",
    "change_rate": "",
    "strength": "",
    "direction": "flat",
}


def _figures(latest: Summary) -> dict[str, str]:
    direction = "up" if latest.change > 0 else "down" if latest.change < 0 else "flat"
    return {
        "price": won(latest.price),
        "change_won": signed_won(latest.change),
        "change_rate": signed_rate(latest.change_rate),
        "strength": f"{texts.STRENGTH} {latest.strength:.2f}",
        "direction": direction,
    }
