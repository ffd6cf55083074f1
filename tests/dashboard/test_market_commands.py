"""A quote and candles, printed or written, from a running simulator or an own one."""

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.commands import run
from dashboard.written import write_whole
from kiwoom import Client, ConfigError, Simulator

DAY = date(2026, 9, 18)


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(date=DAY, start="18:30") as running:
        yield running


async def told(line: str, simulator: Simulator) -> tuple[int | None, str, str]:
    """Run a command against a simulator; return its code, output and complaints."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dashboard", *line.split(), "--sim", simulator.url),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, complaints = await process.communicate()
    return process.returncode, output.decode(), complaints.decode()


async def test_a_quote_is_what_the_client_answers(simulator: Simulator) -> None:
    code, said, complaints = await told("quote 005930", simulator)
    async with Client(simulator.server) as client:
        found = await client.summary("005930")

    assert (code, complaints) == (0, "")
    assert said.startswith("삼성전자 (005930)  2026-09-18 ")
    assert f"현재가: {found.price:,}원" in said
    assert f"거래량: {found.volume:,}주" in said
    assert f"상·하한가: {found.upper_limit:,} · {found.lower_limit:,}원" in said


async def test_a_quote_is_json_for_other_programs(simulator: Simulator) -> None:
    _, said, _ = await told("quote 005930 --json", simulator)

    quote = json.loads(said)
    assert quote["symbol"] == "005930"
    assert quote["trading_day"] == "2026-09-18"
    assert quote["low"] <= quote["price"] <= quote["high"]
    assert quote["time"].endswith("+09:00")


async def test_every_form_of_candles_says_the_same(
    simulator: Simulator, tmp_path: Path
) -> None:
    line = "candles 005930 --interval 5m --count 40 --format"
    parquet = tmp_path / "candles.parquet"
    _, as_csv, _ = await told(f"{line} csv", simulator)
    _, as_json, _ = await told(f"{line} json", simulator)
    _, as_table, _ = await told(f"{line} table", simulator)
    _, said, _ = await told(f"{line} parquet --out {parquet}", simulator)
    async with Client(simulator.server) as client:
        frame = await client.candles("005930", "5m", 40)

    assert said == f"봉 40개를 {parquet}에 썼습니다\n"
    pd.testing.assert_frame_equal(pd.read_parquet(parquet), frame)
    from_csv = pd.read_csv(io.StringIO(as_csv), index_col="time", parse_dates=True)
    assert from_csv["close"].tolist() == frame["close"].tolist()
    assert from_csv.index.tolist() == frame.index.tolist()
    rows = json.loads(as_json)
    assert [row["time"] for row in rows] == [at.isoformat() for at in frame.index]
    assert [row["volume"] for row in rows] == frame["volume"].tolist()
    assert len(as_table.splitlines()) == 41
    assert f"{frame['close'].iloc[-1]:,}" in as_table.splitlines()[-1]


async def test_daily_candles_are_labelled_by_their_day(simulator: Simulator) -> None:
    _, said, _ = await told("candles 005930 --interval 1d --count 3", simulator)

    head, *rows = said.splitlines()
    assert head.split() == ["시가", "고가", "저가", "종가", "거래량", "거래대금"]
    assert rows[-1].split()[0] == "2026-09-18"


async def test_weeks_can_be_asked_for_since_a_day(simulator: Simulator) -> None:
    line = "candles 005930 --interval 1w --since 2026-08-01 --raw --format json"
    _, said, _ = await told(line, simulator)

    rows = json.loads(said)
    assert [row["time"][:10] for row in rows] == [
        "2026-08-03",
        "2026-08-10",
        "2026-08-18",
        "2026-08-24",
        "2026-08-31",
        "2026-09-07",
        "2026-09-14",
    ]


@pytest.mark.parametrize("command", ["quote", "candles"])
async def test_an_unknown_symbol_is_one_sentence(
    simulator: Simulator, command: str
) -> None:
    code, said, complaints = await told(f"{command} 999999", simulator)

    assert (code, said) == (1, "")
    assert complaints == "종목코드 999999을(를) 찾을 수 없습니다\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("quote 99", "종목코드 6자리"),
        ("candles 005930 --interval 7m", "1m, 3m, 5m"),
        ("candles 005930 --format xml", "table, csv, json, parquet"),
        ("candles 005930 --count 0", "1 이상의 수"),
    ],
)
def test_a_wrong_argument_is_one_sentence(
    line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(line.split())

    complaint = capsys.readouterr().err
    assert code == 2
    assert said in complaint
    assert complaint.count("\n") == 1


def test_parquet_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["candles", "005930", "--format", "parquet"]) == 1
    assert "--out" in capsys.readouterr().err


def test_a_server_that_is_not_there_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["quote", "005930", "--sim", "http://127.0.0.1:1"]) == 1
    assert "서버에 연결할 수 없습니다; 네트워크" in capsys.readouterr().err


def test_a_quote_without_any_simulator_starts_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["quote", "000660"]) == 0
    assert "SK하이닉스 (000660)" in capsys.readouterr().out


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_whole(path, b"old")

    write_whole(path, b"new")
    with pytest.raises(ConfigError, match="폴더와 남은 자리"):
        write_whole(tmp_path / "nowhere" / "out.csv", b"new")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]
