"""Moving averages of the price and of the volume."""

from dataclasses import dataclass
from typing import Self

from dashboard import texts
from dashboard.indicators.indicator import Line, Pane, check_lengths
from dashboard.indicators.study import Function, Study

_MOST = 8
# Lengths that Korean traders know by their colours.
_CUSTOMARY = (5, 10, 20, 60, 120, 240)


@dataclass(frozen=True, slots=True)
class MovingAverage(Study):
    """Simple moving averages of the close, in won.

    Parameters
    ----------
    lengths
        Bars of each average, all different.
    """

    name = "ma"
    pane = Pane.PRICE

    lengths: tuple[int, ...] = (5, 20, 60, 120)

    def __post_init__(self) -> None:
        check_lengths(*self.lengths)
        if not 1 <= len(set(self.lengths)) == len(self.lengths) <= _MOST:
            raise ValueError(
                f"expected 1 to {_MOST} different lengths, found {self.lengths}"
            )

    @classmethod
    def of(cls, parameters: tuple[int | float, ...]) -> Self:
        """Return averages of these lengths, or of the usual ones if there are none."""
        return cls(tuple(parameters)) if parameters else cls()  # type: ignore[arg-type]

    @property
    def parameters(self) -> tuple[int, ...]:
        """The lengths."""
        return self.lengths

    @property
    def lines(self) -> tuple[Line, ...]:
        """One line per length."""
        return tuple(
            Line(f"ma{n}", texts.MOVING_AVERAGE.format(length=n), _colour(n))
            for n in self.lengths
        )

    @property
    def functions(self) -> tuple[Function, ...]:
        """One average per length."""
        return tuple(Function("SMA", ("close",), (length,)) for length in self.lengths)


@dataclass(frozen=True, slots=True)
class VolumeAverage(Study):
    """A simple moving average of the volume, in shares.

    Parameters
    ----------
    length
        Bars.
    """

    name = "volume_ma"
    pane = Pane.VOLUME

    length: int = 20

    def __post_init__(self) -> None:
        check_lengths(self.length)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The average."""
        label = texts.VOLUME_AVERAGE.format(length=self.length)
        return (Line(f"volume_ma{self.length}", label, "volume_ma"),)

    @property
    def functions(self) -> tuple[Function, ...]:
        """The average."""
        return (Function("SMA", ("volume",), (self.length,)),)


def _colour(length: int) -> str:
    nearest = min(_CUSTOMARY, key=lambda customary: abs(customary - length))
    return f"ma{nearest}"
