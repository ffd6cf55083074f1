"""Two hundred programs on the gateway's socket: what they miss, and how late they are.

A simulated market of sixteen symbols, the gateway in a process of its own, and the
programs in another. Every program follows all trades; a trade that is missing shows in
the day's running volume. Then the same with ten programs that read nothing.

    ./run bench gateway
    ./run bench gateway --clients 50 --seconds 20
"""

import argparse
import asyncio
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import orjson
import psutil
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.measure.machine import describe_machine
from benchmarks.measure.table import listing, table
from dashboard.settings import DEFAULT_SYMBOLS
from tests.programs import Program, start

_BATCH_MS = 100
_WARM_UP_S = 5.0
_STUCK = 10
_DRAIN_S = 4.0
_WISH = {"op": "subscribe", "symbols": DEFAULT_SYMBOLS, "channels": ["trade"]}


@dataclass
class Reading:
    """What one program has read.

    ``silent`` counts trades whose running volume does not follow on the one before
    although no gap was told; ``closed`` is the code with which the connection ended.
    """

    messages: int = 0
    gaps: int = 0
    dropped: int = 0
    silent: int = 0
    out_of_order: int = 0
    lags: list[float] = field(default_factory=list)
    closed: int | None = None


class Reader:
    """One program: counts everything, keeps the lag of each frame's oldest message."""

    def __init__(self) -> None:
        self.reading = Reading()
        self.is_counting = False
        self._seq = 0
        self._volumes: dict[str, int] = {}

    def take(self, frame: bytes | str, now: float) -> None:
        """Read one frame."""
        reading = self.reading
        for message in orjson.loads(frame):
            reading.out_of_order += message["seq"] != self._seq + 1
            self._seq = message["seq"]
            if message["type"] == "gap":
                reading.gaps += 1
                reading.dropped += message["dropped"]
                self._volumes.clear()
            elif message["type"] == "trade":
                self._follow(message, now)

    def _follow(self, trade: dict[str, Any], now: float) -> None:
        reading, symbol, volume = self.reading, trade["symbol"], trade["day_volume"]
        before = self._volumes.get(symbol)
        reading.silent += before is not None and volume - before != trade["size"]
        self._volumes[symbol] = volume
        if self.is_counting:
            reading.messages += 1
            if reading.messages % 16 == 0:
                sent = datetime.fromisoformat(trade["received"]).timestamp()
                reading.lags.append(now - sent)


async def read(url: str, reader: Reader, end: float) -> None:
    """Read until a moment."""
    async with connect(url, max_size=None, compression=None) as socket:
        await socket.send(json.dumps(_WISH))
        try:
            async with asyncio.timeout_at(end):
                async for frame in socket:
                    reader.take(frame, time.time())
        except TimeoutError:
            return
        except ConnectionClosed as closed:
            reader.reading.closed = closed.rcvd.code if closed.rcvd else 1006


async def ignore(url: str, reading: Reading, end: float) -> None:
    """Ask for everything, read nothing, and look at the end how it was taken."""
    async with connect(url, max_size=None, max_queue=1, compression=None) as socket:
        await socket.send(json.dumps(_WISH))
        socket.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(end - asyncio.get_running_loop().time() - _DRAIN_S)
        socket.transport.resume_reading()  # type: ignore[attr-defined]
        await _drain(socket, reading)


async def _drain(socket: ClientConnection, reading: Reading) -> None:
    try:
        async with asyncio.timeout(_DRAIN_S):
            while True:
                await socket.recv()
    except ConnectionClosed as closed:
        reading.closed = closed.rcvd.code if closed.rcvd else 1006
    except TimeoutError:
        return


def run_clients(url: str, clients: int, stuck: int, seconds: float) -> list[Reading]:
    """Run programs in this process; return what each has read, stuck ones last."""

    async def run() -> list[Reading]:
        end = asyncio.get_running_loop().time() + _WARM_UP_S + seconds
        readers = [Reader() for _ in range(clients)]
        idle = [Reading() for _ in range(stuck)]
        work = [asyncio.create_task(read(url, reader, end)) for reader in readers]
        work += [asyncio.create_task(ignore(url, one, end)) for one in idle]
        await asyncio.sleep(_WARM_UP_S)
        for reader in readers:
            reader.is_counting = True
        await asyncio.gather(*work)
        return [reader.reading for reader in readers] + idle

    return asyncio.run(run())


def gateway_process(simulator: str, folder: str, clients: int) -> Program:
    """Start the gateway alone, with room for the programs."""
    room = str(clients + _STUCK)
    os.environ["KIWOOM_WALL_STREAM_CONNECTIONS"] = room
    os.environ["KIWOOM_WALL_STREAM_CONNECTIONS_PER_ADDRESS"] = room
    place = ("--gateway-port", "0", "--data-dir", folder)
    return start("serve", "--no-dashboard", "--sim", simulator, *place)


def measure(
    simulator: str, clients: int, stuck: int, seconds: float
) -> dict[str, float]:
    """Return the figures of one run."""
    with TemporaryDirectory() as folder:
        program = gateway_process(simulator, folder, clients)
        try:
            address = program.ready_addresses()[0].removesuffix("/docs")
            process = psutil.Process(program.pid)
            url = address.replace("http", "ws") + f"/api/v1/stream?batch_ms={_BATCH_MS}"
            before, began = process.cpu_times(), time.monotonic()
            with get_context("spawn").Pool(1) as pool:
                job = pool.apply_async(run_clients, (url, clients, stuck, seconds))
                readings = job.get()
            after, took = process.cpu_times(), time.monotonic() - began
            cut = _cut(address)
            memory = process.memory_info().rss / 1e6
        finally:
            program.kill()
    used = (after.user + after.system - before.user - before.system) / took
    return figures(readings[:clients], readings[clients:], seconds, used, memory, cut)


def _cut(address: str) -> int:
    text = httpx.get(f"{address}/metrics").text
    lines = [line for line in text.splitlines() if line.startswith("kiwoom_stream_cut")]
    return int(float(lines[-1].split()[-1]))


def figures(
    readings: Sequence[Reading],
    stuck: Sequence[Reading],
    seconds: float,
    used: float,
    memory: float,
    cut: int,
) -> dict[str, float]:
    """Return the figures of one run; lags are seconds from receipt to receipt."""
    lags = sorted(lag for reading in readings for lag in reading.lags)
    each = sum(reading.messages for reading in readings) / len(readings) / seconds
    return {
        "trades/s for each program": each,
        "messages/s for all": each * len(readings),
        "trades lost silently": sum(r.silent for r in readings),
        "numbers out of order": sum(r.out_of_order for r in readings),
        "gaps told": sum(r.gaps for r in readings),
        "lag p50, ms": _at(lags, 0.5),
        "lag p99, ms": _at(lags, 0.99),
        "lag at most, ms": _at(lags, 1.0),
        "server, % of a core": used * 100,
        "server memory, MB": memory,
        "stuck programs cut off": cut,
        "of these told so (1013)": sum(r.closed == 1013 for r in stuck),
    }


def _at(lags: Sequence[float], share: float) -> float:
    return lags[int(share * (len(lags) - 1))] * 1000 if lags else float("nan")


def main() -> None:
    """Measure, and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clients", type=int, default=200)
    options.add_argument("--seconds", type=float, default=30.0)
    options.add_argument("--rate", type=float, default=1_350.0)
    given = options.parse_args()
    print(listing(describe_machine().items()))
    market = ("--port", "0", "--start", "11:30", "--always-open")
    simulator = start("simulate", *market, "--trades-per-second", str(given.rate))
    try:
        url = simulator.ready_addresses()[0]
        runs = {
            f"{stuck} stuck": measure(url, given.clients, stuck, given.seconds)
            for stuck in (0, _STUCK)
        }
    finally:
        simulator.kill()
    print(table(f"{given.clients} programs, {len(DEFAULT_SYMBOLS)} symbols", runs))


if __name__ == "__main__":
    main()
