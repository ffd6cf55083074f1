"""Buckets fill and empty as the published policy says."""

from hypothesis import given
from hypothesis import strategies as st

from kiwoom.enums import Mode
from kiwoom.simulator.limits import Allowance, RateLimits, queries_of


def test_a_burst_passes_and_the_next_call_is_refused() -> None:
    limits = RateLimits(queries_of(Mode.SIM))

    allowed = [limits.allows(("key", "ka10080"), 0.0) for _ in range(6)]

    assert allowed == [True] * 5 + [False]


def test_a_refused_call_passes_a_little_later() -> None:
    limits = RateLimits(queries_of(Mode.SIM))
    for _ in range(6):
        limits.allows(("key", "ka10080"), 0.0)

    assert limits.allows(("key", "ka10080"), 0.21)


def test_requests_and_keys_do_not_share_a_bucket() -> None:
    limits = RateLimits(Allowance(per_second=1, burst=1))

    assert limits.allows(("a", "ka10080"), 0.0)
    assert limits.allows(("a", "ka10081"), 0.0)
    assert limits.allows(("b", "ka10080"), 0.0)
    assert not limits.allows(("a", "ka10080"), 0.0)


def test_paper_trading_allows_one_a_second_and_two_at_once() -> None:
    limits = RateLimits(queries_of(Mode.MOCK))

    allowed = [limits.allows(("a",), moment) for moment in (0.0, 0.0, 0.0, 0.9, 1.0)]

    assert allowed == [True, True, False, False, True]


@given(st.lists(st.floats(0, 20), max_size=200).map(sorted))
def test_no_stretch_lets_more_pass_than_burst_and_rate(moments: list[float]) -> None:
    limits = RateLimits(Allowance(per_second=5, burst=5))

    passed = [m for m in moments if limits.allows(("a",), m)]

    for n, start in enumerate(passed):
        for more, end in enumerate(passed[n:], start=1):
            assert more <= 5 + 5 * (end - start) + 1e-6
