"""Many trades for ten minutes: a whole trading day at a speed that makes it so. Pure.

The exchange opens, everything of its day arrives within ten minutes of the wall's
clock, and it closes: calm, flood and calm again, by the same market.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from benchmarks.soak.plan import Plan
from benchmarks.soak.samples import Sample
from benchmarks.soak.verdict import Finding

LEAST_TRADES_S = 5_000.0
LONGEST_RETURN_S = 60.0
MOST_KEPT_MB = 5.0
MOST_ANSWER_MS = 1_000.0
_BUSY = 0.5  # of the busiest rate
_OPEN_S = 6.5 * 3600
_SPEED = _OPEN_S / 600
# Sixteen charts get four in ten of all trades. One viewer comes and stays: what is
# looked for is what trades leave behind, among it the day's 6,200 bars.
PLAN = Plan(
    speed=_SPEED, hours=9.2, trades=330.0, stays_h=9.2, faults=0, begins="07:50"
)


def judge_flood(samples: Sequence[Sample]) -> list[Finding]:
    """Return what a flood did, from samples before, within and after it.

    Raises
    ------
    ValueError
        If there was no calm before or after it.
    """
    before, within, after = _apart(samples)
    level, peak = median(s.rss_mb for s in before), max(s.rss_mb for s in within)
    took = within[-1].at_s - within[0].at_s
    rate = (within[-1].trades - within[0].trades) / took
    late = [s for s in after if s.at_s >= within[-1].at_s + LONGEST_RETURN_S]
    if not late:
        raise ValueError("the run ended before the flood could drain")
    kept = late[0].rss_mb - level
    answer = max(s.answer_ms for s in within)
    unread = samples[-1].unexplained
    return [
        Finding(
            "trades a second",
            f"{rate:,.0f} for {took / 60:.1f} min",
            f">= {LEAST_TRADES_S:,.0f}",
            rate >= LEAST_TRADES_S,
        ),
        Finding("memory before", f"{level:.1f} MB", "", holds=True),
        Finding("memory at most", f"{peak:.1f} MB", "", holds=True),
        Finding(
            "memory kept a minute after",
            f"{kept:+.1f} MB",
            f"<= {MOST_KEPT_MB:g} MB",
            kept <= MOST_KEPT_MB,
        ),
        Finding(
            "slowest answer meanwhile",
            f"{answer:.0f} ms",
            f"<= {MOST_ANSWER_MS:.0f} ms",
            answer <= MOST_ANSWER_MS,
        ),
        Finding("trades unexplained", f"{unread}", "0", unread == 0),
        Finding("gaps left open", f"{samples[-1].gaps}", "0", samples[-1].gaps == 0),
    ]


def _apart(
    samples: Sequence[Sample],
) -> tuple[Sequence[Sample], Sequence[Sample], Sequence[Sample]]:
    """Return the samples before, within and after the busy time."""
    rates = [0.0] + [
        (now.trades - before.trades) / (now.at_s - before.at_s)
        for before, now in pairwise(samples)
    ]
    busy = [place for place, rate in enumerate(rates) if rate > _BUSY * max(rates)]
    if not busy or busy[0] < 2 or busy[-1] + 1 == len(samples):
        raise ValueError("no calm before or after the flood")
    first, last = busy[0], busy[-1] + 1
    return samples[:first], samples[first:last], samples[last:]
