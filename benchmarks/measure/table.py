"""Medians over the rounds and the table that shows them. Pure."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence

Figures = Mapping[str, float]

_LARGE = 100.0
_SMALL = 10.0


def medians(rounds: Sequence[Figures]) -> dict[str, float]:
    """Return each figure's median over the rounds that have it; nan is none."""
    names = dict.fromkeys(name for found in rounds for name in found)
    return {
        name: _median(found.get(name, math.nan) for found in rounds) for name in names
    }


def _median(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return statistics.median(known) if known else math.nan


def table(
    title: str, columns: Mapping[str, Figures], reference: str | None = None
) -> str:
    """Return a table of one row for each figure.

    Parameters
    ----------
    title
        What the first column is headed.
    columns
        Figures by variant.
    reference
        The variant to which the ratios in brackets refer, if it is among them.
    """
    names = list(dict.fromkeys(name for found in columns.values() for name in found))
    base = {} if reference is None else columns.get(reference, {})
    lines = [[title, *columns]]
    for name in names:
        cells = [
            _cell(found.get(name), None if key == reference else base.get(name))
            for key, found in columns.items()
        ]
        lines.append([name, *cells])
    return _aligned(lines)


def _cell(value: float | None, base: float | None) -> str:
    if value is None or math.isnan(value):
        return "-"
    digits = 0 if abs(value) >= _LARGE else 1 if abs(value) >= _SMALL else 2
    shown = f"{value:.{digits}f}"
    return f"{shown} ({value / base:.2f}x)" if base else shown


def _aligned(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(line, widths) for line in lines)


def _line(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(line, widths, strict=True))
    )
    return "  ".join((first, *others))


def listing(facts: Iterable[tuple[str, str]]) -> str:
    """Return facts as lines of name and value."""
    return "\n".join(f"{name}: {value}" for name, value in facts)
