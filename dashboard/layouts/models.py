"""Layouts and watch groups as one versioned document. Pure."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from dashboard import texts
from dashboard.indicators import default_indicators, parse_indicator
from kiwoom import ConfigError, Interval, is_symbol

CELLS: Final = 16
SHAPES: Final = (1, 4, 9, 16)
_MOST_KEPT = 100
_MOST_INDICATORS = 8


def _symbol(text: str) -> str:
    if not is_symbol(text):
        raise ValueError(f"expected a code of six characters, found {text[:20]!r}")
    return text


def _indicator(key: str) -> str:
    return parse_indicator(key).key


Symbol = Annotated[str, AfterValidator(_symbol)]
IndicatorKey = Annotated[str, AfterValidator(_indicator)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)
]
Group = Annotated[tuple[Symbol, ...], Field(max_length=_MOST_KEPT)]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CellLayout(_Kept):
    """What one cell shows: a symbol at an interval with indicators, by their keys."""

    symbol: Symbol
    interval: Interval = Interval.M1
    indicators: Annotated[
        tuple[IndicatorKey, ...], Field(max_length=_MOST_INDICATORS)
    ] = tuple(each.key for each in default_indicators())


class Sync(_Kept):
    """What the cells of a wall have in common.

    ``symbol`` and ``interval`` follow the cell that a user changes, ``crosshair`` and
    ``dates`` the one under the pointer, by time.
    """

    symbol: bool = False
    interval: bool = False
    crosshair: bool = True
    dates: bool = False


class Layout(_Kept):
    """A whole wall: how many cells are in sight, what each shows, what they share.

    Cells out of sight are kept too, so that a larger shape brings them back.
    """

    shape: Literal[1, 4, 9, 16] = 16
    cells: Annotated[tuple[CellLayout, ...], Field(min_length=1, max_length=CELLS)]
    sync: Sync = Sync()


class Book(_Kept):
    """Everything that a house keeps; its JSON is what is exported and imported.

    Attributes
    ----------
    format
        Version of this document.
    current
        The wall as it was changed last; a new page begins with it.
    layouts, groups
        Named walls, and named lists of symbols.
    """

    format: Literal[1] = 1
    current: Layout | None = None
    layouts: Annotated[dict[Name, Layout], Field(max_length=_MOST_KEPT)] = {}
    groups: Annotated[dict[Name, Group], Field(max_length=_MOST_KEPT)] = {}

    def with_current(self, layout: Layout) -> Self:
        """Return the book with another present wall."""
        return self.model_copy(update={"current": layout})

    def with_layout(self, name: str, layout: Layout | None) -> Self:
        """Return the book with a named layout, or without it.

        Raises
        ------
        ConfigError
            If the name is empty or too long, or there are too many.
        """
        return self._changed("layouts", self.layouts, name, layout)

    def with_group(self, name: str, symbols: tuple[str, ...] | None) -> Self:
        """Return the book with a watch group, or without it.

        Raises
        ------
        ConfigError
            As :meth:`with_layout`.
        """
        return self._changed("groups", self.groups, name, symbols)

    def joined(self, other: "Book") -> Self:
        """Return the book with all of another one; the other's entries win.

        Raises
        ------
        ConfigError
            If that would be too many.
        """
        return self._checked(
            {
                "current": other.current or self.current,
                "layouts": self.layouts | other.layouts,
                "groups": self.groups | other.groups,
            }
        )

    def _changed(
        self, kind: str, kept: Mapping[str, object], name: str, value: object
    ) -> Self:
        rest = {key: one for key, one in kept.items() if key != name.strip()}
        return self._checked({kind: rest if value is None else rest | {name: value}})

    def _checked(self, update: dict[str, object]) -> Self:
        try:
            return self.model_validate(dict(self) | update)
        except ValidationError as error:
            raise ConfigError(texts.BAD_ENTRY) from error


def read_book(text: str | bytes) -> Book:
    """Return the book that a JSON text holds.

    Raises
    ------
    ConfigError
        If it is not one, or of a later version.
    """
    try:
        return Book.model_validate_json(text)
    except ValidationError as error:
        raise ConfigError(texts.BAD_BOOK) from error
