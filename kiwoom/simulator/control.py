"""The simulator's own addresses: faults to turn on, and the truth for checkers.

Kiwoom has nothing like them, so they lie apart from its paths.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiwoom.simulator.faults import Faults
from kiwoom.simulator.truth import SimTrade

FAULTS_PATH = "/simulator/faults"
TRADES_PATH = "/simulator/trades"


class Control:
    """Lets programs beside the simulator rehearse trouble and check what arrived.

    ``GET`` on the faults tells the switches, ``POST`` with a JSON object turns them and
    does what happens once (``drop``, ``takeover``, ``expire``), ``DELETE`` turns all
    off. ``GET`` on the trades of a ``symbol`` tells every trade since the start.

    Parameters
    ----------
    faults
        The switches.
    actions
        What happens once, by name.
    trades
        The trades of a symbol; raises ``LookupError`` for an unknown one and
        ``ValueError`` where they are not kept.
    """

    def __init__(
        self,
        faults: Faults,
        actions: Mapping[str, Callable[[], None]],
        trades: Callable[[str], list[SimTrade]],
    ) -> None:
        self._faults = faults
        self._actions = actions
        self._trades = trades

    def routes(self) -> list[Route]:
        """Return what answers at the addresses."""
        methods = ["GET", "POST", "DELETE"]
        return [
            Route(FAULTS_PATH, self._on_faults, methods=methods),
            Route(TRADES_PATH, self._on_trades, methods=["GET"]),
        ]

    async def _on_faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._faults.clear()
        if request.method == "POST":
            try:
                self._turn(orjson.loads(await request.body()))
            except (ValueError, AttributeError) as error:
                return _json({"error": str(error)}, 400)
        return _json(dict(self._faults.settings))

    def _turn(self, wanted: dict[str, Any]) -> None:
        switches = {n: v for n, v in wanted.items() if n not in self._actions}
        self._faults.set(switches)
        for name in wanted.keys() - switches.keys():
            self._actions[name]()

    async def _on_trades(self, request: Request) -> Response:
        symbol = request.query_params.get("symbol", "")
        try:
            trades = self._trades(symbol)
        except LookupError:
            return _json({"error": f"no instrument is called {symbol!r}"}, 404)
        except ValueError as error:
            return _json({"error": str(error)}, 409)
        return _json([asdict(trade) for trade in trades])


def _json(content: object, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")
