"""The stage: one process in which one hub feeds our wall and its rivals.

    python -m benchmarks.stage.server --rate 1000 --minute 12 --tick 16 --packages DIR

Prints the wall's ``ready`` line and then ``rivals`` with the address of the others.
"""

import argparse
import asyncio
import socket
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import cast

from bokeh.application import Application
from bokeh.application.handlers import FunctionHandler
from bokeh.server.server import Server as BokehServer
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler, StaticFileHandler

from benchmarks.stage.feed import ScriptedSource
from benchmarks.stage.naive import build_page
from benchmarks.stage.rival_feed import RivalFeed, RivalSocket
from dashboard.services import Services
from dashboard.serving import serve
from dashboard.settings import DEFAULT_SYMBOLS, WallSettings
from kiwoom import Client, Hub, Interval, SeriesState

_HOST = "127.0.0.1"
_PAGES = Path(__file__).with_name("pages")
_LOOK_S = 0.02


class TradesHandler(RequestHandler):
    """Answers with the log of trades between two times, as raw float64 numbers."""

    def initialize(self, market: ScriptedSource) -> None:
        """Remember whose log it is."""
        self._market = market

    def get(self) -> None:
        """Send the rows of :meth:`BookOfTrades.between`."""
        first, last = (float(self.get_argument(name)) for name in ("first", "last"))
        self.write(self._market.log.between(first, last).tobytes())


async def run_stage(market: ScriptedSource, tick: int, packages: Path) -> None:
    """Serve everything until the process is told to stop."""
    # Named symbols, and a house of its own: no layout of the user's is measured.
    settings = WallSettings(
        port=0,
        gateway_port=0,
        tick=tick,
        symbols=DEFAULT_SYMBOLS,
        data_dir=Path(mkdtemp(prefix="kiwoom-stage-")),
    )
    services = Services(settings, source=cast(Client, market))
    wall = asyncio.create_task(serve(services, opens_browser=False))
    rivals = asyncio.create_task(_serve_rivals(services, market, tick, packages))
    done, _ = await asyncio.wait((wall, rivals), return_when=asyncio.FIRST_COMPLETED)
    rivals.cancel()
    for task in done:
        task.result()


async def _serve_rivals(
    services: Services, market: ScriptedSource, tick: int, packages: Path
) -> None:
    await services.start()
    symbols = tuple(services.settings.symbols)
    await _warm_up(services.hub, symbols)
    feed = RivalFeed(services.hub, symbols, tick / 1000)
    port = _listen(services.hub, market, feed, packages)
    sys.stdout.write(f"rivals http://{_HOST}:{port}\n")
    sys.stdout.flush()
    await feed.run()


async def _warm_up(hub: Hub, symbols: Sequence[str]) -> None:
    # The histories are there before the first page asks for them.
    for symbol in symbols:
        hub.subscribe(symbol)
    series = [hub.series(symbol, Interval.M1) for symbol in symbols]
    while any(one.state is SeriesState.LOADING for one in series):  # noqa: ASYNC110
        await asyncio.sleep(_LOOK_S)


def _listen(hub: Hub, market: ScriptedSource, feed: RivalFeed, packages: Path) -> int:
    build = partial(build_page, hub=hub, symbols=feed.symbols)
    naive = Application(FunctionHandler(build))
    with socket.create_server((_HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
    server = BokehServer(
        {"/naive": naive},
        io_loop=IOLoop.current(),
        address=_HOST,
        port=port,
        allow_websocket_origin=[f"{_HOST}:{port}"],
        unused_session_lifetime_milliseconds=5_000,
        check_unused_sessions_milliseconds=1_000,
        extra_patterns=[
            (r"/trades", TradesHandler, {"market": market}),
            (r"/rival-feed", RivalSocket, {"feed": feed}),
            (r"/packages/(.*)", StaticFileHandler, {"path": packages}),
            (r"/pages/(.*)", StaticFileHandler, {"path": _PAGES}),
        ],
    )
    server.start()
    return port


def main() -> None:
    """Read the arguments and run the stage."""
    parser = argparse.ArgumentParser(description="The benchmarks' server")
    parser.add_argument("--rate", type=float, default=1000)
    parser.add_argument("--minute", type=float, default=12, help="its real seconds")
    parser.add_argument("--tick", type=int, default=16)
    parser.add_argument("--kept-s", type=float, default=60, help="of the trade log")
    parser.add_argument("--packages", type=Path, required=True)
    chosen = parser.parse_args()
    market = ScriptedSource(
        DEFAULT_SYMBOLS,
        rate=chosen.rate,
        minute_s=chosen.minute,
        began=time.time(),
        kept=int(chosen.rate * chosen.kept_s),
    )
    asyncio.run(run_stage(market, chosen.tick, chosen.packages))


if __name__ == "__main__":
    main()
