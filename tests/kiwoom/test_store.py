"""Finished candles survive on disk, and a disk that fails costs nothing else."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiwoom import KST, Candle, CandleStore, Interval

NINE = datetime(2026, 9, 18, 9, 0, tzinfo=KST)
M1 = Interval.M1
SAMSUNG = "005930"


def minutes(first: int, count: int, price: int = 70_000) -> list[Candle]:
    """Return so many minutes from the given one after nine on."""
    return [
        Candle(
            NINE + timedelta(minutes=n), price + n, price + n + 9, price, price + 1, n
        )
        for n in range(first, first + count)
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "candles-real.sqlite3"


@pytest.fixture
def store(path: Path) -> CandleStore:
    return CandleStore(path)


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def cut(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])


async def everything(store: CandleStore, symbol: str = SAMSUNG) -> list[Candle]:
    return await store.newest(symbol, M1, 100_000)


async def test_candles_come_back_as_they_were(store: CandleStore, path: Path) -> None:
    saved = [
        replace(minutes(0, 1)[0], value=7_000_000_000_000, day_volume=1_234),
        *minutes(1, 3),
    ]

    assert await store.save(SAMSUNG, M1, saved)

    assert await everything(CandleStore(path)) == saved
    assert await store.newest(SAMSUNG, M1, 2) == saved[-2:]


async def test_series_do_not_mix(store: CandleStore) -> None:
    await store.save(SAMSUNG, M1, minutes(0, 3))
    await store.save("000660", M1, minutes(0, 2))
    await store.save(SAMSUNG, Interval.M5, minutes(0, 1))
    await store.save("005930_NX", M1, minutes(5, 1))

    assert len(await everything(store)) == 3
    assert len(await everything(store, "000660")) == 2
    assert len(await store.newest(SAMSUNG, Interval.M5, 9)) == 1
    assert await everything(store, "005930_NX") == minutes(5, 1)


async def test_new_candles_join_those_that_are_kept(store: CandleStore) -> None:
    await store.save(SAMSUNG, M1, minutes(0, 5))

    await store.save(SAMSUNG, M1, minutes(4, 5))

    assert await everything(store) == minutes(0, 9)


async def test_candles_before_a_hole_are_dropped(store: CandleStore) -> None:
    await store.save(SAMSUNG, M1, minutes(0, 5))

    await store.save(SAMSUNG, M1, minutes(7, 2))

    assert await everything(store) == minutes(7, 2)


async def test_restated_prices_replace_all_older_ones(store: CandleStore) -> None:
    """A split halves the past: the kept candles are of another scale."""
    await store.save(SAMSUNG, M1, minutes(0, 5))

    await store.save(SAMSUNG, M1, minutes(4, 2, price=35_000))

    assert await everything(store) == minutes(4, 2, price=35_000)


async def test_a_revised_candle_replaces_its_older_self(store: CandleStore) -> None:
    await store.save(SAMSUNG, M1, minutes(0, 3))
    revised = replace(minutes(2, 1)[0], volume=999)

    await store.save(SAMSUNG, M1, [revised])

    assert await everything(store) == [*minutes(0, 2), revised]


async def test_only_the_newest_are_kept(path: Path) -> None:
    store = CandleStore(path, most=10)

    await store.save(SAMSUNG, M1, minutes(0, 8))
    await store.save(SAMSUNG, M1, minutes(7, 8))

    assert await everything(store) == minutes(5, 10)


async def test_candles_before_a_known_one_are_found(store: CandleStore) -> None:
    await store.save(SAMSUNG, M1, minutes(0, 9))
    (known,) = minutes(6, 1)

    assert await store.before(SAMSUNG, M1, known, 4) == minutes(2, 4)
    assert await store.before(SAMSUNG, M1, replace(known, open=1), 4) == []
    assert await store.before(SAMSUNG, M1, minutes(20, 1)[0], 4) == []


SAVES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from([100, 200])),
    max_size=8,
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(SAVES)
async def test_what_is_kept_never_has_a_hole(
    tmp_path: Path, saves: Sequence[tuple[int, int, int]]
) -> None:
    path = tmp_path / "law.sqlite3"
    path.unlink(missing_ok=True)
    store = CandleStore(path, most=20)

    for save in saves:
        await store.save(SAMSUNG, M1, minutes(*save))
        kept = await everything(store)
        steps = {after.time - before.time for before, after in pairwise(kept)}

        assert steps <= {timedelta(minutes=1)}
        assert kept[-1] == minutes(*save)[-1]
        assert len(kept) <= 20


@pytest.mark.parametrize(
    "rubbish", [b"no database" * 500, b"SQLite format 3\0" + b"x" * 5_000]
)
async def test_a_damaged_file_is_put_aside_and_filled_again(
    store: CandleStore, path: Path, rubbish: bytes
) -> None:
    put(path, rubbish)

    found = await everything(store)
    await store.save(SAMSUNG, M1, minutes(0, 3))

    assert found == []
    assert store.trouble == ""
    assert await everything(store) == minutes(0, 3)
    (aside,) = path.parent.glob("*.broken-*")
    assert aside.read_bytes() == rubbish


async def test_a_file_cut_off_is_put_aside(store: CandleStore, path: Path) -> None:
    await store.save(SAMSUNG, M1, minutes(0, 5_000))
    cut(path, 200 * 1024)

    await everything(store)
    await store.save(SAMSUNG, M1, minutes(0, 3))

    assert await everything(store) == minutes(0, 3)


async def test_a_disk_that_takes_nothing_is_told_and_survived(tmp_path: Path) -> None:
    occupied = tmp_path / "data"
    occupied.write_text("a file where the folder should be", "utf-8")
    store = CandleStore(occupied / "candles.sqlite3")

    is_kept = await store.save(SAMSUNG, M1, minutes(0, 3))

    assert not is_kept
    assert "디스크에 두지 못합니다" in store.trouble
    assert await everything(store) == []

    occupied.unlink()
    assert await store.save(SAMSUNG, M1, minutes(0, 3))
    assert store.trouble == ""


WRITER = """
import asyncio, sys
from datetime import datetime, timedelta
from pathlib import Path
from kiwoom import KST, Candle, CandleStore, Interval

NINE = datetime(2026, 9, 18, 9, 0, tzinfo=KST)

async def main():
    store = CandleStore(Path(sys.argv[1]))
    for n in range(1, 100_000):
        span = range(max(0, n - 300), n)
        await store.save("005930", Interval.M1, [
            Candle(
                NINE + timedelta(minutes=m), 70_000 + m, 70_009 + m, 70_000, 70_001, m
            )
            for m in span
        ])
        print(n, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("saves", [1, 7, 30])
async def test_a_process_killed_while_saving_leaves_whole_candles(
    store: CandleStore, path: Path, saves: int
) -> None:
    writer = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WRITER, str(path)), stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    for _ in range(saves):
        await writer.stdout.readline()
    writer.kill()
    await writer.wait()

    kept = await everything(store)

    assert len(kept) >= saves
    assert kept == minutes(0, len(kept))
    assert not list(path.parent.glob("*.broken-*"))


# A file may not grow beyond its limit: for SQLite that is a disk without room.
ON_A_FULL_DISK = """
import asyncio, resource, signal, sys
from datetime import datetime, timedelta
from pathlib import Path
from kiwoom import KST, Candle, CandleStore, Interval

NINE = datetime(2026, 9, 18, 9, 0, tzinfo=KST)

async def save(store, count):
    return await store.save("005930", Interval.M1, [
        Candle(NINE + timedelta(minutes=m), 70_000 + m, 70_009 + m, 70_000, 70_001, m)
        for m in range(count)
    ])

async def main():
    store = CandleStore(Path(sys.argv[1]))
    print(await save(store, 10))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, unlimited[1]))
    print(await save(store, 20_000), bool(store.trouble))
    print(len(await store.newest("005930", Interval.M1, 100)))
    resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    print(await save(store, 20_000), bool(store.trouble))

asyncio.run(main())
"""


async def test_a_disk_that_fills_up_keeps_what_it_had(path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ON_A_FULL_DISK, str(path)), stdout=subprocess.PIPE
    )
    said, _ = await process.communicate()

    assert said.decode().split("\n")[:4] == ["True", "False True", "10", "True False"]
