"""The examination finds what is in the way of a start, and says what to do."""

import socket
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.commands import run
from dashboard.doctor import (
    Finding,
    Verdict,
    examine,
    examine_calendar,
    examine_clock,
    examine_disk,
    examine_keys,
    examine_packages,
    examine_port,
    examine_python,
)
from dashboard.settings import WallSettings
from kiwoom import (
    Credentials,
    Mode,
    Simulator,
    Vault,
    make_key_file,
    store_credentials,
    vault_path,
)
from tests.gateways import open_gateway
from tests.market import open_market

NOON = datetime(2026, 9, 18, 3, 0, tzinfo=UTC)


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(date=date(2026, 9, 18), start="10:00") as running:
        yield running


def settings_in(directory: Path, mode: Mode = Mode.MOCK) -> WallSettings:
    return WallSettings(mode=mode, data_dir=directory, port=0, gateway_port=0)


def is_helpful(finding: Finding) -> bool:
    return finding.verdict is Verdict.BAD and bool(finding.said and finding.remedy)


async def test_a_machine_with_everything_passes(
    simulator: Simulator, tmp_path: Path
) -> None:
    settings = WallSettings(
        sim=simulator.url, data_dir=tmp_path, port=0, gateway_port=0
    )

    found = await examine(settings)

    # A simulator lives on a day of its own, so it says nothing of this clock.
    assert [f.about for f in found][-1] == "네트워크"
    assert {f.verdict for f in found} == {Verdict.GOOD}


async def test_this_clock_is_held_against_the_servers(tmp_path: Path) -> None:
    async with open_market() as market, open_gateway(market) as gateway:
        settings = WallSettings(
            sim=f"http://127.0.0.1:{gateway.port}",
            data_dir=tmp_path,
            port=0,
            gateway_port=0,
        )
        found = await examine(settings)

    assert found[-1].about == "시계"
    assert found[-1].verdict is Verdict.GOOD


async def test_a_server_that_is_not_there_is_found(tmp_path: Path) -> None:
    settings = WallSettings(
        sim="http://127.0.0.1:1", data_dir=tmp_path, port=0, gateway_port=0
    )

    network = (await examine(settings))[-1]

    assert network.about == "네트워크"
    assert is_helpful(network)


@pytest.mark.parametrize(
    ("running", "verdict"),
    [
        ((3, 10, 14), Verdict.BAD),
        ((3, 11, 0), Verdict.GOOD),
        ((3, 13, 1), Verdict.GOOD),
    ],
)
def test_an_old_python_is_found(running: tuple[int, ...], verdict: Verdict) -> None:
    assert examine_python(running).verdict is verdict


def test_a_missing_package_is_named() -> None:
    required = ["httpx>=0.28", "no-such-package[x]>=1", 'redis>=6; extra == "redis"']

    found = examine_packages(required)

    assert is_helpful(found)
    assert found.said == "no-such-package이(가) 없습니다"
    assert examine_packages(required[:1]).verdict is Verdict.GOOD


def test_keys_are_looked_for_in_vault_and_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path)
    before = examine_keys(settings)
    monkeypatch.setenv("KIWOOM_APP_KEY", "app")
    monkeypatch.setenv("KIWOOM_SECRET_KEY", "secret")
    in_environment = examine_keys(settings)
    vault = Vault.create(vault_path(tmp_path), make_key_file(tmp_path))
    store_credentials(vault, Mode.MOCK, Credentials("app", "secret"))
    in_vault = examine_keys(settings)
    (tmp_path / "vault.key").unlink()
    locked = examine_keys(settings)

    assert is_helpful(before)
    assert "keys add" in before.remedy
    assert in_environment.verdict is Verdict.NOTE
    assert in_vault.verdict is Verdict.GOOD
    assert is_helpful(locked)
    assert locked.said == "금고가 잠겨 있습니다"


def test_a_folder_that_cannot_be_used_is_found(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("", "utf-8")

    assert is_helpful(examine_disk(settings_in(occupied)))
    assert examine_disk(settings_in(tmp_path / "new")).verdict is Verdict.GOOD


def test_corrections_of_trading_days_that_cannot_be_read_are_found(
    tmp_path: Path,
) -> None:
    settings = settings_in(tmp_path)
    without = examine_calendar(settings)
    settings.calendar_file.write_text("closed = [2026-09-18]", "utf-8")
    corrected = examine_calendar(settings)
    settings.calendar_file.write_text("closed = 내일", "utf-8")
    broken = examine_calendar(settings)

    assert without.verdict is corrected.verdict is Verdict.GOOD
    assert "krx_days.toml" in corrected.said
    assert is_helpful(broken)
    assert "krx_days.toml" in broken.said


def test_a_taken_port_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = examine_port("화면의 포트", "127.0.0.1", port, "--port")

    assert is_helpful(found)
    assert "--port" in found.remedy


@pytest.mark.parametrize(("seconds", "said"), [(90, "90초 빠릅"), (-40, "40초 늦습")])
def test_a_wrong_clock_is_found(seconds: int, said: str) -> None:
    own = NOON + timedelta(seconds=seconds)

    found = examine_clock(own, NOON, own)

    assert is_helpful(found)
    assert said in found.said


@pytest.mark.parametrize("seconds", [-5, 0, 3, 8, 13])
def test_a_slow_answer_makes_no_wrong_clock(seconds: int) -> None:
    asked, answered = NOON, NOON + timedelta(seconds=10)

    found = examine_clock(asked, NOON + timedelta(seconds=seconds), answered)

    assert found.verdict is (Verdict.BAD if seconds == -5 else Verdict.GOOD)


def test_what_is_in_the_way_makes_the_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["doctor", "--sim", "http://127.0.0.1:1", "--data-dir", str(tmp_path)])

    said = capsys.readouterr().out
    assert code == 1
    assert "✗ 네트워크" in said
    assert "    → " in said


def test_nothing_in_the_way_makes_the_exit_code_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--port", "0", "--gateway-port", "0", "--data-dir", str(tmp_path)]

    assert run(["doctor", *place]) == 0
    assert "✗" not in capsys.readouterr().out
