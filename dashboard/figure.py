"""Builds the Bokeh figure of one candlestick chart.

The figure is an ordinary one: closed candles and volume in one source, tools and a
price axis on the right. Ranges belong to the browser once the chart is open
(``static/view.js``), so they do not travel back to Python.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    WheelZoomTool,
)
from bokeh.models.renderers import GlyphRenderer
from bokeh.plotting import figure

from dashboard.columns import NAMES, Columns
from dashboard.theme import Palette

VISIBLE_BARS = 120
_CANDLE_WIDTH = 0.72
_AXIS_PX = 68
_FONT = "'Pretendard', 'Noto Sans KR', 'Noto Sans CJK KR', system-ui, sans-serif"
_STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class ChartFigure:
    """A figure with the parts that its chart changes later."""

    plot: figure
    source: ColumnDataSource
    mappers: tuple[CategoricalColorMapper, CategoricalColorMapper]
    crosshair: CrosshairTool


def build_figure(palette: Palette) -> ChartFigure:
    """Build an empty candlestick chart in the colours of a theme."""
    source = ColumnDataSource({name: [] for name in NAMES})
    plot = figure(
        x_range=Range1d(start=0, end=VISIBLE_BARS, syncable=False),
        y_range=Range1d(start=0, end=1, syncable=False),
        y_axis_location="right",
        sizing_mode="stretch_both",
        min_height=80,
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
    candles = CategoricalColorMapper(factors=["1", "0"])
    volumes = CategoricalColorMapper(factors=["1", "0"])
    _add_volume(plot, source, volumes)
    _add_candles(plot, source, candles)
    _style_axes(plot, source)
    crosshair = _add_tools(plot)
    built = ChartFigure(plot, source, (candles, volumes), crosshair)
    apply_palette(built, palette)
    return built


def apply_palette(chart: ChartFigure, palette: Palette) -> None:
    """Colour a chart for a theme.

    The background is solid: where there is none, Bokeh leaves traces of earlier paints
    along the frame's edges.
    """
    chart.plot.background_fill_color = palette.background
    chart.plot.border_fill_color = palette.background
    candles, volumes = chart.mappers
    candles.palette = [palette.rising, palette.falling]
    volumes.palette = [palette.rising_volume, palette.falling_volume]
    for axis in chart.plot.axis:
        axis.major_label_text_color = palette.muted
    for grid in chart.plot.grid:
        grid.grid_line_color = palette.grid
    chart.crosshair.line_color = palette.crosshair


def show_columns(chart: ChartFigure, columns: Columns) -> None:
    """Replace all closed candles of a chart."""
    chart.source.data = dict(columns)


def append_columns(chart: ChartFigure, columns: Columns) -> None:
    """Append closed candles to a chart, as lists: numpy columns cost a frame each."""
    chart.source.stream(dict(columns))


def _add_volume(
    plot: figure, source: ColumnDataSource, mapper: CategoricalColorMapper
) -> None:
    plot.extra_y_ranges = {"volume": Range1d(start=0, end=1, syncable=False)}
    plot.extra_y_scales = {"volume": LinearScale()}
    # Not vbar: Bokeh clamps bars outside the frame to its edge, which paints a streak.
    bars = plot.add_glyph(
        source,
        Rect(
            x="number",
            y="half_volume",
            width=_CANDLE_WIDTH,
            height="volume",
            line_color=None,
            fill_color=_coloured_by(mapper),
        ),
        y_range_name="volume",
    )
    _drop_variants(bars)


def _add_candles(
    plot: figure, source: ColumnDataSource, mapper: CategoricalColorMapper
) -> None:
    colour = _coloured_by(mapper)
    wicks = plot.add_glyph(
        source,
        Segment(x0="number", x1="number", y0="low", y1="high", line_color=colour),
    )
    bodies = plot.add_glyph(
        source,
        Rect(
            x="number",
            y="middle",
            width=_CANDLE_WIDTH,
            height="body",
            line_color=None,
            fill_color=colour,
        ),
    )
    _drop_variants(wicks)
    _drop_variants(bodies)


def _coloured_by(mapper: CategoricalColorMapper) -> Any:  # noqa: ANN401
    return {"field": "rising", "transform": mapper}


def _drop_variants(renderer: GlyphRenderer) -> None:
    # Each glyph variant is set up again with every change of data; nothing is selected.
    renderer.nonselection_glyph = None
    renderer.selection_glyph = None
    renderer.muted_glyph = None
    renderer.hover_glyph = None


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


def _add_tools(plot: figure) -> CrosshairTool:
    pan = PanTool(dimensions="width")
    zoom = WheelZoomTool(dimensions="width")
    crosshair = CrosshairTool(line_alpha=0.8, line_width=1)
    plot.add_tools(pan, zoom, crosshair)
    plot.toolbar.active_drag = pan
    plot.toolbar.active_scroll = zoom
    return crosshair
