"""The checker finds what it is there to find."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kiwoom import KST, Candle, Side
from kiwoom.simulator import SimTrade
from tests.faults.checker import Verdict, judge

TEN = datetime(2026, 9, 18, 10, 0, tzinfo=KST)


def truth() -> list[SimTrade]:
    """Return four trades in each of five minutes."""
    return [
        SimTrade(TEN + timedelta(seconds=15 * n), 100 + n, 10, Side.BUY, 10 * n + 10, n)
        for n in range(20)
    ]


def candles() -> list[Candle]:
    return [
        Candle(
            TEN + timedelta(minutes=m),
            100 + 4 * m,
            103 + 4 * m,
            100 + 4 * m,
            103 + 4 * m,
            40,
        )
        for m in range(5)
    ]


def test_exact_minutes_are_ok_but_the_first_which_may_have_begun_before() -> None:
    verdict = judge(candles(), truth())

    assert verdict == Verdict(ok=4)
    assert verdict.is_whole


@pytest.mark.parametrize(
    ("place", "change", "found"),
    [
        (2, {"volume": 30}, Verdict(ok=3, lost=10)),
        (2, {"volume": 50}, Verdict(ok=3, unexpected=10)),
        (2, {"high": 1}, Verdict(ok=3, wrong=1)),
        (2, {"close": 1}, Verdict(ok=3, wrong=1)),
    ],
)
def test_a_candle_that_is_not_what_was_traded_is_found(
    place: int, change: dict[str, int], found: Verdict
) -> None:
    shown = candles()
    shown[place] = replace(shown[place], **change)

    verdict = judge(shown, truth())

    assert verdict == found
    assert not verdict.is_whole


def test_a_missing_minute_is_lost() -> None:
    shown = candles()
    del shown[2]

    assert judge(shown, truth()) == Verdict(ok=3, lost=40)


def test_an_invented_minute_is_unexpected() -> None:
    shown = candles()
    missing = [trade for trade in truth() if trade.time.minute != 2]

    assert judge(shown, missing) == Verdict(ok=3, unexpected=40)


def test_nothing_to_check_is_not_whole() -> None:
    assert not judge([], truth()).is_whole
    assert not judge(candles(), []).is_whole
