"""The charts' JavaScript holds its promises, as node's own test runner sees them."""

import os
import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from tests.static.handed_over import hand_over

HERE = Path(__file__).parent
MODULES = sorted(path.name for path in HERE.glob("*.test.mjs"))
# The node that drives the browsers, so that there is no other one to install.
NODE = compute_driver_executable()[0]


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handed_over")
    hand_over(folder)
    return folder


@pytest.mark.parametrize("module", MODULES)
def test_a_module_passes_its_tests(module: str, handed_over: Path) -> None:
    run = subprocess.run(
        [NODE, "--test", "--test-reporter=spec", HERE / module],
        env=os.environ | {"HANDED_OVER": str(handed_over), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "tests 0" not in run.stdout


def test_node_is_one_whose_runner_the_tests_are_written_for() -> None:
    version = subprocess.run([NODE, "--version"], capture_output=True, text=True).stdout

    assert int(version.removeprefix("v").split(".")[0]) >= 22
