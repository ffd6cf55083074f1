"""Colours of the wall and of its charts, in dark and light."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ThemeName = Literal["dark", "light"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme, as CSS values.

    ``rising`` and ``falling`` follow the Korean convention: red rises, blue falls.
    ``indicators`` are the colours that lines name, see :mod:`dashboard.indicators`.
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
        "average0": "#e06bd0",
        "average1": "#e8a33d",
        "average2": "#4cc38a",
        "average3": "#8d8fa8",
        "volume": "#c9a24a",
        "band": "#6fb7c9",
        "vwap": "#d9d15a",
        "conversion": "#35c5b6",
        "base": "#d97757",
        "lead_a": "#5fb36a",
        "lead_b": "#b06fd0",
        "lagging": "#a9b1c4",
        "oscillator": "#b388ff",
        "signal": "#f0a35e",
        "histogram": "#59657c",
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
        "average0": "#c026a8",
        "average1": "#c77a08",
        "average2": "#15885a",
        "average3": "#7a7d94",
        "volume": "#9a7416",
        "band": "#2f8ba3",
        "vwap": "#8f8600",
        "conversion": "#0b8f82",
        "base": "#b4532f",
        "lead_a": "#2f8a3c",
        "lead_b": "#8440b0",
        "lagging": "#6b7386",
        "oscillator": "#6d3fd6",
        "signal": "#c76a12",
        "histogram": "#aab3c2",
    },
)

PALETTES: dict[str, Palette] = {palette.name: palette for palette in (DARK, LIGHT)}
