"""What a chart needs to draw lines: columns, names and colours."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings

from dashboard.indicators import INDICATORS, Bars, Indicator, Pane, parse_indicator
from dashboard.theme import PALETTES, Palette
from kiwoom import Candle
from tests.dashboard.indicators.walks import START, walks

ALL = [make() for make in INDICATORS.values()]
every_indicator = pytest.mark.parametrize("indicator", ALL, ids=lambda each: each.key)


@every_indicator
@settings(max_examples=20, deadline=None)
@given(candles=walks)
def test_each_line_has_a_value_for_each_bar(
    indicator: Indicator, candles: list[Candle]
) -> None:
    columns = indicator.batch(Bars.of(candles))

    assert [len(column) for column in columns] == [len(candles)] * len(indicator.lines)
    assert {column.dtype for column in columns} == {np.dtype(np.float64)}


@every_indicator
def test_no_bars_have_no_values(indicator: Indicator) -> None:
    columns = indicator.batch(Bars.of([]))

    assert [column.tolist() for column in columns] == [[]] * len(indicator.lines)


@every_indicator
def test_a_line_is_undefined_until_there_are_enough_bars(indicator: Indicator) -> None:
    candle = Candle(START, 100, 100, 100, 100, 10)

    for count in range(indicator.lookback):
        columns = indicator.batch(Bars.of([candle] * count))
        assert all(len(column) == count for column in columns)

    columns = indicator.batch(Bars.of([candle] * indicator.lookback))
    assert not any(np.isnan(column[-1]) for column in columns)
    if indicator.lookback > 1:
        assert any(np.isnan(column[-2]) for column in columns)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda each: each.name)
@every_indicator
def test_each_line_has_a_colour_in_each_palette(
    indicator: Indicator, palette: Palette
) -> None:
    assert {line.colour for line in indicator.lines} <= palette.indicators.keys()


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda each: each.name)
def test_no_colour_is_left_over(palette: Palette) -> None:
    lines = chain.from_iterable(indicator.lines for indicator in ALL)

    assert palette.indicators.keys() == {line.colour for line in lines}


def test_more_averages_than_colours_share_the_last_one() -> None:
    lines = parse_indicator("ma:2,3,4,5,6").lines

    assert [line.colour for line in lines][2:] == ["average2", "average3", "average3"]


def test_no_two_lines_have_the_same_name() -> None:
    names = [line.name for indicator in ALL for line in indicator.lines]

    assert len(set(names)) == len(names)


@every_indicator
def test_each_line_has_a_label(indicator: Indicator) -> None:
    assert all(line.label for line in indicator.lines)


def test_only_panes_of_their_own_have_guides_and_a_span() -> None:
    elsewhere = [indicator for indicator in ALL if indicator.pane is not Pane.LOWER]

    assert all(indicator.guides == () for indicator in elsewhere)
    assert all(indicator.span is None for indicator in elsewhere)


@pytest.mark.parametrize("key", ["rsi", "stochastic"])
@settings(max_examples=30, deadline=None)
@given(candles=walks)
def test_values_stay_within_their_span(key: str, candles: list[Candle]) -> None:
    indicator = parse_indicator(key)
    assert indicator.span is not None
    low, high = indicator.span

    for column in indicator.batch(Bars.of(candles)):
        known = column[~np.isnan(column)]
        assert ((known >= low - 1e-9) & (known <= high + 1e-9)).all()
