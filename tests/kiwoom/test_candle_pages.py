"""Candles come in pages from the newest back, as far as the broker has them."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from itertools import pairwise

import pytest

from kiwoom import Candle, Client, ProtocolError, Simulator, UnknownSymbol
from tests.kiwoom.samples import DAY
from tests.kiwoom.scripted_http import serving

Pages = AsyncGenerator[list[Candle], None]


async def first_of(pages: Pages, count: int) -> list[list[Candle]]:
    async with aclosing(pages):
        return [await anext(pages) for _ in range(count)]


async def all_of(pages: Pages) -> list[list[Candle]]:
    return [page async for page in pages]


def same_part(whole: Sequence[Candle], part: Sequence[Candle]) -> list[Candle]:
    return [c for c in whole if part[0].time <= c.time <= part[-1].time]


# The simulator's pages


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with (
        Simulator(seed=3, date=DAY, start="10:00") as simulator,
        Client(simulator.server) as opened,
    ):
        yield opened


@pytest.mark.parametrize("interval", ["1m", "15m"])
async def test_pages_from_the_newest_back_make_the_list(
    client: Client, interval: str
) -> None:
    newer, older = await first_of(client.candle_pages("005930", interval), 2)

    whole = await client.candle_list("005930", interval, 1_801)
    # The newest candles move between two calls.
    joined = (older + newer)[:-2]
    assert (len(newer), len(older)) == (900, 900)
    assert joined == same_part(whole, joined)


@pytest.mark.parametrize("interval", ["60m", "1d"])
async def test_pages_end_where_the_broker_has_no_more(
    client: Client, interval: str
) -> None:
    newer, older = await all_of(client.candle_pages("000660", interval))

    whole = await client.candle_list("000660", interval, 9_999)
    joined = (older + newer)[:-2]
    assert len(older) < len(newer)
    assert joined == same_part(whole, joined)
    assert whole[0] == joined[0]


async def test_twenty_thousand_candles_can_be_had(client: Client) -> None:
    candles = await client.candle_list("005930", "1m", 20_000)

    assert len(candles) == 20_000
    assert all(before.time < after.time for before, after in pairwise(candles))


async def test_an_unknown_symbol_has_no_pages(client: Client) -> None:
    with pytest.raises(UnknownSymbol):
        await all_of(client.candle_pages("999999"))


async def test_an_unknown_interval_has_no_pages(client: Client) -> None:
    with pytest.raises(ValueError, match="7m"):
        await all_of(client.candle_pages("005930", "7m"))


@pytest.mark.parametrize("count", [0, 1])
async def test_a_short_list_has_no_more_than_was_asked_for(
    client: Client, count: int
) -> None:
    assert len(await client.candle_list("005930", "1m", count)) == count


# A broker of the test's own


def row(minute: int, price: int = 100) -> dict[str, str]:
    clock = f"20260918{9 + minute // 60:02}{minute % 60:02}00"
    text = f"+{price}"
    return {
        "cntr_tm": clock,
        "cur_prc": text,
        "open_pric": text,
        "high_pric": text,
        "low_pric": text,
        "trde_qty": "10",
        "acc_trde_qty": str(10 * minute + 10),
    }


def rows(newest: int, oldest: int, price: int = 100) -> list[dict[str, str]]:
    return [row(minute, price) for minute in range(newest, oldest - 1, -1)]


Page = tuple[Sequence[Mapping[str, str]], str]
BLANK: Page = ([dict.fromkeys(row(0), "")], "")


@asynccontextmanager
async def paging(pages: Mapping[str, Page]) -> AsyncIterator[tuple[Client, list[str]]]:
    """Serve pages by the cursor that asks for them; the cursors asked for are kept."""
    asked: list[str] = []

    def answer(headers: Mapping[str, str]) -> tuple[dict[str, object], dict[str, str]]:
        if "api-id" not in headers or headers["api-id"] != "ka10080":
            return {}, {}
        asked.append(headers.get("next-key", ""))
        found, cursor = pages[asked[-1]]
        return (
            {"stk_min_pole_chart_qry": found},
            {"cont-yn": "Y" if cursor else "N", "next-key": cursor},
        )

    async with serving(answer) as server, Client(server) as client:
        yield client, asked


def minutes_of(pages: Sequence[Sequence[Candle]]) -> list[list[int]]:
    return [[c.time.hour * 60 + c.time.minute - 540 for c in page] for page in pages]


async def test_each_page_is_ascending_and_older_than_the_one_before() -> None:
    pages = {"": (rows(8, 6), "a"), "a": (rows(5, 3), "b"), "b": (rows(2, 1), "")}

    async with paging(pages) as (client, asked):
        found = await all_of(client.candle_pages("005930"))

    assert minutes_of(found) == [[6, 7, 8], [3, 4, 5], [1, 2]]
    assert asked == ["", "a", "b"]


async def test_where_pages_overlap_the_newer_one_knows_better() -> None:
    """Trades went on, so the second page begins later than the first one ended."""
    pages = {"": (rows(8, 6), "a"), "a": (rows(7, 4, price=999), "")}

    async with paging(pages) as (client, _):
        found = await all_of(client.candle_pages("005930"))
        whole = await client.candle_list("005930")

    assert minutes_of(found) == [[6, 7, 8], [4, 5]]
    assert [candle.open for candle in whole] == [999, 999, 100, 100, 100]


@pytest.mark.parametrize("last", [BLANK, ([], ""), ([], "b"), (BLANK[0], "b")], ids=str)
async def test_a_page_without_candles_is_the_end(last: Page) -> None:
    pages = {"": (rows(8, 6), "a"), "a": last}

    async with paging(pages) as (client, asked):
        found = await all_of(client.candle_pages("005930"))

    assert minutes_of(found) == [[6, 7, 8]]
    assert asked == ["", "a"]


async def test_cursors_that_lead_round_in_a_circle_are_the_end() -> None:
    pages = {"": (rows(8, 6), "a"), "a": (rows(5, 3), "b"), "b": (rows(8, 3), "a")}

    async with paging(pages) as (client, asked):
        found = await all_of(client.candle_pages("005930"))

    assert minutes_of(found) == [[6, 7, 8], [3, 4, 5]]
    assert asked == ["", "a", "b"]


async def test_nothing_at_all_makes_no_page() -> None:
    async with paging({"": ([], "")}) as (client, _):
        assert await all_of(client.candle_pages("005930")) == []


async def test_pages_are_fetched_when_they_are_wanted() -> None:
    pages = {"": (rows(8, 6), "a"), "a": (rows(5, 3), "b")}

    async with paging(pages) as (client, asked):
        await first_of(client.candle_pages("005930"), 2)
        short = await client.candle_list("005930", "1m", 3)

    assert asked == ["", "a", ""]
    assert minutes_of([short]) == [[6, 7, 8]]


async def test_after_an_error_pages_begin_at_the_newest_again() -> None:
    pages: dict[str, Page] = {"": (rows(8, 6), "a"), "a": (rows(5, 3), "")}

    async with paging(pages) as (client, _):
        broken = client.candle_pages("005930")
        await anext(broken)
        pages["a"] = ([{**row(5), "cur_prc": "?"}], "")
        with pytest.raises(ProtocolError):
            await anext(broken)
        pages["a"] = (rows(5, 3), "")
        rest = await all_of(broken)
        again = await all_of(client.candle_pages("005930"))

    assert rest == []
    assert minutes_of(again) == [[6, 7, 8], [3, 4, 5]]
