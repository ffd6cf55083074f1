"""The node that drives the browsers, so that there is no other one to install."""

import os
import subprocess

from playwright._impl._driver import compute_driver_executable

_NODE, _ = compute_driver_executable()


def node(*arguments: object, **variables: object) -> subprocess.CompletedProcess[str]:
    """Run node to its end with some variables in its environment."""
    texts = {name: str(value) for name, value in variables.items()}
    return subprocess.run(
        [_NODE, *map(str, arguments)],
        env=os.environ | {"NO_COLOR": "1"} | texts,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
