"""Builds the Bokeh figure of a candlestick chart, and the template browsers make it of.

The figure is an ordinary one: closed candles, volume and indicator lines in sources,
tools and a price axis on the right. The wall's charts are made in the browser from the
figure's JSON, which is built once per process and the same for all of them; so a
session costs the server next to nothing (``docs/decisions/0010``). Names of models are
how the browser finds them (``static/figure.js``).
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
    MultiLine,
    NumeralTickFormatter,
    PanTool,
    Range1d,
    Rect,
    Segment,
    WheelZoomTool,
)
from bokeh.models.annotations import Span
from bokeh.models.glyph import Glyph
from bokeh.plotting import figure

from dashboard.columns import NAMES, build_columns
from dashboard.indicators import Bars, Indicator, Line, Pane
from dashboard.theme import Palette
from kiwoom import Candle

# By which the browser knows our figures from others of a page.
NAME = "kiwoom-chart"
VISIBLE_BARS = 120
_CANDLE_WIDTH = 0.72
# What is free around the frame, in pixels. Bokeh paints half a pixel off, so that the
# outermost ones keep traces of what was there before; they stay free and hidden.
_INSET = {"left": 1, "top": 1, "right": 68, "bottom": 29}
_FONT = "'Pretendard', 'Noto Sans KR', 'Noto Sans CJK KR', system-ui, sans-serif"
_STATIC = Path(__file__).parent / "static"
_templates: dict[tuple[str, ...], str] = {}


def build_figure(indicators: Sequence[Indicator], palette: Palette) -> figure:
    """Build an empty candlestick chart with indicators in the colours of a theme.

    Candles come into the source named ``bars``. The lines of one y range are one
    renderer with a source of its own, ``lines`` and the range's name: each renderer
    costs a browser milliseconds to set up.
    """
    plot = figure(
        name=NAME,
        x_range=Range1d(start=0, end=VISIBLE_BARS),
        y_range=Range1d(start=0, end=1),
        y_axis_location="right",
        sizing_mode="stretch_both",
        title=None,
        styles={"clip-path": "inset(1px 0 0 1px)"},
        toolbar_location=None,
        tools="",
        outline_line_color=None,
        lod_threshold=None,
    )
    plot.update(**{f"min_border_{side}": px for side, px in _INSET.items()})
    names = (*NAMES, *(line.name for line in _histograms(indicators)))
    source = ColumnDataSource({name: [] for name in names}, name="bars")
    _add_candles(plot, source, palette)
    _add_panes(plot, indicators, palette)
    for line in _histograms(indicators):
        _add_histogram(plot, source, line, indicators, palette)
    for y_range, lines in lines_by_range(indicators).items():
        _add_lines(plot, y_range, lines, palette)
    _style_axes(plot, source)
    _add_tools(plot)
    _apply_palette(plot, palette)
    return plot


def fill_figure(
    plot: figure,
    indicators: Sequence[Indicator],
    candles: Sequence[Candle],
    first: int,
) -> None:
    """Put candles, of which the first has the number ``first``, into a figure."""
    bars = Bars.of(candles)
    values = {
        line.name: column.tolist()
        for each in indicators
        for line, column in zip(each.lines, each.batch(bars), strict=True)
    }
    columns = build_columns(candles, first)
    numbers = columns["number"]
    for line in _histograms(indicators):
        columns[line.name] = values[line.name]
    _source(plot, "bars").data = dict(columns)
    for y_range, lines in lines_by_range(indicators).items():
        source = _source(plot, f"lines {y_range}")
        shifted = [[number + line.shift for number in numbers] for line in lines]
        ys = [values[line.name] for line in lines]
        source.data = dict(source.data) | {"xs": shifted, "ys": ys}


def _source(plot: figure, name: str) -> ColumnDataSource:
    [source] = plot.select({"type": ColumnDataSource, "name": name})
    assert isinstance(source, ColumnDataSource)
    return source


def lines_by_range(indicators: Sequence[Indicator]) -> dict[str, list[Line]]:
    """Return the lines that are not histograms by the name of their y range."""
    found: dict[str, list[Line]] = {}
    for indicator in indicators:
        lines = [line for line in indicator.lines if not line.histogram]
        found.setdefault(range_of(indicator), []).extend(lines)
    return found


def range_of(indicator: Indicator) -> str:
    """Return the y range of an indicator: each pane below has one of its own."""
    names = {Pane.PRICE: "default", Pane.VOLUME: "volume", Pane.LOWER: indicator.name}
    return names[indicator.pane]


def template(indicators: Sequence[Indicator], palette: Palette) -> str:
    """Return, as JSON, what a browser needs to make charts with these indicators.

    ``item`` is the figure, ``inset`` the pixels around its frame, ``candle_width`` in
    bars, ``lines`` the indicator lines in the order of their values
    in a frame, ``panes`` the names and fixed ranges of the panes below the candles.
    Built once for all charts with the same ones.
    """
    key = (palette.name, *(indicator.key for indicator in indicators))
    if key not in _templates:
        _templates[key] = json.dumps(_plan(indicators, palette), separators=(",", ":"))
    return _templates[key]


def _plan(indicators: Sequence[Indicator], palette: Palette) -> dict[str, Any]:
    item: Any = json_item(build_figure(indicators, palette))
    # A document's notifications are a component of their own, sixteen times over.
    item["doc"]["config"]["attributes"]["notifications"] = None
    return {
        "item": item,
        "inset": _INSET,
        "candle_width": _CANDLE_WIDTH,
        "lines": [
            {**asdict(line), "range": range_of(each)}
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
    _draw(plot, source, volume, "volume", "volume")
    wick = Segment(x0="number", x1="number", y0="low", y1="high", line_color=candles)
    _draw(plot, source, wick, "wick", "default")
    body = Rect(x="number", y="middle", width=width, height="body")
    _fill(body, candles)
    _draw(plot, source, body, "body", "default")


def _by_direction(rising: str, falling: str) -> Any:  # noqa: ANN401
    mapper = CategoricalColorMapper(factors=["1", "0"], palette=[rising, falling])
    return {"field": "rising", "transform": mapper}


def _fill(glyph: Rect, colour: Any) -> None:  # noqa: ANN401
    glyph.fill_color = colour
    glyph.line_color = None


def _draw(
    plot: figure, source: ColumnDataSource, glyph: Glyph, name: str, y_range: str
) -> None:
    renderer = plot.add_glyph(source, glyph, name=name, y_range_name=y_range)
    # Nothing is ever selected or muted; variants of their own would be copies that are
    # set up again with every change of data.
    renderer.nonselection_glyph = renderer.selection_glyph = glyph
    renderer.muted_glyph = glyph


def _add_range(plot: figure, name: str) -> None:
    plot.extra_y_ranges[name] = Range1d(start=0, end=1)
    plot.extra_y_scales[name] = LinearScale()


def _add_panes(plot: figure, indicators: Sequence[Indicator], palette: Palette) -> None:
    for indicator in indicators:
        if indicator.pane is Pane.LOWER:
            _add_range(plot, indicator.name)
        for level in indicator.guides:
            guide = Span(location=level, dimension="width", line_dash="dotted")
            guide.line_color = palette.crosshair
            guide.y_range_name = range_of(indicator)
            plot.add_layout(guide)


def _histograms(indicators: Sequence[Indicator]) -> list[Line]:
    return [line for each in indicators for line in each.lines if line.histogram]


def _add_histogram(
    plot: figure,
    source: ColumnDataSource,
    line: Line,
    indicators: Sequence[Indicator],
    palette: Palette,
) -> None:
    owner = next(each for each in indicators if line in each.lines)
    colour = palette.indicators[line.colour]
    bars = Segment(x0="number", x1="number", y0=0, y1=line.name, line_color=colour)
    bars.line_width = 2
    _draw(plot, source, bars, line.name, range_of(owner))


def _add_lines(
    plot: figure, y_range: str, lines: Sequence[Line], palette: Palette
) -> None:
    columns: Any = {
        "xs": [[] for _ in lines],
        "ys": [[] for _ in lines],
        "colour": [palette.indicators[line.colour] for line in lines],
        "width": [line.width for line in lines],
        "dash": [line.dash for line in lines],
    }
    source = ColumnDataSource(columns, name=f"lines {y_range}")
    glyph = MultiLine(
        xs="xs", ys="ys", line_color="colour", line_width="width", line_dash="dash"
    )
    _draw(plot, source, glyph, f"lines {y_range}", y_range)


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
    for tool in plot.toolbar.tools:
        if isinstance(tool, CrosshairTool):
            tool.line_color = palette.crosshair
