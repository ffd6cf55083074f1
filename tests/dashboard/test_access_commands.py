"""The token is shown to whoever asks on this machine, a password to nobody."""

import sys

import pytest

from dashboard.access import read_token
from dashboard.access.credentials import is_password
from dashboard.commands import run


def test_the_token_is_shown_and_stays_the_same(tmp_path, capsys):
    place = ["--data-dir", str(tmp_path)]

    assert run(["token", *place]) == 0
    first = capsys.readouterr().out.strip()
    assert run(["token", *place]) == 0

    assert capsys.readouterr().out.strip() == first == read_token(tmp_path)


def test_a_rotated_token_is_another_one(tmp_path, capsys):
    place = ["--data-dir", str(tmp_path)]
    run(["token", *place])
    first = capsys.readouterr().out
    run(["token", "--rotate", *place])

    assert capsys.readouterr().out != first


def test_a_token_file_that_others_can_read_is_one_sentence(tmp_path, capsys):
    run(["token", "--data-dir", str(tmp_path)])
    (tmp_path / "gateway-token").chmod(0o604)
    capsys.readouterr()

    assert run(["token", "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "chmod 600" in said.err
    assert said.out == ""


@pytest.fixture
def typed(monkeypatch):
    """Answer the prompts for a password, as a person would."""
    answers: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda *_: answers.pop(0))
    monkeypatch.setattr(sys, "stdin", None)
    return answers


def test_a_password_is_asked_for_twice_and_written_nowhere(tmp_path, capsys, typed):
    typed += ["long enough", "long enough"]

    assert run(["password", "--data-dir", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "long enough" not in said.out + said.err
    assert is_password(tmp_path, "long enough")


def test_a_short_password_is_refused_in_a_sentence(tmp_path, capsys, typed):
    typed += ["short", "short"]

    assert run(["password", "--data-dir", str(tmp_path)]) == 1
    assert "8자 이상" in capsys.readouterr().err
