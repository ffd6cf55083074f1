"""What a benchmark ran on: without it its numbers say nothing."""

import json
import os
import platform
import timeit
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure.packages import VERSIONS

_CPU_LINE = "model name"
_NUMBERS = str(list(range(1000)))
_READINGS = 200


def describe_machine(browser: str | None = None) -> dict[str, str]:
    """Return processor, cores and versions; the browser's where one takes part."""
    packages = {name: version(name) for name in ("panel", "bokeh", "tornado")}
    browsers = {"chromium": browser, **VERSIONS} if browser else {}
    return {
        "when": datetime.now().astimezone().isoformat(timespec="seconds"),
        "cpu": _processor(),
        "cores": str(os.cpu_count()),
        "system": platform.platform(),
        "load before": f"{os.getloadavg()[0]:.2f}",
        "one core": f"{_numbers_read_per_second() / 1e6:.1f} million numbers/s",
        "python": platform.python_version(),
        **packages,
        **browsers,
    }


def _numbers_read_per_second() -> float:
    """How fast a core reads JSON now: processors of one name differ by factors."""
    times = timeit.repeat(lambda: json.loads(_NUMBERS), number=_READINGS, repeat=5)
    return 1000 * _READINGS / min(times)


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text("utf-8").splitlines():
            if line.startswith(_CPU_LINE):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
