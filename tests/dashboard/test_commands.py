"""Commands explain themselves, and a wrong argument is one Korean sentence."""

import pytest

from dashboard.commands import run
from dashboard.settings import WallSettings


@pytest.mark.parametrize("command", ["demo", "serve", "simulate"])
def test_each_command_has_help_with_an_example(command, capsys):
    code = run([command, "--help"])

    assert code == 0
    assert f"예: kiwoom-dashboard {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["demo", "--prot", "1"], "--prot: 없는 옵션입니다"),
        (["demo", "--port", "abc"], "--port: 값이 올바르지 않습니다 (정수를"),
        (["demo", "--speed", "0"], "--speed: 값이 올바르지 않습니다 (0.1 이상의"),
        (
            ["demo", "--port", "70000"],
            "--port: 값이 올바르지 않습니다 (65535 이하의 수",
        ),
        (["demo", "--date", "어제"], "--date: 값이 올바르지 않습니다"),
        (["demo", "--date", "2026-11-22"], "--date: 값이 올바르지 않습니다 (거래일이"),
        (["demo", "--start", "25:00"], "--start: 값이 올바르지 않습니다"),
        (["demo", "--speed"], "--speed: 값이 필요합니다"),
        (
            ["serve", "--mode", "paper"],
            "--mode: 값이 올바르지 않습니다 (real, mock, sim",
        ),
        (["simulate", "--trades-per-second", "99999"], "--trades-per-second: 값이"),
        (["demo", "--host", "wall.lan"], "--host: 값이 올바르지 않습니다"),
        (["serve", "--redis", "redis://:secret@h"], "--redis: 값이"),
        (["simulate", "--host", "192.168.0.5"], "--host: 값이 올바르지 않습니다"),
        (["demo", "--fault", "fire=1"], "--fault: 값이 올바르지 않습니다"),
        (["simulate", "--fault", "lose"], "--fault: 값이 올바르지 않습니다 (lose=0.1"),
        (["simulate", "--fault", "lose=3"], "--fault: 값이 올바르지 않습니다"),
        (["trade"], "명령을 알아듣지 못했습니다"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_argument_is_one_korean_sentence_and_exit_2(arguments, said, capsys):
    code = run(arguments)

    output = capsys.readouterr()
    assert code == 2
    assert output.err.startswith(said)
    assert output.err.count("\n") == 1
    assert output.out == ""


def test_a_wrong_setting_of_the_environment_is_one_sentence(monkeypatch, capsys):
    monkeypatch.setenv("KIWOOM_WALL_SYMBOLS", "005930,삼성")

    code = run(["serve", "--no-browser"])

    assert code == 2
    assert capsys.readouterr().err == (
        "KIWOOM_WALL_SYMBOLS: 환경 변수의 값이 올바르지 않습니다\n"
    )


def test_the_cells_can_be_chosen_in_the_environment(monkeypatch):
    monkeypatch.setenv("KIWOOM_WALL_SYMBOLS", "005930,000660")

    assert WallSettings().symbols == ("005930", "000660")


def test_real_servers_without_keys_say_which_variables_are_missing(capsys):
    code = run(["serve", "--mode", "real", "--no-browser"])

    assert code == 1
    assert "KIWOOM_APP_KEY" in capsys.readouterr().err
