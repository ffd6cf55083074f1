"""One live candlestick chart: the wall's cell, and a notebook's last expression."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Self

import pandas as pd
import panel as pn
import param
from bokeh.plotting import figure
from panel.viewable import Viewer

from dashboard import texts
from dashboard.cell import ChartCell
from dashboard.channels import ChannelTable, ChartMarket, key_of
from dashboard.components import LiveCharts
from dashboard.figure import build_figure, fill_figure
from dashboard.frame_market import OWN_SYMBOL, FrameMarket
from dashboard.indicators import (
    INDICATORS,
    Indicator,
    default_indicators,
    parse_indicator,
)
from dashboard.instrument_search import search
from dashboard.live import Live
from dashboard.still_views import overlay
from dashboard.theme import DARK, PALETTES
from kiwoom import (
    Candle,
    CandleSeries,
    FeedState,
    Interval,
    SeriesState,
    Subscription,
    is_symbol,
)

_HEIGHT_PX = 360
_LONGEST_QUERY = 40
_MOST_FOUND = 9


def usual_indicator(name: str) -> Indicator:
    """Return an indicator as charts show it at first, else with its usual numbers."""
    usual = {each.name: each for each in default_indicators()}
    return usual.get(name) or parse_indicator(name)


class CandleChart(Viewer):
    """A chart of one symbol that keeps itself current in the browser.

    Candles travel on a feed (see :mod:`dashboard.frames`); :meth:`update` brings name
    and messages up to date. The chart owns one subscription of the hub and gives it
    back when its symbol changes and when it is closed.

    Parameters
    ----------
    hub
        The market state that the chart reads.

    Attributes
    ----------
    cell
        The place that the chart is drawn into.
    live
        What draws it, where it is shown by itself rather than in a grid.
    """

    indicators = param.List(
        default=list(default_indicators()), doc="What is drawn with the candles."
    )
    interval: Any = param.Selector(
        default=Interval.M1, objects=list(Interval), doc="Width of a candle."
    )
    symbol = param.String(default="005930", doc="Code of the symbol to show.")
    theme: Any = param.Selector(default="dark", objects=list(PALETTES), doc="Colours.")

    def __init__(self, hub: ChartMarket, **params: Any) -> None:  # noqa: ANN401
        super().__init__(**params)
        self._hub = hub
        self._table = ChannelTable.of(hub)
        self._subscription: Subscription = hub.subscribe(self.symbol)
        self.live: Live | None = None
        self._told: tuple[str, str, str] | None = self._status()
        title, message, state = self._told
        # All at once: a parameter costs much more to set than to begin with.
        self.cell = ChartCell(
            key=secrets.token_hex(4),
            title=title,
            message=message,
            state=state,
            **self._shown(),
        )
        self.cell.on_entry(self.take_entry)

    def __panel__(self) -> LiveCharts:
        if self.live is None:
            size = {"sizing_mode": "stretch_width", "height": _HEIGHT_PX}
            self.live = Live(self._table, [self], theme=self.theme, **size)
        return self.live.component

    @property
    def hub(self) -> ChartMarket:
        """The market state that the chart reads."""
        return self._hub

    @property
    def series(self) -> CandleSeries:
        """The candles that the chart shows."""
        return self._hub.series(self.symbol, self.interval)

    @property
    def feed_state(self) -> FeedState:
        """How far the chart's newest prices can be trusted."""
        return self._hub.state(self.symbol)

    @property
    def figure(self) -> figure:
        """A Bokeh figure of the chart as it is now, to be saved or added to."""
        series = self._hub.series(self.symbol, self.interval)
        candles = self._candles()
        plot = build_figure(self.indicators, PALETTES.get(self.theme, DARK))
        fill_figure(plot, self.indicators, candles, series.first_number)
        return plot

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        name: str = texts.OWN_FRAME,
        **params: Any,  # noqa: ANN401
    ) -> Self:
        """Return a chart of any candles: columns ``open high low close volume``.

        Times without a zone are KST; the interval is what lies between them.

        Raises
        ------
        ValueError
            If the frame has no such columns, no times, or holes in its prices.
        """
        market = FrameMarket(frame, name)
        chart = cls(market, symbol=OWN_SYMBOL, interval=market.interval, **params)
        chart.cell.is_fixed = True
        return chart

    def to_holoviews(self) -> Any:  # noqa: ANN401
        """Return the chart as it is now as a HoloViews overlay, x in KST, y in won.

        It combines with others: ``chart.to_holoviews() * hv.HLine(70_000)``.
        Indicators with a pane of their own are left out.
        """
        palette = PALETTES.get(self.theme, DARK)
        candles = self._candles()
        return overlay(candles, self.indicators, palette, self.cell.title)

    def _candles(self) -> list[Candle]:
        series = self.series
        return [*series.closed, *([series.forming] if series.forming else [])]

    def update(self) -> None:
        """Bring name and message up to date with the hub."""
        told = self._status()
        # Setting parameters costs much more than finding that nothing changed.
        if told != self._told:
            self._told = told
            title, message, state = told
            self.cell.param.update(title=title, message=message, state=state)

    def _status(self) -> tuple[str, str, str]:
        series = self._hub.series(self.symbol, self.interval)
        instrument = self._hub.instrument(self.symbol)
        is_empty = not series.closed and series.forming is None
        tells = is_empty or series.state is SeriesState.FAILED
        message = texts.series_message(series.state, series.error) if tells else ""
        name = instrument.name if instrument is not None else self.symbol
        return name, message, series.state.value

    def fail(self) -> None:
        """Say that this chart could not be brought up to date."""
        self._told = None
        failed = SeriesState.FAILED.value
        self.cell.param.update(message=texts.FAILED_CHART, state=failed)

    def close(self) -> None:
        """Give the subscription back; the chart shows nothing new afterwards."""
        self._subscription.close()
        if self.live is not None:
            self.live.close()

    @param.depends("symbol", watch=True)
    def _change_symbol(self) -> None:
        released = self._subscription
        self._subscription = self._hub.subscribe(self.symbol)
        released.close()
        self._show_channel()

    @param.depends("interval", "indicators", watch=True)
    def _show_channel(self) -> None:
        with pn.io.hold():
            self.cell.param.update(**self._shown())
            self.update()

    def _shown(self) -> dict[str, Any]:
        return {
            "symbol": self.symbol,
            "interval": self.interval.value,
            "plan": key_of(self.indicators),
            "indicators": [each.name for each in self.indicators],
            "channel": self._table.number_of(
                self.symbol, self.interval, self.indicators
            ),
        }

    def take_entry(self, entry: Mapping[str, object]) -> None:
        """Do what a user chose: an interval, a symbol, indicators, or a search."""
        interval, symbol = entry.get("interval"), entry.get("symbol")
        if interval in set(Interval):
            self.interval = Interval(str(interval))
        if symbol is not None:
            self.enter_symbol(str(symbol))
        if isinstance(named := entry.get("indicators"), list):
            self.choose_indicators(named)
        if "find" in entry:
            self._find(str(entry["find"])[:_LONGEST_QUERY], entry.get("number"))

    def choose_indicators(self, names: Sequence[object]) -> None:
        """Draw the indicators of some names; those that are drawn stay as they are."""
        drawn = {each.name: each for each in self.indicators}
        wanted = [name for name in INDICATORS if name in names]
        self.indicators = [drawn.get(n) or usual_indicator(n) for n in wanted]

    def _find(self, query: str, number: object) -> None:
        instruments, names = self._hub.instruments.values(), texts.MARKETS
        found = [
            {
                "symbol": one.symbol,
                "name": one.name,
                "market": names[one.market],
            }
            for one in search(instruments, query, _MOST_FOUND)
        ]
        if not self._refusal(query) and query not in {one["symbol"] for one in found}:
            named = self._hub.instrument(query)
            name = query if named is None else named.name
            found.insert(0, {"symbol": query, "name": name, "market": ""})
        self.cell.answer(found, number)

    def enter_symbol(self, text: str) -> None:
        """Show the symbol that a user typed, or say why it cannot be shown."""
        refusal = self._refusal(text)
        if refusal:
            self.cell.notify(refusal)
        else:
            self.symbol = text

    def _refusal(self, symbol: str) -> str:
        if not is_symbol(symbol):
            return texts.BAD_SYMBOL
        if self._hub.instruments and self._hub.instrument(symbol) is None:
            return texts.UNKNOWN_SYMBOL.format(symbol=symbol)
        return ""
