"""The limit holds in every sliding second, and calls wait in their order."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom.meter import RateMeter
from kiwoom.throttle import TokenBucket

ARRIVALS = st.lists(st.floats(0, 20, allow_nan=False), min_size=1, max_size=60)


def places(limit: TokenBucket, arrivals: list[float]) -> list[float]:
    return [now + limit.reserve(now) for now in sorted(arrivals)]


@given(ARRIVALS, st.integers(1, 7))
def test_no_sliding_second_holds_more_than_the_rate(
    arrivals: list[float], rate: int
) -> None:
    sent = places(TokenBucket(rate), arrivals)

    for begin in sent:
        assert sum(begin <= place < begin + 1 for place in sent) <= rate


@given(ARRIVALS, st.integers(1, 7))
def test_calls_keep_their_order(arrivals: list[float], rate: int) -> None:
    sent = places(TokenBucket(rate), arrivals)

    assert all(before <= after for before, after in pairwise(sent))


@given(ARRIVALS, st.integers(1, 7))
def test_nobody_waits_longer_than_the_queue_before_him(
    arrivals: list[float], rate: int
) -> None:
    limit = TokenBucket(rate, margin_s=0)

    for number, now in enumerate(sorted(arrivals)):
        assert limit.reserve(now) <= number // rate + 1e-6


def test_sent_and_waiting_calls_can_be_read() -> None:
    limit = TokenBucket(5)
    for _ in range(12):
        limit.reserve(100.0)

    assert (limit.sent(100.0), limit.waiting(100.0)) == (5, 7)
    assert (limit.sent(101.1), limit.waiting(101.1)) == (5, 2)
    assert (limit.sent(104.0), limit.waiting(104.0)) == (0, 0)


@pytest.mark.parametrize(
    ("now", "rate"), [(10.9, 0), (11.0, 5), (11.9, 5), (12.0, 0), (50.0, 0)]
)
def test_a_meter_tells_the_last_full_second(now: float, rate: int) -> None:
    meter = RateMeter()
    meter.count(2, 10.0)
    meter.count(3, 10.8)

    assert meter.rate(now) == rate


def test_another_window_than_a_second_can_be_limited() -> None:
    limit = TokenBucket(3, margin_s=0, window_s=3_600)

    assert places(limit, [0, 300, 600, 900]) == [0, 300, 600, 3_600]


@given(ARRIVALS, st.lists(st.floats(0, 20), max_size=4), st.integers(1, 7))
def test_the_limit_holds_whatever_is_refused_on_the_way(
    arrivals: list[float], refusals: list[float], rate: int
) -> None:
    limit = TokenBucket(rate)
    events = sorted([(at, True) for at in arrivals] + [(at, False) for at in refusals])
    sent: list[float] = []
    now = 0.0

    for moment, is_call in events:
        now = max(now, moment)
        if not is_call:
            limit.slow_down(now)
            continue
        # A call waits until its token is there, as the turns do.
        now += limit.delay(now)
        assert limit.delay(now) < 1e-9
        limit.reserve(now)
        sent.append(now)

    for begin in sent:
        assert sum(begin <= place < begin + 1 for place in sent) <= rate


def test_a_refusal_slows_the_calls_down_for_a_while() -> None:
    limit = TokenBucket(1, margin_s=0)
    limit.reserve(0.0)

    waits = []
    for now in range(5):
        limit.slow_down(float(now))
        waits.append(limit.delay(0.0))

    assert waits == [2, 4, 8, 8, 8]


def test_calls_that_are_refused_together_slow_down_once() -> None:
    limit = TokenBucket(5, margin_s=0)
    for _ in range(5):
        limit.reserve(0.0)

    for after in (0.01, 0.01, 0.02, 0.5, 0.9):
        limit.slow_down(after)

    assert limit.delay(1.0) == 1.0


def test_ten_seconds_without_a_refusal_halve_the_wait() -> None:
    limit = TokenBucket(1, margin_s=0)
    limit.slow_down(-1.0)
    limit.slow_down(0.0)

    waits = []
    for now in (9.0, 11.0, 21.0, 300.0):
        limit.reserve(now)
        waits.append(limit.delay(now))

    assert waits == [4, 2, 1, 1]
