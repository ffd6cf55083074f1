"""Colours of the wall and of its charts, in dark and light."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ThemeName = Literal["dark", "light"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme, as CSS values.

    ``rising`` and ``falling`` follow the Korean convention: red rises, blue falls.
    ``indicators`` holds the colours of indicators' lines by name; a plain dict, because
    the palette goes to the browser as JSON.
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
    indicators: Mapping[str, str]


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
    indicators={
        "ma5": "#ff7ad9",
        "ma10": "#4ad9f7",
        "ma20": "#ffb52e",
        "ma60": "#45c46f",
        "ma120": "#bd93f5",
        "ma240": "#9aa3b5",
        "band": "#7fb4c4",
        "vwap": "#f4f06a",
        "conversion": "#3fd0c9",
        "base": "#b57d4c",
        "lead_a": "#a5d24f",
        "lead_b": "#e0a196",
        "lagging": "#c9cdd6",
        "volume_ma": "#ffb52e",
        "oscillator": "#c3a3ff",
        "signal": "#ffa94d",
        "histogram": "#7e8aa3",
    },
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
    indicators={
        "ma5": "#d6249f",
        "ma10": "#008bb5",
        "ma20": "#b87500",
        "ma60": "#178a45",
        "ma120": "#8a3fc4",
        "ma240": "#6a7385",
        "band": "#4a7f86",
        "vwap": "#857a00",
        "conversion": "#0b8f88",
        "base": "#8a5410",
        "lead_a": "#64880f",
        "lead_b": "#a3655c",
        "lagging": "#868d9a",
        "volume_ma": "#b87500",
        "oscillator": "#7a3fc0",
        "signal": "#c2660a",
        "histogram": "#7f8a9f",
    },
)

PALETTES: dict[str, Palette] = {palette.name: palette for palette in (DARK, LIGHT)}
