"""What a browser gets before any script has run."""

import gzip
import re

import httpx
import pytest

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
    assert html.count("<div></div>") == 16


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


def test_nothing_is_loaded_for_drawing_that_the_wall_does_not_do(address):
    assert "bokeh-gl" not in httpx.get(address).text
