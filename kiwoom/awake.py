"""Notices that the process stood still: the computer slept, or somebody stopped it."""

import time
from collections.abc import Callable


def _boot_s() -> float:
    # Goes on while the computer sleeps, and nobody sets it; not every system has it.
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class Wakefulness:
    """Compares how late a regular look is with how late it may be.

    Parameters
    ----------
    every_s
        Seconds between two looks.
    late_s
        That a look may be late; beyond it the process was stopped.
    clock
        Seconds that go on while the process does not.
    """

    def __init__(
        self, every_s: float, late_s: float, clock: Callable[[], float] = _boot_s
    ) -> None:
        self._limit_s = every_s + late_s
        self._clock = clock
        self._looked = clock()

    def was_stopped(self) -> bool:
        """Look; return whether the last look is too long ago."""
        before, self._looked = self._looked, self._clock()
        return self._looked - before > self._limit_s
