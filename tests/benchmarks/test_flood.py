"""A flood is judged by what the house keeps of it."""

from dataclasses import replace

import pytest

from benchmarks.soak.flood import PLAN, judge_flood
from benchmarks.soak.samples import Sample
from tests.benchmarks.test_soak import STEADY, failing

RATE = 5_100


def flood_of(
    *, kept: float = 1.0, rate: int = RATE, calm_s: int = 100, after_s: int = 150
) -> list[Sample]:
    """Return calm, ten busy minutes at 60 MB more, and calm with some memory kept."""
    samples, trades = [], 0
    for at in range(0, calm_s + 600 + after_s, 2):
        is_busy = calm_s <= at < calm_s + 600
        trades += 2 * rate if is_busy else 20
        memory = 0.0 if at < calm_s else 60.0 if at < calm_s + 630 else kept
        samples.append(
            replace(STEADY, at_s=float(at), trades=trades, rss_mb=200 + memory)
        )
    return samples


def test_a_house_that_gives_all_back_passes():
    assert failing(judge_flood(flood_of())) == []


def test_memory_that_stays_is_found():
    assert failing(judge_flood(flood_of(kept=9.0))) == ["memory kept a minute after"]


def test_a_trickle_is_no_flood():
    assert failing(judge_flood(flood_of(rate=900))) == ["trades a second"]


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"answer_ms": 1500.0}, "slowest answer meanwhile"),
        ({"unexplained": 1}, "trades unexplained"),
        ({"gaps": 1}, "gaps left open"),
    ],
    ids=["answer", "unexplained", "gaps"],
)
def test_each_limit_is_held(change, about):
    run = [replace(sample, **change) for sample in flood_of()]

    assert failing(judge_flood(run)) == [about]


@pytest.mark.parametrize(
    "calm", [{"calm_s": 0}, {"after_s": 0}], ids=["before", "after"]
)
def test_without_calm_nothing_can_be_said(calm):
    with pytest.raises(ValueError, match="no calm"):
        judge_flood(flood_of(**calm))


def test_a_run_that_ends_at_once_does_not_show_what_is_kept():
    with pytest.raises(ValueError, match="before the flood could drain"):
        judge_flood(flood_of(after_s=30))


def test_the_flood_is_a_trading_day_in_ten_minutes():
    assert 6.5 * 3600 / PLAN.speed == pytest.approx(600)
    assert PLAN.seconds == pytest.approx(849, abs=1)
