"""Indicators of candles: their history by TA-Lib, the forming bar at O(1) a trade."""

from dashboard.indicators.averages import Bollinger, MovingAverage, VolumeAverage
from dashboard.indicators.bars import Bars
from dashboard.indicators.ichimoku import Ichimoku
from dashboard.indicators.indicator import Follower, Indicator, Line, Pane
from dashboard.indicators.oscillators import Macd, Rsi, Stochastic
from dashboard.indicators.vwap import Vwap

__all__ = [
    "INDICATORS",
    "Bars",
    "Bollinger",
    "Follower",
    "Ichimoku",
    "Indicator",
    "Line",
    "Macd",
    "MovingAverage",
    "Pane",
    "Rsi",
    "Stochastic",
    "VolumeAverage",
    "Vwap",
    "default_indicators",
    "parse_indicator",
]

INDICATORS: dict[str, type[Indicator]] = {
    each.name: each
    for each in (
        MovingAverage,
        VolumeAverage,
        Bollinger,
        Vwap,
        Ichimoku,
        Rsi,
        Macd,
        Stochastic,
    )
}

# No series keeps more bars for long.
_LONGEST = 2_000


def default_indicators() -> tuple[Indicator, ...]:
    """Return what a chart shows unless told otherwise."""
    return MovingAverage(5, 20, 60, 120), VolumeAverage(20)


def parse_indicator(key: str) -> Indicator:
    """Return the indicator that a key names.

    Raises
    ------
    ValueError
        If there is no such indicator, or not with such parameters.

    Examples
    --------
    >>> parse_indicator("ma:5,20").parameters
    (5, 20)
    """
    name, _, numbers = key.partition(":")
    if name not in INDICATORS:
        raise ValueError(f"expected one of {sorted(INDICATORS)}, found {name!r}")
    try:
        parameters = [int(number) for number in numbers.split(",") if number]
        if not all(2 <= number <= _LONGEST for number in parameters):
            raise ValueError(f"periods go from 2 to {_LONGEST}")
        return INDICATORS[name](*parameters)
    except (TypeError, ValueError) as error:
        raise ValueError(f"bad parameters of {name}: {numbers!r}") from error
