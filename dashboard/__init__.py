"""The wall: live candlestick charts on Panel and Bokeh, fed by ``kiwoom``."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboard.chart import CandleChart
    from dashboard.grid import ChartGrid
    from dashboard.snapshot import save_snapshot

__all__ = ["CandleChart", "ChartGrid", "save_snapshot"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # Panel takes a second to import, which the simulator's command need not wait for.
    if name == "CandleChart":
        from dashboard.chart import CandleChart

        return CandleChart
    if name == "ChartGrid":
        from dashboard.grid import ChartGrid

        return ChartGrid
    if name == "save_snapshot":
        from dashboard.snapshot import save_snapshot

        return save_snapshot
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
