"""Builds a session's page and ties its life to the session's."""

import panel as pn
from panel.viewable import Viewable

from dashboard import texts
from dashboard.components import WaitingNotice, read_style
from dashboard.page import WallPage
from dashboard.services import get_services
from dashboard.theme import DARK, PALETTES

_THEME_COOKIE = "kw_theme"


def open_page() -> Viewable:
    """Return the wall of the session that is being opened."""
    pn.extension(raw_css=[read_style("page.css")])
    services = get_services()
    if not services.is_ready:
        return WaitingNotice(text=services.failure or texts.STARTING)
    page = WallPage(services, _wanted_theme())
    pn.state.on_session_destroyed(page.close)
    page.open()
    return page.view()


def _wanted_theme() -> str:
    wanted = pn.state.cookies.get(_THEME_COOKIE, DARK.name)
    return wanted if wanted in PALETTES else DARK.name
