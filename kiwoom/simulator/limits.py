"""How often a key may call: token buckets (protocol note 2.4), time passed in."""

from dataclasses import dataclass

from kiwoom.enums import Mode


@dataclass(frozen=True, slots=True)
class Allowance:
    """Calls per second, and how many may come at once after a pause."""

    per_second: float
    burst: int


REALTIME_REQUESTS = Allowance(per_second=5, burst=5)
TOKEN_ISSUES = Allowance(per_second=1, burst=1)

_QUERIES = {
    Mode.REAL: Allowance(per_second=5, burst=5),
    Mode.SIM: Allowance(per_second=5, burst=5),
    Mode.MOCK: Allowance(per_second=1, burst=2),
}


def queries_of(mode: Mode) -> Allowance:
    """Return how often one request (TR) may be asked by one key."""
    return _QUERIES[mode]


class RateLimits:
    """One bucket for each kind of call and caller.

    Parameters
    ----------
    allowance
        Size and refill of every bucket.
    """

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._buckets: dict[tuple[str, ...], tuple[float, float]] = {}

    def allows(self, key: tuple[str, ...], now: float) -> bool:
        """Take one call out of a bucket; ``now`` is in seconds of any steady clock."""
        allowance = self._allowance
        left, since = self._buckets.get(key, (float(allowance.burst), now))
        left = min(float(allowance.burst), left + (now - since) * allowance.per_second)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        return allowed
