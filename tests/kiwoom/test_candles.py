"""Laws of candles: however the trades are cut, the candles are the same."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kiwoom import Candle, Interval, Trade, candle_start
from kiwoom.candles import add_late_trade, add_trade, new_candle, resample
from tests.kiwoom.samples import at, chained, fold_minutes, make_candle, plain

STEP = st.tuples(st.integers(0, 3_599), st.integers(1, 99_999), st.integers(1, 5_000))


@st.composite
def trade_lists(draw: st.DrawFn) -> list[Trade]:
    steps = draw(st.lists(STEP, min_size=1, max_size=60))
    clocks = sorted(second for second, _, _ in steps)
    return chained(
        [
            (f"10:{second // 60:02}:{second % 60:02}", price, size)
            for second, (_, price, size) in zip(clocks, steps, strict=True)
        ]
    )


def folded(trades: list[Trade], interval: Interval) -> list[Candle]:
    candles: list[Candle] = []
    for trade in trades:
        start = candle_start(trade.time, interval)
        if candles and candles[-1].time == start:
            candles[-1] = add_trade(candles[-1], trade)
        else:
            candles.append(new_candle(start, trade))
    return candles


@given(trade_lists())
def test_a_candle_holds_its_prices(trades: list[Trade]) -> None:
    for candle in folded(trades, Interval.M5):
        assert candle.low <= min(candle.open, candle.close)
        assert candle.high >= max(candle.open, candle.close)


@given(trade_lists())
def test_volumes_add_up_to_the_day(trades: list[Trade]) -> None:
    candles = folded(trades, Interval.M3)

    assert sum(candle.volume for candle in candles) == trades[-1].day_volume
    assert candles[-1].day_volume == trades[-1].day_volume


@given(trade_lists())
def test_running_volumes_grow_by_each_volume(trades: list[Trade]) -> None:
    for before, after in pairwise(folded(trades, Interval.M1)):
        assert after.day_volume is not None
        assert before.day_volume is not None
        assert after.day_volume - before.day_volume == after.volume


@given(trade_lists())
def test_minutes_equal_the_plainest_fold(trades: list[Trade]) -> None:
    assert [plain(c) for c in folded(trades, Interval.M1)] == fold_minutes(trades)


@given(trade_lists(), st.sampled_from([i for i in Interval if i.is_intraday]))
def test_minutes_made_wider_equal_a_direct_fold(
    trades: list[Trade], interval: Interval
) -> None:
    minutes = folded(trades, Interval.M1)

    assert resample(minutes, interval) == folded(trades, interval)


@given(trade_lists(), st.integers(0, 60))
def test_any_split_of_the_trades_gives_the_same_candles(
    trades: list[Trade], cut: int
) -> None:
    whole = folded(trades, Interval.M1)
    first = folded(trades[:cut], Interval.M1)

    # The second part knows what the first part left in the minute of the cut.
    again = folded(
        [t for t in trades if not first or t.time >= first[-1].time], Interval.M1
    )

    assert [*first[:-1], *again] == whole


def test_a_late_trade_counts_only_its_size_into_the_running_volume() -> None:
    [trade] = chained([("10:00:59", 300, 7)], start=5_000)

    candle = add_late_trade(
        make_candle("10:00:00", (100, 200, 90, 150), 50, 1_050), trade
    )

    assert plain(candle) == (at("10:00:00"), 100, 300, 90, 300, 57)
    assert candle.day_volume == 1_057


def test_resampling_knows_a_value_only_if_all_parts_do() -> None:
    start = at("10:00:00")
    known = Candle(start, 1, 1, 1, 1, 1, value=5)
    unknown = Candle(at("10:01:00"), 1, 1, 1, 1, 1)

    assert resample([known], Interval.M5)[0].value == 5
    assert resample([known, unknown], Interval.M5)[0].value is None


def test_a_daily_candle_begins_at_midnight() -> None:
    minutes = [make_candle(f"{h:02}:00:00", (5, 6, 4, 5), 10, h) for h in (9, 12, 15)]

    [day] = resample(minutes, Interval.D1)

    assert (day.time, day.volume) == (at("00:00:00"), 30)
