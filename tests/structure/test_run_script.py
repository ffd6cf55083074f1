"""``./run`` makes its environment once, heals it, and keeps exit codes.

A shell script stands in for Python: it makes the files that ``venv`` and ``pip`` would
make and writes down what it was asked, so nothing is downloaded.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.structure.repository import ROOT

FAKE_PYTHON = """#!/bin/sh
case "$1 $2" in
"-c import sys"*) echo "$(cat "$FAKE_VERSION")" ;;
"-c "*) ;;
"-m venv")
  mkdir -p "$3/bin"
  cp "$0" "$3/bin/python"
  echo "command = $0 -m venv $3" >"$3/pyvenv.cfg"
  ;;
"-m pip")
  echo "$*" >>"$FAKE_LOG"
  [ ! -e "$FAKE_OFFLINE" ] || exit 1
  case "$*" in *--editable*)
    printf '#!/bin/sh\\necho "$#:$*"; exit 7\\n' >"${0%/*}/kiwoom-dashboard"
    chmod +x "${0%/*}/kiwoom-dashboard"
  esac ;;
esac
"""


class Checkout:
    """A folder with the script, a lock file, and a PATH whose only Python is fake."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "with a space"
        self.log = folder / "log"
        self.offline = folder / "offline"
        self.version = folder / "version"
        self.bin = folder / "bin"
        self.folder.mkdir()
        self.bin.mkdir()
        self.version.write_text("3.12.1")
        shutil.copy(ROOT / "run", self.folder)
        (self.folder / "requirements.lock").write_text("panel==1\n")
        (self.folder / "pyproject.toml").write_text("[project]\n")
        self.add_python("python3.12", FAKE_PYTHON)

    def add_python(self, name: str, script: str) -> Path:
        path = self.bin / name
        path.write_text(script)
        path.chmod(0o755)
        return path

    def run(
        self, *arguments: str, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "FAKE_LOG": str(self.log),
            "FAKE_OFFLINE": str(self.offline),
            "FAKE_VERSION": str(self.version),
            **variables,
        }
        return subprocess.run(
            [self.folder / "run", *arguments],
            env=environment,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def installs(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path)
    # A pyenv shim without a version: there, but it does not run.
    made.add_python("python3.13", "#!/bin/sh\nexit 127\n")
    return made


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",), ("help",)])
def test_alone_it_lists_the_commands_and_installs_nothing(
    checkout: Checkout, arguments: tuple[str, ...]
) -> None:
    listed = checkout.run(*arguments)

    assert listed.returncode == 0
    for command in ("demo", "serve", "simulate", "test", "check", "bench"):
        assert f"\n  {command} " in listed.stdout
    assert not (checkout.folder / ".venv").exists()


def test_the_first_start_installs_from_the_lock_with_hashes(checkout: Checkout) -> None:
    checkout.run("demo")

    dependencies, project = checkout.installs
    assert f"--require-hashes -r {checkout.folder}/requirements.lock" in dependencies
    assert f"--no-build-isolation --editable {checkout.folder}" in project


def test_arguments_and_exit_code_pass_through(checkout: Checkout) -> None:
    ended = checkout.run("simulate", "--start", "a b")

    assert ended.stdout == "3:simulate --start a b\n"
    assert ended.returncode == 7


def test_the_next_start_installs_nothing_and_is_silent(checkout: Checkout) -> None:
    checkout.run("demo")
    checkout.offline.touch()

    again = checkout.run("demo")

    assert again.returncode == 7
    assert again.stderr == ""
    assert len(checkout.installs) == 2


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_requirement_installs_into_the_same_environment(
    checkout: Checkout, name: str
) -> None:
    checkout.run("demo")
    kept = checkout.folder / ".venv" / "kept"
    kept.touch()
    with (checkout.folder / name).open("a") as changed:
        changed.write("# more\n")

    checkout.run("demo")

    assert len(checkout.installs) == 4
    assert kept.exists()


def test_a_failed_installation_says_so_and_the_next_start_begins_anew(
    checkout: Checkout,
) -> None:
    checkout.offline.touch()
    failed = checkout.run("demo")
    half_done = checkout.folder / ".venv" / "half-done"
    half_done.touch()
    checkout.offline.unlink()

    healed = checkout.run("demo")

    assert failed.returncode == 1
    assert "네트워크를 확인하고" in failed.stderr
    assert healed.returncode == 7
    assert not half_done.exists()


def test_a_moved_folder_gets_a_new_environment(checkout: Checkout) -> None:
    checkout.run("demo")
    checkout.folder = checkout.folder.rename(checkout.folder.with_name("moved"))

    moved = checkout.run("demo")

    assert moved.returncode == 7
    assert len(checkout.installs) == 4


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Checkout) -> None:
    checkout.run("demo")
    (checkout.folder / ".venv" / "bin" / "python").unlink()

    assert checkout.run("demo").returncode == 7
    assert len(checkout.installs) == 4


def test_the_python_asked_for_replaces_another(checkout: Checkout) -> None:
    checkout.run("demo")
    other = checkout.add_python(
        "other", FAKE_PYTHON.replace('"$(cat "$FAKE_VERSION")"', "3.13.0")
    )

    checkout.run("demo", PYTHON=str(other))
    checkout.run("demo", PYTHON=str(other))
    checkout.run("demo")

    assert len(checkout.installs) == 4
    made_with = (checkout.folder / ".venv" / "pyvenv.cfg").read_text()
    assert made_with.startswith(f"command = {other} ")


def test_without_a_python_one_sentence_says_what_to_do(checkout: Checkout) -> None:
    for name in ("python3.13", "python3.12", "python3.11", "python3"):
        checkout.add_python(name, "#!/bin/sh\nexit 1\n")

    ended = checkout.run("demo")

    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "Python 3.11 이상이 필요합니다" in ended.stderr


def test_a_python_that_is_too_old_is_named(checkout: Checkout) -> None:
    old = checkout.add_python("old", "#!/bin/sh\nexit 1\n")

    ended = checkout.run("demo", PYTHON=str(old))

    assert ended.returncode == 1
    assert f"PYTHON={old}" in ended.stderr


def test_an_unknown_benchmark_lists_those_that_exist(checkout: Checkout) -> None:
    (checkout.folder / "benchmarks").mkdir()
    (checkout.folder / "benchmarks" / "decoding.py").touch()

    ended = checkout.run("bench", "nothing")

    assert ended.returncode == 2
    assert "  decoding\n" in ended.stderr
