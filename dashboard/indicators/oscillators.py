"""Oscillators, drawn in panes below the candles."""

from collections import deque

import numpy as np
import talib

from dashboard.indicators.bars import Bars, Floats
from dashboard.indicators.indicator import Follower, Indicator, Line, Pane
from dashboard.indicators.windows import Highest
from kiwoom import Candle


class Rsi(Indicator):
    """Wilder's relative strength index, in percent."""

    name = "rsi"
    pane = Pane.LOWER
    guides = (30.0, 70.0)
    span = (0.0, 100.0)

    def __init__(self, period: int = 14) -> None:
        self.parameters = (period,)
        self.lookback = period + 1
        self.lines = (Line("rsi", f"RSI{period}", "oscillator"),)

    def batch(self, bars: Bars) -> tuple[Floats, ...]:
        """Return the index."""
        return (talib.RSI(bars.close, *self.parameters),)

    def begin(self, bars: Bars) -> Follower:
        """Return the state: the averages of gains and losses."""
        (period,) = self.parameters
        return _Rsi(period, bars.close)


class _Rsi:
    def __init__(self, period: int, closes: Floats) -> None:
        self._period = period
        changes = np.diff(closes).tolist()
        first = changes[:period]
        self._gain = sum(max(change, 0.0) for change in first) / period
        self._loss = sum(max(-change, 0.0) for change in first) / period
        self._close = float(closes[-1])
        for change in changes[period:]:
            self._gain, self._loss = self._with(change)

    def _with(self, change: float) -> tuple[float, float]:
        kept = self._period - 1
        gain = (self._gain * kept + max(change, 0.0)) / self._period
        return gain, (self._loss * kept + max(-change, 0.0)) / self._period

    def peek(self, candle: Candle) -> tuple[float, ...]:
        gain, loss = self._with(candle.close - self._close)
        total = gain + loss
        return (100 * gain / total if total > 0 else 0.0,)

    def push(self, candle: Candle) -> None:
        self._gain, self._loss = self._with(candle.close - self._close)
        self._close = float(candle.close)


class Macd(Indicator):
    """Difference of two exponential averages, its average, and what is between."""

    name = "macd"
    pane = Pane.LOWER
    guides = (0.0,)

    def __init__(self, fast: int = 12, slow: int = 26, signal: int = 9) -> None:
        if fast >= slow:
            raise ValueError("the fast average is over fewer bars than the slow one")
        self.parameters = (fast, slow, signal)
        self.lookback = slow + signal - 1
        self.lines = (
            Line("macd", "MACD", "oscillator"),
            Line("macd_signal", "시그널", "signal"),
            Line("macd_histogram", "차이", "histogram", histogram=True),
        )

    def batch(self, bars: Bars) -> tuple[Floats, ...]:
        """Return the three lines in won."""
        macd, signal, histogram = talib.MACD(bars.close, *self.parameters)
        return macd, signal, histogram

    def begin(self, bars: Bars) -> Follower:
        """Return the state: the newest value of each exponential average."""
        fast, slow, _ = self.parameters
        averages = (
            # TA-Lib begins the fast average late, so that both begin at the same bar.
            talib.EMA(bars.close[slow - fast :], fast)[-1],
            talib.EMA(bars.close, slow)[-1],
            self.batch(bars)[1][-1],
        )
        return _Macd(self.parameters, averages)


class _Macd:
    def __init__(
        self, periods: tuple[int, ...], averages: tuple[float, float, float]
    ) -> None:
        self._weights = [2 / (period + 1) for period in periods]
        self._averages = averages

    def _with(self, candle: Candle) -> tuple[float, float, float]:
        fast, slow, signal = self._averages
        by_fast, by_slow, by_signal = self._weights
        fast += by_fast * (candle.close - fast)
        slow += by_slow * (candle.close - slow)
        return fast, slow, signal + by_signal * (fast - slow - signal)

    def peek(self, candle: Candle) -> tuple[float, ...]:
        fast, slow, signal = self._with(candle)
        return fast - slow, signal, fast - slow - signal

    def push(self, candle: Candle) -> None:
        self._averages = self._with(candle)


class Stochastic(Indicator):
    """Where the close stands between the extremes of some bars, smoothed (슬로우)."""

    name = "stochastic"
    pane = Pane.LOWER
    guides = (20.0, 80.0)
    span = (0.0, 100.0)

    def __init__(self, window: int = 5, slow: int = 3, signal: int = 3) -> None:
        self.parameters = (window, slow, signal)
        self.lookback = window + slow + signal - 2
        self.lines = (
            Line("stochastic_k", "%K", "oscillator"),
            Line("stochastic_d", "%D", "signal"),
        )

    def batch(self, bars: Bars) -> tuple[Floats, ...]:
        """Return %K and %D in percent."""
        window, slow, signal = self.parameters
        columns = (bars.high, bars.low, bars.close)
        k, d = talib.STOCH(*columns, window, slow, slowd_period=signal)
        return k, d

    def begin(self, bars: Bars) -> Follower:
        """Return the state: extremes of the window, and the newest raw values."""
        return _Stochastic(self.parameters, bars)


class _Stochastic:
    def __init__(self, parameters: tuple[int, ...], bars: Bars) -> None:
        window, slow, signal = parameters
        self._highs = Highest(window - 1, bars.high[-window:].tolist())
        self._lows = Highest(window - 1, (-bars.low[-window:]).tolist())
        raw, _ = talib.STOCHF(bars.high, bars.low, bars.close, window, 1)
        smooth = talib.SMA(raw, slow) if slow > 1 else raw
        self._raw = deque(raw[-slow:].tolist()[1:], maxlen=slow - 1)
        self._smooth = deque(smooth[-signal:].tolist()[1:], maxlen=signal - 1)

    def _next(self, candle: Candle) -> tuple[float, float]:
        high = self._highs.with_next(candle.high)
        low = -self._lows.with_next(-candle.low)
        raw = 100 * (candle.close - low) / (high - low) if high > low else 0.0
        return raw, (sum(self._raw) + raw) / (len(self._raw) + 1)

    def peek(self, candle: Candle) -> tuple[float, ...]:
        _, k = self._next(candle)
        return k, (sum(self._smooth) + k) / (len(self._smooth) + 1)

    def push(self, candle: Candle) -> None:
        raw, k = self._next(candle)
        self._raw.append(raw)
        self._smooth.append(k)
        self._highs.push(candle.high)
        self._lows.push(-candle.low)
