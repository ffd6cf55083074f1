"""What is known of a symbol moves with trades, and the watch list corrects it."""

from dataclasses import replace
from datetime import date

import pytest

from kiwoom import Interval, load_calendar
from kiwoom.arrivals import Arrival
from kiwoom.fold import DailyFold, IntradayFold
from kiwoom.live_models import ExpectedMatch
from kiwoom.watch import Watch
from tests.kiwoom.samples import (
    DAY,
    NEXT_DAY,
    at,
    make_interruption,
    make_summary,
    make_trade,
)


@pytest.fixture
def watch() -> Watch:
    return Watch("005930", load_calendar().hours)


def expected_at(clock: str) -> ExpectedMatch:
    return ExpectedMatch("005930", at(clock), 71_000, 1_000, 1.4, 500, 0)


def test_nothing_is_known_at_first(watch: Watch) -> None:
    assert watch.latest() is None
    assert watch.progress == (date.min, 0)
    assert not watch.is_interrupted


def test_the_watch_list_s_figures_are_the_newest(watch: Watch) -> None:
    summary = make_summary(volume=1_000)

    watch.add_summary(summary)

    assert watch.latest() == summary
    assert watch.progress == (DAY, 1_000)


def test_a_trade_moves_the_figures_and_leaves_the_rest(watch: Watch) -> None:
    watch.add_summary(make_summary(volume=1_000))
    trade = make_trade("10:00:05", 71_500, 50, 1_050)

    watch.add_trade(trade)

    latest = watch.latest()
    assert latest is not None
    assert (latest.price, latest.volume, latest.time) == (71_500, 1_050, trade.time)
    assert (latest.base_price, latest.change) == (70_000, 1_500)
    assert (latest.upper_limit, latest.name) == (91_000, "삼성전자")


def test_figures_that_are_ahead_of_trades_on_their_way_stay(watch: Watch) -> None:
    watch.add_summary(make_summary(volume=2_000, price=72_000))

    arrival = watch.add_trade(make_trade("10:00:05", 71_500, 50, 1_050))

    latest = watch.latest()
    assert arrival is Arrival.NEW
    assert latest is not None
    assert (latest.price, latest.volume) == (72_000, 2_000)


def test_trades_that_are_ahead_of_figures_stay(watch: Watch) -> None:
    watch.add_summary(make_summary(volume=1_000))
    watch.add_trade(make_trade("10:00:05", 71_500, 50, 1_050))

    watch.add_summary(make_summary(volume=1_020, price=71_100))

    latest = watch.latest()
    assert latest is not None
    assert (latest.price, latest.volume) == (71_500, 1_050)


def test_a_trade_without_figures_is_counted_and_tells_no_figures(watch: Watch) -> None:
    watch.add_trade(make_trade("10:00:05", 71_500, 50, 1_050))

    assert watch.latest() is None
    assert watch.volume == 1_050


def test_a_doubled_and_an_overtaken_trade_move_nothing(watch: Watch) -> None:
    watch.add_summary(make_summary(volume=1_000))
    first = make_trade("10:00:05", 71_500, 50, 1_050)
    third = make_trade("10:00:06", 71_700, 50, 1_150)
    second = make_trade("10:00:05", 71_600, 50, 1_100)

    found = [watch.add_trade(trade) for trade in (first, third, second, first)]

    assert found == [Arrival.NEW, Arrival.NEW, Arrival.LATE, Arrival.DUPLICATE]
    latest = watch.latest()
    assert latest is not None
    assert (latest.price, latest.volume) == (71_700, 1_150)


def test_a_new_day_counts_from_nothing_again(watch: Watch) -> None:
    watch.add_summary(make_summary(volume=9_000))

    watch.add_trade(make_trade("09:00:01", 70_000, 10, 10, day=NEXT_DAY))

    assert watch.progress == (NEXT_DAY, 10)


def test_the_match_ends_what_an_auction_expected(watch: Watch) -> None:
    watch.expected = expected_at("09:00:00")

    watch.add_trade(make_trade("08:59:59", 70_000, 10, 10))
    assert watch.expected is not None

    watch.add_trade(make_trade("09:00:00", 70_000, 10, 20))
    assert watch.expected is None


def test_an_interruption_ends_with_a_trade_after_two_minutes(watch: Watch) -> None:
    """Its end may have been told while the line was down."""
    watch.interruption = make_interruption()

    watch.add_trade(make_trade("10:01:59", 70_000, 10, 10))
    assert watch.is_interrupted

    watch.add_trade(make_trade("10:02:00", 70_000, 10, 20))
    assert not watch.is_interrupted
    assert watch.interruption is not None
    assert watch.interruption.released == at("10:02:00")


def test_an_interruption_that_is_over_keeps_its_end(watch: Watch) -> None:
    over = replace(make_interruption(), released=at("10:02:10"))
    watch.interruption = over

    watch.add_trade(make_trade("10:30:00", 70_000, 10, 10))

    assert watch.interruption is over


@pytest.mark.parametrize(
    ("interval", "kind"),
    [
        (Interval.M1, IntradayFold),
        (Interval.M60, IntradayFold),
        (Interval.D1, DailyFold),
    ],
)
def test_a_series_is_made_once(watch: Watch, interval: Interval, kind: type) -> None:
    fold = watch.fold(interval)

    assert type(fold) is kind
    assert watch.fold(interval) is fold


def test_a_daily_series_knows_the_figures_that_came_before_it(watch: Watch) -> None:
    watch.add_summary(make_summary(volume=1_000, price=71_000))

    fold = watch.fold(Interval.D1)
    fold.adopt([])

    assert fold.series.forming is not None
    assert fold.series.forming.close == 71_000


def test_starting_over_forgets_what_was_counted(watch: Watch) -> None:
    watch.add_summary(make_summary(volume=1_000))
    watch.add_trade(make_trade("10:00:05", 71_500, 50, 1_050))
    watch.expected = expected_at("15:25:00")
    watch.interruption = make_interruption()

    watch.start_over()

    assert watch.progress == (date.min, 0)
    assert watch.expected is None
    assert watch.interruption is None
    again = watch.add_trade(make_trade("10:00:05", 71_500, 50, 1_050))
    assert again is Arrival.NEW


def test_trades_can_have_been_missed_only_where_they_arrived_before(
    watch: Watch,
) -> None:
    watch.lose()
    assert not watch.has_missed

    watch.is_live = True
    watch.lose()
    assert watch.has_missed
    assert not watch.is_live

    watch.lose()
    assert watch.has_missed
