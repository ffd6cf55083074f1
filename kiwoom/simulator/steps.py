"""Price steps for whole arrays of prices, and other small integer arithmetic."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_BOUNDS = np.array([2_000, 5_000, 20_000, 50_000, 200_000, 500_000])
_STEPS = np.array([1, 5, 10, 50, 100, 500, 1_000])
# Below ten won a step has no half in whole won.
_SMALLEST_HALVED = 10


def steps_of(prices: Floats | Ints, *, is_fund: bool) -> Ints:
    """Return the price step in won at each price, as :func:`kiwoom.prices.price_step`.

    Examples
    --------
    >>> steps_of(np.array([1_999, 2_000, 259_000]), is_fund=False).tolist()
    [1, 5, 500]
    """
    if is_fund:
        fund_steps: Ints = np.where(prices < _BOUNDS[0], _STEPS[0], _STEPS[1])
        return fund_steps
    steps: Ints = _STEPS[np.searchsorted(_BOUNDS, prices, side="right")]
    return steps


def round_prices(prices: Floats, *, is_fund: bool) -> Ints:
    """Return the nearest prices in won that orders may carry."""
    steps = steps_of(prices, is_fund=is_fund)
    rounded: Ints = np.maximum(np.rint(prices / steps).astype(np.int64) * steps, steps)
    return rounded


def half_steps(steps: Ints) -> Ints:
    """Return half of each step in won, 0 where the half is no whole number of won.

    Orders at the mid price trade there (protocol note 5.1).
    """
    return np.where(steps >= _SMALLEST_HALVED, steps // 2, 0)


def share_out(total: int, weights: Floats) -> Ints:
    """Split a whole number by weights so that the parts add up exactly.

    Examples
    --------
    >>> share_out(10, np.array([1.0, 1.0, 2.0])).tolist()
    [2, 3, 5]
    """
    if not len(weights):
        return np.zeros(0, dtype=np.int64)
    ends = np.floor(np.cumsum(weights) / weights.sum() * total).astype(np.int64)
    # The last quotient may fall a hair below one.
    ends[-1] = total
    parts: Ints = np.diff(ends, prepend=0)
    return parts


def chance(numbers: Ints) -> Floats:
    """Return a chance from 0 to 1 for each number, the same whenever it is asked.

    SplitMix64's finishing steps: neighbouring numbers give unrelated chances.
    """
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))).astype(np.float64) / 2.0**64
