"""Indicators are named by keys, and drawn as lines that never clash."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators import (
    INDICATORS,
    Bollinger,
    Ichimoku,
    Indicator,
    Macd,
    MovingAverage,
    Pane,
    Rsi,
    Stochastic,
    VolumeAverage,
    Vwap,
    default_indicators,
    parse_indicator,
)
from dashboard.theme import PALETTES
from tests.dashboard.indicators.markets import EVERY, USUAL

LENGTHS = st.integers(2, 1_000)
INDICATORS_OF_ANY_LENGTH = st.one_of(
    st.builds(Vwap),
    st.builds(
        MovingAverage,
        st.lists(LENGTHS, min_size=1, max_size=8, unique=True).map(tuple),
    ),
    st.builds(VolumeAverage, LENGTHS),
    st.builds(Bollinger, LENGTHS, st.floats(0.001, 10)),
    st.builds(Ichimoku, LENGTHS, LENGTHS, LENGTHS),
    st.builds(Rsi, LENGTHS),
    st.builds(Stochastic, LENGTHS, LENGTHS, LENGTHS),
    st.lists(LENGTHS, min_size=2, max_size=2, unique=True).flatmap(
        lambda pair: st.builds(Macd, st.just(min(pair)), st.just(max(pair)), LENGTHS)
    ),
)


@given(INDICATORS_OF_ANY_LENGTH)
def test_a_key_leads_back_to_its_indicator(indicator: Indicator):
    assert parse_indicator(indicator.key) == indicator
    assert parse_indicator(indicator.key).key == indicator.key


@pytest.mark.parametrize(
    ("indicator", "key"),
    [
        (MovingAverage(), "ma:5,20,60,120"),
        (Bollinger(), "bollinger:20,2"),
        (Bollinger(20, 2.5), "bollinger:20,2.5"),
        (Vwap(), "vwap"),
        (Ichimoku(), "ichimoku:9,26,52"),
        (VolumeAverage(), "volume_ma:20"),
        (Rsi(), "rsi:14"),
        (Macd(), "macd:12,26,9"),
        (Stochastic(), "stochastic:5,3,3"),
    ],
)
def test_a_key_is_a_name_and_numbers(indicator: Indicator, key: str):
    assert indicator.key == key


@pytest.mark.parametrize("name", INDICATORS)
def test_a_name_alone_means_the_usual_parameters(name: str):
    assert parse_indicator(name) == INDICATORS[name]()


def test_parameters_left_out_are_the_usual_ones():
    assert parse_indicator("macd:5") == Macd(5, 26, 9)


def test_whole_and_broken_deviations_make_one_key():
    assert Bollinger(20, 2).key == Bollinger(20, 2.0).key == "bollinger:20,2"


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("", "expected one of ma, bollinger, .* found ''"),
        ("sma:5", "expected one of .* found 'sma'"),
        ("MA:5", "found 'MA'"),
        ("x" * 10_000, "found 'x{20}'$"),
        ("ma:", "expected a number, found ''"),
        ("ma:5,,20", "expected a number, found ''"),
        ("ma:five", "expected a number, found 'five'"),
        ("ma:" + "9" * 10_000, "expected a number"),
        ("ma:1", "expected a length of 2 to 1000 bars, found 1"),
        ("ma:-5", "found -5.0"),
        ("ma:5.5", "found 5.5"),
        ("ma:1001", "found 1001"),
        ("ma:5,5", "expected 1 to 8 different lengths"),
        ("ma:2,3,4,5,6,7,8,9,10", "expected 1 to 8 different lengths"),
        ("vwap:1", "too many parameters in 'vwap:1'"),
        ("volume_ma:0", "found 0"),
        ("bollinger:20,0", "expected up to 10 deviations, found 0"),
        ("bollinger:20,nan", "expected up to 10 deviations, found nan"),
        ("bollinger:20,inf", "expected up to 10 deviations, found inf"),
        ("bollinger:20,2,2", "too many parameters"),
        ("ichimoku:9,26,1", "found 1"),
        ("rsi:1e3", "found 1000.0"),
        ("macd:26,12", "expected the fast length first, found 26 and 12"),
        ("macd:12,12", "expected the fast length first"),
        ("stochastic:5,3,3,3", "too many parameters"),
    ],
)
def test_a_bad_key_is_refused_with_a_clear_sentence(key: str, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        parse_indicator(key)


@given(st.text(max_size=30))
def test_no_text_is_another_error(text: str):
    for key in (text, f"ma:{text}", f"bollinger:{text}"):
        try:
            indicator = parse_indicator(key)
        except ValueError:
            continue
        assert parse_indicator(indicator.key) == indicator


def test_no_averages_are_no_indicator():
    with pytest.raises(ValueError, match="1 to 8 different lengths"):
        MovingAverage(())


def test_the_names_are_those_of_the_classes():
    assert {name: kind.name for name, kind in INDICATORS.items()} == {
        name: name for name in INDICATORS
    }
    assert len(INDICATORS) == 8


def test_a_chart_begins_with_averages_of_price_and_volume():
    keys = [indicator.key for indicator in default_indicators()]

    assert keys == ["ma:5,20,60,120", "volume_ma:20"]


def test_column_names_are_unique_across_all_indicators():
    names = [line.name for indicator in USUAL for line in indicator.lines]

    assert len(names) == len(set(names))


def test_labels_are_unique_across_all_indicators():
    labels = [line.label for indicator in USUAL for line in indicator.lines]

    assert all(labels)
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("theme", PALETTES)
@given(indicator=INDICATORS_OF_ANY_LENGTH)
def test_every_line_has_a_colour_in_both_themes(theme: str, indicator: Indicator):
    colours = {line.colour for line in indicator.lines}

    assert colours <= set(PALETTES[theme].indicators)


@pytest.mark.parametrize("length", [5, 10, 20, 60, 120, 240])
def test_a_customary_average_has_its_own_colour(length: int):
    [line] = MovingAverage((length,)).lines

    assert (line.name, line.label, line.colour) == (
        f"ma{length}",
        f"MA{length}",
        f"ma{length}",
    )


def test_another_average_has_the_colour_of_the_nearest_customary_one():
    colours = [line.colour for line in MovingAverage((3, 50, 1_000)).lines]

    assert colours == ["ma5", "ma60", "ma240"]


@pytest.mark.parametrize("indicator", EVERY, ids=lambda one: one.key)
def test_a_line_is_drawn_in_a_known_way(indicator: Indicator):
    for line in indicator.lines:
        assert line.dash in {"solid", "dashed", "dotted"}
        assert 0 < line.width <= 2


@pytest.mark.parametrize(
    ("pane", "names"),
    [
        (Pane.PRICE, {"ma", "bollinger", "vwap", "ichimoku"}),
        (Pane.VOLUME, {"volume_ma"}),
        (Pane.LOWER, {"rsi", "macd", "stochastic"}),
    ],
)
def test_an_indicator_has_its_place(pane: Pane, names: set[str]):
    assert {one.name for one in USUAL if one.pane is pane} == names


def test_the_ichimoku_spans_are_shifted_by_the_base_length():
    shifts = [line.shift for line in Ichimoku(9, 30, 52).lines]

    assert shifts == [0, 0, 30, 30, -30]


def test_only_the_macd_histogram_is_drawn_as_bars():
    bars = [line.name for one in USUAL for line in one.lines if line.histogram]

    assert bars == ["macd_histogram"]


@pytest.mark.parametrize(
    ("indicator", "guides", "span"),
    [
        (Rsi(), (30, 70), (0, 100)),
        (Stochastic(), (20, 80), (0, 100)),
        (Macd(), (0,), None),
        (Bollinger(), (), None),
        (Vwap(), (), None),
    ],
    ids=lambda one: getattr(one, "key", ""),
)
def test_guides_and_span_are_the_customary_ones(indicator, guides, span):
    assert (indicator.guides, indicator.span) == (guides, span)


def test_equal_indicators_are_interchangeable():
    assert {Rsi(14), parse_indicator("rsi"), Rsi(9)} == {Rsi(14), Rsi(9)}


def test_importing_the_indicators_loads_no_screen():
    program = "import dashboard.indicators, sys; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()

    assert {"panel", "bokeh", "param"}.isdisjoint(loaded)
