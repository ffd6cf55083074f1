"""Looks at a page's picture, so that a page which drew nothing cannot win."""

import io

import numpy as np
from PIL import Image

_BARS_PX = 64  # above and below the grid, both together
_TOP_PX = 37
_HEADER_PX = 30
_AXIS_PX = 80
_ROWS = _COLUMNS = 4
CELLS = _ROWS * _COLUMNS
_MIN_COLUMNS = 100  # of pixels that hold a candle's colour
_STRONG = 60  # by how much red or blue stands out


def drawn_cells(png: bytes) -> int:
    """Return how many of the sixteen cells show candles over their width."""
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    high, wide = (picture.shape[0] - _BARS_PX) // _ROWS, picture.shape[1] // _COLUMNS
    cells = [
        picture[
            _TOP_PX + row * high + _HEADER_PX : _TOP_PX + (row + 1) * high,
            column * wide : (column + 1) * wide - _AXIS_PX,
        ]
        for row in range(_ROWS)
        for column in range(_COLUMNS)
    ]
    return sum(_has_candles(cell) for cell in cells)


def _has_candles(cell: "np.ndarray[tuple[int, ...], np.dtype[np.int_]]") -> bool:
    red, green, blue = cell[..., 0], cell[..., 1], cell[..., 2]
    coloured = (red - green > _STRONG) | (blue - red > _STRONG)
    return bool(coloured.any(axis=0).sum() >= _MIN_COLUMNS)
