"""The page of one browser session: built once, brought up to date by one tick.

The tick pulls: it asks the hub what moved since the last time and changes the page's
components within one ``hold``, so that a session gets one message however many of its
charts moved. Nothing pushes into the page from outside.
"""

import secrets
from typing import Any

import panel as pn
from panel.io.callbacks import PeriodicCallback

from dashboard import texts
from dashboard.components import StatusBar, TopBar
from dashboard.desk import Desk
from dashboard.grid import ChartGrid
from dashboard.layouts import CELLS, SHAPES, CellLayout, Layout
from dashboard.scripts import script_address
from dashboard.services import Services
from dashboard.session_loop import run_in_loop
from dashboard.settings import DEFAULT_SYMBOLS, WallSettings
from dashboard.status import note_of, status_of

_TICK_MS = 250


class WallPage:
    """Sixteen charts with their bars, for one browser tab.

    Parameters
    ----------
    services
        What the process shares.
    theme
        Colours to start with.
    """

    def __init__(self, services: Services, theme: str) -> None:
        self.key = secrets.token_urlsafe(16)
        self._services = services
        self._told: tuple[Any, ...] | None = None
        labels = {i.value: label for i, label in texts.INTERVALS.items()}
        feed = {"code": script_address(), "feed_path": "feed", "page": self.key}
        layout = first_layout(services.settings, services.book.current)
        symbols = [cell.symbol for cell in layout.cells]
        self.grid = ChartGrid(services.hub, symbols, feed, is_wall=True, theme=theme)
        self.grid.show_layout(layout)
        self.top_bar = TopBar(
            title=texts.TITLE,
            note=note_of(services),
            note_link=services.keys_page,
            intervals=labels,
            labels=texts.BAR,
            theme=theme,
            height=37,
            sizing_mode="stretch_width",
            margin=0,
        )
        self.status_bar = StatusBar(
            lost_text=texts.SERVER_LOST,
            reconnect_text=texts.RECONNECT,
            height=27,
            sizing_mode="stretch_width",
            margin=0,
        )
        self.desk = Desk(services, self.grid, self.top_bar)
        self.desk.show_lists()
        self.top_bar.on_msg(self._on_request)
        self.status_bar.on_msg(self._on_reconnect)
        self.top_bar.param.watch(self._change_theme, "theme")
        self.tick()

    def view(self) -> pn.Column:
        """Return what the page shows."""
        return pn.Column(
            self.top_bar,
            self.grid,
            self.status_bar,
            sizing_mode="stretch_both",
            margin=0,
        )

    def open(self) -> None:
        """Let the session's feed in; the tick starts once the page is loaded.

        What changed before that would be sent to a page that does not exist yet, and
        be lost.
        """
        self._services.pages.add(self.key)
        self._services.held_pages.add(self)
        pn.state.onload(self._start_ticking)

    def close(self, *_session: Any) -> None:  # noqa: ANN401
        """Give back everything that the session held, in the hub's own loop."""
        self._services.loop.call_soon_threadsafe(self._release)

    def _release(self) -> None:
        self.grid.close()
        self._services.forget_page(self.key)

    def tick(self) -> None:
        """Bring the whole page up to date."""
        self.grid.update()
        common = self.grid.common_interval
        bar = {
            "interval": common.value if common else "",
            "note": note_of(self._services),
            "shape": self.grid.rows * self.grid.columns,
            "sync": self.grid.sync.model_dump(),
        }
        told = (bar, status_of(self._services))
        # Setting parameters costs much more than finding that nothing changed.
        if told != self._told:
            self._told = told
            self.top_bar.param.update(**bar)
            self.status_bar.param.update(**told[1])

    def _start_ticking(self) -> None:
        # In the background, so that Panel does not report a busy page with every tick.
        ticker = PeriodicCallback(
            callback=self._on_tick, period=_TICK_MS, background=True
        )
        ticker.start()

    async def _on_tick(self) -> None:
        with pn.io.hold():
            self.tick()
            self.desk.keep_current()

    def _on_request(self, event: Any) -> None:  # noqa: ANN401
        request = dict(event.data)
        run_in_loop(lambda: self.desk.take(request))

    def _on_reconnect(self, _event: Any) -> None:  # noqa: ANN401
        run_in_loop(self._services.hub.reconnect)

    def _change_theme(self, *_events: Any) -> None:  # noqa: ANN401
        with pn.io.hold():
            self.grid.theme = self.top_bar.theme


def first_layout(settings: WallSettings, kept: Layout | None) -> Layout:
    """Return the wall that a new page begins with, of sixteen cells in any case.

    It is the one that the user's settings name, else the one that was changed last,
    else our own.
    """
    if "symbols" in settings.model_fields_set or kept is None:
        cells = tuple(CellLayout(symbol=code) for code in settings.symbols[:CELLS])
        shape = next(shape for shape in SHAPES if shape >= len(cells))
        kept = Layout.model_validate({"shape": shape, "cells": cells})
    shown = {cell.symbol for cell in kept.cells}
    spare = [CellLayout(symbol=code) for code in DEFAULT_SYMBOLS if code not in shown]
    return kept.model_copy(update={"cells": (*kept.cells, *spare)[:CELLS]})
