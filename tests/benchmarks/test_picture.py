"""A page that drew nothing is found out by its picture."""

import io

import numpy as np
import pytest
from PIL import Image

from benchmarks.measure.picture import drawn_cells

BACKGROUND, RED, BLUE = (19, 23, 34), (240, 73, 79), (61, 127, 245)


def picture_of(cells):
    """Return a dark page with candles in the first cells."""
    pixels = np.full((1080, 1920, 3), BACKGROUND, dtype=np.uint8)
    for place in range(cells):
        row, column = divmod(place, 4)
        top, left = 37 + row * 254, column * 480
        for bar in range(100):
            x = left + 10 + 4 * bar
            pixels[top + 100 : top + 140, x : x + 2] = RED if bar % 2 else BLUE
    saved = io.BytesIO()
    Image.fromarray(pixels).save(saved, "PNG")
    return saved.getvalue()


@pytest.mark.parametrize("cells", [0, 1, 5, 16])
def test_cells_with_candles_are_counted(cells):
    assert drawn_cells(picture_of(cells)) == cells
