"""Frames carry bars and what moves, exactly."""

import math

import pytest

from dashboard.frames import (
    LIVE_FIELDS,
    BarColumns,
    Moment,
    join_frame,
    live_block,
    wall_ms,
)
from tests.dashboard.candles import NINE, minute
from tests.dashboard.feed_frames import read_frame

MOMENT = Moment(7, 1234.5, 99.0)


def columns_of(count: int, lines: int = 0) -> BarColumns:
    columns = BarColumns(lines)
    for number in range(count):
        columns.append(minute(number, close=100 + number), [number / 2] * lines)
    return columns


def test_wall_time_reads_like_a_clock_in_korea():
    assert wall_ms(NINE) % 86_400_000 == 9 * 3_600_000


def test_a_frame_without_blocks_is_a_header():
    frame = read_frame(join_frame(MOMENT, ()))

    assert (frame.sequence, frame.server_ms, frame.exchange_ms) == MOMENT
    assert frame.live == frame.bars == {}


def test_what_moves_is_exact_for_every_won_and_share():
    numbers = [0.0] * LIVE_FIELDS
    numbers[7] = 9_007_199_254_740_991.0

    frame = read_frame(join_frame(MOMENT, [live_block(3, 1, numbers)]))

    assert frame.live[3]["volume"] == 9_007_199_254_740_991
    assert frame.values[3] == []


def test_values_of_indicators_follow_the_prices():
    frame = read_frame(
        join_frame(
            MOMENT, [live_block(3, 1, [0.0] * LIVE_FIELDS + [1.5, float("nan")])]
        )
    )

    assert frame.values[3][0] == 1.5
    assert math.isnan(frame.values[3][1])


@pytest.mark.parametrize("count", [0, 1, 2, 7])
@pytest.mark.parametrize("lines", [0, 1, 3])
def test_bars_of_any_number_are_whole_words_long(count, lines):
    block = columns_of(count, lines).block(5, 2, 0, first=10)

    bars = read_frame(join_frame(MOMENT, [block])).bars[5]

    assert (bars.first, bars.replaces) == (10, True)
    assert bars.closes == [100 + n for n in range(count)]
    assert bars.lines == [[n / 2 for n in range(count)]] * lines


def test_bars_from_a_later_place_on_are_appended():
    block = columns_of(5).block(0, 1, 3, first=10)

    bars = read_frame(join_frame(MOMENT, [block])).bars[0]

    assert (bars.first, bars.replaces, bars.closes) == (13, False, [103, 104])
