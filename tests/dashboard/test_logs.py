"""Log lines are for people, and hold no secrets."""

import logging
from collections.abc import Iterator

import pytest

from dashboard.logs import configure_logging

SECRET = "canary-7f3a"


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def fail_with_a_secret() -> None:
    secret_key = SECRET
    raise ValueError(f"wrong length: {len(secret_key)}")


def test_a_traceback_shows_no_local_variable(capsys):
    configure_logging()

    try:
        fail_with_a_secret()
    except ValueError:
        logging.getLogger("dashboard").exception("failed", extra={"symbol": "005930"})

    written = capsys.readouterr().err
    assert "wrong length: 11" in written
    assert "005930" in written
    assert SECRET not in written


def test_our_own_lines_are_written_and_those_of_libraries_only_when_they_warn(capsys):
    configure_logging()

    logging.getLogger("kiwoom.hub").info("connected")
    logging.getLogger("httpx").info("GET /")
    logging.getLogger("httpx").warning("slow")

    written = capsys.readouterr().err
    assert "connected" in written
    assert "GET /" not in written
    assert "slow" in written
