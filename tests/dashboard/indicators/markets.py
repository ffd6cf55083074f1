"""Series of candles as markets make them, and the indicators to try on them."""

from datetime import datetime, timedelta
from random import Random

from hypothesis import strategies as st

from dashboard.indicators import (
    INDICATORS,
    Bars,
    Bollinger,
    Ichimoku,
    Indicator,
    Macd,
    MovingAverage,
    Rsi,
    Stochastic,
    VolumeAverage,
)
from kiwoom import KST, Candle

# Short windows fill within few bars, so that few bars show everything.
SHORT: tuple[Indicator, ...] = (
    MovingAverage((2, 3, 7)),
    Bollinger(3, 2.5),
    Ichimoku(2, 3, 5),
    VolumeAverage(2),
    Rsi(2),
    Macd(2, 4, 3),
    Stochastic(3, 2, 2),
)
USUAL: tuple[Indicator, ...] = tuple(kind() for kind in INDICATORS.values())
EVERY = USUAL + SHORT

_START = datetime(2026, 9, 18, 9, 0, tzinfo=KST)
_LIMIT = 0.3
_DEAREST = 10_000_000
_MOODS = ("flat", "quiet", "wild", "limit up", "limit down", "no trade", "next day")


def make_market(seed: int, price: int, moods: list[tuple[str, int]]) -> list[Candle]:
    """Return one-minute candles that go through moods of so many bars each."""
    random, time = Random(seed), _START
    candles: list[Candle] = []
    for mood, count in moods:
        for _ in range(count):
            candles.append(_candle(random, time, price, mood))
            price = candles[-1].close
            time += timedelta(minutes=1)
        if mood == "next day":
            time = time.replace(hour=9, minute=0) + timedelta(days=1)
    return candles


def _candle(random: Random, time: datetime, price: int, mood: str) -> Candle:
    share = {"wild": 0.05, "limit up": _LIMIT, "limit down": -_LIMIT}.get(mood, 0.004)
    if mood in {"flat", "no trade"}:
        volume = 0 if mood == "no trade" else random.randint(1, 9)
        return Candle(time, price, price, price, price, volume)
    if mood.startswith("limit"):
        close = min(max(1, round(price * (1 + share))), _DEAREST)
        return Candle(time, close, close, close, close, random.randint(1, 10**6))
    reach = max(2, round(price * share))
    ends = [max(1, price + random.randint(-reach, reach)) for _ in range(4)]
    first, last = ends[:2]
    volume = random.randint(1, 10**7)
    return Candle(time, first, max(ends), min(ends), last, volume)


def markets(longest_mood: int = 12) -> st.SearchStrategy[list[Candle]]:
    """Return markets of some moods."""
    moods = st.tuples(st.sampled_from(_MOODS), st.integers(1, longest_mood))
    return st.builds(
        make_market,
        st.integers(0, 2**16),
        st.sampled_from([1, 97, 5_430, 71_900, 2_150_000]),
        st.lists(moods, min_size=1, max_size=6),
    )


def long_market(count: int, mood: str = "wild", price: int = 71_900) -> list[Candle]:
    """Return a market of one mood."""
    return make_market(7, price, [(mood, count)])


def last_values(indicator: Indicator, candles: list[Candle]) -> list[float]:
    """Return the last value of each line, computed from the beginning."""
    return [float(column[-1]) for column in indicator.batch(Bars.of(candles))]
