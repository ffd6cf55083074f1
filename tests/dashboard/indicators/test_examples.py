"""Each indicator in numbers that were worked out by hand."""

from datetime import datetime, timedelta

import pytest

from dashboard.indicators import (
    Bars,
    Bollinger,
    Ichimoku,
    Indicator,
    Macd,
    MovingAverage,
    Rsi,
    Stochastic,
    VolumeAverage,
    Vwap,
)
from kiwoom import KST, Candle

NINE = datetime(2026, 9, 18, 9, 0, tzinfo=KST)
NAN = float("nan")


def candle(
    number: int, prices: tuple[int, int, int], volume: int = 10, day: int = 0
) -> Candle:
    """Return a candle that has (high, low, close) and opens at its close."""
    high, low, close = prices
    time = NINE + timedelta(days=day, minutes=number)
    return Candle(time, close, high, low, close, volume)


def closing_at(*closes: int) -> list[Candle]:
    return [candle(n, (close, close, close)) for n, close in enumerate(closes)]


def assert_lines(
    indicator: Indicator, candles: list[Candle], *lines: list[float]
) -> None:
    """Check what is computed in one go, and bar by bar."""
    columns = [column.tolist() for column in indicator.batch(Bars.of(candles))]
    follower = indicator.follow([])
    rows = []
    for each in candles:
        rows.append(follower.peek(each))
        follower.push(each)

    for found, followed, line in zip(
        columns, zip(*rows, strict=True), lines, strict=True
    ):
        assert found == pytest.approx(line, nan_ok=True)
        assert list(followed) == pytest.approx(line, nan_ok=True)


def test_a_moving_average_is_the_mean_of_the_last_closes() -> None:
    assert_lines(
        MovingAverage(2, 3),
        closing_at(100, 110, 130, 90),
        [NAN, 105, 120, 110],
        [NAN, NAN, 340 / 3, 110],
    )


def test_one_average_alone_is_one_line() -> None:
    assert_lines(MovingAverage(3), closing_at(1, 2, 6, 7), [NAN, NAN, 3, 5])


def test_a_volume_average_is_the_mean_of_the_last_volumes() -> None:
    volumes = [10, 30, 20, 0]
    candles = [candle(n, (5, 5, 5), volume) for n, volume in enumerate(volumes)]

    assert_lines(VolumeAverage(2), candles, [NAN, 20, 25, 10])


def test_bands_lie_two_deviations_from_the_mean() -> None:
    # Means 105, 120 and 130; the closes lie 5, 10 and 0 from them.
    assert_lines(
        Bollinger(2, 2),
        closing_at(100, 110, 130, 130),
        [NAN, 105, 120, 130],
        [NAN, 115, 140, 130],
        [NAN, 95, 100, 130],
    )


def test_the_days_average_price_weighs_each_bar_by_its_volume() -> None:
    candles = [
        candle(0, (110, 90, 100), 10),
        candle(1, (130, 100, 130), 30),
        candle(2, (130, 130, 130), 0),
    ]

    # (100 · 10 + 120 · 30) / 40
    assert_lines(Vwap(), candles, [100, 115, 115])


def test_the_days_average_price_begins_anew_each_day() -> None:
    candles = [
        candle(0, (100, 100, 100), 10),
        candle(0, (60, 30, 60), 0, day=1),
        candle(1, (80, 80, 80), 5, day=1),
        candle(2, (90, 90, 90), 15, day=1),
    ]

    # A day without trades yet shows the price itself.
    assert_lines(Vwap(), candles, [100, 50, 80, 87.5])


def test_one_share_counts_even_after_days_of_billions() -> None:
    busy = [candle(0, (999_999,) * 3, 10**8, day=day) for day in range(2_000)]
    quiet = candle(0, (100_001, 100_000, 100_000), 1, day=2_000)
    bars = Bars.of([*busy, quiet])

    [average] = Vwap().batch(bars)

    assert average[-1] == pytest.approx(300_001 / 3, rel=1e-15)


def test_ichimoku_takes_the_middles_of_three_windows() -> None:
    prices = [(110, 90, 100), (120, 100, 115), (130, 95, 97), (100, 80, 90)]
    candles = [candle(n, each) for n, each in enumerate(prices)]

    assert_lines(
        Ichimoku(2, 3, 4),
        candles,
        [NAN, 105, 112.5, 105],
        [NAN, NAN, 110, 105],
        [NAN, NAN, 111.25, 105],
        [NAN, NAN, NAN, 105],
        [100, 115, 97, 90],
    )


def test_ichimoku_leads_two_lines_and_lets_one_lag() -> None:
    assert [line.shift for line in Ichimoku().lines] == [0, 0, 26, 26, -26]


def test_strength_is_the_share_of_gains() -> None:
    # Gains 4, 0, 6 and losses 0, 2, 0: means 2 and 1, then 4 and a half.
    assert_lines(
        Rsi(2), closing_at(100, 104, 102, 108), [NAN, NAN, 200 / 3, 100 * 4 / 4.5]
    )


@pytest.mark.parametrize(
    ("closes", "strength"),
    [((1, 2, 3, 4), 100), ((4, 3, 2, 1), 0), ((5, 5, 5, 5), 0)],
)
def test_strength_ends_at_its_bounds(closes: tuple[int, ...], strength: int) -> None:
    assert_lines(Rsi(2), closing_at(*closes), [NAN, NAN, strength, strength])


def test_a_rise_is_remembered_however_long_prices_lie_still() -> None:
    still = closing_at(100, 101, *[101] * 60)

    assert_lines(Rsi(2), still, [NAN, NAN, *[100] * 60])


def test_macd_is_what_lies_between_two_exponential_averages() -> None:
    # Fast: 115, 138 1/3, 106 1/9. Slow: 110, 130, 110. Between: 5, 8 1/3, -3 8/9.
    first, second = 20 / 3, 20 / 3 + 2 / 3 * (-35 / 9 - 20 / 3)

    assert_lines(
        Macd(2, 3, 2),
        closing_at(100, 110, 120, 150, 90),
        [NAN, NAN, NAN, 25 / 3, -35 / 9],
        [NAN, NAN, NAN, first, second],
        [NAN, NAN, NAN, 25 / 3 - first, -35 / 9 - second],
    )


def test_the_stochastic_says_where_the_close_stands() -> None:
    prices = [
        *((110, 90, 100), (120, 100, 115), (130, 110, 110)),
        *((125, 105, 125), (125, 115, 120)),
    ]
    candles = [candle(n, each) for n, each in enumerate(prices)]

    # Raw: 25/30, 10/30, 20/25, 15/20; smoothed 58 1/3, 56 2/3 and 77.5 percent.
    assert_lines(
        Stochastic(2, 2, 2),
        candles,
        [NAN, NAN, NAN, 170 / 3, 77.5],
        [NAN, NAN, NAN, 57.5, (170 / 3 + 77.5) / 2],
    )


def test_the_stochastic_is_zero_where_nothing_moves() -> None:
    assert_lines(
        Stochastic(2, 2, 2), closing_at(7, 7, 7, 7), [NAN] * 3 + [0], [NAN] * 3 + [0]
    )


def test_smoothing_over_one_bar_smooths_nothing() -> None:
    candles = [candle(n, (120, 100, close)) for n, close in enumerate((100, 110, 115))]

    assert_lines(Stochastic(2, 1, 1), candles, [NAN, 50, 75], [NAN, 50, 75])
