"""What samples say about leaks: slopes with their uncertainty, and limits. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.soak.samples import Sample, column

# Before this, memory still finds its level: of a compressed run, and at real pace.
WARM_UP = 1 / 6
WARM_UP_S = 3600.0
HOUR_S = 3600.0
DAY_S = 86_400.0
MOST_GROWTH_MB_H = 1.0
MOST_FORECAST_MB = 24.0
MOST_CPU = 0.7  # of a core: a run that needs more was squeezed too much to count
LONGEST_SILENCE_S = 30.0
_SIGMAS = 2.0
# What memory may grow by.
_CAUSES = ("trades", "at_s", "sessions", "reconnects")


@dataclass(frozen=True, slots=True)
class Slope:
    """A growth with what it may be off by (two standard errors)."""

    value: float
    error: float

    def exceeds(self, limit: float) -> bool:
        """Whether even the least that it may be is above a limit."""
        return self.value - self.error > limit


@dataclass(frozen=True, slots=True)
class Finding:
    """One limit, what was found, and whether it holds."""

    about: str
    found: str
    limit: str
    holds: bool


def warm(samples: Sequence[Sample], speed: float = 0.0) -> list[Sample]:
    """Return the samples after the warm-up: an hour at real pace, half a short run."""
    if not samples:
        return []
    end = samples[-1].at_s
    since = min(WARM_UP_S, end / 2) if speed == 1 else end * WARM_UP
    return [sample for sample in samples if sample.at_s >= since]


def growth(samples: Sequence[Sample], name: str, speed: float = 0.0) -> Slope:
    """Return what a figure grows by in an hour of the wall's clock, after warm-up.

    Readings lie close together and are not independent, so they are averaged over
    twenty equal parts. The slope is the middle one of those between any two of them:
    memory moves in steps, and one step must not look like a leak (Theil 1950, with the
    confidence interval of Sen 1968).
    """
    kept = warm(samples, speed)
    times, values = (np.array(_means(column(kept, n))) for n in ("at_s", name))
    first, second = np.triu_indices(len(times), 1)
    apart = times[second] - times[first]
    slopes = np.sort((values[second] - values[first]) / np.maximum(apart, 1e-9))
    if not len(slopes):
        return Slope(0.0, 0.0)
    count = len(times)
    spread = _SIGMAS * np.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    low = max(0, int((len(slopes) - spread) / 2))
    high = min(len(slopes) - 1, int(np.ceil((len(slopes) + spread) / 2)))
    middle = float(np.median(slopes))
    error = max(slopes[high] - middle, middle - slopes[low])
    return Slope(middle * HOUR_S, float(error) * HOUR_S)


def judge(samples: Sequence[Sample], speed: float) -> list[Finding]:
    """Return the findings about one run by itself.

    At another speed than the real one growth is told and not judged: a leak by event
    and one by second cannot be told apart, see :func:`forecast`.
    """
    kept = warm(samples, speed)
    rss, heap = (growth(samples, name, speed) for name in ("rss_mb", "heap_mb"))
    is_real = speed == 1
    busy = _share_of_core(kept)
    silence = max(np.diff(column(samples, "at_s")), default=0.0)
    last, first = samples[-1], kept[0]
    return [
        _growth_finding("server memory", rss, judged=is_real),
        _growth_finding("browser heap", heap, judged=is_real),
        _steady("tasks", kept, slack=0.2),
        _steady("pages", kept, slack=0.2),
        _steady("files", kept, slack=0.2),
        _steady("threads", kept, slack=0.2),
        _steady("nodes", kept, slack=0.1),
        Finding(
            "trades unexplained",
            f"{last.unexplained - first.unexplained}",
            "0",
            last.unexplained == first.unexplained,
        ),
        Finding("gaps left open", f"{last.gaps}", "0", last.gaps == 0),
        Finding("processor", f"{busy:.0%}", f"<= {MOST_CPU:.0%}", busy <= MOST_CPU),
        Finding(
            "longest time without a sample",
            f"{silence:.0f} s",
            f"<= {LONGEST_SILENCE_S:.0f} s",
            silence <= LONGEST_SILENCE_S,
        ),
    ]


def forecast(runs: Sequence[Sequence[Sample]]) -> Slope:
    """Return what memory would grow by in a day, in MB, from runs of several speeds.

    Fits ``a + b * trades + c * seconds + d * sessions + e * reconnects``, with a level
    ``a`` of each run, to the averages of twenty parts of each.

    Parameters
    ----------
    runs
        Samples of runs that differ in speed: whole days, and an idle one. What a day
        has of each is what the fullest of them had.
    """
    rows, values = [], []
    for place, samples in enumerate(runs):
        kept = warm(samples)
        level = [float(place == other) for other in range(len(runs))]
        causes = [_means(column(kept, name)) for name in _CAUSES]
        values += list(_means(column(kept, "rss_mb")))
        rows += [[*level, *moment] for moment in zip(*causes, strict=True)]
    day = [max(column([run[-1] for run in runs], name)) for name in _CAUSES]
    wanted = np.array([0.0] * len(runs) + day)
    wanted[len(runs) + _CAUSES.index("at_s")] = DAY_S
    solution, covariance = _solved(np.array(rows), np.array(values))
    error = _SIGMAS * float(np.sqrt(max(wanted @ covariance @ wanted, 0.0)))
    return Slope(float(wanted @ solution), error)


def _means(values: Sequence[float], count: int = 20) -> list[float]:
    parts = np.array_split(np.array(values), count)
    return [float(part.mean()) for part in parts if len(part)]


def _solved(
    matrix: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    # Columns of one size, or their squares would drown each other.
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-12)
    scaled = matrix / scale
    solution, *_ = np.linalg.lstsq(scaled, values, rcond=None)
    left = values - scaled @ solution
    freedom = max(len(values) - np.linalg.matrix_rank(scaled), 1)
    spread = float(left @ left) / freedom
    covariance = spread * np.linalg.pinv(scaled.T @ scaled)
    return solution / scale, covariance / np.outer(scale, scale)


def _share_of_core(samples: Sequence[Sample]) -> float:
    first, last = samples[0], samples[-1]
    return (last.cpu_s - first.cpu_s) / max(last.at_s - first.at_s, 1e-9)


def _growth_finding(about: str, slope: Slope, *, judged: bool) -> Finding:
    found = f"{slope.value:+.2f} ± {slope.error:.2f} MB/h"
    if not judged:
        return Finding(f"{about} grows by", found, "see the forecast", holds=True)
    limit = f"<= {MOST_GROWTH_MB_H:g} MB/h"
    return Finding(
        f"{about} grows by", found, limit, not slope.exceeds(MOST_GROWTH_MB_H)
    )


def _steady(name: str, samples: Sequence[Sample], slack: float) -> Finding:
    """Whether the last quarter's least is no higher than the first quarter's most."""
    values = column(samples, name)
    quarter = max(1, len(values) // 4)
    before, after = max(values[:quarter]), min(values[-quarter:])
    limit = before * (1 + slack) + 2
    return Finding(name, f"{after:.0f}", f"<= {limit:.0f}", after <= limit)
