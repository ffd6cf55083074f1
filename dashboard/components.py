"""The wall's own components: chart cells, live charts, top bar, status bar.

Each is a Panel ``JSComponent`` whose JavaScript and CSS lie in ``static/``. They show
what Python hands them and report what the user did as a message; they hold no market
logic.
"""

from pathlib import Path
from typing import Any, ClassVar

import param
from panel.custom import JSComponent

_STATIC = Path(__file__).parent / "static"


def read_style(name: str) -> str:
    """Return one style sheet of ``static/``."""
    return (_STATIC / name).read_text("utf-8")


class ChartCell(JSComponent):
    """The place of one chart: its header, and the element that its figure fills."""

    channel = param.Integer(default=-1, doc="Number of the channel it shows.")
    interval = param.String(default="1m", doc="Interval of the chart.")
    key = param.String(doc="Name of the chart within its page.")
    message = param.String(doc="What an empty chart says.")
    plan = param.String(doc="Name of the template that its figure is made of.")
    symbol = param.String(doc="Code of the chart's symbol.")
    title = param.String(doc="Name of the chart's symbol.")

    _esm = _STATIC / "cell.js"
    _stylesheets: ClassVar = [read_style("cell.css")]

    def notify(self, text: str) -> None:
        """Show a sentence for a few seconds, and the symbol as it was."""
        self._send_msg({"notice": text})


class LiveCharts(JSComponent):
    """Draws charts into their cells and keeps them moving, from one feed."""

    cells = param.List(default=[], item_type=str, doc="Keys of the charts' cells.")
    code = param.String(doc="Address of the script, or its text where there is none.")
    feed_path = param.String(doc="Address of the feed, empty where there is none.")
    labels = param.Dict(default={}, doc="Words that the charts show.")
    page = param.String(doc="Name under which the server knows this page.")
    palette = param.Dict(default={}, doc="Colours of the theme.")
    plans = param.Dict(default={}, doc="Templates of the figures, as JSON, by name.")

    _esm = _STATIC / "loader.js"


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
    retry_ms = param.Integer(default=1_000, doc="Before the page loads anew.")

    _esm = _STATIC / "waiting.js"
