"""The wall: live candlestick charts on Panel and Bokeh, fed by ``kiwoom``."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboard.chart import CandleChart
    from dashboard.grid import ChartGrid

__all__ = ["CandleChart", "ChartGrid"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # Panel takes a second to import, which the simulator's command need not wait for.
    if name == "CandleChart":
        from dashboard.chart import CandleChart

        return CandleChart
    if name == "ChartGrid":
        from dashboard.grid import ChartGrid

        return ChartGrid
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
