"""Series of candles as a market makes them, for tests of what holds for all of them."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple

from hypothesis import strategies as st

from kiwoom import KST, Candle

START = datetime(2026, 9, 18, 9, 0, tzinfo=KST)


class Mood(Enum):
    """How prices and volumes move in a stretch of bars."""

    WALK = auto()
    FLAT = auto()
    UNTRADED = auto()
    LIMIT_UP = auto()
    LIMIT_DOWN = auto()


class Stretch(NamedTuple):
    """Some bars of one mood, with the time from each bar to the next."""

    mood: Mood
    length: int
    stride: timedelta
    seed: int


# Minutes, some bars a day, and days.
_STRIDES = (timedelta(minutes=1), timedelta(hours=7), timedelta(days=1))
_STRETCHES = st.lists(
    st.builds(
        Stretch,
        st.sampled_from(Mood),
        st.integers(1, 60),
        st.sampled_from(_STRIDES),
        st.integers(0, 1_000),
    ),
    max_size=6,
)


def candles_of(price: int, stretches: list[Stretch]) -> Iterator[Candle]:
    """Yield the candles of some stretches, beginning at a price in won."""
    time = START
    for stretch in stretches:
        chance = random.Random(stretch.seed)
        for place in range(stretch.length):
            candle = _next(time, price, stretch.mood, place, chance)
            yield candle
            price, time = candle.close, time + stretch.stride


def _next(
    time: datetime, price: int, mood: Mood, place: int, chance: random.Random
) -> Candle:
    reach = price // 50 + 1
    volume = 0 if mood is Mood.UNTRADED else chance.randint(1, 10**7)
    opened = closed = price
    if mood is Mood.WALK:
        opened = max(1, price + chance.randint(-reach, reach))
        closed = max(1, price + chance.randint(-reach, reach))
    elif place == 0 and mood is Mood.LIMIT_UP:
        closed = price * 13 // 10
    elif place == 0 and mood is Mood.LIMIT_DOWN:
        closed = max(1, price * 7 // 10)
    wick = reach if mood is Mood.WALK else 0
    high = max(opened, closed) + chance.randint(0, wick)
    low = max(1, min(opened, closed) - chance.randint(0, wick))
    return Candle(time, opened, high, low, closed, volume)


walks = st.builds(
    lambda price, stretches: list(candles_of(price, stretches)),
    st.integers(100, 2_000_000),
    _STRETCHES,
)


@st.composite
def split_walks(draw: st.DrawFn) -> tuple[list[Candle], int]:
    """Return some candles, and how many of them have closed."""
    candles = draw(walks)
    return candles, draw(st.integers(0, len(candles)))


@st.composite
def forming(draw: st.DrawFn, candles: list[Candle]) -> Candle:
    """Return a candle that could follow some others."""
    last = candles[-1] if candles else Candle(START, 100, 100, 100, 100, 0)
    mood, seed = draw(st.sampled_from(Mood)), draw(st.integers(0, 1_000))
    time = last.time + draw(st.sampled_from(_STRIDES))
    return _next(time, last.close, mood, 0, random.Random(seed))
