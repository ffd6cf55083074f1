"""Trouble to rehearse: what the broker and the line do on a bad day, by switches.

Pure: what is due is asked for, and a seed decides which call or row it meets.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from kiwoom.simulator.refusals import Refusal, dead_token, too_often

GARBAGE: Final = b'{"trnm":"REAL","data":[{"values":{"20":"09\xff'
MAINTENANCE: Final = (
    "<!DOCTYPE html><html><body>시스템 점검 중입니다</body></html>"
).encode()

# Switches with a share of what they meet, from 0 to 1.
_SHARES = ("429", "8005", "500", "html", "lose", "duplicate", "reorder", "garbage")
# Switches that are on or off, and the one in seconds.
_STATES = ("blackhole", "zombie")
_SLOW = "slow"
NAMES: Final = (*_SHARES, *_STATES, _SLOW)
_MOST_SECONDS = 600.0


def check_fault(name: str, value: float) -> None:
    """Make sure that a fault exists and has such a value.

    Raises
    ------
    ValueError
        If not.
    """
    if name not in NAMES:
        raise ValueError(f"no fault is called {name!r}")
    most = _MOST_SECONDS if name == _SLOW else 1.0
    if not isinstance(value, int | float) or not 0 <= value <= most:
        raise ValueError(f"{name} takes 0 to {most:g}, found {value!r}")


class Faults:
    """The switches; all of them are off at first.

    =============  =============================================================
    ``429``        share of REST calls that are refused as too many
    ``8005``       share of REST calls whose token is found dead
    ``500``        share of REST calls that end in a server error
    ``html``       share of REST calls answered by a page: 1 is a maintenance
    ``slow``       seconds before each REST reply
    ``lose``       share of live rows that never arrive
    ``duplicate``  share of live rows that arrive twice
    ``reorder``    share of live frames whose rows arrive backwards
    ``garbage``    share of live frames with a damaged one before them
    ``zombie``     1: the socket lives and pings, and no live row arrives
    ``blackhole``  1: nothing is answered or sent at all
    =============  =============================================================

    Parameters
    ----------
    seed
        Decides what the shares meet.
    """

    def __init__(self, seed: int = 1) -> None:
        self._values = dict.fromkeys(NAMES, 0.0)
        self._random = np.random.default_rng(seed)

    @property
    def settings(self) -> Mapping[str, float]:
        """All switches by name."""
        return dict(self._values)

    def set(self, changes: Mapping[str, float]) -> None:
        """Turn switches; others stay as they are.

        Raises
        ------
        ValueError
            For a name that is none, or a value that the switch does not have; then
            nothing is turned.
        """
        for name, value in changes.items():
            check_fault(name, value)
        self._values |= {name: float(value) for name, value in changes.items()}

    def clear(self) -> None:
        """Turn everything off."""
        self._values = dict.fromkeys(NAMES, 0.0)

    @property
    def is_silent(self) -> bool:
        """Whether nothing is answered or sent at all."""
        return bool(self._values["blackhole"])

    @property
    def delay_s(self) -> float:
        """Seconds before each REST reply."""
        return self._values[_SLOW]

    def refusal(self, api_id: str, *, has_token: bool) -> Refusal | None:
        """Return the refusal that meets a REST call, if any does."""
        if self._meets("429"):
            return too_often(api_id, 0)
        if has_token and self._meets("8005"):
            return dead_token()
        return None

    def breakdown(self) -> tuple[int, bytes] | None:
        """Return status and page of a server that does not work, if it does not."""
        if self._meets("500"):
            return 500, b"Internal Server Error"
        return (200, MAINTENANCE) if self._meets("html") else None

    def rows(self, rows: list[bytes]) -> list[bytes]:
        """Return what becomes of the live rows of a moment."""
        if self._values["zombie"]:
            return []
        kept = [row for row in rows if not self._meets("lose")]
        return [copy for row in kept for copy in self._copies(row)]

    def before_frame(self) -> bytes | None:
        """Return the damaged frame that comes before the next one, if any does."""
        return GARBAGE if self._meets("garbage") else None

    def turned(self, rows: list[bytes]) -> list[bytes]:
        """Return the rows of a frame, backwards where that is due."""
        return rows[::-1] if self._meets("reorder") else rows

    def _copies(self, row: bytes) -> tuple[bytes, ...]:
        return (row, row) if self._meets("duplicate") else (row,)

    def _meets(self, name: str) -> bool:
        share = self._values[name]
        return share > 0 and float(self._random.random()) < share
