"""Builds the Bokeh figure of a candlestick chart, and the template browsers make it of.

The figure is an ordinary one: closed candles, volume and indicator lines in one source,
tools and a price axis on the right. The wall's charts are made in the browser from the
figure's JSON, which is built once per process and the same for all of them; so a session
costs the server next to nothing (``docs/decisions/0010``). Names of models are how the
browser finds them (``static/figure.js``).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bokeh.embed import json_item
from bokeh.models import (
    BasicTicker,
    CategoricalColorMapper,
    ColumnDataSource,
    CrosshairTool,
    CustomJSTicker,
    CustomJSTickFormatter,
    LinearScale,
    NumeralTickFormatter,
    PanTool,
    Range1d,
    Rect,
    Segment,
    Span,
    WheelZoomTool,
)
from bokeh.models import Line as LineGlyph
from bokeh.models.glyph import Glyph
from bokeh.plotting import figure
from bokeh.transform import dodge

from dashboard.columns import NAMES
from dashboard.indicators import Indicator, Line, Pane
from dashboard.theme import Palette

VISIBLE_BARS = 120
_CANDLE_WIDTH = 0.72
_AXIS_PX = 68
_FONT = "'Pretendard', 'Noto Sans KR', 'Noto Sans CJK KR', system-ui, sans-serif"
_STATIC = Path(__file__).parent / "static"
_templates: dict[tuple[str, ...], str] = {}


def build_figure(indicators: Sequence[Indicator], palette: Palette) -> figure:
    """Build an empty candlestick chart with indicators in the colours of a theme."""
    names = [*NAMES, *(line.name for each in indicators for line in each.lines)]
    source = ColumnDataSource({name: [] for name in names}, name="bars")
    plot = figure(
        x_range=Range1d(start=0, end=VISIBLE_BARS),
        y_range=Range1d(start=0, end=1),
        y_axis_location="right",
        sizing_mode="stretch_both",
        # Bokeh paints half a pixel off, so that the outermost ones keep traces of what
        # was there before; they stay free and hidden.
        min_border=1,
        styles={"clip-path": "inset(1px 0 0 1px)"},
        min_border_right=_AXIS_PX,
        toolbar_location=None,
        tools="",
        outline_line_color=None,
        lod_threshold=None,
    )
    _add_candles(plot, source, palette)
    for indicator in indicators:
        _add_indicator(plot, source, indicator, palette)
    _style_axes(plot, source)
    _add_tools(plot)
    _apply_palette(plot, palette)
    return plot


def template(indicators: Sequence[Indicator], palette: Palette) -> str:
    """Return, as JSON, what a browser needs to make charts with these indicators.

    ``item`` is the figure, ``lines`` the indicator lines in the order of their values
    in a frame, ``panes`` the names and fixed ranges of the panes below the candles.
    Built once for all charts with the same ones.
    """
    key = (palette.name, *(indicator.key for indicator in indicators))
    if key not in _templates:
        _templates[key] = json.dumps(_plan(indicators, palette), separators=(",", ":"))
    return _templates[key]


def _plan(indicators: Sequence[Indicator], palette: Palette) -> dict[str, Any]:
    return {
        "item": json_item(build_figure(indicators, palette)),
        "lines": [
            {**asdict(line), "range": _range_of(each)}
            for each in indicators
            for line in each.lines
        ],
        "panes": [
            {"name": each.name, "span": each.span}
            for each in indicators
            if each.pane is Pane.LOWER
        ],
    }


def _add_candles(plot: figure, source: ColumnDataSource, palette: Palette) -> None:
    volumes = _by_direction(palette.rising_volume, palette.falling_volume)
    candles = _by_direction(palette.rising, palette.falling)
    width = _CANDLE_WIDTH
    _add_range(plot, "volume")
    # Not vbar: Bokeh clamps bars outside the frame to its edge, which paints a streak.
    volume = Rect(x="number", y="half_volume", width=width, height="volume")
    _fill(volume, volumes)
    _draw(plot, source, volume, "volume", y_range_name="volume")
    wick = Segment(x0="number", x1="number", y0="low", y1="high", line_color=candles)
    _draw(plot, source, wick, "wick")
    body = Rect(x="number", y="middle", width=width, height="body")
    _fill(body, candles)
    _draw(plot, source, body, "body")


def _by_direction(rising: str, falling: str) -> dict[str, Any]:
    mapper = CategoricalColorMapper(factors=["1", "0"], palette=[rising, falling])
    return {"field": "rising", "transform": mapper}


def _fill(glyph: Rect, colour: dict[str, Any]) -> None:
    glyph.fill_color = colour
    glyph.line_color = None


def _draw(
    plot: figure, source: ColumnDataSource, glyph: Glyph, name: str, **options: str
) -> None:
    renderer = plot.add_glyph(source, glyph, name=name, **options)
    # Nothing is ever selected or muted; variants of their own would be copies that are
    # set up again with every change of data.
    renderer.nonselection_glyph = renderer.selection_glyph = glyph
    renderer.muted_glyph = glyph


def _add_range(plot: figure, name: str) -> None:
    plot.extra_y_ranges[name] = Range1d(start=0, end=1)
    plot.extra_y_scales[name] = LinearScale()


def _range_of(indicator: Indicator) -> str:
    # Each indicator below the candles has a pane of its own, with a range of its own.
    names = {Pane.PRICE: "default", Pane.VOLUME: "volume", Pane.LOWER: indicator.name}
    return names[indicator.pane]


def _add_indicator(
    plot: figure, source: ColumnDataSource, indicator: Indicator, palette: Palette
) -> None:
    y_range = _range_of(indicator)
    if indicator.pane is Pane.LOWER:
        _add_range(plot, y_range)
    for level in indicator.guides:
        guide = Span(location=level, dimension="width", line_dash="dotted")
        guide.line_color, guide.y_range_name = palette.crosshair, y_range
        plot.add_layout(guide)
    for line in indicator.lines:
        glyph = _line_glyph(line, palette.indicators[line.colour])
        _draw(plot, source, glyph, line.name, y_range_name=y_range)


def _line_glyph(line: Line, colour: str) -> Glyph:
    x: Any = dodge("number", line.shift) if line.shift else "number"
    if line.histogram:
        return Segment(x0=x, x1=x, y0=0, y1=line.name, line_color=colour, line_width=2)
    return LineGlyph(
        x=x,
        y=line.name,
        line_color=colour,
        line_width=line.width,
        line_dash=line.dash,
    )


def _style_axes(plot: figure, source: ColumnDataSource) -> None:
    plot.axis.axis_line_color = None
    plot.axis.major_tick_line_color = None
    plot.axis.minor_tick_line_color = None
    plot.axis.major_label_text_font = _FONT
    plot.axis.major_label_text_font_size = "11px"
    plot.axis.major_label_standoff = 4
    plot.yaxis.ticker = BasicTicker(desired_num_ticks=5, num_minor_ticks=0)
    plot.yaxis.formatter = NumeralTickFormatter(format="0,0")
    columns = {"source": source}
    plot.xaxis.ticker = CustomJSTicker(
        args=columns, major_code=_read_script("axis_ticks.js")
    )
    plot.xaxis.formatter = CustomJSTickFormatter(
        args=columns, code=_read_script("axis_label.js")
    )


def _read_script(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")


def _add_tools(plot: figure) -> None:
    pan = PanTool(dimensions="width")
    zoom = WheelZoomTool(dimensions="width")
    plot.add_tools(pan, zoom, CrosshairTool(line_alpha=0.8, line_width=1))
    plot.toolbar.active_drag = pan
    plot.toolbar.active_scroll = zoom


def _apply_palette(plot: figure, palette: Palette) -> None:
    # The background is solid: where there is none, Bokeh leaves traces of earlier
    # paints along the frame's edges.
    plot.background_fill_color = palette.background
    plot.border_fill_color = palette.background
    plot.axis.major_label_text_color = palette.muted
    plot.grid.grid_line_color = palette.grid
    plot.select_one(CrosshairTool).line_color = palette.crosshair
