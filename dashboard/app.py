"""Builds a session's page and ties its life to the session's."""

import panel as pn
from bokeh.document import Document
from bokeh.io import curdoc
from panel.io.state import set_curdoc
from panel.viewable import Viewable

from dashboard import texts
from dashboard.components import WaitingNotice, read_style
from dashboard.page import WallPage
from dashboard.page_html import use_page_html
from dashboard.scripts import script_address
from dashboard.services import Services, get_services
from dashboard.theme import DARK, PALETTES

_THEME_COOKIE = "kw_theme"
_AGAIN_MS = 10_000


def open_page() -> Viewable:
    """Return the wall of the session that is being opened."""
    pn.extension(
        raw_css=[read_style("page.css")],
        js_files={"kiwoom": script_address()},
        # Nobody asks for it, and a browser takes 45 ms to find out about WebGL.
        browser_info=False,
    )
    services, theme = get_services(), _wanted_theme()
    if not services.is_ready:
        use_page_html(curdoc(), theme)
        if services.failure:
            # A person has to act first, so it need not be looked at all the time.
            return WaitingNotice(text=services.failure, retry_ms=_AGAIN_MS)
        return WaitingNotice(text=texts.STARTING)
    page = WallPage(services, theme)
    grid = page.grid
    names = [chart.cell.title for chart in grid.in_sight]
    use_page_html(curdoc(), theme, names, grid.columns, grid.live.feed)
    pn.state.on_session_destroyed(page.close)
    page.open()
    return page.view()


def rehearse(services: Services) -> None:
    """Build a page that nobody sees.

    The first page of a process takes longer than the later ones, and nothing else runs
    meanwhile; so it comes before there is anybody to be kept waiting.
    """
    document = Document()
    with set_curdoc(document):
        page = WallPage(services, DARK.name)
        page.view().server_doc(document)
        document.to_json()
    page.close()


def _wanted_theme() -> str:
    wanted = pn.state.cookies.get(_THEME_COOKIE, DARK.name)
    return wanted if wanted in PALETTES else DARK.name
