"""Writes the HTML of a snapshot: one file with script, styles and numbers inside."""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bokeh.resources import Resources
from jinja2 import Environment, Template

from dashboard import texts
from dashboard.chart import CandleChart
from dashboard.components import read_style
from dashboard.grid import ChartGrid
from dashboard.live import LABELS
from dashboard.scripts import joined_script
from dashboard.snapshot.content import Content, content_of
from dashboard.snapshot.provenance import Provenance, gaps_of
from dashboard.theme import PALETTES
from dashboard.written import write_whole
from kiwoom import __version__

_STATIC = Path(__file__).parents[1] / "static"
_BARS = 500
Charts = ChartGrid | CandleChart | Sequence[CandleChart]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Charts at one moment: their content, how they are laid out, and whence it is."""

    content: Content
    columns: int
    theme: str
    origin: Provenance
    gaps: list[str]


def save_snapshot(
    charts: Charts,
    path: str | Path,
    *,
    bars: int = _BARS,
    provenance: Provenance | None = None,
) -> Path:
    """Write charts as they are now into one HTML file, and return its path.

    The file opens from disk without any network and shows the same charts: they zoom,
    share their dates and crosshair, and have their indicators. An existing file is
    replaced when the new one is whole.

    Parameters
    ----------
    charts
        A grid, one chart or several.
    path
        Where the file goes; its folder is there.
    bars
        How many closed bars of each chart are kept.
    provenance
        What the file says of its prices; by default what the charts' hub tells.

    Raises
    ------
    ConfigError
        If the file cannot be written; one of its name stays as it was.
    """
    target = Path(path)
    html = snapshot_of(charts, provenance, bars=bars)
    write_whole(target, html.encode())
    return target


def snapshot_of(
    charts: Charts, provenance: Provenance | None = None, *, bars: int = _BARS
) -> str:
    """Return charts as they are now as the text of an HTML file.

    It is made anew of candles and settings, never of a live page, so nothing of a
    session is in it.
    """
    return render(take_snapshot(charts, provenance, bars=bars))


def take_snapshot(
    charts: Charts, provenance: Provenance | None = None, *, bars: int = _BARS
) -> Snapshot:
    """Return what charts show now, to be rendered at leisure."""
    shown = _charts(charts)
    columns = charts.columns if isinstance(charts, ChartGrid) else _columns(len(shown))
    return Snapshot(
        content=content_of(shown, bars),
        columns=columns,
        theme=shown[0].theme,
        origin=provenance or Provenance.of(shown[0].hub),
        gaps=gaps_of((chart.cell.title, chart.feed_state) for chart in shown),
    )


def render(snapshot: Snapshot) -> str:
    """Return the HTML of a snapshot; touches nothing that lives."""
    content = snapshot.content
    data = {
        "cells": content.cells,
        "rows": -(-len(content.cells) // snapshot.columns),
        "columns": snapshot.columns,
        "plans": content.plans,
        "frame": base64.b64encode(content.frame).decode(),
        "labels": LABELS,
        "palettes": {name: asdict(palette) for name, palette in PALETTES.items()},
        "theme": snapshot.theme,
    }
    return _template().render(
        title=texts.TITLE,
        theme=snapshot.theme,
        origin=_told(snapshot.origin),
        gaps=snapshot.gaps,
        words=texts.SNAPSHOT,
        page_style=read_style("page.css"),
        cell_style=read_style("cell.css"),
        bokeh=_bokeh(),
        script=joined_script(),
        entry=(_STATIC / "snapshot.js").read_text("utf-8"),
        data=_as_script(data),
    )


def _charts(charts: Charts) -> list[CandleChart]:
    if isinstance(charts, ChartGrid):
        return charts.in_sight
    return [charts] if isinstance(charts, CandleChart) else list(charts)


def _columns(count: int) -> int:
    return next(side for side in range(1, count + 1) if side * side >= count)


def _told(origin: Provenance) -> dict[str, str]:
    words = texts.SNAPSHOT
    exchange = origin.exchange_time
    told = {
        words["source"]: origin.source,
        words["made"]: f"{origin.made:%Y-%m-%d %H:%M:%S} KST",
        words["version"]: __version__,
    }
    if exchange is not None:
        told[words["exchange"]] = f"{exchange:%Y-%m-%d %H:%M:%S} KST"
    return told


def _as_script(data: dict[str, Any]) -> str:
    # In a script element nothing but its own end tag and a comment is special.
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c")


@cache
def _template() -> Template:
    environment = Environment(autoescape=True)
    return environment.from_string((_STATIC / "snapshot.html").read_text("utf-8"))


@cache
def _bokeh() -> str:
    [script] = Resources(mode="inline", components=["bokeh"]).js_raw[:1]
    return script.replace("</script", "<\\/script")
