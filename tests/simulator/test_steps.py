"""Price steps of arrays agree with the single-price rule; parts add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom.prices import price_step
from kiwoom.simulator.steps import half_steps, round_prices, share_out, steps_of


@given(st.lists(st.integers(1, 2_000_000), min_size=1), st.booleans())
def test_steps_are_those_of_single_prices(prices: list[int], is_fund: bool) -> None:
    steps = steps_of(np.array(prices), is_fund=is_fund)

    assert steps.tolist() == [price_step(price, is_fund=is_fund) for price in prices]


@given(st.lists(st.floats(1, 2_000_000), min_size=1))
def test_rounding_stays_within_half_a_step(prices: list[float]) -> None:
    rounded = round_prices(np.array(prices), is_fund=False).tolist()

    for price, result in zip(prices, rounded, strict=True):
        step = price_step(int(price))
        assert abs(result - price) <= step / 2 or result == step


@given(
    st.integers(0, 10**9),
    st.lists(st.floats(0.001, 1000), min_size=1, max_size=50),
)
def test_shares_add_up(total: int, weights: list[float]) -> None:
    parts = share_out(total, np.array(weights))

    assert parts.sum() == total
    assert (parts >= 0).all()


def test_nobody_shares_nothing() -> None:
    assert share_out(5, np.zeros(0)).tolist() == []


@pytest.mark.parametrize(("step", "half"), [(1, 0), (5, 0), (10, 5), (500, 250)])
def test_only_even_steps_have_a_half(step: int, half: int) -> None:
    assert half_steps(np.array([step])).tolist() == [half]
