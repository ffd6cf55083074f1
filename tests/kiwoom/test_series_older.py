"""Older candles go before the first one, and nothing that was known moves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiwoom import Candle, CandleSeries, Interval
from kiwoom.series import MOST_CANDLES
from tests.kiwoom.samples import at

FIRST = at("09:00:00")


def bar(number: int) -> Candle:
    """Return the candle of a minute after (or before) nine, unlike its neighbours."""
    price = 1_000 + number % 97
    start = FIRST + timedelta(minutes=number)
    return Candle(start, price, price + 9, price - 9, price + 1, 10 + number % 7)


def bars(begin: int, end: int) -> list[Candle]:
    return [bar(number) for number in range(begin, end)]


def loaded(begin: int, end: int) -> CandleSeries:
    series = CandleSeries("005930", Interval.M1)
    series.adopt(bars(begin, end))
    return series


def candles(series: CandleSeries) -> list[Candle]:
    return [*series.closed, *([series.forming] if series.forming else [])]


def numbers(series: CandleSeries) -> dict[Candle, int]:
    return {c: series.first_number + n for n, c in enumerate(series.closed)}


def grow(series: CandleSeries, begin: int, end: int) -> None:
    for number in range(begin, end):
        series.roll(bar(number))


# Prepending


def test_older_candles_go_before_the_first_one() -> None:
    series = loaded(100, 110)
    before = numbers(series)

    series.prepend(bars(60, 100))

    assert candles(series) == bars(60, 110)
    assert series.first_number == -40
    assert {c: n for c, n in numbers(series).items() if c in before} == before


def test_older_candles_are_no_revision() -> None:
    series = loaded(100, 110)
    revision, version = series.revision, series.version

    series.prepend(bars(60, 100))

    assert series.revision == revision
    assert series.version > version


def test_candles_that_are_not_older_change_nothing() -> None:
    series = loaded(100, 110)
    version = series.version

    series.prepend(bars(100, 130))

    assert candles(series) == bars(100, 110)
    assert series.version == version


def test_a_series_with_only_a_forming_candle_takes_what_is_before_it() -> None:
    series = loaded(100, 101)

    series.prepend(bars(95, 105))

    assert list(series.closed) == bars(95, 100)
    assert series.forming == bar(100)


def test_a_series_without_candles_takes_none() -> None:
    series = CandleSeries("005930", Interval.M1)

    series.prepend(bars(0, 10))

    assert candles(series) == []


@given(
    st.lists(st.integers(-30, 40), max_size=60),
    st.integers(0, 20),
    st.integers(1, 20),
)
def test_whatever_is_given_only_what_is_older_is_taken_in_order(
    given_numbers: list[int], begin: int, count: int
) -> None:
    series = loaded(begin, begin + count)

    series.prepend(map(bar, given_numbers))

    older = sorted({number for number in given_numbers if number < begin})
    assert candles(series) == [*map(bar, older), *bars(begin, begin + count)]
    assert series.first_number == -len(older)


# What stays


def test_older_candles_survive_the_brokers_newest_page() -> None:
    series = loaded(100, 110)
    series.prepend(bars(60, 100))

    series.adopt(bars(105, 115))

    assert candles(series) == bars(60, 115)
    assert (series.first_number, series.revision) == (-40, 0)


def test_older_candles_survive_a_correction() -> None:
    series = loaded(100, 110)
    series.prepend(bars(60, 100))
    corrected = replace(bar(107), volume=999)

    series.adopt([*bars(105, 107), corrected, *bars(108, 115)])
    series.compare([bar(106), bar(107)])

    assert candles(series) == bars(60, 115)
    assert (series.first_number, series.revision) == (-40, 2)


def test_candles_before_a_hole_are_dropped() -> None:
    series = loaded(100, 110)
    series.prepend(bars(60, 100))
    series.complete()

    series.adopt(bars(500, 520))

    assert candles(series) == bars(500, 520)
    assert series.first_number == 9
    assert series.revision == 0
    assert not series.is_complete


def test_candles_before_a_page_that_goes_on_from_the_forming_one_stay() -> None:
    series = loaded(100, 110)

    series.adopt(bars(109, 130))

    assert candles(series) == bars(100, 130)


def test_candles_of_a_price_that_the_broker_has_restated_are_dropped() -> None:
    """A share that was split: the broker divides all its past prices."""
    series = loaded(100, 110)
    series.prepend(bars(60, 100))
    split = [replace(c, open=c.open // 50) for c in bars(105, 112)]

    series.adopt(split)

    assert candles(series) == split
    assert series.revision == 1


Step = tuple[str, int]
STEPS = st.tuples(
    st.sampled_from(["roll", "older", "page", "outage"]), st.integers(1, 30)
)


@given(st.integers(1, 20), st.lists(STEPS, max_size=25))
def test_a_series_is_always_an_unbroken_part_of_history(
    count: int, steps: Sequence[Step]
) -> None:
    """And as long as the revision stays, a closed candle keeps its number."""
    begin, now = -count + 1, 0
    series = loaded(begin, 1)
    for step, size in steps:
        known, revision = numbers(series), series.revision
        if step == "roll":
            grow(series, now + 1, now + 1 + size)
            now += size
        elif step == "older":
            # The page reaches over what is known already.
            series.prepend(bars(begin - size, min(now, begin + size)))
            begin -= size
        else:
            newest = now
            now += 2 * size if step == "outage" else 0
            page = bars(now - size, now + 1)
            series.adopt(page)
            begin = now - size if now - size > newest else min(begin, now - size)

        assert candles(series) == bars(begin, now + 1)
        if series.revision == revision:
            stayed = {c: n for c, n in numbers(series).items() if c in known}
            assert stayed == {c: known[c] for c in stayed}


# How many


def test_what_was_put_before_is_not_dropped_with_the_next_candles() -> None:
    series = loaded(0, 500)
    series.prepend(bars(-900, 0))

    grow(series, 500, 2_100)

    assert series.closed[0] == bar(-900)


def test_a_longer_series_drops_its_oldest_later_and_is_not_complete_then() -> None:
    series = loaded(0, 500)
    series.prepend(bars(-900, 0))
    series.complete()

    grow(series, 500, 2_202)

    assert len(series.closed) == 2_900
    assert series.closed[-1] == bar(2_200)
    assert series.first_number == -900 + 201
    assert not series.is_complete


def test_the_longest_series_takes_the_newest_of_the_older_candles() -> None:
    series = loaded(0, 501)

    series.prepend(bars(-MOST_CANDLES, 0))
    series.prepend(bars(-MOST_CANDLES - 900, -MOST_CANDLES))
    grow(series, 501, 701)

    assert len(series.closed) == MOST_CANDLES + 200
    assert series.closed[0] == bar(500 - MOST_CANDLES)
    grow(series, 701, 702)
    assert len(series.closed) == MOST_CANDLES


# What readers are told


def test_asking_for_older_candles_shows() -> None:
    series = loaded(0, 5)
    seen = [(series.version, series.is_loading_older, series.is_complete)]

    for change in (series.expect_older, series.complete, series.settle_older):
        change()
        seen.append((series.version, series.is_loading_older, series.is_complete))

    versions, loading, complete = zip(*seen, strict=True)
    assert list(versions) == sorted(set(versions))
    assert loading == (False, True, True, False)
    assert complete == (False, False, True, True)
    assert series.revision == 0
