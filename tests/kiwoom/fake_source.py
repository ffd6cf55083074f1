"""A market that a test moves by hand, in the place of a client."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Sequence
from datetime import date, datetime

from kiwoom import (
    Candle,
    Instrument,
    Interval,
    KiwoomError,
    Market,
    OrderBook,
    Summary,
    UnknownSymbol,
)
from kiwoom.enums import LiveKind
from kiwoom.feed import FeedEvent, Wish
from tests.kiwoom.samples import make_summary

SYMBOLS = ("005930", "000660", "035420")
PAGE_SIZE = 300


class FakeFeed:
    """Delivers what the test puts in, and remembers what the hub asked for."""

    def __init__(self) -> None:
        self.frames: asyncio.Queue[Sequence[FeedEvent]] = asyncio.Queue()
        self.trades: tuple[str, ...] = ()
        self.books: tuple[str, ...] = ()
        self.day: date | None = None
        self.reconnects: list[str] = []
        self.dropped_rows = 0
        self.error: Exception | None = None
        self.want_error: Exception | None = None
        self.wishes = 0
        self.wish: Wish = {}

    def want(self, wish: Wish) -> None:
        self.wishes += 1
        if self.want_error is not None:
            raise self.want_error
        self.trades = tuple(wish.get(LiveKind.TRADE, ()))
        self.books = tuple(wish.get(LiveKind.BOOK, ()))
        self.wish = wish

    def ask_screen(self, screen: str) -> None:
        """Ask nothing: there are no conditions."""

    def set_day(self, day: date) -> None:
        self.day = day

    def reconnect(self, reason: str) -> None:
        self.reconnects.append(reason)

    async def batches(self) -> AsyncGenerator[Sequence[FeedEvent], None]:
        while True:
            frame = await self.frames.get()
            if self.error is not None:
                raise self.error
            yield frame

    async def send(self, *events: FeedEvent) -> None:
        """Deliver events in one frame and wait until the hub has taken them."""
        self.frames.put_nowait(events)
        for _ in range(5):
            await asyncio.sleep(0)


class FakeSource:
    """Serves pages and figures that the test sets; failures come first.

    Candles are served at once as a list, and from the newest back in pages of
    ``PAGE_SIZE``; ``open_pages`` counts the iterators that nobody has closed. While
    ``hold``, ``hold_pages`` or ``hold_figures`` is cleared, histories, pages or figures
    come late: what they say or refuse is decided when it is set again.
    """

    def __init__(self) -> None:
        self.live = FakeFeed()
        self.pages: dict[str, list[Candle]] = {}
        self.figures = {symbol: make_summary(symbol) for symbol in SYMBOLS}
        self.failures: list[KiwoomError] = []
        self.calls: list[str] = []
        self.open_pages = 0
        self._given: list[AsyncGenerator[list[Candle], None]] = []
        self.listing_refusal: KiwoomError | None = None
        self.refusal: KiwoomError | None = None
        self.hold = asyncio.Event()
        self.hold.set()
        self.hold_pages = asyncio.Event()
        self.hold_pages.set()
        self.hold_figures = asyncio.Event()
        self.hold_figures.set()

    async def candle_list(
        self, symbol: str, interval: Interval | str, count: int
    ) -> list[Candle]:
        self.calls.append(f"{symbol} {interval} {count}")
        await self.hold.wait()
        self._refuse()
        if symbol not in SYMBOLS:
            raise UnknownSymbol("ka10080", symbol)
        return self.pages.get(symbol, [])[-count:]

    def candle_pages(
        self, symbol: str, interval: Interval | str
    ) -> AsyncGenerator[list[Candle], None]:
        pages = self._read_pages(symbol, interval)
        # What nobody refers to any more would close by itself.
        self._given.append(pages)
        return pages

    async def summaries(self, symbols: Collection[str]) -> list[Summary]:
        self.calls.append("summaries " + " ".join(symbols))
        await self.hold_figures.wait()
        self._fail()
        return [self.figures[symbol] for symbol in symbols if symbol in SYMBOLS]

    async def order_book(self, symbol: str) -> OrderBook:
        self.calls.append(f"book {symbol}")
        self._fail()
        time = self.figures[symbol].time
        assert time is not None
        return OrderBook(symbol, time, (), (), 1, 2)

    async def instruments(self, market: Market | None = None) -> list[Instrument]:
        self.calls.append("instruments")
        self._fail()
        if self.listing_refusal is not None:
            raise self.listing_refusal
        return [Instrument(s, s, Market.KOSPI, 70_000, 10**9) for s in SYMBOLS]

    def feed(self) -> FakeFeed:
        return self.live

    mode = None
    broker_time: datetime | None = None

    def rest_load(self) -> tuple[int, int]:
        return 0, 0

    async def _read_pages(
        self, symbol: str, interval: Interval | str
    ) -> AsyncGenerator[list[Candle], None]:
        self.open_pages += 1
        try:
            known = self.pages[symbol]
            for end in range(len(known), 0, -PAGE_SIZE):
                self.calls.append(f"page {symbol} {interval}")
                await self.hold_pages.wait()
                self._refuse()
                yield known[max(0, end - PAGE_SIZE) : end]
        finally:
            self.open_pages -= 1

    def _refuse(self) -> None:
        self._fail()
        if self.refusal is not None:
            raise self.refusal

    def _fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)
