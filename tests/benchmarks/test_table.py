"""Rounds become medians, and medians a table with ratios."""

import math

from benchmarks.measure.table import listing, medians, table


def test_the_median_of_each_figure_is_taken_over_the_rounds():
    rounds = [{"ms": 9.0, "fps": 60.0}, {"ms": 1.0, "fps": 50.0}, {"ms": 2.0}]

    assert medians(rounds) == {"ms": 2.0, "fps": 55.0}


def test_a_round_without_a_number_does_not_count():
    assert medians([{"ms": math.nan}, {"ms": 4.0}]) == {"ms": 4.0}


def test_a_figure_that_no_round_has_stays_unknown():
    assert math.isnan(medians([{"ms": math.nan}])["ms"])


def test_ratios_refer_to_the_reference():
    shown = table("at 50", {"ours": {"ms": 3.0}, "theirs": {"ms": 12.0}}, "theirs")

    assert shown.splitlines() == [
        "at 50          ours  theirs",
        "ms     3.00 (0.25x)    12.0",
    ]


def test_without_a_reference_there_are_no_ratios():
    assert table("t", {"a": {"ms": 250.4}}, "missing") == "t     a\nms  250"


def test_what_is_unknown_or_missing_is_a_dash():
    shown = table("t", {"a": {"x": math.nan}, "b": {"y": 1.0}})

    assert shown.splitlines() == ["t  a     b", "x  -     -", "y  -  1.00"]


def test_a_ratio_to_zero_is_left_out():
    shown = table("t", {"a": {"x": 1.0}, "b": {"x": 0.0}}, "b")

    assert shown.splitlines()[1] == "x  1.00  0.00"


def test_facts_are_listed_line_by_line():
    assert listing([("cpu", "fast"), ("cores", "2")]) == "cpu: fast\ncores: 2"
