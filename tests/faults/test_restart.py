"""A process that was killed comes back with its token and its candles (fault F1)."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from kiwoom import Candle, CandleStore, Interval, KeyFile, Simulator, Vault
from tests.faults.checker import judge

SYMBOLS = (
    *("005930", "000660", "373220", "207940", "005380", "000270", "068270", "105560"),
    *("035420", "035720", "005490", "051910", "006400", "247540", "196170", "069500"),
)
COMPLETE_WITHIN_S = 25.0

# Sixteen charts with a shared token and kept candles, until somebody kills it.
WALL = """
import asyncio, sys
from pathlib import Path
from kiwoom import (
    CandleStore, Client, Credentials, FeedState, Hub, HubTiming, KeyFile, Mode,
    SeriesState, Server, Vault, VaultShelf,
)
from kiwoom.timing import LoadTiming

async def main():
    folder, url, *symbols = sys.argv[1:]
    vault = Vault(Path(folder) / "vault.sqlite3")
    vault.unlock(KeyFile(bytes(range(32))))
    keys = Credentials("app key", "secret key")
    shelf = VaultShelf(vault, Mode.SIM, keys)
    store = CandleStore(Path(folder) / "candles.sqlite3")
    timing = HubTiming(load=LoadTiming(keep_s=0.2))
    async with Client(Server.simulated(url), keys, shelf=shelf) as client:
        async with Hub(client, store=store, timing=timing) as hub:
            for symbol in symbols:
                hub.subscribe(symbol)
            charts = [hub.series(symbol, "1m") for symbol in symbols]
            while hub.health().state is not FeedState.LIVE or not all(
                chart.state is SeriesState.READY for chart in charts
            ):
                await asyncio.sleep(0.05)
            print("complete", flush=True)
            await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    simulator = Simulator(
        date=date(2026, 9, 18), start="10:00", speed=20, keep_trades=True
    )
    async with simulator:
        yield simulator


@asynccontextmanager
async def wall(folder: Path, simulator: Simulator) -> AsyncIterator[None]:
    """Run sixteen charts until they are complete, and kill the process afterwards."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WALL, str(folder), simulator.url, *SYMBOLS),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(COMPLETE_WITHIN_S):
            assert await process.stdout.readline() == b"complete\n"
        yield
    finally:
        process.kill()
        await process.wait()


async def kept(folder: Path, symbol: str) -> list[Candle]:
    store = CandleStore(folder / "candles.sqlite3")
    return await store.newest(symbol, Interval.M1, 10_000)


async def test_a_killed_wall_is_complete_again_with_the_same_token(
    tmp_path: Path, simulator: Simulator
) -> None:
    folder = tmp_path / "data"
    Vault.create(folder / "vault.sqlite3", KeyFile(bytes(range(32))))

    for _ in range(3):
        async with wall(folder, simulator):
            # Killed as soon as a candle of the time since the start has been kept.
            begun = len(await kept(folder, "005930"))
            async with asyncio.timeout(COMPLETE_WITHIN_S):
                while len(await kept(folder, "005930")) <= begun:
                    pass

    verdict = judge(await kept(folder, "005930"), simulator.trades("005930"))
    assert simulator.requests.count("au10001") == 1
    assert verdict.is_whole, verdict
