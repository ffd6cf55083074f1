"""What each command takes and starts; heavy imports wait until a command needs them."""

import asyncio
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from dashboard.access_commands import password, token
from dashboard.complaints import (
    UsageError,
    setting_sentence,
    start_failure,
    usage_sentence,
)
from dashboard.doctor_command import doctor
from dashboard.keys_commands import keys
from dashboard.logs import configure_logging
from dashboard.market_commands import candles, quote
from dashboard.options import (
    AlwaysOpen,
    DataDir,
    Date,
    FaultsOption,
    FeedUrl,
    GatewayPort,
    Host,
    KeepTrades,
    Login,
    ModeOption,
    NameOption,
    NoBrowser,
    NoDashboard,
    OwnHost,
    Port,
    Rate,
    RedisUrl,
    Seed,
    SimulatorUrl,
    Speed,
    Start,
    Tick,
    Workers,
    parse_faults,
)
from dashboard.settings import WallSettings
from dashboard.snapshot_command import snapshot
from kiwoom import KiwoomError, Mode, explain

app = typer.Typer(
    help="한국 주식 실시간 16분할 캔들 차트. 시세만 읽으며 주문 기능은 없습니다.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


_FAILURE_EXIT = 1
_USAGE_EXIT = 2

_RATE = 120.0
# Late enough that the opening auction, which dwarfs all other volume, is out of sight.
_DEMO_START = "11:30"


@app.command(epilog="예: kiwoom-dashboard demo --seed 7 --speed 5 --no-browser")
def demo(
    *,
    seed: Seed = 1,
    date: Date = None,
    start: Start = _DEMO_START,
    speed: Speed = 1.0,
    trades_per_second: Rate = _RATE,
    always_open: AlwaysOpen = True,
    fault: FaultsOption = [],  # noqa: B006
    host: Host = "127.0.0.1",
    name: NameOption = [],  # noqa: B006
    login: Login = False,
    port: Port = 5006,
    gateway_port: GatewayPort = 5007,
    data_dir: DataDir = None,
    no_browser: NoBrowser = False,
    tick: Tick = 50,
) -> None:
    """키 없이 체험하기: 시뮬레이터와 16분할 차트를 함께 띄웁니다."""
    options = _simulator_options(
        seed, date, start, speed, trades_per_second, always_open=always_open
    )
    options += tuple(f"--fault={text}" for text in fault)
    chosen: dict[str, object] = {
        "simulator_options": options,
        "host": host,
        "port": port,
    }
    chosen |= {"gateway_port": gateway_port, "tick": tick}
    chosen |= {"names": name, "login": login, "pulse": True}
    _serve(_settings(chosen, data_dir), no_browser=no_browser)


@app.command(epilog="예: kiwoom-dashboard serve --sim http://127.0.0.1:9443")
def serve(
    *,
    mode: ModeOption = Mode.SIM,
    sim: SimulatorUrl = None,
    feed: FeedUrl = None,
    redis: RedisUrl = None,
    workers: Workers = 0,
    no_dashboard: NoDashboard = False,
    host: Host = "127.0.0.1",
    name: NameOption = [],  # noqa: B006
    login: Login = False,
    port: Port = 5006,
    gateway_port: GatewayPort = 5007,
    data_dir: DataDir = None,
    no_browser: NoBrowser = False,
    tick: Tick = 50,
) -> None:
    """16분할 차트를 띄웁니다. 실전과 모의투자의 키는 금고(keys)에서 찾습니다."""
    chosen: dict[str, object] = {"mode": mode, "sim": sim, "host": host, "port": port}
    # Where nothing is said, the environment may.
    given = {"feed": feed, "redis": redis}
    chosen |= {name: value for name, value in given.items() if value is not None}
    chosen["workers"] = workers
    chosen |= {"gateway_port": gateway_port, "tick": tick}
    chosen |= {"names": name, "login": login}
    settings = _settings(chosen, data_dir)
    if workers or no_dashboard:
        configure_logging(settings.log_format, settings.log_file)
        from dashboard.headless import serve_headless

        asyncio.run(serve_headless(settings))
    else:
        _serve(settings, no_browser=no_browser)


@app.command(epilog="예: kiwoom-dashboard simulate --port 9443 --start 10:00")
def simulate(
    *,
    seed: Seed = 1,
    date: Date = None,
    start: Start = None,
    speed: Speed = 1.0,
    trades_per_second: Rate = _RATE,
    always_open: AlwaysOpen = False,
    fault: FaultsOption = [],  # noqa: B006
    keep_trades: KeepTrades = False,
    host: OwnHost = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="포트.")] = 9443,
    attached: Annotated[bool, typer.Option("--attached", hidden=True)] = False,
) -> None:
    """키움 프로토콜을 말하는 시뮬레이터만 띄웁니다. 아무 키나 받습니다."""
    from dashboard.simulating import run_simulator

    asyncio.run(
        run_simulator(
            attached=attached,
            seed=seed,
            date=None if date is None else dt.date.fromisoformat(date),
            start=start,
            speed=speed,
            trades_per_second=trades_per_second,
            always_open=always_open,
            faults=parse_faults(fault),
            keep_trades=keep_trades,
            host=host,
            port=port,
        )
    )


@app.command(hidden=True)
def work(
    number: Annotated[int, typer.Option()], channel: Annotated[int, typer.Option()]
) -> None:
    """화면을 나누어 맡는 프로세스입니다. serve --workers 가 띄웁니다."""
    from dashboard.workers.worker import run_worker

    asyncio.run(run_worker(number, channel))


app.command(epilog="예: kiwoom-dashboard quote 005930")(quote)
app.command(epilog="예: kiwoom-dashboard candles 005930 --interval 5m --count 100")(
    candles
)
app.command(
    epilog="예: kiwoom-dashboard snapshot --out wall.html --symbols 005930,000660"
)(snapshot)
app.command(epilog="예: kiwoom-dashboard doctor --mode mock")(doctor)
app.command(epilog="예: kiwoom-dashboard token")(token)
app.command(epilog="예: kiwoom-dashboard password")(password)
app.add_typer(keys, name="keys")


def run(arguments: Sequence[str]) -> int:
    """Run the command line; return the exit code.

    A wrong argument and a failure are one Korean sentence each, on standard error.
    """
    configure_logging()
    command = typer.main.get_command(app)
    try:
        code = command.main(list(arguments), "kiwoom-dashboard", standalone_mode=False)
    except UsageError as error:
        return _complain(usage_sentence(error), _USAGE_EXIT)
    except KiwoomError as error:
        return _complain(explain(error), _FAILURE_EXIT)
    except ValidationError as error:
        return _complain(setting_sentence(error), _USAGE_EXIT)
    except OSError as error:
        return _complain(start_failure(error), _FAILURE_EXIT)
    return code or 0


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


def _simulator_options(
    seed: int,
    date: str | None,
    start: str | None,
    speed: float,
    trades_per_second: float,
    *,
    always_open: bool,
) -> tuple[str, ...]:
    options = [f"--seed={seed}", f"--speed={speed}"]
    options.append(f"--trades-per-second={trades_per_second}")
    options.append("--always-open" if always_open else "--market-hours")
    options += [f"--date={date}"] if date else []
    options += [f"--start={start}"] if start else []
    return tuple(options)


def _settings(chosen: dict[str, object], data_dir: Path | None) -> WallSettings:
    if data_dir is not None:
        chosen["data_dir"] = data_dir
    return WallSettings(**chosen)  # type: ignore[arg-type]


def _serve(settings: WallSettings, *, no_browser: bool) -> None:
    configure_logging(settings.log_format, settings.log_file)
    from dashboard.services import Services
    from dashboard.serving import serve as serve_wall

    opens_browser = not no_browser and _has_display()
    asyncio.run(serve_wall(Services(settings), opens_browser=opens_browser))


def _has_display() -> bool:
    is_linux = sys.platform.startswith("linux")
    return not is_linux or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
