"""A worker is told what was set, secrets too, and over no command line."""

import socket
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from dashboard.settings import WallSettings
from dashboard.workers.channel import receive_settings, send_settings


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    ends = socket.socketpair()
    yield ends
    for end in ends:
        end.close()


def test_what_was_set_arrives(line, tmp_path):
    sent = WallSettings(
        feed="http://127.0.0.1:5007",
        feed_token=SecretStr("secret"),
        data_dir=tmp_path,
        symbols=("005930",),
    )

    send_settings(line[0], sent)
    received = receive_settings(line[1])

    assert received == sent
    assert received.feed_token.get_secret_value() == "secret"


def test_a_default_does_not_become_a_wish(line):
    send_settings(line[0], WallSettings(port=5006))

    assert "symbols" not in receive_settings(line[1]).model_fields_set


def test_an_end_before_the_settings_is_noticed(line):
    line[0].close()

    with pytest.raises(ConnectionError):
        receive_settings(line[1])
