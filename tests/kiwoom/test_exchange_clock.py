"""The exchange's day and time come from the broker, whatever this computer thinks."""

from datetime import date

import pytest

from kiwoom import MarketPhase, SessionSignal, load_calendar
from kiwoom.arrivals import Arrival
from kiwoom.exchange_clock import ExchangeClock
from kiwoom.market_state import MarketState
from tests.kiwoom.samples import DAY, NEXT_DAY, at, make_summary, make_trade


def learned(clock: str = "15:50:00") -> ExchangeClock:
    exchange = ExchangeClock(load_calendar())
    exchange.learn([make_summary(clock=clock)])
    return exchange


def signal(
    clock: str, day: date = DAY, phase: MarketPhase | None = MarketPhase.OPENING_AUCTION
) -> SessionSignal:
    return SessionSignal("0", at(clock, day), phase, 0)


def test_the_day_is_unknown_until_the_broker_tells_it() -> None:
    exchange = ExchangeClock(load_calendar())

    assert (exchange.day, exchange.now, exchange.phase) == (
        None,
        None,
        MarketPhase.CLOSED,
    )


def test_the_watch_list_tells_day_and_time() -> None:
    exchange = ExchangeClock(load_calendar())

    moved = exchange.learn(
        [make_summary(clock="10:00:00"), make_summary("000660", clock="10:00:05")]
    )

    assert moved
    assert (exchange.day, exchange.now) == (DAY, at("10:00:05"))
    assert exchange.phase is MarketPhase.CONTINUOUS


def test_an_older_row_of_a_quiet_symbol_moves_nothing() -> None:
    exchange = learned()

    moved = exchange.learn([make_summary(day=date(2026, 9, 17), clock="15:00:00")])

    assert not moved
    assert (exchange.day, exchange.now) == (DAY, at("15:50:00"))


def test_a_clock_without_trades_is_not_todays() -> None:
    exchange = ExchangeClock(load_calendar())

    exchange.learn([make_summary(clock="15:50:00", volume=0)])

    assert (exchange.day, exchange.now) == (DAY, None)


@pytest.mark.parametrize(
    ("clock", "is_new"),
    [("15:49:58", False), ("14:50:00", False), ("14:49:59", True), ("08:40:00", True)],
)
def test_only_more_than_an_hour_back_is_a_new_day(clock: str, is_new: bool) -> None:
    assert learned().starts_new_day(at(clock)) is is_new


def test_the_next_day_skips_weekend_and_holidays() -> None:
    exchange = learned()

    assert exchange.roll() == NEXT_DAY
    assert exchange.now is None


def test_times_read_with_the_old_day_are_joined_with_the_new_one() -> None:
    exchange = learned()
    exchange.roll()

    assert exchange.belated(at("09:00:09")) == at("09:00:09", NEXT_DAY)
    assert exchange.belated(at("09:00:09", NEXT_DAY)) is None


def test_notices_decide_the_phase_until_they_are_forgotten() -> None:
    exchange = learned("10:00:00")

    exchange.see_signal(signal("10:00:01", phase=MarketPhase.CLOSING_AUCTION))
    exchange.see_signal(signal("10:00:02", phase=None))
    signalled = exchange.phase
    exchange.forget_signal()

    assert signalled is MarketPhase.CLOSING_AUCTION
    assert exchange.phase is MarketPhase.CONTINUOUS


def state() -> MarketState:
    market = MarketState(load_calendar())
    market.watch("005930")
    market.add_summaries([make_summary(clock="15:50:00", volume=900_000)])
    return market


def test_a_notice_of_the_morning_begins_the_next_day() -> None:
    market = state()

    is_new = market.add_signal(signal("08:40:00"))

    assert is_new
    assert (market.clock.day, market.clock.now) == (NEXT_DAY, at("08:40:00", NEXT_DAY))
    assert market.clock.phase is MarketPhase.OPENING_AUCTION


def test_the_opening_trade_begins_the_next_day_without_a_notice() -> None:
    market = state()

    watch = market.add_trade(make_trade("09:00:09", 71_500, 500, 500))

    assert market.clock.day == NEXT_DAY
    assert watch is not None
    latest = watch.latest()
    assert latest is not None
    assert (latest.trading_day, latest.volume) == (NEXT_DAY, 500)
    assert latest.time == at("09:00:09", NEXT_DAY)


def test_a_late_trade_with_a_growing_volume_is_of_the_same_day() -> None:
    market = state()

    market.add_trade(make_trade("09:00:09", 71_500, 500, 900_500))

    assert market.clock.day == DAY


def test_trades_of_unwatched_symbols_are_left_out() -> None:
    assert state().add_trade(make_trade("10:00:00", 1, 1, 1, symbol="000660")) is None


def test_doubled_trades_are_counted() -> None:
    market = state()
    trade = make_trade("15:51:00", 71_500, 500, 900_500)

    for _ in range(3):
        market.add_trade(trade)

    assert market.arrivals[Arrival.DUPLICATE] == 2


def test_trades_move_the_newest_figures() -> None:
    market = state()

    market.add_trade(make_trade("15:51:00", 71_500, 500, 900_500))

    latest = market.watch("005930").latest()
    assert latest is not None
    assert (latest.price, latest.volume, latest.change) == (71_500, 900_500, 1_500)
    assert (latest.strength, latest.upper_limit) == (101.5, 91_000)


def test_older_figures_leave_newer_trades_alone() -> None:
    market = state()
    market.add_trade(make_trade("15:51:00", 71_500, 500, 900_500))

    market.add_summaries([make_summary(clock="15:50:59", volume=900_100, price=1)])

    latest = market.watch("005930").latest()
    assert latest is not None
    assert (latest.price, latest.volume) == (71_500, 900_500)


def test_newer_figures_go_before_older_trades() -> None:
    market = state()

    market.add_summaries([make_summary(volume=900_600, price=71_900)])
    market.add_trade(make_trade("15:51:00", 71_500, 500, 900_500))

    latest = market.watch("005930").latest()
    assert latest is not None
    assert (latest.price, latest.volume) == (71_900, 900_600)
    assert market.arrivals[Arrival.NEW] == market.arrivals.total()


def test_without_the_watch_list_there_are_no_figures() -> None:
    market = MarketState(load_calendar())
    market.watch("005930")

    market.add_trade(make_trade("10:00:00", 71_500, 500, 500))

    assert market.watch("005930").latest() is None


@pytest.mark.parametrize(
    "phase",
    [None, MarketPhase.CLOSING_AUCTION, MarketPhase.AFTER_HOURS, MarketPhase.CLOSED],
)
def test_only_notices_of_the_opening_begin_a_day(phase: MarketPhase | None) -> None:
    market = state()

    assert not market.add_signal(signal("08:00:00", phase=phase))
    assert market.clock.day == DAY


def test_the_brokers_day_takes_back_one_that_only_a_notice_began() -> None:
    market = state()
    market.add_signal(signal("08:40:00"))
    market.add_trade(make_trade("15:51:00", 71_500, 500, 900_500, day=NEXT_DAY))

    has_moved = market.add_summaries([make_summary(clock="15:51:00", volume=900_500)])
    market.add_trade(make_trade("15:51:10", 71_600, 10, 900_510))

    assert has_moved
    assert (market.clock.day, market.clock.now) == (DAY, at("15:51:10"))
    latest = market.watch("005930").latest()
    assert latest is not None
    assert (latest.trading_day, latest.volume) == (DAY, 900_510)


def test_a_day_that_the_broker_denied_is_not_begun_by_notices_again() -> None:
    market = state()
    market.add_signal(signal("08:40:00"))
    market.add_summaries([make_summary(clock="15:51:00")])

    again = market.add_signal(signal("08:41:00"))
    market.add_trade(make_trade("15:52:00", 71_500, 500, 900_500))
    market.add_trade(make_trade("09:00:09", 71_500, 500, 500))

    assert not again
    assert market.clock.day == NEXT_DAY


def test_a_day_that_the_broker_confirmed_stays() -> None:
    market = state()
    market.add_signal(signal("08:40:00"))
    market.add_summaries([make_summary(day=NEXT_DAY, clock=None, volume=0)])

    has_moved = market.add_summaries([make_summary(clock="15:51:00")])

    assert not has_moved
    assert market.clock.day == NEXT_DAY


@pytest.mark.parametrize(
    ("heard", "phase"),
    [
        (None, MarketPhase.AFTER_HOURS),
        (at("15:45:00"), MarketPhase.AFTER_HOURS),
        (at("17:59:59"), MarketPhase.AFTER_HOURS),
        (at("18:00:00"), MarketPhase.CLOSED),
        (at("12:00:00", date(2026, 9, 19)), MarketPhase.CLOSED),
    ],
    ids=["unheard", "earlier", "late session", "evening", "weekend"],
)
def test_the_brokers_own_clock_goes_on_where_nothing_trades(heard, phase) -> None:
    exchange = learned("15:50:00")

    exchange.hear(heard)

    assert exchange.phase is phase
    assert exchange.now == at("15:50:00")


def test_the_brokers_own_clock_is_not_taken_back() -> None:
    exchange = learned("15:50:00")

    exchange.hear(at("18:30:00"))
    exchange.hear(at("16:30:00"))

    assert exchange.phase is MarketPhase.CLOSED


def test_a_notice_is_believed_before_any_clock() -> None:
    exchange = learned("08:59:00")
    exchange.hear(at("18:30:00"))

    exchange.see_signal(signal("09:00:00", phase=MarketPhase.CONTINUOUS))

    assert exchange.phase is MarketPhase.CONTINUOUS


@pytest.mark.parametrize(
    ("heard", "is_closed"),
    [
        (at("18:30:00"), False),
        (at("20:30:00"), True),
        (at("18:30:00", date(2026, 9, 19)), True),
    ],
    ids=["NXT still trades", "night", "weekend"],
)
def test_the_second_venue_closes_by_the_brokers_clock_too(heard, is_closed) -> None:
    market = MarketState(load_calendar())
    market.add_summaries([make_summary("005930_AL", clock="17:50:00")])

    market.clock.hear(heard)

    assert market.is_closed(["005930_AL"]) is is_closed
    assert market.is_closed(["005930"])
