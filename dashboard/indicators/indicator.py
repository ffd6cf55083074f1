"""What every indicator has: a key, lines to draw, and values of two kinds.

``batch`` gives the values of all closed bars at once. A follower goes on from there:
it tells, with every trade, what the value of the forming candle is, at a cost that does
not depend on the number of bars.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import ClassVar, Protocol, Self

from dashboard import texts
from dashboard.indicators.bars import Bars, Column
from kiwoom import Candle

_SHORTEST, _LONGEST = 2, 1_000


class Pane(StrEnum):
    """Where an indicator is drawn: over candles, over volume bars, or below both."""

    PRICE = "price"
    VOLUME = "volume"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn line of an indicator.

    Attributes
    ----------
    name
        Name of its column, which no other line of the chart has.
    label
        Short text of the legend.
    colour
        Name of a colour in :attr:`dashboard.theme.Palette.indicators`.
    width, dash
        Pixels, and ``solid``, ``dashed`` or ``dotted``.
    shift
        How many bars to the right it is drawn; to the left if negative.
    histogram
        Whether it is bars from zero instead of a line.
    """

    name: str
    label: str
    colour: str
    width: float = 1.0
    dash: str = "solid"
    shift: int = 0
    histogram: bool = False


class Follower(Protocol):
    """The state of an indicator after some closed bars."""

    def peek(self, candle: Candle) -> tuple[float, ...]:
        """Return the values, one per line, if this candle were the next bar.

        Changes nothing. A value that is not defined yet is NaN.
        """

    def push(self, candle: Candle) -> None:
        """Go on by one bar: the candle has closed."""


@dataclass(frozen=True, slots=True)
class Indicator(ABC):
    """An indicator with its parameters; equal ones have equal keys.

    Attributes
    ----------
    name
        The kind of indicator, as in its key.
    pane
        Where it is drawn.
    guides
        Heights of the horizontal lines behind it.
    span
        Lowest and highest value to show; ``None`` to fit the values.
    """

    name: ClassVar[str]
    pane: ClassVar[Pane]
    guides: ClassVar[tuple[float, ...]] = ()
    span: ClassVar[tuple[float, float] | None] = None

    @classmethod
    def of(cls, parameters: tuple[int | float, ...]) -> Self:
        """Return the indicator with such parameters; those left out are the usual.

        Raises
        ------
        TypeError
            If there are more parameters than the indicator has.
        ValueError
            If a parameter is not one that the indicator can have.
        """
        return cls(*parameters)

    @property
    def parameters(self) -> tuple[int | float, ...]:
        """What the indicator is computed with, in the order of its key."""
        return tuple(getattr(self, field.name) for field in fields(self))

    @property
    def key(self) -> str:
        """Name and parameters, as :func:`parse_indicator` reads them."""
        numbers = [str(number).removesuffix(".0") for number in self.parameters]
        return f"{self.name}:{','.join(numbers)}" if numbers else self.name

    @property
    @abstractmethod
    def lines(self) -> tuple[Line, ...]:
        """What to draw, in the order of the values."""

    @abstractmethod
    def batch(self, bars: Bars) -> tuple[Column, ...]:
        """Return the values of all bars, one column per line.

        Each column is as long as the bars, and NaN where a value is not defined yet.
        """

    @abstractmethod
    def follow(self, bars: Bars) -> Follower:
        """Return the state after these closed bars."""


def labelled(
    name: str,
    colour: str,
    *,
    width: float = 1.0,
    dash: str = "solid",
    shift: int = 0,
    histogram: bool = False,
) -> Line:
    """Return the line with the label that it has in :mod:`dashboard.texts`."""
    label = texts.INDICATOR_LINES[name]
    return Line(name, label, colour, width, dash, shift, histogram)


def check_lengths(*lengths: int) -> None:
    """Raise ``ValueError`` unless all are numbers of bars that TA-Lib can do with.

    Examples
    --------
    >>> check_lengths(5, 20)
    >>> check_lengths(1)
    Traceback (most recent call last):
    ...
    ValueError: expected a length of 2 to 1000 bars, found 1
    """
    for length in lengths:
        if not isinstance(length, int) or not _SHORTEST <= length <= _LONGEST:
            raise ValueError(
                f"expected a length of {_SHORTEST} to {_LONGEST} bars, found {length}"
            )
