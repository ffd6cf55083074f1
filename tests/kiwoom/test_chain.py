"""Day volumes tell whether a trade follows, was there before, or misses one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom.chain import Chain, Link, link
from tests.kiwoom.samples import DAY, NEXT_DAY, chained, make_trade

STEPS = [(f"10:00:{n:02}", 100 + n, n + 1) for n in range(20)]


def started(position: int = 0, day: date = DAY) -> Chain:
    chain = Chain()
    chain.restart(day, position)
    return chain


@pytest.mark.parametrize(
    ("position", "found"),
    [
        (90, Link.IN_ORDER),
        (100, Link.DUPLICATE),
        (150, Link.DUPLICATE),
        (80, Link.GAP),
        (95, Link.GAP),
    ],
    ids=["follows", "same", "older", "hole", "overlap"],
)
def test_a_trade_is_linked_by_its_day_volume(position: int, found: Link) -> None:
    assert link(position, make_trade("10:00:00", 100, 10, 100)) is found


def test_trades_in_order_pass_one_by_one() -> None:
    chain = started()
    trades = chained(STEPS)

    passed = [chain.add(trade) for trade in trades]

    assert passed == [[trade] for trade in trades]
    assert not chain.has_hole


def test_a_doubled_trade_is_left_out() -> None:
    chain = started()
    [trade] = chained(STEPS[:1])
    chain.add(trade)

    assert chain.add(trade) == []
    assert not chain.has_hole


def test_trades_behind_a_hole_wait_for_the_missing_one() -> None:
    chain = started()
    first, missing, third, fourth = chained(STEPS[:4])
    chain.add(first)

    waiting = chain.add(third) + chain.add(fourth)
    had_hole = chain.has_hole
    released = chain.add(missing)

    assert waiting == []
    assert had_hole
    assert released == [missing, third, fourth]
    assert not chain.has_hole


def test_before_history_is_known_every_trade_waits() -> None:
    chain = Chain()
    trades = chained(STEPS[:3], start=1000)

    passed = [chain.add(trade) for trade in trades]
    released = chain.restart(DAY, 1000)

    assert passed == [[], [], []]
    assert released == trades


def test_history_drops_what_it_contains() -> None:
    chain = Chain()
    first, second, third = chained(STEPS[:3], start=1000)
    for trade in (first, second, third):
        chain.add(trade)

    assert chain.restart(DAY, second.day_volume) == [third]


def test_history_that_ends_before_the_hole_keeps_it() -> None:
    chain = Chain()
    _, second, third = chained(STEPS[:3], start=1000)
    chain.add(second)
    chain.add(third)

    assert chain.restart(DAY, 1000) == []
    assert chain.has_hole


def test_a_hole_can_be_given_up() -> None:
    chain = started()
    _, second, _, fourth = chained(STEPS[:4])
    chain.add(second)
    chain.add(fourth)

    assert chain.skip_hole() == [second, fourth]
    assert chain.position == fourth.day_volume
    assert not chain.has_hole


def test_history_that_never_came_can_be_given_up() -> None:
    chain = Chain()
    first, second = chained(STEPS[:2])
    chain.add(first)
    chain.add(second)

    assert chain.skip_hole() == [first, second]
    assert not chain.has_hole


def test_a_new_day_starts_a_new_chain() -> None:
    chain = started(5_000_000)
    opening = make_trade("09:00:11", 100, 777, 777, day=NEXT_DAY)

    assert chain.add(opening) == [opening]
    assert (chain.day, chain.position) == (NEXT_DAY, 777)


def test_a_new_day_that_begins_with_a_hole_waits() -> None:
    chain = started(5_000_000)

    passed = chain.add(make_trade("09:10:11", 100, 10, 9_000, day=NEXT_DAY))

    assert passed == []
    assert chain.has_hole


def test_a_trade_of_an_earlier_day_is_left_out() -> None:
    chain = started(10, NEXT_DAY)

    assert chain.add(make_trade("10:00:00", 100, 5, 15)) == []
    assert not chain.has_hole


def test_a_trade_without_a_candle_does_not_move_the_candles() -> None:
    chain = started(1_000)

    chain.pass_over(make_trade("15:50:00", 100, 50, 1_050))

    assert (chain.day, chain.position) == (DAY, 1_000)
    assert not chain.has_hole


def test_a_candles_trade_may_follow_one_without_a_candle() -> None:
    chain = started(1_000)
    opening = make_trade("09:00:09", 100, 7, 57, day=NEXT_DAY)

    chain.pass_over(make_trade("08:35:00", 100, 50, 50, day=NEXT_DAY))

    assert chain.add(opening) == [opening]
    assert (chain.day, chain.position) == (NEXT_DAY, 57)


def test_passing_over_tells_once_that_trades_are_missing() -> None:
    chain = started(1_000)

    chain.pass_over(make_trade("15:50:00", 100, 50, 1_200))
    at_first = chain.has_hole
    chain.restart(DAY, 1_000)
    chain.pass_over(make_trade("15:51:00", 100, 50, 1_500))

    assert at_first
    assert not chain.has_hole


@pytest.mark.parametrize("day_volume", [1_000, 900])
def test_an_old_trade_without_a_candle_hides_nothing(day_volume: int) -> None:
    chain = started(1_000)

    chain.pass_over(make_trade("15:40:00", 100, 50, day_volume))

    assert not chain.has_hole


def test_a_held_chain_waits_for_history() -> None:
    chain = started(100)
    known, new = make_trade("10:00:00", 1, 10, 100), make_trade("10:00:01", 1, 5, 105)
    chain.hold()

    waiting = chain.add(known) + chain.add(new)
    was_held = chain.has_hole
    released = chain.restart(DAY, 100)

    assert waiting == []
    assert was_held
    assert released == [new]
    assert not chain.has_hole


def test_a_held_chain_can_go_on_without_history() -> None:
    chain = started(100)
    chain.hold()
    doubled, new = make_trade("10:00:00", 1, 10, 95), make_trade("10:00:01", 1, 5, 105)
    chain.add(doubled)
    chain.add(new)

    assert chain.skip_hole() == [new]
    assert chain.position == 105
    assert not chain.has_hole


@given(
    order=st.permutations(range(20)),
    known=st.integers(0, 20),
    doubled=st.lists(st.integers(0, 19)),
)
def test_any_order_and_any_history_release_each_trade_once_and_in_order(
    order: list[int], known: int, doubled: list[int]
) -> None:
    """The splice law: history up to any trade, plus the rest in whatever order."""
    trades = chained(STEPS)
    volumes = [0, *(trade.day_volume for trade in trades)]
    chain = Chain()

    released = []
    for place in order[:10] + doubled:
        released += chain.add(trades[place])
    released += chain.restart(DAY, volumes[known])
    for place in order + doubled:
        released += chain.add(trades[place])

    assert released == trades[known:]
    assert not chain.has_hole
