"""What a benchmark ran on: without it its numbers say nothing."""

import os
import platform
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure.packages import VERSIONS

_CPU_LINE = "model name"


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
        "python": platform.python_version(),
        **packages,
        **browsers,
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text("utf-8").splitlines():
            if line.startswith(_CPU_LINE):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
