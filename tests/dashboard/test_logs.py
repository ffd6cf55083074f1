"""Log lines are for people, and hold no secrets."""

import json
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
    for handler in root.handlers:
        if handler not in before[1]:
            handler.close()
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


def test_lines_for_programs_are_one_json_object_each(capsys):
    configure_logging("json")

    logging.getLogger("kiwoom").info("연결", extra={"symbol": "005930"})
    try:
        fail_with_a_secret()
    except ValueError:
        logging.getLogger("dashboard").exception("failed")

    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["event"] == "연결"
    assert (first["symbol"], first["level"]) == ("005930", "info")
    assert "wrong length" in second["exception"]


@pytest.mark.parametrize("form", ["console", "json"])
def test_nobody_forges_a_line(form, capsys):
    configure_logging(form)

    evil = "005930\n2026-01-01 [error] forged\x1b[31m\u2028"
    logging.getLogger("kiwoom").info(evil, extra={"symbol": evil})

    written = capsys.readouterr().err
    assert len(written.splitlines()) == 1
    assert "\x1b[31m" not in written


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f'{{"token":"{SECRET}"}}',
        f"secretkey={SECRET}",
        f"app_key: {SECRET}",
        f"redis://:{SECRET}@127.0.0.1:6379/0",
    ],
)
def test_what_looks_like_a_secret_is_hidden(text, capsys):
    configure_logging()

    logging.getLogger("kiwoom").warning(text, extra={"cause": text})

    written = capsys.readouterr().err
    assert SECRET not in written
    assert "***" in written


def test_an_address_with_a_port_is_no_secret(capsys):
    configure_logging()

    logging.getLogger("kiwoom").warning("at http://localhost:5006/page?a=b")

    assert "http://localhost:5006/page?a=b" in capsys.readouterr().err


def test_a_log_file_is_turned_over_before_it_grows_for_ever(tmp_path):
    place = tmp_path / "logs" / "wall.log"
    configure_logging("json", place)
    log = logging.getLogger("kiwoom")

    for _ in range(130):
        log.info("x" * 100_000)

    sizes = {path.name: path.stat().st_size for path in place.parent.iterdir()}
    assert set(sizes) == {"wall.log", "wall.log.1"}
    assert max(sizes.values()) <= 10_000_000
