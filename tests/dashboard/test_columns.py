"""A figure's columns are its candles, each drawn as one bar."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.columns import NAMES, build_columns
from kiwoom import Candle
from tests.dashboard.candles import NINE, minute

PRICES = st.integers(1, 2_000_000)
CANDLES = st.builds(
    Candle, st.just(NINE), PRICES, PRICES, PRICES, PRICES, st.integers(0, 10**9)
)


def test_a_column_time_is_the_wall_clock_in_seoul():
    columns = build_columns([minute(1)], first=0)

    assert columns["time"][0] % 86_400_000 == (9 * 60 + 1) * 60_000


def test_bar_numbers_go_on_from_the_first():
    columns = build_columns([minute(0), minute(1)], first=40)

    assert columns["number"] == [40, 41]


def test_no_candles_are_columns_without_rows():
    assert build_columns([], first=40) == {name: [] for name in NAMES}


def test_a_column_holds_the_candles_own_numbers():
    columns = build_columns([minute(0, close=90, volume=7), minute(1)], first=0)

    assert columns["open"] == [100, 100]
    assert columns["high"] == [105, 105]
    assert columns["low"] == [85, 95]
    assert columns["close"] == [90, 100]
    assert columns["volume"] == [7, 10]


def test_a_candle_without_a_body_is_still_visible():
    columns = build_columns([minute(0, close=100)], first=0)

    assert columns["body"][0] > 0
    assert columns["rising"] == ["1"]


def test_a_body_lies_between_open_and_close():
    columns = build_columns([minute(0, close=90)], first=0)

    assert columns["middle"] == [95.0]
    assert columns["body"] == [10]
    assert columns["rising"] == ["0"]


def test_a_volume_bar_has_its_middle_at_half_its_height():
    assert build_columns([minute(0, volume=7)], first=0)["half_volume"] == [3.5]


@given(st.lists(CANDLES, max_size=20))
def test_columns_of_parts_are_parts_of_the_columns(candles):
    whole = build_columns(candles, first=3)
    cut = len(candles) // 2
    parts = [build_columns(candles[:cut], 3), build_columns(candles[cut:], 3 + cut)]

    assert whole == {name: parts[0][name] + parts[1][name] for name in NAMES}


@given(st.lists(CANDLES, min_size=1, max_size=20))
def test_every_column_has_one_row_for_each_candle(candles):
    columns = build_columns(candles, first=0)

    assert tuple(columns) == NAMES
    assert {len(column) for column in columns.values()} == {len(candles)}
    assert min(columns["body"]) > 0
