"""What a browser gets before any script has run."""

import gzip
import json
import re

import httpx
import pytest
from bokeh.core.templates import MACROS
from bokeh.document import Document

from dashboard.page_html import use_page_html
from tests.programs import running

PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")


@pytest.fixture(scope="module")
def address():
    with running("demo", *PORTS) as demo:
        yield demo.ready_addresses()[0]


def test_the_skeleton_stands_before_the_first_script_that_is_loaded(address):
    html = httpx.get(address).text

    skeleton = html.index('class="kw-skeleton"')
    assert skeleton < html.index("<script", html.index("</head>"))
    assert "<script src" not in html[: html.index("</head>")]


def test_the_skeleton_names_the_charts_that_will_be_there(address):
    html = httpx.get(address).text
    cells = html[html.index('class="cells"') : html.index("data-root-id")]

    names = re.findall(r"<div>([^<]+)</div>", cells)

    assert len(names) == 16
    assert names[0] == "삼성전자"
    assert "repeat(4, 1fr)" in cells


@pytest.mark.parametrize(("cookie", "theme"), [("light", "light"), ("neon", "dark")])
def test_the_first_paint_has_the_colours_of_the_last_visit(address, cookie, theme):
    html = httpx.get(address, cookies={"kw_theme": cookie}).text

    assert f'<html lang="ko" data-theme="{theme}">' in html


def test_scripts_come_compressed_and_may_be_kept(address):
    html = httpx.get(address).text
    paths = re.findall(r'src="([^"]+\.js[^"]*)"', html)
    assert len(paths) >= 5

    for path in paths:
        with httpx.stream("GET", f"{address}/{path}") as answer:
            sent = b"".join(answer.iter_raw())
            kept = answer.headers.get("cache-control", "") or answer.headers["etag"]

        assert answer.headers["content-encoding"] == "gzip"
        assert len(sent) < len(gzip.decompress(sent)) / 2
        assert kept


def test_nothing_is_loaded_that_the_wall_does_not_need(address):
    html = httpx.get(address).text

    assert "bokeh-gl" not in html  # nothing is drawn by WebGL
    assert "es-module-shims" not in html  # browsers import modules by themselves


def test_the_page_asks_for_its_bars_before_its_components_are_there(address):
    html = httpx.get(address).text

    asked = json.loads(re.search(r"kiwoomLive\.expect\((.*?)\)</script>", html)[1])

    assert asked["feed_path"] == "feed"
    assert len(asked["page"]) >= 16
    assert sorted(asked["channels"]) == list(range(16))
    assert html.index("kw-live/") < html.index("kiwoomLive.expect")


def test_a_name_is_text_and_no_markup():
    document = Document()
    use_page_html(document, "dark", ["<b>A&B"], columns=1)

    html = document.template.render(
        macros=MACROS, bokeh_js="", **document.template_variables
    )

    assert "&lt;b&gt;A&amp;B" in html
    assert "<b>A" not in html
