"""The exchange's clock: phases, the minute of a trade, the start of a candle."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiwoom.enums import Interval, MarketPhase
from kiwoom.hours import KST, TradingHours, at, candle_start

DAY = date(2026, 9, 18)
MOMENTS = st.builds(
    datetime.combine, st.dates(date(2005, 1, 3)), st.times(), st.just(KST)
)
INTRADAY = [interval for interval in Interval if interval.is_intraday]


@pytest.mark.parametrize(
    ("clock", "phase"),
    [
        ("00:00", MarketPhase.CLOSED),
        ("08:29:59", MarketPhase.CLOSED),
        ("08:30", MarketPhase.OPENING_AUCTION),
        ("08:59:59", MarketPhase.OPENING_AUCTION),
        ("09:00", MarketPhase.CONTINUOUS),
        ("15:19:59", MarketPhase.CONTINUOUS),
        ("15:20", MarketPhase.CLOSING_AUCTION),
        ("15:29:59", MarketPhase.CLOSING_AUCTION),
        ("15:30", MarketPhase.AFTER_HOURS),
        ("17:59:59", MarketPhase.AFTER_HOURS),
        ("18:00", MarketPhase.CLOSED),
        ("23:59:59", MarketPhase.CLOSED),
    ],
)
def test_a_day_goes_through_its_phases(clock: str, phase: MarketPhase) -> None:
    assert TradingHours().phase(time.fromisoformat(clock)) is phase


@given(st.integers(0, 300), st.times())
def test_a_shifted_day_does_everything_that_much_later(
    minutes: int, moment: time
) -> None:
    by = timedelta(minutes=minutes)
    later = datetime.combine(DAY, moment) + by
    assume(later.date() == DAY)

    shifted = TradingHours().shifted(by)

    assert shifted.phase(later.time()) is TradingHours().phase(moment)


def test_a_late_opening_moves_the_auction_before_it() -> None:
    hours = TradingHours().opening_late(time(10))

    assert hours.phase(time(9, 29)) is MarketPhase.CLOSED
    assert hours.phase(time(9, 30)) is MarketPhase.OPENING_AUCTION
    assert hours.phase(time(10)) is MarketPhase.CONTINUOUS
    assert hours.close == TradingHours().close


@given(MOMENTS)
def test_a_trade_of_the_session_belongs_to_the_minute_it_happened_in(
    moment: datetime,
) -> None:
    minute = TradingHours().minute_of(moment, is_after_hours=False)

    assert minute is not None
    assert minute <= moment < minute + timedelta(minutes=1)
    assert (minute.second, minute.microsecond) == (0, 0)


@pytest.mark.parametrize(
    ("clock", "minute"),
    [
        ("15:30:30", time(15, 39)),
        ("15:40:00", time(15, 39)),
        ("15:40:01", None),
        ("17:10:00", None),
    ],
)
def test_only_the_first_match_after_hours_has_a_bar(
    clock: str, minute: time | None
) -> None:
    moment = at(DAY, time.fromisoformat(clock))

    found = TradingHours().minute_of(moment, is_after_hours=True)

    assert (found and found.time()) == minute
    assert found is None or found.tzinfo is KST


@given(MOMENTS, st.sampled_from(INTRADAY))
def test_a_moment_lies_in_its_candle(moment: datetime, interval: Interval) -> None:
    start = candle_start(moment, interval)

    assert start <= moment < start + timedelta(minutes=interval.minutes)
    assert candle_start(start, interval) == start
    assert start.date() == moment.date()


@given(MOMENTS, st.sampled_from(INTRADAY))
def test_wider_candles_hold_whole_minutes_of_narrower_ones(
    moment: datetime, interval: Interval
) -> None:
    minute = candle_start(moment, Interval.M1)

    assert candle_start(minute, interval) == candle_start(moment, interval)


@given(MOMENTS)
def test_a_daily_candle_begins_at_midnight(moment: datetime) -> None:
    assert candle_start(moment, Interval.D1) == at(moment.date(), time())


def test_a_day_and_a_clock_make_a_korean_time() -> None:
    found = at(DAY, time(9))

    assert found.isoformat() == "2026-09-18T09:00:00+09:00"
