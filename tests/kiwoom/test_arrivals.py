"""What arrives of a symbol is new, doubled, overtaken, or reaches across."""

from hypothesis import given
from hypothesis import strategies as st

from kiwoom.arrivals import Arrival, Arrivals
from tests.kiwoom.samples import NEXT_DAY, chained, make_trade

STEPS = [("10:00:01", 70_000, 5), ("10:00:01", 70_100, 7), ("10:00:02", 70_000, 1)]


def test_trades_in_their_order_are_new() -> None:
    arrivals = Arrivals()

    assert [arrivals.judge(trade) for trade in chained(STEPS)] == [Arrival.NEW] * 3


def test_a_trade_that_comes_again_is_doubled() -> None:
    arrivals = Arrivals()
    trades = chained(STEPS)
    for trade in trades:
        arrivals.judge(trade)

    assert {arrivals.judge(trade) for trade in trades} == {Arrival.DUPLICATE}


def test_a_trade_that_was_overtaken_is_late_once_and_doubled_then() -> None:
    arrivals = Arrivals()
    first, overtaken, last = chained(STEPS)
    seen = [arrivals.judge(trade) for trade in (first, last, overtaken)]

    assert seen == [Arrival.NEW, Arrival.NEW, Arrival.LATE]


def test_fills_that_were_merged_in_another_way_are_unexplained() -> None:
    arrivals = Arrivals()
    arrivals.judge(make_trade("10:00:01", 70_000, 5, 1_005))

    across = arrivals.judge(make_trade("10:00:02", 70_000, 9, 1_010))

    assert across is Arrival.UNEXPLAINED
    assert across.is_new


def test_a_new_day_begins_anew() -> None:
    arrivals = Arrivals()
    arrivals.judge(make_trade("15:30:01", 70_000, 5, 900_000))

    first = arrivals.judge(make_trade("09:00:05", 70_000, 5, 5, day=NEXT_DAY))
    yesterday = arrivals.judge(make_trade("15:30:02", 70_000, 5, 900_005))

    assert (first, yesterday) == (Arrival.NEW, Arrival.DUPLICATE)


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=40),
    st.randoms(use_true_random=False),
)
def test_every_trade_counts_once_whatever_the_order(
    sizes: list[int], source: object
) -> None:
    """In any order, each trade is new or late the first time, and doubled after it."""
    trades = chained([("10:00:01", 70_000, size) for size in sizes])
    order = [*trades, *trades]
    source.shuffle(order)  # type: ignore[attr-defined]
    arrivals = Arrivals()

    seen = [arrivals.judge(trade) for trade in order]

    assert seen.count(Arrival.DUPLICATE) == len(trades)
    assert len(order) - seen.count(Arrival.DUPLICATE) == len(trades)
