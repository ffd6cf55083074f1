"""What a notebook works with: one client and one hub, in the kernel's own loop."""

import asyncio
import atexit
import threading
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from dashboard import texts
from dashboard.chart import CandleChart
from dashboard.embedded_simulator import EmbeddedSimulator
from dashboard.filling import filled
from dashboard.grid import ChartGrid
from dashboard.keys import broker_keys
from dashboard.settings import WallSettings
from kiwoom import Client, ConfigError, Hub, Interval, Server, load_calendar

Result = TypeVar("Result")
_ROW_PX = 240


class Market:
    """A client and a hub that charts of a notebook share.

    Parameters
    ----------
    server
        Which server to ask.
    settings
        Where keys and the calendar lie.

    Attributes
    ----------
    client
        Answers questions with ``await``: candles, prices, rankings.
    hub
        Follows what charts show; it connects by itself.
    is_closed
        Whether it was closed; :func:`open_market` opens another one then.
    """

    def __init__(self, server: Server, settings: WallSettings) -> None:
        credentials, shelf = broker_keys(server, settings.data_dir)
        self.client = Client(server, credentials, shelf=shelf)
        self.hub = Hub(self.client, load_calendar(settings.calendar_file))
        self.is_closed = False
        self._starting = asyncio.ensure_future(self.hub.start())

    def chart(
        self,
        symbol: str,
        interval: Interval | str = Interval.M1,
        **params: Any,  # noqa: ANN401
    ) -> CandleChart:
        """Return a live chart, to be a cell's last expression."""
        width = Interval(interval)
        return CandleChart(self.hub, symbol=symbol, interval=width, **params)

    def grid(
        self,
        symbols: Sequence[str],
        interval: Interval | str = Interval.M1,
        **params: Any,  # noqa: ANN401
    ) -> ChartGrid:
        """Return live charts side by side, at most four in a row."""
        columns = min(4, len(symbols))
        rows = -(-len(symbols) // columns)
        size = {"columns": columns, "rows": rows, "height": rows * _ROW_PX} | params
        return ChartGrid(self.hub, symbols, interval=Interval(interval), **size)

    async def ready(self) -> None:
        """Wait until the hub has connected and knows the instruments."""
        await asyncio.shield(self._starting)

    async def filled(self, *shown: CandleChart | ChartGrid) -> bool:
        """Wait until charts have their history, and return whether it came."""
        charts: list[CandleChart] = []
        for each in shown:
            charts += each.in_sight if isinstance(each, ChartGrid) else [each]
        return await filled(charts)

    async def aclose(self) -> None:
        """Close everything; charts show nothing new afterwards."""
        self.is_closed = True
        self._starting.cancel()
        await self.hub.aclose()
        await self.client.aclose()


_open: dict[str, Market] = {}


def open_market(**settings: Any) -> Market:  # noqa: ANN401
    """Return the market that this notebook reads; the same one however often asked.

    So a cell that runs again opens no second connection. Without settings it is a
    simulator, started once and ended with the kernel.

    Parameters
    ----------
    settings
        As of :class:`WallSettings`: ``mode="mock"``, ``sim="http://127.0.0.1:9443"``,
        ``simulator_options=("--speed", "5")``.

    Raises
    ------
    ConfigError
        Outside of a running loop, without keys, or if the simulator does not start.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError as error:
        raise ConfigError(texts.NO_LOOP) from error
    chosen = WallSettings(**settings)
    key = chosen.model_dump_json()
    market = _open.get(key)
    if market is None or market.is_closed:
        market = _open[key] = Market(_server(chosen), chosen)
    return market


def _server(settings: WallSettings) -> Server:
    if not settings.is_simulated:
        return Server.of(settings.mode)
    if settings.sim is not None:
        return Server.simulated(settings.sim)
    simulator = EmbeddedSimulator(settings.simulator_options)
    address = _run_beside(simulator.start())
    atexit.register(lambda: _run_beside(simulator.aclose()))
    return Server.simulated(address)


def _run_beside(work: Coroutine[Any, Any, Result]) -> Result:
    # The kernel's loop runs this very cell, so it cannot wait for anything.
    global _loop
    if _loop is None:
        _loop = asyncio.new_event_loop()
        threading.Thread(target=_loop.run_forever, daemon=True).start()
    return asyncio.run_coroutine_threadsafe(work, _loop).result()


_loop: asyncio.AbstractEventLoop | None = None
