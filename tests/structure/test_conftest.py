"""The guards of ``tests/conftest.py`` do what they promise."""

import os
import socket
from pathlib import Path
from tempfile import gettempdir

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_test_cannot_reach_another_machine(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET

    with (
        socket.socket(family, socket.SOCK_DGRAM) as client,
        pytest.raises(AssertionError, match="this machine only"),
    ):
        client.connect((host, 9))


def test_a_test_can_reach_this_machine() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_keys_of_the_developer_are_hidden() -> None:
    found = [name for name in os.environ if name.startswith("KIWOOM_")]

    assert found == ["KIWOOM_WALL_DATA_DIR"]
    assert Path(os.environ["KIWOOM_WALL_DATA_DIR"]).is_relative_to(gettempdir())
