"""A chart's columns are its candles, whatever way they came to be."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.columns import NAMES, Change, Columns, build_columns, diff, wall_ms
from tests.dashboard.candles import minute, series_of


def drawn(columns: Columns, change: Change | None) -> Columns:
    """Do to columns what a chart does."""
    if change is None:
        return columns
    if change.replace:
        return change.columns
    return {name: columns[name] + change.columns[name] for name in NAMES}


def test_a_column_time_is_the_wall_clock_in_seoul():
    assert wall_ms(minute(1)) % 86_400_000 == (9 * 60 + 1) * 60_000


def test_bar_numbers_go_on_from_the_first():
    columns = build_columns([minute(0), minute(1)], first=40)

    assert columns["number"] == [40, 41]


def test_a_candle_without_a_body_is_still_visible():
    columns = build_columns([minute(0, close=100)], first=0)

    assert columns["body"][0] > 0


def test_a_body_lies_between_open_and_close():
    columns = build_columns([minute(0, close=90)], first=0)

    assert columns["middle"] == [95.0]
    assert columns["body"] == [10]
    assert columns["rising"] == ["0"]


def test_nothing_is_drawn_twice():
    series = series_of(3)
    change = diff(None, series)

    assert change is not None
    assert diff(change.shown, series) is None


def test_a_closed_candle_is_appended():
    series = series_of(3)
    shown = diff(None, series).shown

    series.roll(minute(4))
    change = diff(shown, series)

    assert not change.replace
    assert change.columns["number"] == [3]


def test_a_trade_within_a_candle_changes_no_column():
    series = series_of(3)
    shown = diff(None, series).shown

    series.update(minute(3, close=120))

    assert diff(shown, series) is None


def test_a_revised_history_is_drawn_anew():
    series = series_of(3)
    shown = diff(None, series).shown

    series.compare([minute(1, close=77)])

    assert diff(shown, series).replace


ACTIONS = st.lists(st.sampled_from(["roll", "update", "revise", "look"]), max_size=30)


@given(ACTIONS)
def test_following_the_changes_draws_all_closed_candles(actions: list[str]):
    series = series_of(2)
    columns: Columns = {name: [] for name in NAMES}
    shown = None
    following = 3

    for action in [*actions, "look"]:
        if action == "roll":
            series.roll(minute(following))
            following += 1
        elif action == "update":
            series.update(minute(following - 1, close=130))
        elif action == "revise":
            series.compare([minute(0, close=100 + following), minute(1)])
        else:
            change = diff(shown, series)
            columns = drawn(columns, change)
            shown = change.shown if change else shown

    assert columns == build_columns(series.closed, series.first_number)
