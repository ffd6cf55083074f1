"""Every colour can be told from what lies beside it, in both themes."""

import json
import re
from dataclasses import asdict
from itertools import combinations

import pytest

from dashboard.indicators import INDICATORS, default_indicators
from dashboard.theme import DARK, LIGHT, Palette

both_themes = pytest.mark.parametrize(
    "palette", [DARK, LIGHT], ids=lambda palette: palette.name
)


def linear(colour: str) -> list[float]:
    """Return red, green and blue of a CSS colour as shares of light."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG defines it."""
    weights = (0.2126, 0.7152, 0.0722)
    darker, lighter = sorted(
        sum(w * share for w, share in zip(weights, linear(colour), strict=True))
        for colour in (one, other)
    )
    return (lighter + 0.05) / (darker + 0.05)


def seen(colour: str) -> tuple[float, float, float]:
    """Return a colour in CIE L*a*b*, where distances are as the eye sees them."""
    red, green, blue = linear(colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: str, other: str) -> float:
    pairs = zip(seen(one), seen(other), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


def test_both_themes_name_the_same_colours():
    assert list(DARK.indicators) == list(LIGHT.indicators)


@both_themes
def test_a_palette_goes_to_the_browser_as_json(palette: Palette):
    assert json.loads(json.dumps(asdict(palette))) == asdict(palette)


@both_themes
def test_every_line_is_readable_on_its_background(palette: Palette):
    for name, colour in palette.indicators.items():
        assert re.fullmatch("#[0-9a-f]{6}", colour)
        assert contrast(colour, palette.background) >= 3, name


@both_themes
def test_every_line_can_be_told_from_the_candles(palette: Palette):
    for name, colour in palette.indicators.items():
        assert distance(colour, palette.rising) > 25, name
        assert distance(colour, palette.falling) > 25, name


@both_themes
@pytest.mark.parametrize("name", INDICATORS)
def test_lines_of_one_indicator_can_be_told_apart(palette: Palette, name: str):
    used = {line.colour for line in INDICATORS[name]().lines}

    for one, other in combinations(used, 2):
        assert distance(palette.indicators[one], palette.indicators[other]) > 25


@both_themes
def test_bands_and_the_average_of_the_day_can_be_told_from_the_usual_averages(
    palette: Palette,
):
    averages = {line.colour for line in default_indicators()[0].lines}

    for one, other in combinations(averages | {"band", "vwap"}, 2):
        assert distance(palette.indicators[one], palette.indicators[other]) > 25


@both_themes
def test_no_colour_is_left_unused(palette: Palette):
    used = {line.colour for kind in INDICATORS.values() for line in kind().lines}

    assert set(palette.indicators) - used == {"ma10", "ma240"}
