"""From the log of trades and the log of paints to the age of what was seen.

Pure. A trade is seen with the first paint that shows its candle with at least the
volume that the candle had after it, or a later candle of its symbol.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# One number for candle and volume, of which both are whole: 2**53 leaves room for
# volumes below a billion shares in each of nine million minutes.
_VOLUMES = 1e9
_MINUTE_MS = 60_000.0


@dataclass(frozen=True)
class Latency:
    """How old trades were when they were seen, in milliseconds.

    ``unseen`` trades never were; they count with their age at the end of the watch.
    """

    p50: float
    p99: float
    longest: float
    trades: int
    unseen: int


def progress(starts: Array, volumes: Array) -> Array:
    """Return one growing number for each state (start in ms, volume) of a candle."""
    first = starts.min() if len(starts) else 0.0
    return (starts - first) / _MINUTE_MS * _VOLUMES + volumes


def ages(trades: Array, paints: Array, until_ms: float) -> tuple[Array, int]:
    """Return each trade's age when it was seen, and how many never were.

    Parameters
    ----------
    trades
        Rows of (made in ms, symbol's place, candle's start in ms, its volume).
    paints
        Rows of (painted in ms, symbol's place, candle's start in ms, its volume).
    until_ms
        End of the watch.
    """
    found = np.full(len(trades), math.nan)
    for place in np.unique(trades[:, 1]):
        mine, shown = trades[:, 1] == place, paints[paints[:, 1] == place]
        states = np.concatenate((trades[mine], shown))
        numbers = progress(states[:, 2], states[:, 3])
        wanted, seen = np.split(numbers, [int(mine.sum())])
        # What was once shown stays seen, also if an older state is painted later.
        first = np.searchsorted(np.maximum.accumulate(seen), wanted)
        times = np.append(shown[:, 0], math.nan)
        found[mine] = times[first] - trades[mine, 0]
    unseen = np.isnan(found)
    found[unseen] = until_ms - trades[unseen, 0]
    return found, int(unseen.sum())


def summarize(trades: Array, paints: Array, until_ms: float) -> Latency:
    """Return the latency of all trades, see :func:`ages`."""
    if not len(trades):
        return Latency(math.nan, math.nan, math.nan, 0, 0)
    found, unseen = ages(trades, paints, until_ms)
    p50, p99 = (float(cut) for cut in np.percentile(found, (50, 99)))
    return Latency(p50, p99, float(found.max()), len(found), unseen)


def longest_pause(frames: Sequence[float]) -> float:
    """Return the longest time between two frames, nan where there are not two."""
    return float(np.diff(frames).max()) if len(frames) > 1 else math.nan
