"""Price steps and daily limits of the Korea Exchange (protocol note 6.2 and 6.3)."""

from bisect import bisect_right

_BOUNDS = (2_000, 5_000, 20_000, 50_000, 200_000, 500_000)
_STEPS = (1, 5, 10, 50, 100, 500, 1_000)
_FUND_STEP = 5
_LIMIT_PERCENT = 30


def price_step(price: int, *, is_fund: bool = False) -> int:
    """Return the smallest price move in won at a price (호가단위).

    A price on a boundary belongs to the band above it; funds (ETF) move by 5 won, by 1
    below 2,000.

    Examples
    --------
    >>> price_step(259_000), price_step(50_000), price_step(34_150, is_fund=True)
    (500, 100, 5)
    """
    if is_fund:
        return 1 if price < _BOUNDS[0] else _FUND_STEP
    return _STEPS[bisect_right(_BOUNDS, price)]


def price_limits(base: int, *, is_fund: bool = False) -> tuple[int, int]:
    """Return the day's lowest and highest allowed price in won.

    The width is 30 % of the base price, rounded down with the step *of the base price*;
    each limit is then rounded towards the base with its own step.

    Examples
    --------
    >>> price_limits(259_000), price_limits(34_150)
    ((181500, 336500), (23950, 44350))
    """
    step = price_step(base, is_fund=is_fund)
    width = base * _LIMIT_PERCENT // 100 // step * step
    upper, lower = base + width, base - width
    upper -= upper % price_step(upper, is_fund=is_fund)
    lower += -lower % price_step(lower, is_fund=is_fund)
    return lower, upper
