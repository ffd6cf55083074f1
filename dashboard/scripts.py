"""The charts' JavaScript as one text, and where a browser gets it.

The modules of ``static/`` import each other, so that node runs them as they are; a page
loads them joined, once and for ever, under an address that holds their hash.
"""

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path

from tornado.web import HTTPError, RequestHandler

ROUTE = r"/kw-live/([0-9a-f]{16})\.js"
# In the order of their imports.
MODULES = (
    "colours.js",
    "cells.js",
    "frame.js",
    "bars.js",
    "view.js",
    "numbers.js",
    "legend.js",
    "header.js",
    "plain.js",
    "figure.js",
    "sketch.js",
    "layer.js",
    "levels.js",
    "scene.js",
    "chart.js",
    "picture.js",
    "search.js",
    "desk.js",
    "feed.js",
    "messages.js",
    "still.js",
    "building.js",
    "wall.js",
    "live.js",
)
_STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r"^import ({.*?}) from \"\./(.*?)\"$", re.MULTILINE)
_EXPORT = re.compile(
    r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE
)
_FOR_EVER = "public, max-age=31536000, immutable"
_NOT_FOUND = 404


@cache
def joined_script() -> str:
    """Return all modules as one plain script that leaves ``kiwoomLive`` behind.

    Each becomes a function that returns its exports, so that names of one module do not
    meet those of another.
    """
    functions = [_as_function(name) for name in MODULES]
    offered = f"globalThis.kiwoomLive = modules[{MODULES[-1]!r}]"
    return "\n".join(["{", "const modules = {}", *functions, offered, "}", ""])


def _as_function(name: str) -> str:
    text = (_STATIC / name).read_text("utf-8")
    exports = [found[2] for found in _EXPORT.finditer(text)]
    body = _EXPORT.sub(r"\1", _IMPORT.sub(r"const \1 = modules['\2']", text))
    returned = ", ".join(exports)
    return f"modules[{name!r}] = (() => {{\n{body}\nreturn {{{returned}}}\n}})()"


@cache
def script_address() -> str:
    """Return the script's address, relative to the page's."""
    return f"kw-live/{_digest()}.js"


class ScriptHandler(RequestHandler):
    """Serves the script compressed, to be kept by the browser for ever."""

    def get(self, digest: str) -> None:
        """Answer with the script, if the address is that of the present one."""
        if digest != _digest():
            raise HTTPError(_NOT_FOUND)
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", _FOR_EVER)
        self.set_header("Content-Encoding", "gzip")
        self.write(_compressed())


@cache
def _digest() -> str:
    return hashlib.sha256(joined_script().encode()).hexdigest()[:16]


@cache
def _compressed() -> bytes:
    return gzip.compress(joined_script().encode())
