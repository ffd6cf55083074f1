"""조건검색: conditions of the user's, made in Kiwoom's own program, and what they find.

Prices are whole won, volumes shares, times KST.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Screen:
    """A condition of the user's: its number, as requests name it, and its name."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class ScreenMatch:
    """An instrument that meets a condition, with its figures of the day."""

    symbol: str
    name: str
    price: int
    change: int
    change_rate: float
    volume: int
    open: int
    high: int
    low: int


@dataclass(frozen=True, slots=True)
class ScreenChange:
    """An instrument begins to meet a condition (``is_inside``), or no longer does.

    ``time`` is ``None`` where it is not known when: at the first answer, and for what
    changed while the line was down.
    """

    screen: str
    symbol: str
    is_inside: bool
    time: datetime | None


@dataclass(frozen=True, slots=True)
class ScreensTold:
    """The broker's answer: all conditions of the user's."""

    screens: tuple[Screen, ...]


@dataclass(frozen=True, slots=True)
class ScreenFound:
    """The broker's answer: what meets a condition now."""

    screen: str
    matches: tuple[ScreenMatch, ...]


@dataclass(frozen=True, slots=True)
class ScreenWatched:
    """A condition is followed from now on, and these symbols meet it already."""

    screen: str
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScreenRefused:
    """The broker does not answer; ``screen`` is empty for the list of conditions."""

    screen: str
    code: int
    text: str


ScreenEvent = ScreenChange | ScreensTold | ScreenFound | ScreenWatched | ScreenRefused
