"""The tracker tells each finished candle once, and again where it has changed."""

from dataclasses import replace

from dashboard.gateway.stream.candle_tracker import CandleTracker
from kiwoom import Candle, CandleSeries, Interval
from tests.kiwoom.samples import at


def candle(minute: int, close: int = 100) -> Candle:
    return Candle(at(f"10:{minute:02}:00"), 100, 120, 90, close, 10)


def loaded(count: int = 3) -> CandleSeries:
    series = CandleSeries("005930", Interval.M1)
    series.adopt([candle(minute) for minute in range(count)])
    return series


def test_nothing_is_ready_before_the_history_has_come():
    tracker = CandleTracker()

    assert tracker.changes(CandleSeries("005930", Interval.M1)) == []
    assert not tracker.is_ready


def test_a_series_that_is_seen_for_the_first_time_is_no_news():
    tracker = CandleTracker()

    assert tracker.changes(loaded()) == []
    assert tracker.is_ready


def test_a_candle_that_is_finished_is_told_once():
    tracker, series = CandleTracker(), loaded(3)
    tracker.changes(series)

    series.update(candle(2, 101))
    assert tracker.changes(series) == []
    series.roll(candle(3))
    assert tracker.changes(series) == [(candle(2, 101), False)]
    assert tracker.changes(series) == []


def test_a_candle_that_the_broker_states_otherwise_is_told_as_revised():
    tracker, series = CandleTracker(), loaded(4)
    tracker.changes(series)

    series.compare([candle(0), replace(candle(1), close=99), candle(2)])

    assert tracker.changes(series) == [(candle(1, 99), True)]


def test_old_candles_that_are_put_before_are_no_news():
    tracker, series = CandleTracker(), loaded(3)
    tracker.changes(series)

    series.prepend([replace(candle(0), time=at("09:59:00"))])

    assert [c for c, _ in tracker.changes(series) if c.time >= at("10:00:00")] == []
