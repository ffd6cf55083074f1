"""What an indicator is: a name, parameters, lines, and how they are computed.

Its history is computed in one go by TA-Lib. The value of the forming bar must cost the
same however long the history is; a :class:`Follower` keeps the few numbers that this
takes. To add an indicator, write one subclass and name it in ``INDICATORS``.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from dashboard.indicators.bars import Bars, Floats
from kiwoom import Candle


class Pane(StrEnum):
    """Where an indicator is drawn: over candles, over volume, or in its own pane."""

    PRICE = "price"
    VOLUME = "volume"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn line of an indicator.

    Attributes
    ----------
    name
        Its column; no other line has the same.
    label
        What the legend calls it.
    colour
        Its name among ``Palette.indicators``.
    width, dash
        How it is drawn; width in pixels.
    shift
        Bars by which it is drawn to the right of where it was computed.
    histogram
        Whether it is drawn as bars from zero.
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
        """Return the lines' values if this were the next bar; changes nothing."""

    def push(self, candle: Candle) -> None:
        """Take a bar that has closed."""


class Indicator(ABC):
    """One indicator with its parameters.

    Attributes
    ----------
    name
        Its name in keys and menus.
    pane
        Where it is drawn.
    parameters
        Numbers that it was made with.
    guides
        Values at which its pane has a dotted line.
    span
        Lowest and highest value of its pane, ``None`` to fit what is in view.
    lookback
        How many closed bars a follower needs before it can begin.
    """

    name: ClassVar[str]
    pane: ClassVar[Pane] = Pane.PRICE
    guides: ClassVar[tuple[float, ...]] = ()
    span: ClassVar[tuple[float, float] | None] = None
    parameters: tuple[int, ...]
    lines: tuple[Line, ...]
    lookback: int

    @property
    def key(self) -> str:
        """The indicator's identity, such as ``"ma:5,20"``."""
        return ":".join([self.name, ",".join(map(str, self.parameters))]).rstrip(":")

    @abstractmethod
    def batch(self, bars: Bars) -> tuple[Floats, ...]:
        """Return a column for each line, NaN where it is not defined yet."""

    @abstractmethod
    def begin(self, bars: Bars) -> Follower:
        """Return the state after at least ``lookback`` closed bars."""

    def follow(self, candles: Sequence[Candle]) -> Follower:
        """Return the state after some closed candles."""
        if len(candles) < self.lookback:
            return _Warming(self, candles)
        return self.begin(Bars.of(candles))


class _Warming:
    """Computes anew from the few candles there are, until the indicator can begin."""

    def __init__(self, indicator: Indicator, candles: Sequence[Candle]) -> None:
        self._indicator = indicator
        self._candles = list(candles)
        self._begun: Follower | None = None

    def peek(self, candle: Candle) -> tuple[float, ...]:
        if self._begun is not None:
            return self._begun.peek(candle)
        columns = self._indicator.batch(Bars.of([*self._candles, candle]))
        return tuple(float(column[-1]) for column in columns)

    def push(self, candle: Candle) -> None:
        if self._begun is not None:
            self._begun.push(candle)
            return
        self._candles.append(candle)
        if len(self._candles) >= self._indicator.lookback:
            self._begun = self._indicator.begin(Bars.of(self._candles))
            self._candles.clear()
