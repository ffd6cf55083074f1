"""``kiwoom-dashboard quote`` and ``candles``: one answer of the broker, printed."""

import asyncio
import datetime as dt
import json
import logging
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import pandas as pd
import typer

from dashboard import command_texts as texts
from dashboard.broker import open_client
from dashboard.options import DataDir, ModeOption, SimulatorUrl
from dashboard.settings import WallSettings
from dashboard.written import write_whole
from kiwoom import (
    KST,
    Client,
    ConfigError,
    Interval,
    Mode,
    Period,
    Summary,
    is_symbol,
)

T = TypeVar("T")


class Form(StrEnum):
    """How candles are printed or written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def _parse_symbol(text: str) -> str:
    if not is_symbol(text):
        raise typer.BadParameter(texts.BAD_SYMBOL)
    return text


def _parse_interval(text: str) -> Interval | Period:
    if text in set(Period):
        return Period(text)
    if text in set(Interval):
        return Interval(text)
    names = ", ".join([*Interval, *Period])
    raise typer.BadParameter(texts.ONE_OF.format(names=names))


def _parse_form(text: str) -> Form:
    if text not in set(Form):
        raise typer.BadParameter(texts.ONE_OF.format(names=", ".join(Form)))
    return Form(text)


def _parse_since(text: str) -> dt.datetime:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(texts.BAD_DAY) from error
    return dt.datetime.combine(day, dt.time.min, KST)


Symbol = Annotated[
    str, typer.Argument(parser=_parse_symbol, metavar="종목코드", show_default=False)
]
IntervalOption = Annotated[
    Any,
    typer.Option(parser=_parse_interval, metavar="1m…60m|1d|1w|1M|1y", help="봉 간격."),
]
Raw = Annotated[bool, typer.Option("--raw", help="액면분할 전의 값을 그대로 둡니다.")]
Since = Annotated[
    Any,
    typer.Option(parser=_parse_since, metavar="YYYY-MM-DD", help="이 날부터."),
]
Count = Annotated[int, typer.Option(min=1, max=20_000, help="봉의 수.")]
FormOption = Annotated[
    Form,
    typer.Option(
        "--format", parser=_parse_form, metavar="table|csv|json|parquet", help="형식."
    ),
]
Out = Annotated[
    Path | None, typer.Option(metavar="파일", help="화면 대신 파일에 씁니다.")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON으로 찍습니다.")]


def quote(
    symbol: Symbol,
    *,
    mode: ModeOption = Mode.SIM,
    sim: SimulatorUrl = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """종목의 현재가를 한 번 묻습니다."""
    summary = _ask(mode, sim, data_dir, lambda client: client.summary(symbol))
    text = _quote_json(summary) if as_json else _quote_lines(summary)
    sys.stdout.write(f"{text}\n")


def candles(
    symbol: Symbol,
    *,
    interval: IntervalOption = Interval.M1,
    count: Count = 20,
    since: Since = None,
    raw: Raw = False,
    form: FormOption = Form.TABLE,
    out: Out = None,
    mode: ModeOption = Mode.SIM,
    sim: SimulatorUrl = None,
    data_dir: DataDir = None,
) -> None:
    """종목의 봉을 표, CSV, JSON, Parquet으로 받습니다. 마지막 봉은 자라는 봉입니다."""
    if form is Form.PARQUET and out is None:
        raise ConfigError(texts.PARQUET_NEEDS_FILE)
    frame = _ask(
        mode,
        sim,
        data_dir,
        lambda client: client.candles(
            symbol,
            interval,
            count,
            since=since,
            adjusted=not raw,
            progress=_say_progress(count),
        ),
    )
    content = _WRITERS[form](frame)
    if out is None:
        sys.stdout.write(content.decode())
        return
    write_whole(out, content)
    sys.stdout.write(f"{texts.CANDLES_WRITTEN.format(count=len(frame), file=out)}\n")


def _ask(
    mode: Mode,
    sim: str | None,
    data_dir: Path | None,
    question: Callable[[Client], Awaitable[T]],
) -> T:
    chosen = {"data_dir": data_dir} if data_dir else {}
    settings = WallSettings(mode=mode, sim=sim, **chosen)  # type: ignore[arg-type]

    # Only the answer is of interest, not the way to it.
    logging.getLogger("kiwoom").setLevel(logging.WARNING)

    async def answer() -> T:
        async with AsyncExitStack() as opened:
            return await question(await open_client(settings, opened))

    return asyncio.run(answer())


def _say_progress(count: int) -> Callable[[int], None] | None:
    """Return what tells a person at a terminal how far a long load is."""
    if not sys.stderr.isatty():
        return None

    def say(known: int) -> None:
        sys.stderr.write(f"\r{known:,}/{count:,}\r")

    return say


def _quote_lines(found: Summary) -> str:
    arrow = "▲" if found.change > 0 else "▼" if found.change < 0 else "―"
    when = found.time or found.trading_day
    rows = {
        "현재가": f"{found.price:,}원  {arrow} {abs(found.change):,}원 "
        f"({found.change_rate:+.2f}%)",
        "시·고·저": f"{found.open:,} · {found.high:,} · {found.low:,}원",
        "거래량": f"{found.volume:,}주",
        "거래대금": f"{found.value:,}원",
        "체결강도": f"{found.strength:.2f}%",
        "상·하한가": f"{found.upper_limit:,} · {found.lower_limit:,}원",
    }
    lines = [f"{found.name} ({found.symbol})  {when:%Y-%m-%d %H:%M:%S}"]
    return "\n".join([*lines, *(f"  {name}: {text}" for name, text in rows.items())])


def _quote_json(found: Summary) -> str:
    names = Summary.__dataclass_fields__
    fields = {name: getattr(found, name) for name in names}
    return json.dumps(fields, ensure_ascii=False, default=lambda at: at.isoformat())


def _as_table(frame: pd.DataFrame) -> bytes:
    shown = frame.dropna(axis="columns", how="all").map("{:,}".format)
    is_daily = all(at.time() == dt.time.min for at in frame.index)
    labels = "%Y-%m-%d" if is_daily else "%Y-%m-%d %H:%M"
    shown.index = pd.Index([f"{at:{labels}}" for at in frame.index])
    return f"{shown.rename(columns=texts.COLUMNS).to_string()}\n".encode()


def _as_csv(frame: pd.DataFrame) -> bytes:
    return _with_texts(frame).to_csv(index=False).encode()


def _as_json(frame: pd.DataFrame) -> bytes:
    rows = _with_texts(frame).to_json(orient="records", force_ascii=False)
    return f"{rows}\n".encode()


def _with_texts(frame: pd.DataFrame) -> pd.DataFrame:
    # ISO 8601 with +09:00, which every reader understands.
    times = [at.isoformat() for at in frame.index]
    return frame.reset_index(drop=True).assign(time=times)[["time", *frame.columns]]


def _as_parquet(frame: pd.DataFrame) -> bytes:
    return frame.to_parquet()


_WRITERS: dict[Form, Callable[[pd.DataFrame], bytes]] = {
    Form.TABLE: _as_table,
    Form.CSV: _as_csv,
    Form.JSON: _as_json,
    Form.PARQUET: _as_parquet,
}
