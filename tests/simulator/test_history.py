"""Past days: daily bars, the minutes that make them, and what makes them plausible."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from kiwoom.prices import price_limits, price_step
from kiwoom.simulator.history import History
from kiwoom.simulator.universe import load_universe
from kiwoom.trading_calendar import load_calendar

DAY = date(2026, 9, 18)
UNIVERSE = load_universe()
PLACES = {listing.symbol: n for n, listing in enumerate(UNIVERSE)}


def test_there_are_three_years_before_the_first_day(history: History) -> None:
    past = history.days_until(DAY, 10_000)

    assert len(past) >= 3 * 245


def test_listed_prices_hold_on_the_day_before(history: History) -> None:
    before = history.previous(DAY)

    for index, listing in enumerate(UNIVERSE):
        assert history.bar(before, index).close == listing.price
        assert history.bar(DAY, index).base == listing.price


@pytest.mark.parametrize("day", [date(2023, 11, 16), date(2025, 1, 2), DAY])
def test_daily_prices_keep_steps_and_limits(history: History, day: date) -> None:
    for index, listing in enumerate(UNIVERSE):
        bar = history.bar(day, index)
        lower, upper = price_limits(bar.base, is_fund=listing.is_fund)

        assert lower <= bar.low <= min(bar.open, bar.close), listing
        assert max(bar.open, bar.close) <= bar.high <= upper, listing
        for price in (bar.open, bar.high, bar.low, bar.close):
            assert price % price_step(price, is_fund=listing.is_fund) == 0, listing


def test_each_close_is_the_next_days_base(history: History) -> None:
    days = history.days_until(DAY, 100)

    for before, after in pairwise(days):
        assert history.bar(before, 0).close == history.bar(after, 0).base


@pytest.mark.parametrize("day", [DAY, date(2025, 11, 13), date(2026, 1, 2)])
def test_minutes_make_the_daily_bar(history: History, day: date) -> None:
    for index in range(len(UNIVERSE)):
        bar, minutes = history.bar(day, index), history.minutes(day, index)

        assert minutes.open[0] == bar.open
        assert minutes.high.max() == bar.high
        assert minutes.low.min() == bar.low
        assert minutes.close[-1] == bar.close
        assert minutes.volume.sum() == bar.volume
        assert bar.total_volume == bar.volume + bar.late_volume


def test_every_minute_bar_is_sound(history: History) -> None:
    for index in range(len(UNIVERSE)):
        minutes = history.minutes(DAY, index)

        assert (np.diff(minutes.label) > 0).all()
        assert (minutes.volume > 0).all()
        assert (minutes.low <= np.minimum(minutes.open, minutes.close)).all()
        assert (minutes.high >= np.maximum(minutes.open, minutes.close)).all()


def test_nothing_trades_in_the_closing_auction(history: History) -> None:
    labels = history.minutes(DAY, PLACES["005930"]).label

    assert not [n for n in labels if 15 * 60 + 20 <= n < 15 * 60 + 30]
    assert 15 * 60 + 30 in labels


def test_a_late_opening_day_starts_at_ten(history: History) -> None:
    late = history.minutes(date(2026, 1, 2), PLACES["005930"]).label
    exam = history.minutes(date(2025, 11, 13), PLACES["005930"]).label

    assert late[0] == 10 * 60
    assert 15 * 60 + 30 in late
    assert exam[0] == 10 * 60
    assert 16 * 60 + 30 in exam


def test_busy_names_trade_every_minute_and_quiet_ones_do_not(history: History) -> None:
    busy = history.minutes(DAY, PLACES["005930"])
    quiet = history.minutes(DAY, PLACES["003960"])

    assert busy.continuous == 380
    assert 30 < quiet.continuous < 300


def test_volume_is_high_at_both_ends_of_the_day(history: History) -> None:
    volume = np.zeros(380)
    for index in range(60):
        minutes = history.minutes(DAY, index)
        inner = minutes.label[: minutes.continuous] - 9 * 60
        volume[inner] += minutes.volume[: minutes.continuous] / minutes.volume.sum()

    noon = volume[150:230].mean()
    assert volume[:20].mean() > 2 * noon
    assert volume[-10:].mean() > 1.2 * noon


def test_some_prices_lie_between_two_steps(history: History) -> None:
    minutes = history.minutes(DAY, PLACES["005930"])

    halves = [price for price in minutes.close.tolist() if price % 100 == 50]
    assert halves


def test_days_move_between_half_a_percent_and_seven(history: History) -> None:
    days = history.days_until(DAY, 200)
    bars = [history.bar(day, index) for day in days for index in range(0, 60, 7)]
    ranges = np.array([(bar.high - bar.low) / bar.base for bar in bars])

    assert 0.015 < np.median(ranges) < 0.05
    assert np.quantile(ranges, 0.05) > 0.005


def test_members_of_a_sector_move_together(history: History) -> None:
    days = history.days_until(DAY, 500)

    def returns(symbol: str) -> np.ndarray:
        bars = [history.bar(day, PLACES[symbol]) for day in days]
        return np.array([bar.close / bar.base - 1 for bar in bars])

    chips = np.corrcoef(returns("005930"), returns("000660"))[0, 1]
    inverse = np.corrcoef(returns("069500"), returns("114800"))[0, 1]
    strangers = np.corrcoef(returns("005930"), returns("007310"))[0, 1]
    assert chips > strangers + 0.1
    assert inverse < -0.8


def test_the_same_seed_makes_the_same_market(history: History) -> None:
    again = History(UNIVERSE, load_calendar(), 1, DAY)
    other = History(UNIVERSE, load_calendar(), 2, DAY)

    same, different = again.minutes(DAY, 3), other.minutes(DAY, 3)
    assert same.close.tolist() == history.minutes(DAY, 3).close.tolist()
    assert different.close.tolist() != same.close.tolist()


def test_a_closed_day_cannot_be_the_first() -> None:
    with pytest.raises(ValueError, match="trading day"):
        History(UNIVERSE, load_calendar(), 1, date(2026, 9, 19))
