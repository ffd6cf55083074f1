"""``kiwoom-dashboard snapshot`` writes one file and ends."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path

import pytest

from dashboard.commands import run
from dashboard.layouts import CellLayout, Layout, WallBook
from kiwoom import Interval
from tests.gateways import TOKEN, access_to, open_gateway


async def told(
    *words: str, data_dir: Path, environment: dict[str, str] | None = None
) -> tuple[int | None, str, str]:
    """Run the command; return its code, output and complaints."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dashboard", "snapshot", *words),
        *("--data-dir", str(data_dir)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | (environment or {}),
    )
    output, complaints = await process.communicate()
    return process.returncode, output.decode(), complaints.decode()


def cells_of(path: Path) -> list[dict]:
    found = re.search(
        r'<script type="application/json" id="data">(.*?)</script>',
        path.read_text("utf-8"),
    )
    assert found is not None
    return json.loads(found[1])["cells"]


async def test_named_symbols_at_an_interval_are_written(market, tmp_path):
    out = tmp_path / "wall.html"

    code, said, complaints = await told(
        *("--out", str(out), "--sim", market.simulator.url),
        *("--symbols", "005930,000660", "--interval", "5m", "--light"),
        data_dir=tmp_path,
    )

    assert (code, complaints) == (0, "")
    assert said.startswith(f"{out}에 썼습니다 (")
    assert [(c["symbol"], c["interval"]) for c in cells_of(out)][:2] == [
        ("005930", "5m"),
        ("000660", "5m"),
    ]
    assert 'data-theme="light"' in out.read_text("utf-8")


async def test_without_symbols_it_is_the_wall_that_was_kept(market, tmp_path):
    kept = CellLayout(symbol="034020", interval=Interval.D1, indicators=("rsi",))
    layout = Layout(shape=1, cells=(kept,))
    await WallBook(tmp_path).change(lambda book: book.with_current(layout))
    out = tmp_path / "wall.html"

    code, _, _ = await told(
        *("--out", str(out), "--sim", market.simulator.url), data_dir=tmp_path
    )

    assert code == 0
    [cell] = cells_of(out)
    assert (cell["symbol"], cell["interval"]) == ("034020", "1d")
    assert cell["indicators"] == ["rsi"]


async def test_a_running_server_can_be_drawn_and_its_token_is_not_in_the_file(
    market, tmp_path
):
    access = access_to(needs_login=True)
    async with open_gateway(market, access) as gateway:
        address = f"http://127.0.0.1:{gateway.port}"
        out = tmp_path / "wall.html"
        code, said, complaints = await told(
            *("--out", str(out), "--feed", address, "--symbols", "005930"),
            data_dir=tmp_path,
            environment={"KIWOOM_WALL_FEED_TOKEN": TOKEN},
        )

    assert (code, complaints) == (0, "")
    text = out.read_text("utf-8")
    assert cells_of(out)[0]["title"] == "삼성전자"
    assert TOKEN not in text + said
    assert address not in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--out", "x.html", "--symbols", "삼성"], "--symbols: 값이 올바르지 않습니다"),
        (["--out", "x.html", "--interval", "2m"], "--interval: 값이 올바르지 않습니다"),
        (["--out", "x.html", "--bars", "3"], "--bars: 값이 올바르지 않습니다"),
    ],
)
def test_a_wrong_argument_is_one_sentence(words, sentence, capsys):
    assert run(["snapshot", *words]) == 2

    said = capsys.readouterr().err
    assert said.startswith(sentence)
    assert said.count("\n") == 1


def test_a_folder_that_is_not_there_is_said_before_anything_starts(tmp_path, capsys):
    out = tmp_path / "no folder" / "wall.html"

    assert run(["snapshot", "--out", str(out)]) == 1

    assert "폴더가 없습니다" in capsys.readouterr().err
