"""The HTML that a browser gets first: a skeleton of the wall, then the scripts."""

from functools import cache
from pathlib import Path

from bokeh.document import Document
from jinja2 import Template
from panel.io.resources import BASE_TEMPLATE

_PAGE = Path(__file__).parent / "static" / "page.html"


def use_page_html(document: Document, theme: str, cells: int) -> None:
    """Give a session's document the wall's own HTML.

    Scripts stand at the end of the body, so that the skeleton is painted while they
    load; with Panel's own HTML a page is empty until the last of them has run.

    Parameters
    ----------
    document
        The document of the session that is being opened.
    theme
        Name of the colours, so that the first paint has them already.
    cells
        How many empty charts the skeleton shows.
    """
    document.template = _page_template()
    document.template_variables.update(theme=theme, cells=cells)


@cache
def _page_template() -> Template:
    text = _PAGE.read_text("utf-8")
    template: Template = BASE_TEMPLATE.environment.from_string(text)
    return template
