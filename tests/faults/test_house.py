"""A house of processes shows one market, whichever of them was killed meanwhile."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.programs import Program, start
from tests.redis_server import RedisServer, redis_server

SYMBOL = "005930"
PARTS = ("source", "redis", "first", "second", "third")
_LIMIT_S = 90.0
_WISH = {"op": "subscribe", "symbols": [SYMBOL], "channels": ["candle:1m"]}
_COUNT = 120


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class House:
    """A source, two processes that read Redis, and one that reads the gateway."""

    def __init__(self, simulator: str, redis: RedisServer, folder: Path) -> None:
        self.redis = redis
        self._folder = folder
        self.ports = {name: free_port() for name in PARTS if name != "redis"}
        feed = ("--feed", f"http://127.0.0.1:{self.ports['source']}")
        relay = ("--redis", redis.url)
        self._arguments = {
            "source": ("--sim", simulator, *relay),
            "first": (*feed, *relay),
            "second": (*feed, *relay),
            "third": feed,
        }
        self._programs: dict[str, Program] = {}

    def start(self, name: str) -> None:
        """Start one of the processes."""
        if name == "redis":
            self.redis.start()
            return
        port = ("--gateway-port", str(self.ports[name]))
        place = ("--data-dir", str(self._folder / name))
        self._programs[name] = start(
            "serve", "--no-dashboard", *port, *place, *self._arguments[name]
        )

    def kill(self, name: str) -> None:
        """End one of the processes as ``kill -9`` does."""
        if name == "redis":
            self.redis.kill()
        else:
            self._programs[name].kill()

    def end(self) -> None:
        """End all processes."""
        for program in self._programs.values():
            program.kill()


async def watch(port: int) -> None:
    """Keep a symbol watched by a process, for as long as it runs and again after it."""
    while True:
        try:
            async with connect(f"ws://127.0.0.1:{port}/api/v1/stream") as socket:
                await socket.send(json.dumps(_WISH))
                async for _ in socket:
                    pass
        except (OSError, WebSocketException):
            await asyncio.sleep(0.2)


async def candles(port: int) -> list[dict[str, Any]]:
    """Return the finished candles that a process shows, none while it cannot."""
    wanted = {"interval": "1m", "count": _COUNT}
    url = f"http://127.0.0.1:{port}/api/v1/candles/{SYMBOL}"
    async with httpx.AsyncClient(timeout=15) as http:
        try:
            reply = await http.get(url, params=wanted)
        except httpx.HTTPError:
            return []
    return reply.json()[:-1] if reply.is_success else []


async def states(ports: list[int]) -> set[str]:
    found = set()
    async with httpx.AsyncClient(timeout=15) as http:
        for port in ports:
            try:
                reply = await http.get(f"http://127.0.0.1:{port}/api/v1/health")
                found.add(reply.json()["state"])
            except httpx.HTTPError:
                found.add("gone")
    return found


async def agree(house: House, after: str) -> str:
    """Wait until all processes are live and show the same, newer than a moment."""
    ports = list(house.ports.values())
    async with asyncio.timeout(_LIMIT_S):
        while True:
            shown = [await candles(port) for port in ports]
            newest = {rows[-1]["time"] for rows in shown if rows}
            is_whole = all(len(rows) > _COUNT // 2 for rows in shown)
            is_new = len(newest) == 1 and min(newest) > after
            is_same = is_whole and is_new and _are_equal(shown)
            if is_same and await states(ports) == {"live"}:
                return min(newest)
            await asyncio.sleep(0.3)


def _are_equal(shown: list[list[dict[str, Any]]]) -> bool:
    # What a process has made of trades knows its won, what it has loaded may not.
    plain = [[{**row, "value": None} for row in rows] for rows in shown]
    return all(rows == plain[0] for rows in plain)


@asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    market = ("--date", "2026-09-18", "--start", "10:00", "--speed", "6")
    async with AsyncExitStack() as opened:
        redis = opened.enter_context(redis_server(folder))
        simulator = start("simulate", "--port", "0", *market)
        opened.callback(simulator.kill)
        house = House(simulator.ready_addresses()[0], redis, folder)
        opened.callback(house.end)
        for name in PARTS:
            if name != "redis":
                house.start(name)
        watching = [asyncio.create_task(watch(port)) for port in house.ports.values()]
        opened.callback(lambda: [task.cancel() for task in watching])
        yield house


@pytest.mark.timeout(420)
async def test_all_show_the_same_candles_after_each_part_was_killed(tmp_path):
    async with open_house(tmp_path) as house:
        newest = await agree(house, "")
        for name in PARTS:
            house.kill(name)
            house.start(name)
            newest = await agree(house, newest)
