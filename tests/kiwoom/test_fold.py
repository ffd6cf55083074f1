"""Trades and history become one series by the splice rule."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom import Candle, CandleSeries, Interval, SeriesState, TradingHours
from kiwoom.fold import DailyFold, IntradayFold
from tests.kiwoom.samples import (
    DAY,
    NEXT_DAY,
    at,
    chained,
    fold_minutes,
    make_candle,
    make_summary,
    make_trade,
    plain,
)


def hours(_day: date) -> TradingHours:
    return TradingHours()


def intraday(interval: Interval = Interval.M1) -> IntradayFold:
    return IntradayFold(CandleSeries("005930", interval), hours)


def page_until(trades: list, count: int) -> list[Candle]:  # type: ignore[type-arg]
    """Return what REST would serve after the first ``count`` trades."""
    fold = intraday()
    fold.adopt([])
    for trade in trades[:count]:
        fold.add(trade)
    series = fold.series
    return [*series.closed, *([series.forming] if series.forming else [])]


STEPS = [
    (f"10:{n // 60:02}:{n % 60:02}", 100 + n * 7 % 13, 1 + n % 5)
    for n in range(0, 400, 9)
]


def shown(fold: IntradayFold) -> list[tuple[object, ...]]:
    series = fold.series
    candles = [*series.closed, *([series.forming] if series.forming else [])]
    return [plain(candle) for candle in candles]


@given(known=st.integers(1, len(STEPS)), seen_from=st.integers(0, len(STEPS)))
def test_history_and_live_trades_join_without_loss_or_double_count(
    known: int, seen_from: int
) -> None:
    """The splice law: wherever history ends, if the live trades begin before it."""
    trades = chained(STEPS)
    fold = intraday()
    live = trades[min(seen_from, known) :]

    for trade in live[: len(live) // 2]:
        fold.add(trade)
    fold.adopt(page_until(trades, known))
    for trade in live[len(live) // 2 :]:
        fold.add(trade)

    assert shown(fold) == fold_minutes(trades)
    assert not fold.has_hole


def test_live_trades_that_begin_after_history_leave_a_hole() -> None:
    trades = chained(STEPS)
    fold = intraday()
    for trade in trades[20:]:
        fold.add(trade)

    fold.adopt(page_until(trades, 15))

    assert fold.has_hole
    assert shown(fold) == fold_minutes(trades[:15])


def test_newer_history_heals_a_hole() -> None:
    trades = chained(STEPS)
    fold = intraday()
    fold.adopt(page_until(trades, 10))
    for trade in trades[20:]:
        fold.add(trade)

    fold.adopt(page_until(trades, 25))

    assert not fold.has_hole
    assert shown(fold) == fold_minutes(trades)


def test_older_history_cannot_undo_live_trades() -> None:
    trades = chained(STEPS)
    fold = intraday()
    fold.adopt(page_until(trades, 5))
    for trade in trades[5:]:
        fold.add(trade)

    fold.adopt(page_until(trades, 20))

    assert shown(fold) == fold_minutes(trades)
    assert fold.series.revision == 0


def test_a_hole_left_open_is_closed_by_later_history() -> None:
    trades = chained(STEPS)
    fold = intraday()
    fold.adopt(page_until(trades, 5))
    for trade in trades[20:]:
        fold.add(trade)
    fold.open_hole()
    went_on = not fold.has_hole

    fold.adopt(page_until(trades, len(trades)))

    assert went_on
    assert shown(fold) == fold_minutes(trades)
    assert fold.series.revision >= 1


def test_a_wider_interval_folds_the_same_trades() -> None:
    trades = chained(STEPS)
    fold = intraday(Interval.M5)
    fold.adopt([])

    for trade in trades:
        fold.add(trade)

    series = fold.series
    assert series.forming is not None
    assert [c.time for c in series.closed] == [at("10:00:00")]
    assert sum(c.volume for c in series.closed) + series.forming.volume == sum(
        size for _, _, size in STEPS
    )


def test_a_trade_of_an_earlier_minute_goes_there() -> None:
    fold = intraday()
    fold.adopt([])
    for trade in chained(
        [("10:00:59", 100, 5), ("10:01:00", 101, 5), ("10:00:59", 120, 5)]
    ):
        fold.add(trade)

    assert shown(fold) == [
        (at("10:00:00"), 100, 120, 100, 120, 10),
        (at("10:01:00"), 101, 101, 101, 101, 5),
    ]
    assert fold.series.revision == 1


def test_the_first_match_after_hours_makes_the_small_bar() -> None:
    fold = intraday(Interval.M5)
    fold.adopt([make_candle("15:30:00", (100, 100, 100, 100), 50, 1_000)])

    fold.add(make_trade("15:40:00", 100, 7, 1_007, is_after_hours=True))
    fold.add(make_trade("15:47:00", 100, 90, 1_097, is_after_hours=True))
    fold.add(make_trade("15:58:00", 100, 90, 5_000, is_after_hours=True))

    assert fold.series.forming is not None
    assert plain(fold.series.forming) == (at("15:35:00"), 100, 100, 100, 100, 7)
    assert not fold.has_hole


CLOSE = [
    make_candle("15:18:00", (1, 1, 1, 1), 50, 900),
    make_candle("15:19:00", (1, 1, 1, 1), 40, 940),
    make_candle("15:30:00", (3, 3, 3, 3), 150, 1_090),
    make_candle("15:39:00", (3, 3, 3, 3), 10, 1_100),
]
AFTER_HOURS = make_trade("15:46:00", 3, 20, 1_120, is_after_hours=True)


def before_the_close() -> IntradayFold:
    """Return a fold that lost the line in the middle of 15:19."""
    fold = intraday()
    fold.adopt([CLOSE[0], make_candle("15:19:00", (1, 1, 1, 1), 10, 910)])
    return fold


def test_an_outage_across_the_close_is_healed_after_a_late_print() -> None:
    fold = before_the_close()

    fold.add(AFTER_HOURS)
    had_hole = fold.has_hole
    is_taken = fold.adopt(CLOSE)

    assert had_hole
    assert is_taken
    assert not fold.has_hole
    assert shown(fold) == [plain(candle) for candle in CLOSE]


def test_the_close_is_whole_when_trades_and_prints_wait_for_history() -> None:
    fold = before_the_close()

    fold.add(make_trade("15:30:10", 3, 150, 1_090))
    fold.add(make_trade("15:39:59", 3, 10, 1_100, is_after_hours=True))
    fold.add(AFTER_HOURS)
    fold.adopt(CLOSE[:2])

    assert shown(fold) == [plain(candle) for candle in CLOSE]
    assert not fold.has_hole


def test_late_prints_ask_for_no_history_again_and_again() -> None:
    fold = intraday()
    fold.adopt(CLOSE)
    holes = []

    for minute in range(46, 50):
        volume = 1_000 * minute
        fold.add(make_trade(f"15:{minute}:00", 3, 20, volume, is_after_hours=True))
        holes.append(fold.has_hole)
        fold.adopt(CLOSE)

    assert holes == [True, False, False, False]


def test_history_that_trails_the_trades_is_not_taken() -> None:
    fold = intraday()
    fold.adopt([make_candle("10:00:00", (1, 1, 1, 1), 20, 1_020)])

    is_taken = fold.adopt([make_candle("10:00:00", (1, 1, 1, 1), 19, 1_019)])

    assert not is_taken
    assert shown(fold) == [(at("10:00:00"), 1, 1, 1, 1, 20)]


def test_held_trades_follow_the_page_that_covers_the_others() -> None:
    fold = intraday()
    fold.adopt([make_candle("10:00:00", (1, 1, 1, 1), 5, 1_020)])
    fold.hold()

    fold.add(make_trade("10:00:30", 2, 4, 1_024))
    fold.add(make_trade("10:00:31", 3, 6, 1_030))
    fold.adopt([make_candle("10:00:00", (1, 1, 1, 1), 24, 1_024)])

    assert shown(fold) == [(at("10:00:00"), 1, 3, 1, 3, 30)]
    assert not fold.has_hole


def test_starting_over_takes_any_history() -> None:
    fold = intraday()
    fold.adopt(CLOSE[:1])
    fold.add(make_trade("10:00:00", 9, 5, 5, day=NEXT_DAY))

    fold.start_over()

    assert fold.adopt(CLOSE[:1])
    assert shown(fold) == [plain(CLOSE[0])]


def test_trades_before_the_opening_make_no_candle() -> None:
    fold = intraday()
    fold.adopt([])

    fold.add(make_trade("08:35:00", 100, 7, 7))
    fold.add(make_trade("09:00:09", 101, 3, 10))

    assert shown(fold) == [(at("09:00:00"), 101, 101, 101, 101, 3)]


def test_the_opening_auction_of_a_new_day_follows_the_old_candles() -> None:
    fold = intraday()
    fold.adopt([make_candle("15:30:00", (100, 100, 100, 100), 50, 1_000_000)])

    fold.add(make_trade("09:00:09", 103, 900, 900, day=NEXT_DAY))

    assert [c.time for c in fold.series.closed] == [at("15:30:00")]
    assert fold.series.forming is not None
    assert fold.series.forming.time == at("09:00:00", NEXT_DAY)
    assert fold.series.revision == 0


def test_history_of_the_next_day_is_taken_over() -> None:
    """After a night without trades the chain's day is simply an older one."""
    fold = intraday()
    fold.adopt([make_candle("15:30:00", (100, 100, 100, 100), 50, 1_000_000)])
    morning = Candle(at("09:00:00", NEXT_DAY), 103, 103, 103, 103, 900, None, 900)

    fold.adopt([make_candle("15:30:00", (100, 100, 100, 100), 50, 1_000_000), morning])
    fold.add(make_trade("09:00:30", 104, 10, 910, day=NEXT_DAY))

    assert fold.series.forming is not None
    assert (fold.series.forming.volume, fold.series.forming.high) == (910, 104)


def test_a_symbol_that_never_traded_begins_with_its_first_trade() -> None:
    fold = intraday()

    fold.adopt([])
    was = fold.series.state
    fold.add(make_trade("10:00:00", 100, 7, 7))

    assert was is SeriesState.EMPTY
    assert fold.series.state is SeriesState.READY
    assert shown(fold) == [(at("10:00:00"), 100, 100, 100, 100, 7)]


def daily() -> DailyFold:
    return DailyFold(CandleSeries("005930", Interval.D1))


def day_candle(day: date, volume: int = 5_000) -> Candle:
    return Candle(at("00:00:00", day), 100, 110, 90, 105, volume, 10**9)


def test_each_trade_states_the_running_day() -> None:
    fold = daily()
    fold.adopt([day_candle(date(2026, 9, 17)), day_candle(DAY, 1_000)])

    fold.add(make_trade("10:00:00", 71_000, 10, 1_010))

    forming = fold.series.forming
    assert forming is not None
    assert (forming.open, forming.high, forming.low, forming.close) == (
        70_500,
        72_000,
        69_000,
        71_000,
    )
    assert (forming.volume, forming.value) == (1_010, 71_710_000)
    assert len(fold.series.closed) == 1


def test_a_new_day_begins_a_new_daily_candle() -> None:
    fold = daily()
    fold.adopt([day_candle(DAY)])

    fold.add(make_trade("09:00:10", 71_000, 10, 10, day=NEXT_DAY))

    assert fold.series.closed == [day_candle(DAY)]
    assert fold.series.forming is not None
    assert fold.series.forming.time == at("00:00:00", NEXT_DAY)


def test_trades_before_the_daily_history_are_kept_for_it() -> None:
    fold = daily()
    fold.add(make_trade("10:00:00", 71_000, 10, 9_000))
    was = fold.series.state

    fold.adopt([day_candle(DAY, 5_000)])

    assert was is SeriesState.LOADING
    assert fold.series.forming is not None
    assert fold.series.forming.volume == 9_000


@pytest.mark.parametrize("volume", [4_000, 5_000])
def test_older_figures_do_not_undo_the_day(volume: int) -> None:
    fold = daily()
    fold.adopt([day_candle(DAY)])
    fold.add(make_trade("10:00:00", 71_000, 10, 6_000))

    fold.add(make_trade("09:59:59", 70_000, 10, volume))

    assert fold.series.forming is not None
    assert fold.series.forming.close == 71_000


def test_a_day_that_never_was_is_forgotten() -> None:
    fold = daily()
    fold.adopt([day_candle(DAY)])
    fold.add(make_trade("09:00:10", 71_000, 10, 10, day=NEXT_DAY))

    fold.start_over()
    fold.adopt([day_candle(DAY)])

    assert fold.series.forming == day_candle(DAY)
    assert fold.series.closed == []


def test_the_watch_list_states_the_day_too() -> None:
    fold = daily()
    fold.adopt([day_candle(DAY)])

    fold.add_summary(make_summary(volume=8_000, price=70_900))
    fold.add_summary(make_summary(day=NEXT_DAY, volume=0))

    assert fold.series.forming is not None
    assert (fold.series.forming.close, fold.series.forming.volume) == (70_900, 8_000)
    assert not fold.has_hole
