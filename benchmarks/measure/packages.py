"""Installs the charting libraries to compare the wall with, outside the project."""

import json
import shutil
import subprocess
from pathlib import Path

CACHE = Path.home() / ".cache" / "kiwoom-dashboard-bench"
VERSIONS = {"lightweight-charts": "5.2.1", "uplot": "1.6.32"}


def install_packages() -> Path:
    """Return the folder that holds the packages, after npm has put them there.

    Raises
    ------
    FileNotFoundError
        If npm is not installed.
    """
    folder = CACHE / "node_modules"
    if installed_versions(folder) != VERSIONS:
        if shutil.which("npm") is None:
            raise FileNotFoundError("npm이 필요합니다 (Node.js와 함께 설치됩니다)")
        CACHE.mkdir(parents=True, exist_ok=True)
        wanted = [f"{name}@{version}" for name, version in VERSIONS.items()]
        command = ["npm", "install", "--prefix", str(CACHE), "--no-audit", "--no-fund"]
        subprocess.run([*command, *wanted], check=True)
    return folder


def installed_versions(folder: Path) -> dict[str, str]:
    """Return the versions of the packages that a folder holds."""
    found = {}
    for name in VERSIONS:
        description = folder / name / "package.json"
        if description.exists():
            found[name] = str(json.loads(description.read_text("utf-8"))["version"])
    return found
