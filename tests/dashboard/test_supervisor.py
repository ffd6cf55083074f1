"""A supervisor hears that the process is ready, lives, and stops."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.supervisor import Supervisor
from tests.programs import running


class Listener:
    """The socket of a supervisor."""

    def __init__(self, path: str) -> None:
        self.address = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(path.replace("@", "\0", 1))
        self._socket.settimeout(20)

    def heard(self) -> str:
        """Return the next message."""
        return self._socket.recv(100).decode()

    def close(self) -> None:
        """Hear nothing any more."""
        self._socket.close()


@pytest.fixture(params=["path", "abstract"])
def listener(request, tmp_path: Path) -> Iterator[Listener]:
    name = f"@kiwoom-test-{os.getpid()}"
    is_path = request.param == "path"
    opened = Listener(str(tmp_path / "notify") if is_path else name)
    yield opened
    opened.close()


def test_a_message_arrives(listener):
    Supervisor({"NOTIFY_SOCKET": listener.address}).say("READY=1")

    assert listener.heard() == "READY=1"


def test_without_a_supervisor_nothing_is_told():
    Supervisor({}).say("READY=1")


def test_a_supervisor_that_does_not_listen_is_noted(tmp_path, caplog):
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).say("READY=1")

    assert "the supervisor does not listen" in caplog.text


async def test_signs_of_life_come_while_all_is_well_and_stop_when_it_is_not(listener):
    wellness = iter([True, True, False, True])
    done = asyncio.Event()

    def is_well() -> bool:
        try:
            return next(wellness)
        except StopIteration:
            done.set()
            return False

    supervisor = Supervisor(
        {"NOTIFY_SOCKET": listener.address, "WATCHDOG_USEC": "20000"}
    )
    task = asyncio.create_task(supervisor.stay_alive(is_well))
    await done.wait()
    task.cancel()

    assert [listener.heard() for _ in range(3)] == ["WATCHDOG=1"] * 3
    listener._socket.settimeout(0.05)
    with pytest.raises(TimeoutError):
        listener.heard()


@pytest.mark.parametrize(
    "wanted", [{}, {"WATCHDOG_USEC": "x"}, {"WATCHDOG_USEC": "9", "WATCHDOG_PID": "1"}]
)
async def test_no_signs_are_given_where_none_are_wanted(listener, wanted):
    supervisor = Supervisor({"NOTIFY_SOCKET": listener.address} | wanted)

    await asyncio.wait_for(supervisor.stay_alive(lambda: True), 1)


@pytest.mark.parametrize("options", [(), ("--no-dashboard",)])
def test_the_server_tells_of_its_whole_life(tmp_path, options):
    listener = Listener(str(tmp_path / "notify"))
    wanted = {"NOTIFY_SOCKET": listener.address, "WATCHDOG_USEC": "400000"}
    ports = ("--port", "0", "--gateway-port", "0", "--no-browser")
    with running("serve", "--mode", "sim", *ports, *options, **wanted) as server:
        assert listener.heard() == "READY=1"
        assert listener.heard() == "WATCHDOG=1"
        assert server.end() == 0
        told = listener.heard()
        while told == "WATCHDOG=1":
            told = listener.heard()
        assert told == "STOPPING=1"
    listener.close()
