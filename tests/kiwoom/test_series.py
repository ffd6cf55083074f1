"""A series tells its readers what changed, and its numbers stay."""

import pandas as pd

from kiwoom import KST, Candle, CandleSeries, Interval, SeriesState
from tests.kiwoom.samples import at, make_candle, make_trade, plain


def bar(minute: int, volume: int = 10) -> Candle:
    clock = f"{9 + minute // 60:02}:{minute % 60:02}:00"
    return make_candle(clock, (100, 110, 90, 105), volume, 10 * (minute + 1))


def loaded(count: int) -> CandleSeries:
    series = CandleSeries("005930", Interval.M1)
    series.adopt([bar(n) for n in range(count)])
    return series


def test_a_new_series_is_loading() -> None:
    series = CandleSeries("005930", Interval.M1)

    assert (series.state, series.forming, list(series.closed)) == (
        SeriesState.LOADING,
        None,
        [],
    )


def test_the_newest_candle_of_history_is_the_forming_one() -> None:
    series = loaded(5)

    assert series.state is SeriesState.READY
    assert series.forming == bar(4)
    assert list(series.closed) == [bar(n) for n in range(4)]
    assert series.revision == 0


def test_history_without_candles_makes_an_empty_series() -> None:
    assert loaded(0).state is SeriesState.EMPTY


def test_appending_moves_the_version_but_not_the_revision() -> None:
    series = loaded(3)
    version = series.version

    series.roll(bar(3))

    assert series.version > version
    assert series.revision == 0
    assert series.closed[-1] == bar(2)


def test_the_same_history_again_changes_no_closed_candle() -> None:
    series = loaded(5)

    series.adopt([bar(n) for n in range(7)])

    assert series.revision == 0
    assert [c.time for c in series.closed] == [bar(n).time for n in range(6)]


def test_a_corrected_candle_is_a_revision() -> None:
    series = loaded(5)

    series.adopt([bar(0), bar(1), bar(2, volume=99), bar(3), bar(4)])

    assert series.revision == 1
    assert series.closed[2].volume == 99


def test_history_keeps_older_candles() -> None:
    series = loaded(10)

    series.adopt([bar(n) for n in range(6, 12)])

    assert [c.time for c in series.closed] == [bar(n).time for n in range(11)]
    assert series.revision == 0


def test_comparing_leaves_the_forming_candle_alone() -> None:
    series = loaded(5)

    series.compare([bar(2), bar(3), bar(4)])

    assert series.forming == bar(4)
    assert series.revision == 0
    assert len(series.closed) == 4


def test_comparing_corrects_a_finished_candle_and_keeps_newer_ones() -> None:
    series = loaded(8)

    series.compare([bar(1), bar(2, volume=77)])

    assert series.revision == 1
    assert [c.volume for c in series.closed] == [10, 10, 77, 10, 10, 10, 10]


def test_comparing_with_nothing_changes_nothing() -> None:
    series = loaded(3)
    version = series.version

    series.compare([])

    assert series.version == version


def test_numbers_stay_when_old_candles_are_dropped() -> None:
    series = CandleSeries("005930", Interval.M1)
    start = at("09:00:00")
    times = [start + pd.Timedelta(minutes=n).to_pytimedelta() for n in range(2_500)]
    number_of: dict[object, int] = {}
    for time in times:
        series.roll(Candle(time, 1, 1, 1, 1, 1))
        for place, candle in enumerate(series.closed):
            number = number_of.setdefault(candle.time, series.first_number + place)
            assert number == series.first_number + place

    assert 2_000 <= len(series.closed) <= 2_200
    assert series.first_number + len(series.closed) == 2_499
    assert series.revision == 0


def test_a_late_trade_goes_to_its_own_candle() -> None:
    series = loaded(3)

    series.add_late(bar(1).time, make_trade("09:01:59", 120, 5, 35))

    assert plain(series.closed[1]) == (bar(1).time, 100, 120, 90, 120, 15)
    assert [c.day_volume for c in series.closed] == [10, 25]
    assert series.forming is not None
    assert (series.forming.volume, series.forming.day_volume) == (10, 35)
    assert series.revision == 1


def test_a_late_trade_without_a_candle_gets_one() -> None:
    series = CandleSeries("005930", Interval.M1)
    series.adopt([bar(0), make_candle("09:02:00", (100, 100, 100, 100), 20, 30)])

    series.add_late(at("09:01:00"), make_trade("09:01:59", 120, 5, 35))

    assert [c.time for c in series.closed] == [at("09:00:00"), at("09:01:00")]
    assert [c.day_volume for c in series.closed] == [10, 15]
    assert series.forming is not None
    assert series.forming.day_volume == 35


def test_a_failed_series_says_why() -> None:
    series = CandleSeries("999999", Interval.M1)

    series.fail("종목코드 999999을(를) 찾을 수 없습니다")

    assert series.state is SeriesState.FAILED
    assert "999999" in series.error


def test_a_frame_holds_all_candles_with_korean_times() -> None:
    frame = loaded(3).to_frame()

    assert frame.columns.tolist() == ["open", "high", "low", "close", "volume", "value"]
    assert isinstance(frame.index, pd.DatetimeIndex)
    assert frame.index[0] == at("09:00:00")
    assert frame.index.tz == KST
    assert {str(kind) for kind in frame.dtypes} == {"Int64"}
    assert frame["value"].isna().all()


def test_an_empty_frame_has_the_same_form() -> None:
    frame = CandleSeries("005930", Interval.M1).to_frame()

    assert frame.empty
    assert frame.index.name == "time"
    assert isinstance(frame.index, pd.DatetimeIndex)
