"""A bar taken apart gives trades that fold into the bar again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom.simulator.prints import (
    AUCTION,
    BUY,
    SELL,
    Bar,
    Executions,
    Totals,
    add_up,
    split_bar,
    times_within,
)


@st.composite
def bars(draw: st.DrawFn) -> Bar:
    step = 100
    low = draw(st.integers(1_000, 1_100)) * step
    high = low + draw(st.integers(0, 8)) * step
    inner = st.integers(low // step, high // step).map(lambda n: n * step)
    bar = Bar(draw(inner), high, low, draw(inner), 0)
    volume = draw(st.integers(bar.trades_needed, 5_000))
    return Bar(bar.open, bar.high, bar.low, bar.close, volume)


@given(bars(), st.integers(0, 300), st.integers(0, 1_000))
def test_trades_fold_into_the_bar(bar: Bar, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)

    price, size, side = split_bar(bar, count, rng, is_fund=False)

    assert (price[0], price[-1]) == (bar.open, bar.close)
    assert (price.max(), price.min()) == (bar.high, bar.low)
    assert size.sum() == bar.volume
    assert (size > 0).all()
    assert set(side.tolist()) <= {BUY, SELL}


@given(bars(), st.integers(0, 300))
def test_as_many_trades_as_wished_where_possible(bar: Bar, count: int) -> None:
    price, _, _ = split_bar(bar, count, np.random.default_rng(1), is_fund=False)

    assert len(price) == max(bar.trades_needed, min(count, bar.volume))


@pytest.mark.parametrize(
    ("bar", "needed"),
    [
        (Bar(100, 100, 100, 100, 1), 1),
        (Bar(100, 110, 100, 110, 2), 2),
        (Bar(100, 110, 100, 100, 3), 3),
        (Bar(100, 120, 90, 110, 4), 4),
    ],
)
def test_a_bar_needs_as_many_trades_as_it_has_prices(bar: Bar, needed: int) -> None:
    assert bar.trades_needed == needed


@given(st.integers(1, 500), st.integers(0, 100))
def test_times_ascend_within_the_stretch(count: int, seed: int) -> None:
    times = times_within(60, 120, count, np.random.default_rng(seed))

    assert len(times) == count
    assert (np.diff(times) >= 0).all()
    assert times[0] >= 60
    assert times[-1] < 120


def executions(prices: list[int], sizes: list[int], sides: list[int]) -> Executions:
    times = np.arange(len(prices)) + 32_400.5
    return Executions(times, np.array(prices), np.array(sizes), np.array(sides))


def test_running_figures_add_up() -> None:
    trades = executions([100, 102, 99], [10, 5, 7], [AUCTION, BUY, SELL])

    prints = add_up(trades, Totals(), (70, 130), np.random.default_rng(1), is_fund=True)

    assert prints.volume.tolist() == [10, 15, 22]
    assert prints.value.tolist() == [1_000, 1_510, 2_203]
    assert prints.buy_volume.tolist() == [0, 5, 5]
    assert prints.sell_volume.tolist() == [0, 0, 7]
    assert prints.high.tolist() == [100, 102, 102]
    assert prints.low.tolist() == [100, 100, 99]
    assert prints.high_time.tolist() == [32_400, 32_401, 32_401]
    assert prints.low_time.tolist() == [32_400, 32_400, 32_402]
    assert (prints.open, prints.open_time) == (100, 32_400)


def test_a_day_goes_on_where_it_stopped() -> None:
    rng = np.random.default_rng(1)
    first = add_up(
        executions([100], [10], [BUY]), Totals(), (70, 130), rng, is_fund=True
    )

    then = add_up(
        executions([99], [1], [SELL]), first.totals(0), (70, 130), rng, is_fund=True
    )

    assert then.volume.tolist() == [11]
    assert then.high.tolist() == [100]
    assert then.open == 100


def test_best_prices_surround_the_trade() -> None:
    trades = executions([259_000, 259_000, 258_750], [1, 1, 1], [BUY, SELL, SELL])

    prints = add_up(
        trades, Totals(), (181_500, 336_500), np.random.default_rng(1), is_fund=False
    )

    assert prints.ask.tolist() == [259_000, 259_500, 259_000]
    assert prints.bid.tolist() == [258_500, 259_000, 258_500]


def test_nobody_offers_beyond_the_limits() -> None:
    trades = executions([130, 70], [1, 1], [SELL, BUY])

    prints = add_up(trades, Totals(), (70, 130), np.random.default_rng(1), is_fund=True)

    assert prints.ask.tolist() == [0, 70]
    assert prints.bid.tolist() == [130, 0]
