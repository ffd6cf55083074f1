"""The wall's own components: charts, top bar, status bar.

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


class LiveCharts(JSComponent):
    """Draws charts in rows and columns and keeps them moving, from one feed."""

    cells = param.List(default=[], item_type=dict, doc="What each chart's cell shows.")
    code = param.String(doc="Address of the script, or its text where there is none.")
    columns = param.Integer(default=1, doc="Charts side by side.")
    feed_path = param.String(doc="Address of the feed, empty where there is none.")
    labels = param.Dict(default={}, doc="Words that the charts show.")
    is_wall = param.Boolean(doc="Whether the whole page's keyboard is the charts'.")
    page = param.String(doc="Name under which the server knows this page.")
    palette = param.Dict(default={}, doc="Colours of the theme.")
    plans = param.Dict(default={}, doc="Templates of the figures, as JSON, by name.")
    rows = param.Integer(default=1, doc="Charts above each other.")
    sync = param.Dict(default={}, doc="Which of crosshair and dates charts share.")

    _bundle = _STATIC / "loader.js"
    _stylesheets: ClassVar = [read_style("cell.css")]


class StatusBar(JSComponent):
    """One line about the connection, the market and the load."""

    figures = param.Dict(default={}, doc="Labelled figures, shown left to right.")
    lost_text = param.String(doc="What to say while the server cannot be reached.")
    phase = param.String(doc="What the market does, with its clock.")
    reconnect_text = param.String(doc="Label of the button after a take-over.")
    state = param.String(default="connecting", doc="The feed's state, for its colour.")
    state_text = param.String(doc="The feed's state in words.")

    _bundle = _STATIC / "status.js"
    _stylesheets: ClassVar = [read_style("status.css")]


class TopBar(JSComponent):
    """Title, what concerns all charts at once, and the theme switch."""

    groups = param.Dict(default={}, doc="Symbols of the watch groups, by name.")
    interval = param.String(doc="Interval of all charts, empty when they differ.")
    intervals = param.Dict(default={}, doc="Labels of the intervals to choose from.")
    labels = param.Dict(default={}, doc="Words of the menus.")
    layouts = param.List(default=[], item_type=str, doc="Names of the kept layouts.")
    note = param.String(doc="Where the prices come from, if not from the exchange.")
    note_link = param.String(doc="Where the note leads, empty for nowhere.")
    shape = param.Integer(default=16, doc="How many cells are in sight.")
    sync = param.Dict(default={}, doc="What the cells have in common.")
    theme: Any = param.Selector(
        default="dark", objects=["dark", "light"], doc="Colours."
    )
    title = param.String(doc="Name of the page.")

    _bundle = _STATIC / "topbar.js"
    _stylesheets: ClassVar = [read_style("topbar.css")]

    def notify(self, text: str) -> None:
        """Show a sentence for a few seconds."""
        self._send_msg({"notice": text})

    def offer(self, name: str, content: str, kind: str) -> None:
        """Let the browser save a file of a media type."""
        self._send_msg({"file": {"name": name, "content": content, "kind": kind}})


class WaitingNotice(JSComponent):
    """Stands in for the wall until the server is ready, then loads the page anew."""

    text = param.String(doc="Why the wall is not there yet.")
    retry_ms = param.Integer(default=1_000, doc="Before the page loads anew.")

    _bundle = _STATIC / "waiting.js"
