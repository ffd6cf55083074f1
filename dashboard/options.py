"""Options that several commands share, and how their values are read."""

import datetime as dt
import ipaddress
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from pydantic import SecretStr

from dashboard.settings import WallSettings
from kiwoom import Mode, load_calendar

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def data_directory(chosen: Path | None) -> Path:
    """Return where the program keeps its files: as chosen, or as the settings say."""
    return chosen or WallSettings().data_dir


def _parse_date(text: str) -> str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("2026-11-23처럼 쓰세요") from error
    if not load_calendar().is_trading_day(day):
        raise typer.BadParameter("거래일이 아닙니다")
    return text


def _parse_clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise typer.BadParameter("10:30처럼 쓰세요")
    return text


def _parse_mode(text: str) -> Mode:
    if text not in set(Mode):
        raise typer.BadParameter(f"{', '.join(Mode)} 가운데 하나를 쓰세요")
    return Mode(text)


def _parse_host(text: str) -> str:
    try:
        return "127.0.0.1" if text == "localhost" else str(ipaddress.IPv4Address(text))
    except ValueError as error:
        raise typer.BadParameter("127.0.0.1이나 0.0.0.0처럼 쓰세요") from error


def _parse_redis(text: str) -> SecretStr:
    # What stands on a command line is shown to every user of the machine.
    if urlsplit(text).password:
        raise typer.BadParameter("비밀번호는 환경 변수 KIWOOM_WALL_REDIS에 적으세요")
    return SecretStr(text)


def _parse_own_host(text: str) -> str:
    address = _parse_host(text)
    if not ipaddress.ip_address(address).is_loopback:
        raise typer.BadParameter("시뮬레이터는 이 컴퓨터에서만 엽니다: 127.0.0.1")
    return address


def _check_faults(given: list[str]) -> list[str]:
    try:
        parse_faults(given)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; docs/시뮬레이터.md를 보세요") from error
    return given


def parse_faults(given: Sequence[str]) -> dict[str, float]:
    """Return switches of the simulator from texts such as ``"lose=0.1"``.

    Raises
    ------
    ValueError
        If a text is no switch.
    """
    found: dict[str, float] = {}
    for text in given:
        # The simulator's half of the library is heavy, and rarely needed here.
        from kiwoom import check_fault

        name, _, value = text.partition("=")
        try:
            found[name] = float(value)
        except ValueError as error:
            raise ValueError("lose=0.1처럼 쓰세요") from error
        check_fault(name, found[name])
    return found


Seed = Annotated[int, typer.Option(help="시세를 만드는 씨앗값. 같으면 같은 시장.")]
Date = Annotated[
    str | None,
    typer.Option(parser=_parse_date, metavar="YYYY-MM-DD", help="시작하는 거래일."),
]
Start = Annotated[
    str | None,
    typer.Option(parser=_parse_clock, metavar="HH:MM", help="시작하는 시각 (KST)."),
]
Speed = Annotated[float, typer.Option(min=0.1, max=600, help="시간이 흐르는 배속.")]
Rate = Annotated[float, typer.Option(min=1, max=20_000, help="전 종목의 초당 체결 수.")]
AlwaysOpen = Annotated[
    bool,
    typer.Option("--always-open/--market-hours", help="장이 끝나면 다음 거래일로."),
]
ModeOption = Annotated[
    Mode,
    typer.Option(
        parser=_parse_mode,
        metavar="real|mock|sim",
        help="real 실전, mock 모의투자, sim 시뮬레이터.",
    ),
]
FaultsOption = Annotated[
    list[str],
    typer.Option(
        "--fault",
        metavar="이름=값",
        callback=_check_faults,
        help="연습할 장애, 예: lose=0.1. 여러 번 쓸 수 있습니다.",
        show_default=False,
    ),
]
KeepTrades = Annotated[
    bool, typer.Option("--keep-trades", help="체결을 모두 기억해 견줄 수 있게 합니다.")
]
SimulatorUrl = Annotated[
    str | None, typer.Option(metavar="URL", help="이미 떠 있는 시뮬레이터의 주소.")
]
FeedUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="증권사 대신 시세를 받을, 이미 떠 있는 게이트웨이의 주소."
    ),
]
RedisUrl = Annotated[
    SecretStr | None,
    typer.Option(
        parser=_parse_redis,
        metavar="URL",
        help="여러 프로세스에 체결을 나를 Redis의 주소, 예: redis://127.0.0.1:6379/0",
        show_default=False,
    ),
]
Workers = Annotated[
    int,
    typer.Option(min=0, max=64, help="화면을 나누어 맡을 프로세스의 수."),
]
NoDashboard = Annotated[
    bool, typer.Option("--no-dashboard", help="화면 없이 게이트웨이만 띄웁니다.")
]
Host = Annotated[
    str,
    typer.Option(
        parser=_parse_host, metavar="주소", help="접속을 받는 이 컴퓨터의 주소."
    ),
]
OwnHost = Annotated[
    str,
    typer.Option(parser=_parse_own_host, metavar="주소", help="이 컴퓨터의 주소."),
]
NameOption = Annotated[
    list[str],
    typer.Option(
        "--name",
        metavar="이름",
        help="이 컴퓨터의 다른 이름, 예: wall.lan. 여러 번 쓸 수 있습니다.",
        show_default=False,
    ),
]
Login = Annotated[
    bool, typer.Option("--login", help="이 컴퓨터에서도 로그인을 받습니다.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="웹 화면의 포트.")]
GatewayPort = Annotated[int, typer.Option(min=0, max=65535, help="게이트웨이의 포트.")]
DataDir = Annotated[Path | None, typer.Option(help="자료를 두는 폴더.")]
NoBrowser = Annotated[
    bool, typer.Option("--no-browser", help="브라우저를 열지 않습니다.")
]
Tick = Annotated[int, typer.Option(min=10, max=1000, help="화면 갱신 간격 (밀리초).")]
