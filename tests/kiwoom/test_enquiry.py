"""Figures and instruments are asked for until they come, but not after a refusal."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import repeat

import pytest

from kiwoom import (
    ApiError,
    AuthError,
    KiwoomError,
    OrderBook,
    ProtocolError,
    RateLimited,
    Summary,
    TransportError,
    load_calendar,
)
from kiwoom.enquiry import Enquiry, persist
from kiwoom.feed import MarketSource
from kiwoom.watch import Watch
from tests.kiwoom.fake_source import SYMBOLS, FakeSource
from tests.kiwoom.samples import at, make_summary, make_trade
from tests.market import eventually

DOWN = TransportError("ka10001 failed: ConnectError")
TOO_FAST = RateLimited("ka10001", 5, "허용된 요청 개수를 초과하였습니다")
UNREADABLE = ProtocolError("the reply cannot be read")
REFUSED = ApiError("ka10095", 2, "조회할 수 없습니다")
BAD_KEY = AuthError("유효하지 않은 키입니다", 8001)


class Desk:
    """An enquiry over a market of a test, and the figures that it handed on."""

    def __init__(self) -> None:
        self.source = FakeSource()
        self.taken: list[Sequence[Summary]] = []
        self.pauses: list[float] = []
        market: MarketSource = self.source
        self.enquiry = Enquiry(market, self.taken.append, self.delays)

    def delays(self) -> Iterator[float]:
        for pause in repeat(0.0):
            self.pauses.append(pause)
            yield pause

    def symbols(self) -> list[str]:
        return [summary.symbol for found in self.taken for summary in found]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def watching(symbol: str = "005930", *, book_viewers: int = 0) -> Watch:
    watch = Watch(symbol, load_calendar().hours)
    watch.viewers, watch.book_viewers = 1, book_viewers
    return watch


async def test_the_market_is_known_after_it_was_prepared(desk: Desk) -> None:
    is_tried = asyncio.Event()

    await desk.enquiry.prepare(is_tried)

    assert tuple(desk.enquiry.instruments) == SYMBOLS
    assert sorted(desk.symbols()) == sorted(SYMBOLS)
    assert is_tried.is_set()
    assert not desk.enquiry.is_preparing


async def test_a_first_try_that_fails_is_told_while_it_goes_on(desk: Desk) -> None:
    desk.source.failures = [DOWN]
    desk.source.hold_figures.clear()
    is_tried = asyncio.Event()

    preparing = asyncio.create_task(desk.enquiry.prepare(is_tried))
    await is_tried.wait()

    assert desk.enquiry.is_preparing
    desk.source.hold_figures.set()
    await preparing
    assert tuple(desk.enquiry.instruments) == SYMBOLS
    assert desk.source.calls.count("instruments") == 2


async def test_a_refused_listing_ends_the_preparation_and_is_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.source.listing_refusal = BAD_KEY
    is_tried = asyncio.Event()

    await desk.enquiry.prepare(is_tried)

    assert is_tried.is_set()
    assert not desk.enquiry.is_preparing
    assert not desk.enquiry.instruments
    assert desk.source.calls == ["instruments"]
    assert "no instruments" in caplog.text


async def test_whoever_waits_for_the_first_try_goes_on_when_it_is_given_up(
    desk: Desk,
) -> None:
    desk.source.hold_figures.clear()
    is_tried = asyncio.Event()
    preparing = asyncio.create_task(desk.enquiry.prepare(is_tried))
    await eventually(lambda: len(desk.source.calls) == 2)

    preparing.cancel()
    await asyncio.gather(preparing, return_exceptions=True)

    assert is_tried.is_set()
    assert not desk.enquiry.is_preparing


@pytest.mark.parametrize("failure", [DOWN, TOO_FAST, UNREADABLE], ids=type)
async def test_figures_are_asked_for_until_they_come(
    desk: Desk, failure: KiwoomError
) -> None:
    desk.source.failures = [failure] * 3

    await desk.enquiry.summaries(["005930"])

    assert desk.symbols() == ["005930"]
    assert desk.source.calls == ["summaries 005930"] * 4
    assert len(desk.pauses) == 3


@pytest.mark.parametrize("refusal", [REFUSED, BAD_KEY], ids=type)
async def test_refused_figures_are_not_asked_for_again(
    desk: Desk, refusal: KiwoomError, caplog: pytest.LogCaptureFixture
) -> None:
    desk.source.failures = [refusal]

    await desk.enquiry.summaries(["005930"])

    assert desk.taken == []
    assert desk.source.calls == ["summaries 005930"]
    assert "no figures" in caplog.text


async def test_an_order_book_is_taken_by_who_still_wants_it(desk: Desk) -> None:
    wanted, given_up = watching(book_viewers=1), watching("000660")

    await desk.enquiry.order_book(wanted)
    await desk.enquiry.order_book(given_up)

    assert wanted.book is not None
    assert wanted.book.symbol == "005930"
    assert given_up.book is None


async def test_a_live_order_book_is_not_replaced_by_an_older_one(desk: Desk) -> None:
    watch = watching(book_viewers=1)
    live = OrderBook("005930", at("10:00:01"), (), (), 10, 20)
    watch.book = live

    await desk.enquiry.order_book(watch)

    assert watch.book is live


async def test_a_refused_order_book_costs_nothing_else(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    watch = watching(book_viewers=1)
    desk.source.failures = [REFUSED]

    await desk.enquiry.order_book(watch)

    assert watch.book is None
    assert "no order book" in caplog.text


@pytest.mark.parametrize(
    ("volume", "is_missing"), [(999, False), (1_000, False), (1_001, True)]
)
async def test_trades_are_missing_where_the_broker_counts_more(
    desk: Desk, volume: int, is_missing: bool
) -> None:
    watch = watching()
    watch.add_summary(make_summary(volume=1_000))
    desk.source.figures["005930"] = make_summary(volume=volume)

    assert await desk.enquiry.is_missing_trades([watch]) is is_missing
    assert desk.symbols() == ["005930"]


async def test_one_symbol_that_is_behind_is_enough(desk: Desk) -> None:
    watches = [watching(symbol) for symbol in SYMBOLS]
    for watch in watches:
        watch.add_summary(make_summary(watch.symbol, volume=1_000))
        desk.source.figures[watch.symbol] = make_summary(watch.symbol, volume=1_000)
    desk.source.figures[SYMBOLS[-1]] = make_summary(SYMBOLS[-1], volume=1_001)

    assert await desk.enquiry.is_missing_trades(watches)


async def test_what_arrives_during_the_question_is_not_missing(desk: Desk) -> None:
    watch = watching()
    watch.add_summary(make_summary(volume=1_000))
    desk.source.figures["005930"] = make_summary(volume=1_050)
    desk.source.hold_figures.clear()
    asking = asyncio.create_task(desk.enquiry.is_missing_trades([watch]))
    await eventually(lambda: desk.source.calls)

    watch.add_trade(make_trade("10:00:05", 71_000, 50, 1_050))
    desk.source.hold_figures.set()

    assert not await asking


async def test_a_question_that_fails_finds_nothing_missing(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.source.failures = [DOWN]

    assert not await desk.enquiry.is_missing_trades([watching()])
    assert desk.taken == []
    assert "probe failed" in caplog.text


async def test_a_call_that_works_at_once_waits_for_nothing() -> None:
    async def call() -> str:
        return "answer"

    assert await persist(call, iter(())) == "answer"


async def test_a_failure_that_is_no_refusal_of_the_broker_is_not_hidden() -> None:
    async def call() -> str:
        raise LookupError("a fault of our own")

    with pytest.raises(LookupError):
        await persist(call, repeat(0.0))


async def test_every_failure_is_told_before_the_pause() -> None:
    told: list[int] = []
    answers = iter([DOWN, UNREADABLE, None])

    async def call() -> str:
        if (failure := next(answers)) is not None:
            raise failure
        return "answer"

    found = await persist(call, repeat(0.0), on_failure=lambda: told.append(1))

    assert (found, len(told)) == ("answer", 2)
