"""``kiwoom-dashboard snapshot``: writes charts into one HTML file and ends."""

import asyncio
import logging
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated

import typer

from dashboard import command_texts as texts
from dashboard.options import (
    DataDir,
    FeedUrl,
    ModeOption,
    SimulatorUrl,
    data_directory,
)
from dashboard.settings import WallSettings
from kiwoom import ConfigError, Interval, Mode, is_symbol


def _parse_symbols(text: str) -> str:
    if not all(map(is_symbol, text.split(","))):
        raise typer.BadParameter(texts.BAD_SYMBOL)
    return text


def _parse_interval(text: str) -> Interval:
    if text not in set(Interval):
        raise typer.BadParameter(texts.ONE_OF.format(names=", ".join(Interval)))
    return Interval(text)


def snapshot(
    *,
    out: Annotated[Path, typer.Option(metavar="파일", help="쓸 HTML 파일.")],
    symbols: Annotated[
        str | None,
        typer.Option(
            parser=_parse_symbols,
            metavar="코드,코드",
            help="종목들. 없으면 화면에 저장된 배치.",
        ),
    ] = None,
    interval: Annotated[
        Interval | None,
        typer.Option(parser=_parse_interval, metavar="간격", help="모든 차트의 간격."),
    ] = None,
    bars: Annotated[
        int, typer.Option(min=10, max=5000, help="차트마다 봉의 수.")
    ] = 500,
    light: Annotated[bool, typer.Option("--light", help="밝은 화면으로.")] = False,
    mode: ModeOption = Mode.SIM,
    sim: SimulatorUrl = None,
    feed: FeedUrl = None,
    data_dir: DataDir = None,
) -> None:
    """차트들을 네트워크 없이 열리는 HTML 파일 하나로 씁니다."""
    chosen: dict[str, object] = {"mode": mode, "sim": sim, "feed": feed}
    chosen["data_dir"] = data_directory(data_dir)
    if symbols is not None:
        chosen["symbols"] = symbols
    if not out.parent.is_dir():
        raise ConfigError(texts.NO_FOLDER.format(folder=out.parent))
    settings = WallSettings(**chosen)  # type: ignore[arg-type]
    # What the command has to say is one line.
    logging.getLogger("kiwoom").setLevel(logging.WARNING)
    theme = "light" if light else "dark"
    asyncio.run(_write(settings, out, interval, bars, theme))
    size = out.stat().st_size / 1e6
    sys.stdout.write(texts.SNAPSHOT_WRITTEN.format(file=out, size=size) + "\n")


async def _write(
    settings: WallSettings, out: Path, interval: Interval | None, bars: int, theme: str
) -> None:
    # Panel takes a second to import, which other commands need not wait for.
    from dashboard.broker import open_source
    from dashboard.filling import filled
    from dashboard.grid import ChartGrid
    from dashboard.layouts import WallBook
    from dashboard.page import first_layout
    from dashboard.snapshot import save_snapshot
    from kiwoom import Hub, load_calendar

    book = WallBook(settings.data_dir)
    await book.open()
    layout = first_layout(settings, book.current)
    async with AsyncExitStack() as opened:
        source = await open_source(settings, opened)
        hub = Hub(source, load_calendar(settings.calendar_file))
        await opened.enter_async_context(hub)
        grid = ChartGrid(hub, [cell.symbol for cell in layout.cells], theme=theme)
        opened.callback(grid.close)
        grid.show_layout(layout)
        if interval is not None:
            grid.show_interval(interval)
        if not await filled(grid.in_sight):
            # The file says which prices are not whole.
            sys.stderr.write(f"{texts.SNAPSHOT_IN_PART}\n")
        save_snapshot(grid, out, bars=bars)
