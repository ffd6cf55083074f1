"""A trade is as old as the first picture that holds it."""

import math

import numpy as np
import pytest

from benchmarks.measure.latency import ages, longest_pause, summarize

START = 1_789_722_000_000.0
NEXT = START + 60_000.0


def rows(*given):
    return np.array(given, dtype=float).reshape(-1, 4)


def test_a_trade_is_seen_with_the_first_paint_of_its_volume():
    trades = rows((100, 0, START, 5), (110, 0, START, 9))
    paints = rows((120, 0, START, 5), (150, 0, START, 9))

    found, unseen = ages(trades, paints, 1_000)

    assert found.tolist() == [20, 40]
    assert unseen == 0


def test_a_paint_that_skips_states_shows_all_trades_before_it():
    trades = rows((100, 0, START, 5), (110, 0, START, 9), (120, 0, START, 12))
    paints = rows((130, 0, START, 12))

    found, _ = ages(trades, paints, 1_000)

    assert found.tolist() == [30, 20, 10]


def test_a_paint_of_the_next_candle_shows_the_end_of_the_one_before():
    trades = rows((100, 0, START, 900), (110, 0, NEXT, 3))
    paints = rows((115, 0, START, 899), (130, 0, NEXT, 3))

    found, _ = ages(trades, paints, 1_000)

    assert found.tolist() == [30, 20]


def test_a_candle_seen_before_its_trade_does_not_count_for_later_volume():
    trades = rows((100, 0, NEXT, 5))
    paints = rows((90, 0, START, 10_000), (140, 0, NEXT, 5))

    found, _ = ages(trades, paints, 1_000)

    assert found.tolist() == [40]


def test_symbols_are_kept_apart():
    trades = rows((100, 0, START, 5), (100, 1, START, 5))
    paints = rows((110, 1, START, 5), (170, 0, START, 5))

    found, _ = ages(trades, paints, 1_000)

    assert found.tolist() == [70, 10]


def test_a_trade_that_was_never_seen_is_as_old_as_the_watch():
    trades = rows((100, 0, START, 5), (110, 2, START, 9))
    paints = rows((130, 0, START, 5))

    found, unseen = ages(trades, paints, 1_110)

    assert found.tolist() == [30, 1_000]
    assert unseen == 1


def test_an_older_state_painted_later_takes_nothing_back():
    trades = rows((100, 0, START, 9))
    paints = rows((120, 0, START, 9), (130, 0, START, 5), (140, 0, START, 9))

    found, _ = ages(trades, paints, 1_000)

    assert found.tolist() == [20]


def test_large_volumes_of_neighbouring_minutes_do_not_mix():
    trades = rows((100, 0, NEXT, 1))
    paints = rows((110, 0, START, 999_999_999), (150, 0, NEXT, 1))

    found, _ = ages(trades, paints, 1_000)

    assert found.tolist() == [50]


def test_the_summary_counts_every_trade():
    trades = rows(*((100 + n, 0, START, n + 1) for n in range(100)))
    paints = rows((300, 0, START, 99))

    found = summarize(trades, paints, 1_199)

    assert (found.trades, found.unseen) == (100, 1)
    assert found.longest == 1_000
    assert found.p50 == 151.5


def test_without_trades_there_is_no_latency():
    found = summarize(rows(), rows((1, 0, START, 1)), 10)

    assert found.trades == 0
    assert math.isnan(found.p50)


@pytest.mark.parametrize(
    ("frames", "pause"), [([0, 16, 48, 60], 32), ([5, 6], 1)], ids=["many", "two"]
)
def test_the_longest_pause_lies_between_two_frames(frames, pause):
    assert longest_pause(frames) == pause


def test_a_single_frame_has_no_pause():
    assert math.isnan(longest_pause([5]))
