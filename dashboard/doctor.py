"""Examines whether the wall can run here, and says what to do where it cannot."""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from importlib.metadata import PackageNotFoundError, requires, version
from urllib.parse import urlsplit

import httpx

from dashboard.keys import broker_keys
from dashboard.settings import WallSettings
from kiwoom import ConfigError, KiwoomError, Server, explain, load_calendar

_PACKAGE = "kiwoom-dashboard"
_OLDEST_PYTHON = (3, 11)
_NEEDED_MB = 500
_TIMEOUT_S = 5.0
# The Date header counts whole seconds.
_MOST_CLOCK_ERROR_S = 3.0
_MEBIBYTE = 1024 * 1024


class Verdict(Enum):
    """How a finding stands: all is well, worth knowing, or in the way."""

    GOOD = auto()
    NOTE = auto()
    BAD = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in Korean, with what to do where it is needed."""

    about: str
    verdict: Verdict
    said: str
    remedy: str = ""


async def examine(settings: WallSettings) -> list[Finding]:
    """Look at everything that a start with these settings needs."""
    found = [
        examine_python(sys.version_info[:3]),
        examine_packages(requires(_PACKAGE) or ()),
        await asyncio.to_thread(examine_keys, settings),
        examine_calendar(settings),
        examine_disk(settings),
        examine_port("화면의 포트", settings.host, settings.port, "--port"),
        examine_port(
            "API의 포트", settings.host, settings.gateway_port, "--gateway-port"
        ),
    ]
    return [*found, *[finding async for finding in examine_server(settings)]]


def examine_python(running: tuple[int, ...]) -> Finding:
    """Whether this Python is new enough."""
    text = ".".join(map(str, running))
    if running[:2] >= _OLDEST_PYTHON:
        return _good("파이썬", text)
    remedy = "Python 3.11 이상을 설치하고 PYTHON=경로 ./run 으로 다시 설치하세요"
    return _bad("파이썬", f"{text}은 낡았습니다", remedy)


def examine_packages(required: Iterable[str]) -> Finding:
    """Whether every package that the project requires is installed."""
    names = [line for line in required if "extra ==" not in line]
    missing = [name for name in map(_name_of, names) if not _is_installed(name)]
    if not missing:
        return _good("패키지", f"{len(names)}개가 모두 있습니다")
    said = f"{', '.join(missing)}이(가) 없습니다"
    return _bad("패키지", said, ".venv 폴더를 지우고 ./run 을 다시 실행하세요")


def examine_keys(settings: WallSettings) -> Finding:
    """Whether there are keys for the mode, and the vault opens."""
    if settings.is_simulated:
        return _good("키", "시뮬레이터에는 필요 없습니다")
    try:
        _, shelf = broker_keys(Server.of(settings.mode), settings.data_dir)
    except KiwoomError as error:
        said, _, remedy = explain(error).partition("; ")
        return _bad("키", said, remedy)
    if shelf is not None:
        return _good("키", f"금고에 {settings.mode} 키가 있습니다")
    remedy = "kiwoom-dashboard keys add 로 금고에 넣으면 더 안전합니다"
    return Finding("키", Verdict.NOTE, "환경 변수에 있습니다", remedy)


def examine_calendar(settings: WallSettings) -> Finding:
    """Whether the user's corrections of the trading days can be read."""
    try:
        load_calendar(settings.calendar_file)
    except ConfigError as error:
        said, _, remedy = str(error).partition("; ")
        return _bad("거래일", said, remedy)
    if settings.calendar_file.exists():
        return _good("거래일", f"{settings.calendar_file}로 바로잡았습니다")
    return _good("거래일", "패키지에 든 달력을 씁니다")


def examine_disk(settings: WallSettings) -> Finding:
    """Whether the data directory can be written and has room."""
    folder = settings.data_dir
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        said = f"{folder}에 쓸 수 없습니다"
        return _bad("디스크", said, "--data-dir로 다른 폴더를 고르세요")
    free = shutil.disk_usage(folder).free // _MEBIBYTE
    if free < _NEEDED_MB:
        said = f"{folder}에 {free:,}MB만 남았습니다"
        return _bad("디스크", said, "자리를 비우거나 --data-dir로 옮기세요")
    return _good("디스크", f"{folder}에 {free:,}MB가 남았습니다")


def examine_port(about: str, host: str, port: int, option: str) -> Finding:
    """Whether a port can be listened on."""
    try:
        with socket.create_server((host, port)):
            return _good(about, f"{port}번이 비어 있습니다")
    except OSError as error:
        said = f"{port}번을 열 수 없습니다 ({error.strerror})"
        return _bad(about, said, f"{option}로 다른 포트를 고르세요")


async def examine_server(settings: WallSettings) -> AsyncIterator[Finding]:
    """Whether the broker can be reached, and this clock agrees with its clock."""
    if settings.is_simulated and settings.sim is None:
        yield _good("네트워크", "시뮬레이터를 함께 띄우므로 필요 없습니다")
        return
    server = (
        Server.simulated(settings.sim) if settings.sim else Server.of(settings.mode)
    )
    try:
        clock = await _compare_clocks(server)
        await _reach(server.socket_url)
    except (httpx.HTTPError, OSError) as error:
        said = f"{server.rest_url}에 닿지 않습니다 ({type(error).__name__})"
        yield _bad("네트워크", said, "인터넷과 방화벽, 주소를 확인하세요")
        return
    yield _good("네트워크", f"{server.rest_url}에 닿습니다")
    if clock is not None:
        yield examine_clock(*clock)


def examine_clock(asked: datetime, told: datetime, answered: datetime) -> Finding:
    """Whether this computer's clock agrees with the server's.

    Parameters
    ----------
    asked, answered
        When the server was asked and when its answer was here, by this computer.
    told
        When it answered, by the server.
    """
    nearest = min(max(told, asked), answered)
    error = (nearest - told).total_seconds()
    if abs(error) <= _MOST_CLOCK_ERROR_S:
        return _good("시계", "서버의 시계와 맞습니다")
    said = (
        f"서버의 시계보다 {abs(error):.0f}초 {'빠릅니다' if error > 0 else '늦습니다'}"
    )
    remedy = "시각 동기화를 켜세요 (sudo timedatectl set-ntp true)"
    return _bad("시계", said, remedy)


def _good(about: str, said: str) -> Finding:
    return Finding(about, Verdict.GOOD, said)


def _bad(about: str, said: str, remedy: str) -> Finding:
    return Finding(about, Verdict.BAD, said, remedy)


async def _compare_clocks(
    server: Server,
) -> tuple[datetime, datetime, datetime] | None:
    is_far = server.trusts_environment
    async with httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=is_far) as http:
        asked = datetime.now(UTC)
        reply = await http.get(server.rest_url)
    date = reply.headers.get("date")
    # Now, not after whatever else is examined: a slow line makes no wrong clock.
    return (asked, parsedate_to_datetime(date), datetime.now(UTC)) if date else None


async def _reach(url: str) -> None:
    address = urlsplit(url)
    connecting = asyncio.open_connection(address.hostname, address.port)
    _, writer = await asyncio.wait_for(connecting, _TIMEOUT_S)
    writer.close()


def _name_of(requirement: str) -> str:
    end = next((i for i, c in enumerate(requirement) if c in "<>=!~;[ "), None)
    return requirement[:end]


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True
