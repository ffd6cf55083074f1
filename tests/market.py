"""A simulated market with a hub that watches it, for tests that need the real thing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiwoom import Client, Hub, Simulator

DAY = date(2026, 9, 18)
_LIMIT_S = 20.0
_LOOK_S = 0.02


@dataclass(frozen=True)
class Market:
    """A running simulator, a client that is logged in to it, and a hub."""

    simulator: Simulator
    client: Client
    hub: Hub


@asynccontextmanager
async def open_market(**options: Any) -> AsyncIterator[Market]:
    """Open a market in mid-session, and close everything at the end."""
    chosen = {"seed": 1, "date": DAY, "start": "10:30", "trades_per_second": 300.0}
    async with (
        Simulator(**(chosen | options)) as simulator,
        Client(simulator.server) as client,
        Hub(client) as hub,
    ):
        yield Market(simulator, client, hub)


async def eventually(
    condition: Callable[[], object], limit_s: float = _LIMIT_S
) -> None:
    """Wait until a condition holds; fail with its source if it never does."""
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110 - nothing to wait for but time
            await asyncio.sleep(_LOOK_S)
