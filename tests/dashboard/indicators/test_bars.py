"""Candles become columns; days are days in Korea."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.indicators import Bars
from dashboard.indicators.bars import day_of
from kiwoom import KST, Candle


def at(time: datetime) -> Candle:
    return Candle(time, 100, 120, 90, 110, 7)


def test_columns_hold_what_the_candles_hold() -> None:
    bars = Bars.of([at(datetime(2026, 9, 18, 9, n, tzinfo=KST)) for n in range(2)])

    assert len(bars) == 2
    assert (bars.open.tolist(), bars.high.tolist()) == ([100.0] * 2, [120.0] * 2)
    assert (bars.low.tolist(), bars.close.tolist()) == ([90.0] * 2, [110.0] * 2)
    assert bars.volume.tolist() == [7.0] * 2
    assert len(set(bars.day.tolist())) == 1


def test_no_candles_make_empty_columns() -> None:
    bars = Bars.of([])

    assert len(bars) == 0
    assert bars.day.tolist() == bars.volume.tolist() == []


@pytest.mark.parametrize("clock", [(0, 0), (8, 59), (9, 0), (23, 59)])
def test_a_day_lasts_from_midnight_to_midnight_in_korea(clock: tuple[int, int]) -> None:
    time = datetime(2026, 9, 18, *clock, tzinfo=KST)
    day = (date(2026, 9, 18) - date(1970, 1, 1)).days

    assert day_of(at(time)) == day
    assert day_of(at(time.astimezone(UTC))) == day
    assert day_of(at(time + timedelta(days=1))) == day + 1
