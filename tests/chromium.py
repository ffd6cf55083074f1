"""Find the browser for tests and screenshots; run as a program it prints the path."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# Without the background switches Chromium calls its maker's servers at each start.
LAUNCH_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_ANSWER_S = 30.0  # a cold browser on a small machine takes seconds to say its version


def find_chromium() -> str:
    """Return the path of a Chromium that runs.

    The variable ``CHROMIUM`` decides; else the system's, else playwright's own.

    Raises
    ------
    FileNotFoundError
        If there is none; the message says what to do.
    """
    for path in _candidates():
        if _runs(path):
            return path
    raise FileNotFoundError(
        "no Chromium: install chromium or google-chrome, or set CHROMIUM to its path"
    )


def _candidates() -> Iterator[str]:
    if chosen := os.environ.get("CHROMIUM"):
        # A wrong choice must not silently become another browser.
        yield chosen
        return
    yield from filter(None, map(shutil.which, NAMES))
    yield MAC
    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def _runs(path: str) -> bool:
    # Ubuntu ships a `chromium-browser` that only says what to install instead.
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, timeout=_ANSWER_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


if __name__ == "__main__":
    try:
        sys.stdout.write(find_chromium() + "\n")
    except FileNotFoundError as missing:
        sys.exit(str(missing))
