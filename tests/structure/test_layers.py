"""Imports point in one direction only (``tests/structure/layers.py`` has the table)."""

import subprocess
import sys

import pytest

from tests.structure.layers import violations
from tests.structure.repository import read, sources


@pytest.mark.parametrize("path", sources("kiwoom", "dashboard"))
def test_a_module_imports_only_what_lies_below_it(path: str) -> None:
    assert violations(path, read(path)) == []


@pytest.mark.parametrize(
    ("path", "source", "broken"),
    [
        ("kiwoom/hub.py", "import panel", "panel"),
        ("kiwoom/hub.py", "import bokeh.models as m", "bokeh.models"),
        ("kiwoom/simulator/rest.py", "from fastapi import FastAPI", "FastAPI"),
        ("kiwoom/rest.py", "from dashboard import app", "app from dashboard"),
        ("kiwoom/candles.py", "def f():\n    import time", "time"),
        ("kiwoom/protocol.py", "from asyncio import sleep", "sleep from asyncio"),
        ("kiwoom/wire.py", "from kiwoom import hub", "hub from kiwoom"),
        ("kiwoom/series.py", "from kiwoom.hub import Hub", "Hub from kiwoom.hub"),
        ("kiwoom/simulator/market.py", "import random", "random"),
        ("kiwoom/client.py", "import starlette.routing", "starlette.routing"),
        ("kiwoom/hub.py", "from kiwoom import simulator", "simulator from kiwoom"),
        ("dashboard/columns.py", "from bokeh.models import Range", "Range"),
        ("dashboard/frames.py", "import panel", "panel"),
        ("dashboard/indicators/vwap.py", "import bokeh.models", "bokeh.models"),
        ("dashboard/chart.py", "from kiwoom.wire import FIDS", "FIDS from kiwoom.wire"),
        ("dashboard/chart.py", "from kiwoom import wire", "wire from kiwoom"),
        ("dashboard/chart.py", "import kiwoom.hub", "kiwoom.hub"),
        ("dashboard/grid.py", "from kiwoom import Simulator", "Simulator from kiwoom"),
        ("dashboard/grid.py", "import kiwoom.simulator.web", "kiwoom.simulator.web"),
        ("dashboard/app.py", "from tests.chromium import find_chromium", "chromium"),
    ],
)
def test_a_planted_import_is_found_and_named(
    path: str, source: str, broken: str
) -> None:
    [sentence] = violations(path, source)

    assert path in sentence
    assert broken in sentence


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("kiwoom/hours.py", "from datetime import time"),
        ("kiwoom/hub.py", "import asyncio"),
        ("kiwoom/simulator/web.py", "import uvicorn"),
        ("kiwoom/__init__.py", "from kiwoom.simulator import Simulator"),
        ("dashboard/chart.py", "import kiwoom\nfrom kiwoom import Candle"),
        ("dashboard/figure.py", "from bokeh.plotting import figure"),
        ("dashboard/simulating.py", "from kiwoom import Simulator"),
    ],
)
def test_an_allowed_import_is_let_through(path: str, source: str) -> None:
    assert violations(path, source) == []


def test_importing_the_library_loads_no_server_and_no_screen() -> None:
    program = "import kiwoom, sys; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()

    assert {"panel", "bokeh", "fastapi", "starlette", "uvicorn"}.isdisjoint(loaded)
