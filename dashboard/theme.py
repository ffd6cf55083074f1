"""Colours of the wall and of its charts, in dark and light."""

from dataclasses import dataclass
from typing import Literal

ThemeName = Literal["dark", "light"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme, as CSS values.

    ``rising`` and ``falling`` follow the Korean convention: red rises, blue falls.
    """

    name: ThemeName
    background: str
    text: str
    muted: str
    grid: str
    crosshair: str
    rising: str
    falling: str
    rising_volume: str
    falling_volume: str


DARK = Palette(
    name="dark",
    background="#131722",
    text="#d1d6e0",
    muted="#8791a5",
    grid="#1f2533",
    crosshair="#5c6880",
    rising="#f0494f",
    falling="#3d7ff5",
    rising_volume="rgba(240,73,79,0.38)",
    falling_volume="rgba(61,127,245,0.38)",
)

LIGHT = Palette(
    name="light",
    background="#ffffff",
    text="#1c2430",
    muted="#5d6779",
    grid="#edf0f4",
    crosshair="#9aa4b5",
    rising="#d9303a",
    falling="#1f62d6",
    rising_volume="rgba(217,48,58,0.32)",
    falling_volume="rgba(31,98,214,0.32)",
)

PALETTES: dict[str, Palette] = {palette.name: palette for palette in (DARK, LIGHT)}
