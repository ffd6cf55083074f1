"""The stage as a benchmark holds it: started, addressed, watched, and its log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import psutil

from benchmarks.measure.latency import Array
from tests.programs import running

_MEGABYTE = 2**20
_SETTLE_S = 2.0


@dataclass(frozen=True)
class Stage:
    """A running stage.

    Attributes
    ----------
    wall, rivals
        Addresses of our wall and of the server with the others.
    process
        The one process behind both.
    """

    wall: str
    rivals: str
    process: psutil.Process

    def trades(self, first_ms: float, last_ms: float) -> Array:
        """Return the log's rows of a time, see :meth:`BookOfTrades.between`."""
        with urlopen(f"{self.rivals}/trades?first={first_ms}&last={last_ms}") as reply:
            return np.frombuffer(reply.read()).reshape(-1, 4)

    def cpu_s(self) -> float:
        """Return the processor seconds that the process has used."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory_mb(self) -> float:
        """Return the process's resident memory in MB."""
        return float(self.process.memory_info().rss / _MEGABYTE)

    def cpu_share(self, seconds: float) -> float:
        """Return the share of a core that the process needs, watched for some time."""
        began, used = time.perf_counter(), self.cpu_s()
        time.sleep(seconds)
        return (self.cpu_s() - used) / (time.perf_counter() - began)

    def cost_of_viewers(self, count: int, seconds: float) -> float:
        """Return the share of a core that so many light viewers of our wall need.

        Includes what the process needs without anybody.
        """
        arguments = (self.wall, "--count", str(count))
        with running(*arguments, module="benchmarks.measure.guests") as guests:
            guests.line_with("guests")
            time.sleep(_SETTLE_S)
            return self.cpu_share(seconds)


@contextmanager
def open_stage(
    packages: Path, *, rate: float, minute_s: float, tick: int
) -> Iterator[Stage]:
    """Run a stage for the length of a block.

    Parameters
    ----------
    packages
        Folder of the installed npm packages.
    rate
        Trades per second over all symbols.
    minute_s
        Real seconds that an exchange minute takes.
    tick
        Milliseconds between two frames of a feed.
    """
    options = ("--rate", str(rate), "--minute", str(minute_s), "--tick", str(tick))
    with running(
        *options, "--packages", str(packages), module="benchmarks.stage.server"
    ) as program:
        wall = program.ready_addresses()[0]
        rivals = program.line_with("rivals ").split()[1]
        stage = Stage(wall, rivals, psutil.Process(program.pid))
        # The first pages of a process pay for what it makes once.
        for page in (stage.wall, f"{stage.rivals}/naive"):
            urlopen(page).close()
        yield stage
