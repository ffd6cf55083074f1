"""Any DataFrame of candles becomes a chart like all others."""

import holoviews as hv
import numpy as np
import pandas as pd
import pytest

from dashboard import CandleChart
from dashboard.indicators import MovingAverage, Rsi
from dashboard.snapshot import snapshot_of
from dashboard.theme import DARK
from kiwoom import KST, Interval


def frame_of(count: int = 60, freq: str = "1min", zone: object = None) -> pd.DataFrame:
    times = pd.date_range("2026-09-18 09:00", periods=count, freq=freq, tz=zone)
    close = 100.0 + np.arange(count) % 7
    return pd.DataFrame(
        {"open": 100, "high": close + 2, "low": 98, "close": close, "volume": 10},
        index=times,
    )


def test_the_chart_holds_the_frames_candles():
    chart = CandleChart.from_frame(frame_of(), name="내 종목")

    assert chart.cell.title == "내 종목"
    assert chart.cell.is_fixed
    assert chart.interval is Interval.M1
    assert [c.close for c in chart.series.closed][:3] == [100, 101, 102]
    assert chart.series.closed[0].time.tzinfo == KST
    assert chart.series.to_frame()["volume"].sum() == 600


@pytest.mark.parametrize(
    ("freq", "interval"),
    [
        *(("30s", "1m"), ("1min", "1m"), ("2min", "1m"), ("5min", "5m")),
        *(("45min", "30m"), ("1h", "60m"), ("1D", "1d"), ("7D", "1d")),
    ],
)
def test_the_interval_is_what_lies_between_the_candles(freq, interval):
    assert CandleChart.from_frame(frame_of(freq=freq)).interval == interval


def test_times_of_another_zone_are_those_of_korea():
    chart = CandleChart.from_frame(frame_of(zone="UTC"))

    assert chart.series.closed[0].time.hour == 18


def test_rows_may_come_in_any_order_and_twice():
    frame = frame_of()
    mixed = pd.concat([frame.iloc[30:], frame.iloc[:31]])

    chart = CandleChart.from_frame(mixed)

    times = [candle.time for candle in chart.series.closed]
    assert times == sorted(set(times))
    assert len(times) + 1 == 60


def test_volume_may_be_missing_and_prices_may_have_decimals():
    frame = frame_of().drop(columns="volume")
    frame["close"] = 100.25

    chart = CandleChart.from_frame(frame)

    assert chart.series.closed[0].close == 100.25
    assert chart.series.closed[0].volume == 0


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda f: f.drop(columns=["low", "close"]), "low, close 열이 없습니다"),
        (lambda f: f.reset_index(), "색인이 시각이 아닙니다"),
        (lambda f: f.assign(close=["x"] * 60), "빈 칸이나 글자가 있습니다"),
        (lambda f: f.assign(high=np.nan), "가격에 빈 칸이나"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_sentence(spoil, sentence):
    with pytest.raises(ValueError, match=sentence):
        CandleChart.from_frame(spoil(frame_of()))


def test_a_frame_without_rows_is_an_empty_chart():
    chart = CandleChart.from_frame(frame_of(0))

    assert chart.cell.message == "표시할 데이터가 없습니다"


def test_a_chart_of_a_frame_can_be_kept_as_a_file():
    html = snapshot_of(CandleChart.from_frame(frame_of(), name="내 종목"))

    assert "내 종목" in html


def test_the_overlay_of_holoviews_has_candles_and_averages_and_combines():
    chart = CandleChart.from_frame(
        frame_of(), indicators=[MovingAverage((5, 20)), Rsi(14)]
    )

    overlay = chart.to_holoviews()

    kinds = [type(element).__name__ for element in overlay]
    assert kinds == ["Segments", "Rectangles", "Curve", "Curve"]
    combined = overlay * hv.HLine(101)
    figure = hv.render(combined)
    assert figure.height == 360
    colours = {DARK.rising, DARK.falling}
    drawn = {
        colour
        for renderer in figure.renderers
        if (glyph := getattr(renderer, "glyph", None))
        and hasattr(glyph.line_color, "transform")
        for colour in glyph.line_color.transform.palette
    }
    assert colours <= drawn


def test_daily_candles_keep_their_days_in_the_overlay():
    overlay = CandleChart.from_frame(frame_of(freq="1D")).to_holoviews()

    times = next(iter(overlay)).dframe()["time"]
    assert times.iloc[0] == pd.Timestamp("2026-09-18")
