"""The HTML that a browser gets first: a skeleton of the wall, then the scripts."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bokeh.document import Document
from jinja2 import Template
from panel.io.resources import BASE_TEMPLATE

_PAGE = Path(__file__).parent / "static" / "page.html"


def use_page_html(
    document: Document,
    theme: str,
    names: Sequence[str] = (),
    columns: int = 1,
    feed: Mapping[str, Any] | None = None,
) -> None:
    """Give a session's document the wall's own HTML.

    Scripts stand at the end of the body, so that the skeleton is painted while they
    load; with Panel's own HTML a page is empty until the last of them has run.

    Parameters
    ----------
    document
        The document of the session that is being opened.
    theme
        Name of the colours, so that the first paint has them already.
    names
        What the charts of the skeleton are of, row by row.
    columns
        How many of them stand side by side.
    feed
        Where the page's feed is and what to ask of it, see
        :attr:`dashboard.live.Live.feed`: bars come while the components load.
    """
    document.template = _page_template()
    document.template_variables.update(
        theme=theme, names=names, columns=columns, feed=feed
    )


@cache
def _page_template() -> Template:
    text = _PAGE.read_text("utf-8")
    template: Template = BASE_TEMPLATE.environment.from_string(text)
    return template
