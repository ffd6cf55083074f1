"""The service unit is one that systemd takes, and shuts its program in."""

import configparser
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from dashboard.commands import app
from tests.programs import ROOT

UNIT = ROOT / "deploy" / "kiwoom-dashboard.service"
INSTALL = ROOT / "deploy" / "install"
MOST_EXPOSED = 2.0
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not on this machine"
)


def settings() -> list[tuple[str, str]]:
    lines = [line for line in UNIT.read_text().splitlines() if "=" in line]
    return [tuple(line.split("=", 1)) for line in lines if not line.startswith("#")]


@needs_systemd
def test_the_unit_exposes_next_to_nothing():
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", UNIT],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    exposure = re.search(r"exposure level for [^:]*: ([\d.]+)", told)
    assert exposure is not None, told
    assert float(exposure[1]) <= MOST_EXPOSED


@needs_systemd
def test_systemd_finds_no_fault_in_the_unit(tmp_path):
    program = tmp_path / "opt" / "kiwoom-dashboard"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    copy = tmp_path / UNIT.name
    written = UNIT.read_text()
    copy.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={program}", written))

    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True
    )

    assert (told.returncode, told.stderr) == (0, "")


def test_the_unit_waits_for_the_ready_word_and_for_signs_of_life():
    found = dict(settings())
    assert found["Type"] == "notify"
    assert int(found["WatchdogSec"]) > 0
    assert found["LoadCredential"].startswith("vault.key:")


def test_what_the_unit_starts_is_a_command_of_ours():
    program, command, *options = dict(settings())["ExecStart"].split()
    assert program.endswith(".venv/bin/kiwoom-dashboard")
    assert command in {found.callback.__name__ for found in app.registered_commands}
    assert options == ["--no-browser"]


def staged(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [INSTALL],
        env=os.environ | {"DESTDIR": str(folder)},
        capture_output=True,
        text=True,
    )


def test_the_installer_puts_everything_in_its_place(tmp_path):
    assert staged(tmp_path).returncode == 0

    program = tmp_path / "opt" / "kiwoom-dashboard"
    key = tmp_path / "etc" / "kiwoom-dashboard" / "vault.key"
    assert os.access(program / "run", os.X_OK)
    assert (program / "dashboard" / "main.py").is_file()
    assert not (program / ".venv").exists()
    assert not (program / ".git").exists()
    assert len(key.read_bytes()) == 32
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    unit = tmp_path / "etc" / "systemd" / "system" / UNIT.name
    assert unit.read_bytes() == UNIT.read_bytes()


def test_installing_again_keeps_the_key_and_the_settings(tmp_path):
    staged(tmp_path)
    folder = tmp_path / "etc" / "kiwoom-dashboard"
    key = (folder / "vault.key").read_bytes()
    (folder / "environment").write_text("KIWOOM_WALL_MODE=mock\n")

    assert staged(tmp_path).returncode == 0

    assert (folder / "vault.key").read_bytes() == key
    assert (folder / "environment").read_text() == "KIWOOM_WALL_MODE=mock\n"


def test_the_settings_file_is_one_that_the_program_reads(tmp_path, monkeypatch):
    staged(tmp_path)
    text = (tmp_path / "etc" / "kiwoom-dashboard" / "environment").read_text()
    parser = configparser.ConfigParser()
    parser.optionxform = str
    parser.read_string(f"[all]\n{text}")
    from dashboard.settings import WallSettings

    for name, value in parser["all"].items():
        monkeypatch.setenv(name, value)
    assert WallSettings().mode == "real"
