"""Finished candles on disk (SQLite, WAL), so that a start need not wait for a broker.

Everything in it can be had from the broker again. So a file that is no good is put
aside, and a disk that takes nothing is a state that is told, not an error.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from kiwoom.enums import Interval
from kiwoom.hours import KST
from kiwoom.logs import get_logger
from kiwoom.models import Candle

MOST_KEPT: Final = 20_000
_FORMAT = 1
_BUSY_S = 5.0
_COLUMNS = "time, open, high, low, close, volume, value, day_volume"
_SERIES = "symbol = ? AND interval = ?"
_SCHEMA = f"""
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS candle(
    symbol TEXT, interval TEXT, time INTEGER, open INTEGER, high INTEGER, low INTEGER,
    close INTEGER, volume INTEGER, value INTEGER, day_volume INTEGER,
    PRIMARY KEY (symbol, interval, time)
) WITHOUT ROWID;
PRAGMA user_version={_FORMAT};
"""
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_log = get_logger(__name__)

T = TypeVar("T")


class CandleStore:
    """Keeps the finished candles of series between two runs.

    The candles of a series have no holes: those before a hole, or before prices that
    the broker has restated, are dropped when the newer ones are saved.

    Parameters
    ----------
    path
        The file; made if it is not there. One for each mode: real and simulated
        prices must not meet.
    most
        Candles kept of each series, the newest ones.

    Attributes
    ----------
    trouble
        A Korean sentence while the disk does not take candles, else empty.
    """

    def __init__(self, path: Path, most: int = MOST_KEPT) -> None:
        self.trouble = ""
        self._path = path
        self._most = most
        # One after the other: SQLite has one writer.
        self._turn = asyncio.Lock()

    async def newest(self, symbol: str, interval: Interval, count: int) -> list[Candle]:
        """Return the newest candles, ascending; none where nothing can be read."""
        return await self._run(lambda c: _newest(c, symbol, interval, count)) or []

    async def before(
        self, symbol: str, interval: Interval, candle: Candle, count: int
    ) -> list[Candle]:
        """Return the candles that end where a known one begins, ascending.

        None are returned where the store does not know that candle as it is.
        """
        found = await self._run(lambda c: _before(c, symbol, interval, candle, count))
        return found or []

    async def save(
        self, symbol: str, interval: Interval, candles: Sequence[Candle]
    ) -> bool:
        """Put finished candles in place of those from the first one's start on.

        Returns whether they were kept; if not, ``trouble`` says why.
        """
        if not candles:
            return True
        done = await self._run(
            lambda c: _save(c, symbol, interval, candles, self._most)
        )
        return done is not None

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        async with self._turn:
            return await asyncio.to_thread(self._try, work)

    def _try(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        try:
            try:
                found = self._within(work)
            except sqlite3.DatabaseError as error:
                if _primary_code(error) not in _BROKEN:
                    raise
                self._put_aside()
                found = self._within(work)
        except (sqlite3.Error, OSError) as error:
            self._note(f"과거 봉을 디스크에 두지 못합니다 ({error})")
            return None
        self._note("")
        return found

    def _within(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=_BUSY_S)) as connection:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            if found != _FORMAT:
                connection.executescript(_SCHEMA)
            with connection:
                return work(connection)

    def _put_aside(self) -> None:
        moment = f"{datetime.now(KST):%Y%m%d-%H%M%S}"
        aside = self._path.with_name(f"{self._path.name}.broken-{moment}")
        self._path.replace(aside)
        for leftover in ("-wal", "-shm"):
            self._path.with_name(self._path.name + leftover).unlink(missing_ok=True)
        _log.warning("candles on disk were damaged and put aside", file=aside.name)

    def _note(self, trouble: str) -> None:
        if trouble and trouble != self.trouble:
            _log.warning("candles are not kept", reason=trouble)
        self.trouble = trouble


def _newest(
    connection: sqlite3.Connection, symbol: str, interval: Interval, count: int
) -> list[Candle]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM candle WHERE {_SERIES} ORDER BY time DESC LIMIT ?",  # noqa: S608
        (symbol, interval, count),
    ).fetchall()
    return [_candle(row) for row in reversed(rows)]


def _before(
    connection: sqlite3.Connection,
    symbol: str,
    interval: Interval,
    candle: Candle,
    count: int,
) -> list[Candle]:
    time = int(candle.time.timestamp())
    if _open_at(connection, symbol, interval, time) != candle.open:
        return []
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM candle WHERE {_SERIES} AND time < ? "  # noqa: S608
        "ORDER BY time DESC LIMIT ?",
        (symbol, interval, time, count),
    ).fetchall()
    return [_candle(row) for row in reversed(rows)]


def _save(
    connection: sqlite3.Connection,
    symbol: str,
    interval: Interval,
    candles: Sequence[Candle],
    most: int,
) -> bool:
    first = int(candles[0].time.timestamp())
    if _open_at(connection, symbol, interval, first) == candles[0].open:
        since: int | None = first
    else:
        since = None
    connection.execute(
        f"DELETE FROM candle WHERE {_SERIES} AND time >= ifnull(?, time)",  # noqa: S608
        (symbol, interval, since),
    )
    connection.executemany(
        "INSERT INTO candle VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(symbol, str(interval), *_row(candle)) for candle in candles],
    )
    connection.execute(
        f"DELETE FROM candle WHERE {_SERIES} AND time <= (SELECT time FROM candle "  # noqa: S608
        f"WHERE {_SERIES} ORDER BY time DESC LIMIT 1 OFFSET ?)",
        (symbol, interval, symbol, interval, most),
    )
    return True


def _open_at(
    connection: sqlite3.Connection, symbol: str, interval: Interval, time: int
) -> int | None:
    row = connection.execute(
        f"SELECT open FROM candle WHERE {_SERIES} AND time = ?",  # noqa: S608
        (symbol, interval, time),
    ).fetchone()
    return None if row is None else row[0]


def _row(candle: Candle) -> tuple[Any, ...]:
    return (
        int(candle.time.timestamp()),
        candle.open,
        candle.high,
        candle.low,
        candle.close,
        candle.volume,
        candle.value,
        candle.day_volume,
    )


def _candle(row: tuple[Any, ...]) -> Candle:
    time, *figures = row
    return Candle(datetime.fromtimestamp(time, UTC).astimezone(KST), *figures)


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
