"""Tests and screenshots find a browser that really runs."""

import subprocess
from pathlib import Path

import pytest

from tests.chromium import find_chromium


def program(path: Path, exit_code: int) -> str:
    path.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.ui
def test_the_browser_that_is_found_runs() -> None:
    answer = subprocess.run(
        [find_chromium(), "--version"], capture_output=True, text=True, check=True
    )

    assert "Chrom" in answer.stdout


def test_the_variable_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = program(tmp_path / "my-browser", 0)
    monkeypatch.setenv("CHROMIUM", chosen)

    assert find_chromium() == chosen


def test_a_wrong_choice_does_not_become_another_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", program(tmp_path / "broken", 1))

    with pytest.raises(FileNotFoundError, match="set CHROMIUM to its path"):
        find_chromium()


def test_a_browser_that_does_not_run_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "chromium", 1)
    works = program(tmp_path / "google-chrome", 0)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_chromium() == works
