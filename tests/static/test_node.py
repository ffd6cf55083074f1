"""The charts' JavaScript holds its promises, as node's own test runner sees them."""

from pathlib import Path

import pytest

from tests.static.handed_over import hand_over
from tests.static.node import node

HERE = Path(__file__).parent
MODULES = sorted(path.name for path in HERE.glob("*.test.mjs"))


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handed_over")
    hand_over(folder)
    return folder


@pytest.mark.parametrize("module", MODULES)
def test_a_module_passes_its_tests(module: str, handed_over: Path) -> None:
    reported = "--test-reporter=spec"
    run = node("--test", reported, HERE / module, HANDED_OVER=handed_over)

    assert run.returncode == 0, run.stdout + run.stderr
    assert "tests 0" not in run.stdout


def test_a_failing_test_is_noticed(tmp_path: Path) -> None:
    failing = tmp_path / "failing.test.mjs"
    failing.write_text(
        'import {test} from "node:test"\ntest("no", () => { throw 1 })\n'
    )

    assert node("--test", failing).returncode != 0


def test_node_is_one_that_the_tests_are_written_for() -> None:
    assert int(node("--version").stdout.removeprefix("v").split(".")[0]) >= 22
