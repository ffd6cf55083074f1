"""Sums and extremes of the newest numbers are those of the numbers listed."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators.windows import Highest, Sums

numbers = st.lists(st.integers(-(10**7), 10**7), max_size=60)
sizes = st.integers(1, 12)


@given(sizes, numbers, numbers)
def test_sums_are_of_the_last_numbers(
    size: int, given_first: list[int], pushed: list[int]
) -> None:
    sums = Sums(size, given_first)
    for number in pushed:
        sums.push(number)

    newest = [*given_first, *pushed][-size:]
    assert sums.total == sum(newest)
    assert sums.squares == sum(number * number for number in newest)


@given(sizes, numbers, numbers, st.integers(-(10**7), 10**7))
def test_the_highest_is_of_the_last_numbers_and_the_next(
    size: int, given_first: list[int], pushed: list[int], following: int
) -> None:
    highest = Highest(size, given_first)
    for number in pushed:
        highest.push(number)

    newest = [*given_first, *pushed][-size:]
    assert highest.with_next(following) == max([*newest, following])


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60))
def test_equal_numbers_leave_one_by_one(repeated: list[int]) -> None:
    highest = Highest(3, [])
    for place, number in enumerate(repeated):
        assert highest.with_next(number) == max(repeated[max(0, place - 3) : place + 1])
        highest.push(number)


@given(numbers, st.integers())
def test_a_window_without_room_holds_nothing(given_first: list[int], last: int) -> None:
    assert Highest(0, given_first).with_next(last) == last
    assert Sums(0, given_first).total == 0


def test_a_falling_run_is_remembered_in_order() -> None:
    highest = Highest(3, [9, 7, 5])

    seen = []
    for number in (1, 1, 1):
        seen.append(highest.with_next(0))
        highest.push(number)

    assert seen == [9, 7, 5]
