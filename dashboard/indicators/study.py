"""Indicators that TA-Lib computes, over whole columns and bar by bar.

TA-Lib's stream of a function carries on from its batch to the last bit, and its
``peek`` costs the same for any length of window.
"""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import talib
from talib import stream

from dashboard.indicators.bars import Bars, Column
from dashboard.indicators.indicator import Indicator
from kiwoom import Candle

# talib.MA_Type.SMA, an average by which some functions smooth
BY_SMA = 0

Value = TypeVar("Value", float, Column)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of TA-Lib, the columns it reads and its parameters.

    The columns are named as the fields of a candle are.
    """

    name: str
    inputs: tuple[str, ...]
    parameters: tuple[int | float, ...]

    def inputs_of(self, bars: Bars) -> tuple[Column, ...]:
        """Return the columns that the function reads."""
        return tuple(getattr(bars, name) for name in self.inputs)

    def batch(self, columns: Iterable[Column]) -> tuple[Column, ...]:
        """Return all outputs of the function, each as long as the columns."""
        return _as_tuple(getattr(talib, self.name)(*columns, *self.parameters))

    def open(self, columns: Iterable[Column]) -> Any | None:  # noqa: ANN401
        """Return TA-Lib's stream after these bars, ``None`` if they are too few."""
        try:
            return getattr(stream, self.name)(*columns, *self.parameters)
        except talib.InsufficientHistory:
            return None


class Study(Indicator):
    """An indicator made of functions of TA-Lib."""

    __slots__ = ()

    @property
    @abstractmethod
    def functions(self) -> tuple[Function, ...]:
        """What TA-Lib computes."""

    def arrange(self, found: tuple[Value, ...], close: Value) -> tuple[Value, ...]:
        """Return the values of the lines, given the outputs of all functions.

        The same for columns and for the values of one bar; ``close`` is in won.
        """
        return found

    def batch(self, bars: Bars) -> tuple[Column, ...]:
        """Return the values of all bars, one column per line."""
        found = (
            function.batch(function.inputs_of(bars)) for function in self.functions
        )
        return self.arrange(tuple(chain.from_iterable(found)), bars.close)

    def follow(self, bars: Bars) -> "StudyFollower":
        """Return the state after these closed bars."""
        return StudyFollower(self, bars)


class StudyFollower:
    """The state of a study after some closed bars."""

    def __init__(self, study: Study, bars: Bars) -> None:
        self._study = study
        self._states = [_FunctionState(one, bars) for one in study.functions]

    def peek(self, candle: Candle) -> tuple[float, ...]:
        """Return the values, one per line, if this candle were the next bar."""
        found = chain.from_iterable(state.peek(candle) for state in self._states)
        return self._study.arrange(tuple(found), float(candle.close))

    def push(self, candle: Candle) -> None:
        """Go on by one bar: the candle has closed."""
        for state in self._states:
            state.push(candle)


class _FunctionState:
    def __init__(self, function: Function, bars: Bars) -> None:
        self._function = function
        self._take(function.inputs_of(bars))

    # TA-Lib opens a stream on enough bars only: until then they are kept, fewer than
    # the window is long.
    def _take(self, columns: tuple[Column, ...]) -> None:
        self._stream = self._function.open(columns)
        self._early = columns if self._stream is None else ()

    def peek(self, candle: Candle) -> tuple[float, ...]:
        if self._stream is None:
            columns = self._function.batch(self._early_and(candle))
            return tuple(float(column[-1]) for column in columns)
        return _as_tuple(self._stream.peek(*self._row(candle)))

    def push(self, candle: Candle) -> None:
        if self._stream is None:
            self._take(self._early_and(candle))
        else:
            self._stream.update(*self._row(candle))

    def _row(self, candle: Candle) -> list[int]:
        return [getattr(candle, name) for name in self._function.inputs]

    def _early_and(self, candle: Candle) -> tuple[Column, ...]:
        pairs = zip(self._early, self._row(candle), strict=True)
        return tuple(np.append(column, float(value)) for column, value in pairs)


# A function with one output returns it bare.
def _as_tuple(found: Any) -> tuple[Any, ...]:  # noqa: ANN401
    return found if isinstance(found, tuple) else (found,)
