"""What a house keeps of its walls: layouts and watch groups, saved on the server."""

from dashboard.layouts.book import WallBook
from dashboard.layouts.models import (
    CELLS,
    SHAPES,
    Book,
    CellLayout,
    Layout,
    Sync,
    read_book,
)

__all__ = [
    "CELLS",
    "SHAPES",
    "Book",
    "CellLayout",
    "Layout",
    "Sync",
    "WallBook",
    "read_book",
]
