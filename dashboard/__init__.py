"""The wall: live candlestick charts on Panel and Bokeh, fed by ``kiwoom``."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboard.chart import CandleChart
    from dashboard.grid import ChartGrid
    from dashboard.notebook import Market, open_market
    from dashboard.snapshot import save_snapshot

__all__ = ["CandleChart", "ChartGrid", "Market", "open_market", "save_snapshot"]


_HOMES = {
    "CandleChart": "dashboard.chart",
    "ChartGrid": "dashboard.grid",
    "Market": "dashboard.notebook",
    "open_market": "dashboard.notebook",
    "save_snapshot": "dashboard.snapshot",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # Panel takes a second to import, which the simulator's command need not wait for.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
