"""Bands and clouds around the price."""

from dataclasses import dataclass

from dashboard.indicators.indicator import Line, Pane, check_lengths, labelled
from dashboard.indicators.study import BY_SMA, Function, Study, Value

_WIDEST = 10.0


@dataclass(frozen=True, slots=True)
class Bollinger(Study):
    """Bollinger bands of the close, in won, by the deviation of the whole window.

    Parameters
    ----------
    length
        Bars.
    deviations
        Distance of the bands from the middle, in standard deviations.
    """

    name = "bollinger"
    pane = Pane.PRICE

    length: int = 20
    deviations: float = 2.0

    def __post_init__(self) -> None:
        check_lengths(self.length)
        if not 0 < self.deviations <= _WIDEST:
            raise ValueError(
                f"expected up to {_WIDEST:g} deviations, found {self.deviations}"
            )

    @property
    def lines(self) -> tuple[Line, ...]:
        """The middle, the upper and the lower band."""
        return (
            labelled("bollinger_middle", "band", dash="dashed"),
            labelled("bollinger_upper", "band"),
            labelled("bollinger_lower", "band"),
        )

    @property
    def functions(self) -> tuple[Function, ...]:
        """All three bands at once."""
        widths = (self.deviations, self.deviations)
        return (Function("BBANDS", ("close",), (self.length, *widths, BY_SMA)),)

    def arrange(self, found: tuple[Value, ...], close: Value) -> tuple[Value, ...]:
        """Return the middle first."""
        upper, middle, lower = found
        return middle, upper, lower


@dataclass(frozen=True, slots=True)
class Ichimoku(Study):
    """일목균형표: middles of the highest and the lowest price of windows, in won.

    Parameters
    ----------
    conversion
        Bars of the fast middle.
    base
        Bars of the slow middle, and how far the spans are shifted.
    lead
        Bars of the second leading span.
    """

    name = "ichimoku"
    pane = Pane.PRICE

    conversion: int = 9
    base: int = 26
    lead: int = 52

    def __post_init__(self) -> None:
        check_lengths(self.conversion, self.base, self.lead)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Both middles, both leading spans and the lagging span."""
        return (
            labelled("ichimoku_conversion", "conversion"),
            labelled("ichimoku_base", "base"),
            labelled("ichimoku_lead_a", "lead_a", shift=self.base),
            labelled("ichimoku_lead_b", "lead_b", shift=self.base),
            labelled("ichimoku_lagging", "lagging", shift=-self.base),
        )

    @property
    def functions(self) -> tuple[Function, ...]:
        """The middles of the three windows."""
        return tuple(
            Function("MIDPRICE", ("high", "low"), (length,))
            for length in (self.conversion, self.base, self.lead)
        )

    def arrange(self, found: tuple[Value, ...], close: Value) -> tuple[Value, ...]:
        """Return the lines, not yet shifted; the lagging span is the close."""
        conversion, base, lead_b = found
        return conversion, base, (conversion + base) / 2, lead_b, close
