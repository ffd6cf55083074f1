"""A follower says of the forming bar what a computation anew would say of it."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import INDICATORS, Bars, Indicator, parse_indicator
from kiwoom import Candle
from tests.dashboard.indicators.walks import START, forming, split_walks, walks

# As a chart has them, and as short as they can be.
KEYS = [
    *INDICATORS,
    *("ma:2", "ma:20,5", "volume_ma:2", "bollinger:2,3", "ichimoku:2,3,4"),
    *("rsi:2", "macd:2,3,2", "macd:5,12,4", "stochastic:2,2,2", "stochastic:14,3,5"),
]

every_indicator = pytest.mark.parametrize("key", KEYS)
few = settings(max_examples=40, deadline=None)


def anew(indicator: Indicator, candles: Sequence[Candle]) -> list[tuple[float, ...]]:
    columns = indicator.batch(Bars.of(candles))
    return list(zip(*(column.tolist() for column in columns), strict=True))


def near(
    values: tuple[float, ...], indicator: Indicator, candles: list[Candle]
) -> object:
    # TA-Lib takes the deviation from squares in floating point; here it is exact.
    price = max((candle.high for candle in candles), default=0)
    least = max(1e-6, 1e-7 * price) if indicator.name == "bollinger" else 1e-6
    return pytest.approx(values, rel=1e-9, abs=least, nan_ok=True)


@every_indicator
@few
@given(split=split_walks())
def test_each_next_bar_has_the_values_of_the_whole(
    key: str, split: tuple[list[Candle], int]
) -> None:
    candles, closed = split
    indicator = parse_indicator(key)
    follower = indicator.follow(candles[:closed])

    for candle, values in zip(
        candles[closed:], anew(indicator, candles)[closed:], strict=True
    ):
        assert follower.peek(candle) == near(values, indicator, candles)
        follower.push(candle)


@every_indicator
@few
@given(split=split_walks(), data=st.data())
def test_a_forming_bar_has_the_values_it_would_have_closed_with(
    key: str, split: tuple[list[Candle], int], data: st.DataObject
) -> None:
    candles, closed = split
    indicator = parse_indicator(key)
    follower = indicator.follow(candles[:closed])
    for candle in candles[closed:]:
        follower.push(candle)

    for _ in range(3):
        whole = [*candles, data.draw(forming(candles))]
        expected = near(anew(indicator, whole)[-1], indicator, whole)
        assert follower.peek(whole[-1]) == expected


@every_indicator
@few
@given(candles=walks, data=st.data())
def test_looking_ahead_changes_nothing(
    key: str, candles: list[Candle], data: st.DataObject
) -> None:
    indicator = parse_indicator(key)
    looked, left_alone = indicator.follow(candles), indicator.follow(candles)

    for _ in range(3):
        looked.peek(data.draw(forming(candles)))

    last = data.draw(forming(candles))
    expected = pytest.approx(left_alone.peek(last), rel=0, abs=0, nan_ok=True)
    assert looked.peek(last) == expected
    looked.push(last)
    left_alone.push(last)
    following = data.draw(forming([last]))
    expected = pytest.approx(left_alone.peek(following), rel=0, abs=0, nan_ok=True)
    assert looked.peek(following) == expected


@every_indicator
@few
@given(split=split_walks())
def test_a_closed_bar_keeps_its_values_whatever_follows(
    key: str, split: tuple[list[Candle], int]
) -> None:
    candles, closed = split
    indicator = parse_indicator(key)

    first = anew(indicator, candles[:closed])
    whole = anew(indicator, candles)

    assert len(whole) == len(candles)
    for before, after in zip(first, whole, strict=False):
        assert before == near(after, indicator, candles)


@every_indicator
@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_follower_begins_before_there_are_enough_bars(key: str, count: int) -> None:
    indicator = parse_indicator(key)
    candle = Candle(START, 100, 100, 100, 100, 10)

    values = indicator.follow([candle] * count).peek(candle)

    assert len(values) == len(indicator.lines)
    assert values == near(anew(indicator, [candle] * (count + 1))[-1], indicator, [])
