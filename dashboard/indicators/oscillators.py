"""Oscillators of the pane below the price, as TA-Lib defines them."""

from dataclasses import dataclass

from dashboard.indicators.indicator import Line, Pane, check_lengths, labelled
from dashboard.indicators.study import BY_SMA, Function, Study

_PERCENT = (0.0, 100.0)


@dataclass(frozen=True, slots=True)
class Rsi(Study):
    """Relative strength of the close by Wilder's averages, in percent.

    While the price has never moved it is 0.

    Parameters
    ----------
    length
        Bars.
    """

    name = "rsi"
    pane = Pane.LOWER
    guides = (30.0, 70.0)
    span = _PERCENT

    length: int = 14

    def __post_init__(self) -> None:
        check_lengths(self.length)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The strength."""
        return (labelled("rsi", "oscillator"),)

    @property
    def functions(self) -> tuple[Function, ...]:
        """The strength."""
        return (Function("RSI", ("close",), (self.length,)),)


@dataclass(frozen=True, slots=True)
class Macd(Study):
    """Difference of two exponential averages of the close, in won.

    Both averages begin with the simple average that ends at the ``slow``-th bar, and
    nothing is defined before the signal is.

    Parameters
    ----------
    fast, slow
        Bars of the two averages; the first is the shorter one.
    signal
        Bars of the average of their difference.
    """

    name = "macd"
    pane = Pane.LOWER
    guides = (0.0,)

    fast: int = 12
    slow: int = 26
    signal: int = 9

    def __post_init__(self) -> None:
        check_lengths(self.fast, self.slow, self.signal)
        # TA-Lib would exchange them and say nothing.
        if self.fast >= self.slow:
            raise ValueError(
                f"expected the fast length first, found {self.fast} and {self.slow}"
            )

    @property
    def lines(self) -> tuple[Line, ...]:
        """The difference, its signal, and the distance of the two."""
        return (
            labelled("macd", "oscillator"),
            labelled("macd_signal", "signal"),
            labelled("macd_histogram", "histogram", histogram=True),
        )

    @property
    def functions(self) -> tuple[Function, ...]:
        """All three at once."""
        return (Function("MACD", ("close",), self.parameters),)


@dataclass(frozen=True, slots=True)
class Stochastic(Study):
    """Slow stochastic: where the close lies in the window's range, in percent.

    A bar whose window has no range counts as 0, also at an upper limit.

    Parameters
    ----------
    length
        Bars of the window.
    smoothing
        Bars of the average that makes %K.
    signal
        Bars of the average of %K that makes %D.
    """

    name = "stochastic"
    pane = Pane.LOWER
    guides = (20.0, 80.0)
    span = _PERCENT

    length: int = 5
    smoothing: int = 3
    signal: int = 3

    def __post_init__(self) -> None:
        check_lengths(self.length, self.smoothing, self.signal)

    @property
    def lines(self) -> tuple[Line, ...]:
        """%K and %D."""
        return (
            labelled("stochastic_k", "oscillator"),
            labelled("stochastic_d", "signal"),
        )

    @property
    def functions(self) -> tuple[Function, ...]:
        """Both at once, by simple averages."""
        smoothing = (self.smoothing, BY_SMA, self.signal, BY_SMA)
        return (Function("STOCH", ("high", "low", "close"), (self.length, *smoothing)),)
