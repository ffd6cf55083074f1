"""Charts as HoloViews elements, to be combined with one's own."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.indicators import Bars, Pane
from dashboard.theme import Palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.indicators import Indicator
    from kiwoom import Candle

_WIDTH = 0.72


def overlay(
    candles: "Sequence[Candle]",
    indicators: "Sequence[Indicator]",
    palette: Palette,
    name: str,
) -> Any:  # noqa: ANN401
    """Return candles and the indicators over them as a HoloViews overlay.

    The x axis is KST time, the y axis won. Indicators with a pane of their own are left
    out. HoloViews is imported here, for only notebooks need it.
    """
    import holoviews as hv

    hv.extension("bokeh")
    table = _table(candles)
    wicks = hv.Segments(table, ["time", "low", "until", "high"], ["colour"], label=name)
    bodies = hv.Rectangles(
        table, ["left", "bottom", "right", "top"], ["colour", "volume"]
    )
    colours = {"rising": palette.rising, "falling": palette.falling}
    style = {"color": "colour", "cmap": colours}
    drawn = wicks.opts(**style) * bodies.opts(**style, line_alpha=0, tools=["hover"])
    for indicator in indicators:
        if indicator.pane is Pane.PRICE:
            for line, values in zip(
                indicator.lines, indicator.batch(Bars.of(candles)), strict=True
            ):
                curve = hv.Curve(
                    (table["time"], values), "time", "price", label=line.label
                )
                colour = palette.indicators[line.colour]
                drawn *= curve.opts(color=colour, line_width=line.width)
    # Of the elements, not of their overlay, whose own are lost where it is combined.
    shape = {
        "responsive": True,
        "height": 360,
        "xlabel": "",
        "ylabel": "",
        "title": name,
    }
    kinds = (hv.opts.Segments, hv.opts.Rectangles, hv.opts.Curve)
    return drawn.opts(
        *(kind(**shape) for kind in kinds), hv.opts.Overlay(show_legend=False)
    )


def _table(candles: "Sequence[Candle]") -> pd.DataFrame:
    # HoloViews draws wall time, so the zone goes and the clock stays.
    times = pd.DatetimeIndex([candle.time.replace(tzinfo=None) for candle in candles])
    width = pd.Series(times).diff().median() if len(times) > 1 else pd.Timedelta("1min")
    half = width * _WIDTH / 2
    table = pd.DataFrame(
        {
            "time": times,
            "until": times,
            "low": [candle.low for candle in candles],
            "high": [candle.high for candle in candles],
            "open": [candle.open for candle in candles],
            "close": [candle.close for candle in candles],
            "volume": [candle.volume for candle in candles],
        }
    )
    table["left"], table["right"] = table["time"] - half, table["time"] + half
    table["bottom"] = table[["open", "close"]].min(axis=1)
    table["top"] = table[["open", "close"]].max(axis=1)
    rises = table["close"] >= table["open"]
    table["colour"] = rises.map({True: "rising", False: "falling"})
    return table
