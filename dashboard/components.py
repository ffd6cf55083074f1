"""The wall's own components: chart headers, top bar, status bar, live layer.

Each is a Panel ``JSComponent`` whose JavaScript and CSS lie in ``static/``. They show
what Python hands them and report what the user did as a message; they hold no market
logic.
"""

import re
from pathlib import Path
from typing import Any, ClassVar

import param
from panel.custom import JSComponent

_STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r"^import .*? from \"\./.*?\"\n", re.MULTILINE)


def join_modules(*names: str) -> str:
    """Return JavaScript modules of ``static/`` as one, in the order of their imports.

    The files import each other, so that node runs them as they are; a component's code
    travels as one text, in a served page and in a notebook alike.
    """
    texts = [(_STATIC / name).read_text("utf-8") for name in names]
    inner = [_IMPORT.sub("", text).replace("export ", "") for text in texts[:-1]]
    return "\n".join([*inner, _IMPORT.sub("", texts[-1])])


def read_style(name: str) -> str:
    """Return one style sheet of ``static/``."""
    return (_STATIC / name).read_text("utf-8")


class ChartHeader(JSComponent):
    """Name, price and change above a chart, with its symbol and interval fields."""

    change_rate = param.String(doc="Change against the previous close, in percent.")
    change_won = param.String(doc="Change against the previous close, in won.")
    direction: Any = param.Selector(
        default="flat", objects=["up", "down", "flat"], doc="Colour of the change."
    )
    interval = param.String(default="1m", doc="Interval of the chart.")
    intervals = param.Dict(default={}, doc="Labels of the intervals to choose from.")
    message = param.String(doc="What an empty chart says.")
    price = param.String(doc="Newest price in won.")
    state = param.String(default="connecting", doc="The symbol's feed state.")
    strength = param.String(doc="체결강도 in percent.")
    symbol = param.String(doc="Code of the chart's symbol.")
    title = param.String(doc="Name of the chart's symbol.")

    _esm = _STATIC / "header.js"
    _stylesheets: ClassVar = [read_style("header.css")]

    def notify(self, text: str) -> None:
        """Show a sentence for a few seconds, and the symbol as it was."""
        self._send_msg({"notice": text})


class LiveLayer(JSComponent):
    """Draws what moves, on top of the page's Bokeh figures, from the feed socket."""

    charts = param.List(
        default=[], item_type=dict, doc="Each chart's figure id and channel (-1: none)."
    )
    feed_path = param.String(doc="Address of the feed, empty where there is none.")
    legend = param.Dict(default={}, doc="Labels of the prices under the pointer.")
    page = param.String(doc="Name under which the server knows this page.")
    palette = param.Dict(default={}, doc="Colours of the theme.")

    _esm = join_modules(
        "frame.js", "view.js", "feed.js", "legend.js", "layer.js", "live.js"
    )


class StatusBar(JSComponent):
    """One line about the connection, the market and the load."""

    figures = param.Dict(default={}, doc="Labelled figures, shown left to right.")
    lost_text = param.String(doc="What to say while the server cannot be reached.")
    phase = param.String(doc="What the market does, with its clock.")
    reconnect_text = param.String(doc="Label of the button after a take-over.")
    state = param.String(default="connecting", doc="The feed's state, for its colour.")
    state_text = param.String(doc="The feed's state in words.")

    _esm = _STATIC / "status.js"
    _stylesheets: ClassVar = [read_style("status.css")]


class TopBar(JSComponent):
    """Title, one interval for all charts, and the theme switch."""

    interval = param.String(doc="Interval of all charts, empty when they differ.")
    intervals = param.Dict(default={}, doc="Labels of the intervals to choose from.")
    note = param.String(doc="Where the prices come from, if not from the exchange.")
    theme: Any = param.Selector(
        default="dark", objects=["dark", "light"], doc="Colours."
    )
    title = param.String(doc="Name of the page.")

    _esm = _STATIC / "topbar.js"
    _stylesheets: ClassVar = [read_style("topbar.css")]


class WaitingNotice(JSComponent):
    """Stands in for the wall until the server is ready, then loads the page anew."""

    text = param.String(doc="Why the wall is not there yet.")

    _esm = _STATIC / "waiting.js"
