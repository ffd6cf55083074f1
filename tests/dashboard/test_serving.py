"""The commands serve, say so in one line, and end when they are told to."""

import asyncio
import signal

import httpx
import psutil
import pytest
from tornado.websocket import WebSocketClosedError

from dashboard.serving import report_fault
from kiwoom import (
    Credentials,
    Mode,
    Passphrase,
    Vault,
    store_credentials,
    vault_path,
)
from kiwoom.vault.slots import Cost
from tests.programs import Program, running

CHEAP = Cost(memory=32, passes=1, lanes=1)
PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")


def children(program: Program) -> list[psutil.Process]:
    return psutil.Process(program.pid).children(recursive=True)


def test_the_demo_serves_wall_and_gateway():
    with running("demo", *PORTS) as demo:
        wall, docs = demo.ready_addresses()

        assert httpx.get(wall).status_code == 200
        assert docs.endswith("/docs")
        assert httpx.get(docs).status_code == 200


def test_exactly_one_line_begins_with_ready():
    with running("demo", *PORTS) as demo:
        demo.ready_addresses()
        demo.end()

    assert sum(line.startswith("ready ") for line in demo.lines) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_demo_and_its_simulator(number):
    with running("demo", *PORTS) as demo:
        demo.ready_addresses()
        (simulator,) = children(demo)

        code = demo.end(number)

        assert code == 0
        psutil.wait_procs([simulator], timeout=10)
        assert not simulator.is_running()


def test_a_killed_demo_leaves_no_simulator_behind():
    with running("demo", *PORTS) as demo:
        demo.ready_addresses()
        (simulator,) = children(demo)

        demo.kill()

        gone, _ = psutil.wait_procs([simulator], timeout=10)
        assert gone == [simulator]


def test_the_simulator_alone_says_its_two_addresses():
    with running("simulate", "--port", "0", "--start", "10:00") as simulator:
        rest, socket = simulator.ready_addresses()

        port = rest.rsplit(":", 1)[1]
        assert socket == f"ws://127.0.0.1:{port}/api/dostk/websocket"
        assert simulator.end() == 0


def test_a_simulator_can_begin_with_faults_and_remember_its_trades():
    options = ("--fault", "lose=0.25", "--fault", "slow=0.01", "--keep-trades")
    with running("simulate", "--port", "0", "--start", "10:00", *options) as simulator:
        url = simulator.ready_addresses()[0]
        faults = httpx.get(f"{url}/simulator/faults").json()
        trades = httpx.get(f"{url}/simulator/trades", params={"symbol": "005930"})

        assert (faults["lose"], faults["slow"]) == (0.25, 0.01)
        assert trades.status_code == 200


def test_serve_shows_a_simulator_that_already_runs():
    with running("simulate", "--port", "0", "--start", "10:00") as simulator:
        url = simulator.ready_addresses()[0]
        with running("serve", "--sim", url, *PORTS) as wall:
            page = httpx.get(wall.ready_addresses()[0])

            assert page.status_code == 200
            assert not children(wall)


def test_the_page_is_there_although_the_simulator_is_not():
    with running("serve", "--sim", "http://127.0.0.1:1", *PORTS) as wall:
        page, docs = wall.ready_addresses()
        health = httpx.get(docs.replace("/docs", "/api/v1/health")).json()

        assert httpx.get(page).status_code == 200
        assert health["state"] in {"connecting", "reconnecting"}
        assert wall.end() == 0


def test_a_locked_vault_still_serves_and_says_what_to_do(tmp_path):
    vault = Vault.create(
        vault_path(tmp_path), Passphrase("correct horse battery"), CHEAP
    )
    store_credentials(vault, Mode.MOCK, Credentials("app key", "secret key"))
    place = ("--mode", "mock", "--data-dir", str(tmp_path))

    with running("serve", *place, *PORTS) as wall:
        wall.line_with("금고가 잠겨 있습니다")
        (page,) = wall.ready_addresses()

        assert httpx.get(page).status_code == 200
        assert wall.end() == 0


def test_panel_serve_shows_the_same_wall():
    with running("serve", "dashboard", "--port", "0", module="panel") as panel:
        line = panel.line_with("Bokeh app running at: ")
        address = line.rsplit(" ", 1)[1]

        page = httpx.get(address)

        assert page.status_code == 200
        assert "키움 16분할 차트" in page.text
        assert panel.end() == 0


def test_a_taken_port_is_one_sentence():
    with running("simulate", "--port", "0", "--start", "10:00") as first:
        port = first.ready_addresses()[0].rsplit(":", 1)[1]
        with running("demo", "--port", port, "--no-browser") as second:
            second.line_with("포트를 다른 프로그램이 쓰고 있습니다")


def test_a_bad_file_of_trading_days_is_one_sentence(tmp_path):
    (tmp_path / "krx_days.toml").write_text("closed = [20260918-1]", "utf-8")
    with running("demo", *PORTS, "--data-dir", str(tmp_path)) as demo:
        sentence = demo.line_with("거래일 파일")

        assert str(tmp_path / "krx_days.toml") in sentence
        assert demo.wait() == 1
        assert not any("Traceback" in line for line in demo.lines)


async def test_a_page_that_closes_is_no_fault_and_everything_else_is(caplog):
    loop = asyncio.get_running_loop()

    report_fault(loop, {"message": "never read", "exception": WebSocketClosedError()})
    report_fault(loop, {"message": "never caught", "exception": LookupError("lost")})

    assert "never read" not in caplog.text
    assert "never caught" in caplog.text
