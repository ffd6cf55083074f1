"""The wall's indicators: TA-Lib's functions over closed candles and the forming one.

Pure: no Panel, no Bokeh.
"""

from dashboard.indicators.averages import MovingAverage, VolumeAverage
from dashboard.indicators.bars import Bars
from dashboard.indicators.indicator import Follower, Indicator, Line, Pane
from dashboard.indicators.oscillators import Macd, Rsi, Stochastic
from dashboard.indicators.overlays import Bollinger, Ichimoku
from dashboard.indicators.study import Function, Study
from dashboard.indicators.vwap import Vwap

__all__ = [
    "INDICATORS",
    "Bars",
    "Bollinger",
    "Follower",
    "Function",
    "Ichimoku",
    "Indicator",
    "Line",
    "Macd",
    "MovingAverage",
    "Pane",
    "Rsi",
    "Stochastic",
    "Study",
    "VolumeAverage",
    "Vwap",
    "default_indicators",
    "parse_indicator",
]

INDICATORS: dict[str, type[Indicator]] = {
    kind.name: kind
    for kind in (
        MovingAverage,
        Bollinger,
        Vwap,
        Ichimoku,
        VolumeAverage,
        Rsi,
        Macd,
        Stochastic,
    )
}


def default_indicators() -> tuple[Indicator, ...]:
    """Return what a chart shows at first."""
    return MovingAverage((5, 20, 60, 120)), VolumeAverage(20)


def parse_indicator(key: str) -> Indicator:
    """Return the indicator that a key names; parameters left out are the usual ones.

    Raises
    ------
    ValueError
        If there is no such indicator, or it cannot have such parameters.

    Examples
    --------
    >>> parse_indicator("ma:5,20")
    MovingAverage(lengths=(5, 20))
    >>> parse_indicator("macd").key
    'macd:12,26,9'
    """
    name, colon, numbers = key.partition(":")
    if name not in INDICATORS:
        raise ValueError(
            f"expected one of {', '.join(INDICATORS)}, found {name[:20]!r}"
        )
    parameters = tuple(map(_number, numbers.split(","))) if colon else ()
    try:
        return INDICATORS[name].of(parameters)
    except TypeError as error:
        raise ValueError(f"too many parameters in {key[:40]!r}") from error


def _number(text: str) -> int | float:
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError as error:
        raise ValueError(f"expected a number, found {text[:20]!r}") from error
