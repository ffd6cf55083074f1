"""How many trades a second one core decodes, chains, folds and makes frames of.

No network: the wire's own text is read from memory, by the code that reads the
socket's, and a real hub takes what it says. The last line does everything at once.

    ./run bench hub
    ./run bench hub --profile
"""

import argparse
import asyncio
import cProfile
import io
import pstats
import time
from collections.abc import AsyncGenerator, Iterable, Sequence
from datetime import date
from typing import Any

from benchmarks.measure.machine import describe_machine
from benchmarks.measure.table import listing, medians, table
from benchmarks.stage.market import DAY, ScriptedMarket
from dashboard.channels import ChannelTable
from dashboard.feed_viewer import FeedViewer
from dashboard.settings import DEFAULT_SYMBOLS
from kiwoom import CandleSeries, Hub, Interval, Trade, load_calendar
from kiwoom.chain import Chain
from kiwoom.feed import Connected, FeedEvent, Watching, Wish
from kiwoom.fold import IntradayFold
from kiwoom.protocol import KiwoomProtocol, ProtocolEvent
from tests.kiwoom.samples import real_frame, real_row

_RATE = 1000.0
_MINUTE_S = 60.0
_PROFILED = 12  # functions shown of a profile
_TICK_MS = 50.0
_TRADES_PER_FRAME = 50  # what a tick gathers at this rate

Batches = Iterable[Sequence[FeedEvent | ProtocolEvent]]


class ReplaySource(ScriptedMarket):
    """A market whose feed is a prepared list, as fast as the hub takes it.

    Attributes
    ----------
    prepared
        What the feed delivers; asked for when ``is_free`` is set.
    taken
        Set when the hub has taken everything.
    delivered
        Events so far.
    took_s
        Seconds that this took.
    """

    def __init__(self, prepared: Batches) -> None:
        super().__init__(
            DEFAULT_SYMBOLS, rate=_RATE, minute_s=_MINUTE_S, began=0, kept=1
        )
        self.prepared = prepared
        self.is_free = asyncio.Event()
        self.taken = asyncio.Event()
        self.delivered = 0
        self.took_s = 0.0

    def feed(self) -> "ReplayFeed":
        """Return the feed."""
        return ReplayFeed(self)


class ReplayFeed:
    """Delivers prepared batches once the histories are loaded."""

    dropped_rows = 0

    def __init__(self, source: ReplaySource) -> None:
        self._source = source

    def want(self, wish: Wish) -> None:
        """Do nothing: everything is delivered."""

    def ask_screen(self, screen: str) -> None:
        """Ask nothing: there are no conditions."""

    def set_day(self, day: date) -> None:
        """Do nothing: the batches have their day."""

    def reconnect(self, reason: str) -> None:
        """Do nothing: no line can break here."""

    async def batches(self) -> AsyncGenerator[Sequence[Any], None]:
        """Yield all batches, and wait for ever afterwards."""
        yield [Connected(), Watching(tuple(DEFAULT_SYMBOLS))]
        await self._source.is_free.wait()
        began = time.perf_counter()
        for batch in self._source.prepared:
            self._source.delivered += len(batch)
            yield batch
        self._source.took_s = time.perf_counter() - began
        self._source.taken.set()
        await asyncio.Event().wait()


class Wall:
    """One viewer of all symbols that draws at once; counts the time of its frames."""

    def __init__(self, hub: Hub) -> None:
        self.spent_s = 0.0
        self._pulls = 0
        self._table = table = ChannelTable(hub)
        self._viewer = FeedViewer(table, _TICK_MS, self._take)
        numbers = [table.number_of(code, Interval.M1) for code in DEFAULT_SYMBOLS]
        self._viewer.take({"channels": numbers})

    def pull(self) -> None:
        """Make the frame of everything that moved."""
        began = time.perf_counter()
        self._pulls += 1
        self._viewer.pull(self._table.moment(self._pulls * _TICK_MS))
        self.spent_s += time.perf_counter() - began

    def _take(self, frame: bytes) -> None:
        self._viewer.take({"ack": 1})


def wire_text(trade: Trade) -> str:
    """Return a trade as the frame in which the broker would send it."""
    row = real_row(
        trade.symbol,
        fid_20=f"{trade.time:%H%M%S}",
        fid_10=f"{trade.price:+d}",
        fid_11=f"{trade.change:+d}",
        fid_12=f"{trade.change_rate:+.2f}",
        fid_15=f"{trade.size:+d}",
        fid_13=str(trade.day_volume),
        fid_14=str(trade.day_value // 1_000_000),
    )
    return real_frame(row)


def decode(texts: Sequence[str]) -> float:
    """Return the seconds that it takes to read frames of one trade each."""
    protocol = KiwoomProtocol(DAY)
    began = time.perf_counter()
    for text in texts:
        protocol.receive(text)
    return time.perf_counter() - began


def chain(trades: Sequence[Trade]) -> float:
    """Return the seconds that it takes to prove that no trade is missing."""
    chains = {code: Chain() for code in DEFAULT_SYMBOLS}
    for code, symbol in ReplaySource([]).symbols.items():
        chains[code].restart(DAY, symbol.day_volume)
    began = time.perf_counter()
    for trade in trades:
        chains[trade.symbol].add(trade)
    return time.perf_counter() - began


def fold(trades: Sequence[Trade]) -> float:
    """Return the seconds that it takes to chain trades and fold them into candles."""
    hours = load_calendar().hours
    folds = {}
    for code, symbol in ReplaySource([]).symbols.items():
        assert symbol.forming is not None
        folds[code] = IntradayFold(CandleSeries(code, Interval.M1), hours)
        folds[code].adopt([*symbol.closed, symbol.forming])
    began = time.perf_counter()
    for trade in trades:
        folds[trade.symbol].add(trade)
    return time.perf_counter() - began


async def take(batches: Batches) -> float:
    """Return the seconds in which a real hub takes all batches."""
    source = ReplaySource(batches)
    async with Hub(source) as hub:
        await _run(source, hub)
    return source.took_s


async def take_and_show(batches: Batches) -> tuple[float, float]:
    """Return the seconds of the hub with a viewer, and those of the viewer's frames."""
    source = ReplaySource(batches)
    async with Hub(source) as hub:
        wall = Wall(hub)
        source.prepared = _with_frames(batches, wall)
        await _run(source, hub)
    return source.took_s, wall.spent_s


def _with_frames(batches: Batches, wall: Wall) -> Batches:
    for number, batch in enumerate(batches, 1):
        yield batch
        if number % _TRADES_PER_FRAME == 0:
            wall.pull()


async def _run(source: ReplaySource, hub: Hub) -> None:
    for symbol in DEFAULT_SYMBOLS:
        hub.subscribe(symbol)
    series = [hub.series(symbol, Interval.M1) for symbol in DEFAULT_SYMBOLS]
    while not all(one.closed for one in series):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    before = [one.version for one in series]
    source.is_free.set()
    await source.taken.wait()
    # A hub that let trades wait for history would look fast.
    assert sum(one.version for one in series) - sum(before) == source.delivered


def measure(trades: Sequence[Trade], texts: Sequence[str]) -> dict[str, float]:
    """Return the seconds of each step."""
    protocol = KiwoomProtocol(DAY)
    whole = (protocol.receive(text) for text in texts)
    everything, _ = asyncio.run(take_and_show(whole))
    _, frames = asyncio.run(take_and_show([trade] for trade in trades))
    decoding, folding = decode(texts), fold(trades)
    return {
        "decode": decoding,
        "chain": chain(trades),
        "chain + fold": folding,
        "decode + chain + fold": decoding + folding,
        "hub (chain, fold, figures)": asyncio.run(take([t] for t in trades)),
        "frames for one viewer": frames,
        "everything": everything,
    }


def profile(texts: Sequence[str]) -> str:
    """Return where the time of decode, hub and frames goes, by function."""
    protocol = KiwoomProtocol(DAY)
    whole = (protocol.receive(text) for text in texts)
    profiler = cProfile.Profile()
    profiler.enable()
    asyncio.run(take_and_show(whole))
    profiler.disable()
    written = io.StringIO()
    found = pstats.Stats(profiler, stream=written)
    found.strip_dirs().sort_stats("tottime").print_stats(_PROFILED)
    return written.getvalue()


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description="Trades a second on one core")
    parser.add_argument("--trades", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="what the rest is")
    chosen = parser.parse_args()
    market = ReplaySource([])
    trades = market.trades_until(chosen.trades / _RATE)
    texts = [wire_text(trade) for trade in trades]
    rounds = [measure(trades, texts) for _ in range(chosen.rounds)]
    columns: dict[str, dict[str, float]] = {"trades/s": {}, "us/trade": {}}
    for step, seconds in medians(rounds).items():
        columns["trades/s"][step] = len(trades) / seconds
        columns["us/trade"][step] = 1e6 * seconds / len(trades)
    print(listing(describe_machine().items()))
    print("\n" + table("one core", columns))
    if chosen.profile:
        print(profile(texts))


if __name__ == "__main__":
    main()
