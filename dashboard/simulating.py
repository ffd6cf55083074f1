"""Runs the simulator as a server for other programs."""

import asyncio
import datetime as dt
import sys
from collections.abc import Mapping
from typing import Any

from dashboard.lifetime import stop_requests
from kiwoom import Simulator


async def run_simulator(
    *,
    attached: bool,
    seed: int,
    date: dt.date | None,
    start: str | None,
    speed: float,
    trades_per_second: float,
    always_open: bool,
    faults: Mapping[str, float],
    keep_trades: bool,
    host: str,
    port: int,
) -> None:
    """Simulate the exchange until the process is told to stop.

    Prints the ``ready`` line; progress goes to standard error. An ``attached``
    simulator also stops when its standard input closes, which is how its parent's end
    reaches it.
    """
    stop = stop_requests()
    simulator = Simulator(
        seed=seed,
        date=date,
        start=start,
        speed=speed,
        trades_per_second=trades_per_second,
        always_open=always_open,
        keep_trades=keep_trades,
        host=host,
        port=port,
        progress=_report,
    )
    simulator.faults.set(faults)
    async with simulator:
        sys.stdout.write(f"ready {simulator.url} {simulator.socket_url}\n")
        sys.stdout.flush()
        ends: set[asyncio.Task[Any]] = {asyncio.create_task(stop.wait())}
        if attached:
            ends.add(asyncio.create_task(_input_closed()))
        _, running = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for task in running:
            task.cancel()


def _report(text: str) -> None:
    sys.stderr.write(f"{text}\n")


async def _input_closed() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.connect_read_pipe(lambda: protocol, sys.stdin)
    try:
        await reader.read()
    finally:
        transport.close()
