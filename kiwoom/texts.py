"""Kiwoom's texts of numbers, days and times.

The sign of a *price* is only its direction against the previous close and is dropped;
the sign of a change or a trade size is real (protocol note 2.2).
"""

from datetime import date, datetime, time

from kiwoom.hours import KST


class DayTimes:
    """Joins ``HHMMSS`` with a trading day; each second is computed once."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._known: dict[str, datetime] = {}

    def at(self, clock: str) -> datetime:
        """Return the KST time of a clock text.

        Raises
        ------
        ValueError
            If the text is no time of day.
        """
        known = self._known.get(clock)
        if known is None:
            known = self._known[clock] = datetime.combine(
                self.day, parse_clock(clock), KST
            )
        return known


def parse_clock(text: str) -> time:
    """Return the time of day that six digits mean.

    Examples
    --------
    >>> parse_clock("090003")
    datetime.time(9, 0, 3)
    """
    if len(text) != 6:
        raise ValueError(f"expected 6 digits, found {text[:20]!r}")
    return time(int(text[:2]), int(text[2:4]), int(text[4:]))


def parse_day(text: str) -> date:
    """Return the day that ``YYYYMMDD`` means."""
    if len(text) != 8:
        raise ValueError(f"expected 8 digits, found {text[:20]!r}")
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def signed(text: str) -> int:
    """Return a change or size with its sign; an empty text is 0.

    Examples
    --------
    >>> [signed(text) for text in ("-714", "+600", " 0", "--36042", "-0", "")]
    [-714, 600, 0, -36042, 0, 0]
    """
    try:
        return int(text)
    except ValueError:
        digits = text.strip().lstrip("+-")
        if not digits:
            return 0
        return -int(digits) if "-" in text else int(digits)


def price(text: str) -> int:
    """Return the amount of a price, whose sign is only its direction.

    Examples
    --------
    >>> price("-257750"), price(" 67300")
    (257750, 67300)
    """
    try:
        return abs(int(text))
    except ValueError:
        return abs(signed(text))


def decimal(text: str) -> float:
    """Return a rate in percent; an empty text is 0.

    Examples
    --------
    >>> decimal("-4.18"), decimal("")
    (-4.18, 0.0)
    """
    return float(text) if text.strip() else 0.0
