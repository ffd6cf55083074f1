"""The lines of several indicators, side by side and kept current."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import MovingAverage, Rsi, VolumeAverage, Vwap
from dashboard.studies import Studies
from kiwoom import Candle
from tests.dashboard.candles import minute
from tests.dashboard.indicators.markets import markets

NAN = float("nan")


def same(values: tuple[float, ...]) -> object:
    return pytest.approx(values, nan_ok=True)


def test_lines_follow_each_other_in_the_order_of_the_indicators() -> None:
    studies = Studies([VolumeAverage(2), MovingAverage((2, 3))])

    rows = list(studies.start([minute(0, 100, 10), minute(1, 110, 30)]))

    assert studies.lines == 3
    assert rows[0] == same((NAN, NAN, NAN))
    assert rows[1] == same((20, 105, NAN))


def test_a_forming_candle_counts_until_the_next_look() -> None:
    studies = Studies([MovingAverage((2,)), VolumeAverage(2)])
    list(studies.start([minute(0, 100, 10), minute(1, 110, 30)]))

    looks = [studies.peek(minute(2, close, 50)) for close in (120, 90, 120)]

    assert looks == [(115, 40), (100, 40), (115, 40)]


def test_a_closed_candle_is_told_and_then_lies_behind() -> None:
    studies = Studies([MovingAverage((2,)), VolumeAverage(2)])
    list(studies.start([minute(0, 100, 10)]))

    assert studies.push(minute(1, 110, 30)) == (105, 20)
    assert studies.peek(minute(2, 130, 50)) == (120, 40)


def test_starting_again_forgets_what_was_there() -> None:
    studies = Studies([MovingAverage((2,)), Vwap()])
    list(studies.start([minute(n, 500) for n in range(9)]))

    list(studies.start([minute(0, 100)]))

    # Typical prices 100 and 106 2/3, of as many shares.
    assert studies.peek(minute(1, 110)) == same((105, 310 / 3))


def test_without_candles_only_the_forming_one_counts() -> None:
    studies = Studies([Vwap(), Rsi(2)])

    assert list(studies.start([])) == []
    assert studies.peek(minute(0, 100)) == same((100, NAN))


def test_no_indicators_have_no_lines() -> None:
    studies = Studies([])

    assert list(studies.start([minute(0), minute(1)])) == [(), ()]
    assert studies.peek(minute(2)) == studies.push(minute(2)) == ()
    assert (studies.lines, studies.nothing) == (0, ())


def test_nothing_is_a_value_for_each_line() -> None:
    studies = Studies([MovingAverage((5, 20)), Vwap()])

    assert studies.nothing == same((NAN, NAN, NAN))


@settings(max_examples=40, deadline=None)
@given(markets(), st.integers(0, 20))
def test_pushing_candles_is_like_starting_with_them(
    candles: list[Candle], closed: int
) -> None:
    grown, whole = (Studies([MovingAverage((5, 20)), Rsi()]) for _ in "ab")

    rows = list(grown.start(candles[:closed]))
    rows += [grown.push(candle) for candle in candles[closed:]]

    expected = list(whole.start(candles))
    assert len(rows) == len(expected) == len(candles)
    for row, values in zip(rows, expected, strict=True):
        assert row == same(values)
