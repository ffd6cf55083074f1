"""Hosts and origins are matched exactly, in every spelling that attackers try."""

import pytest

from dashboard.access import Names

LOCAL = Names("127.0.0.1", ["wall.lan", "proxy.lan:8443"])
LOCAL.add_port(5006)
LOCAL.add_port(5007)
EVERYWHERE = Names("0.0.0.0")
EVERYWHERE.add_port(5006)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:5006", "127.0.0.1:5007", "localhost:5006",
        "wall.lan:5006", "wall.lan", "proxy.lan:8443",
    ],
)  # fmt: skip
def test_our_own_names_are_known(host: str) -> None:
    assert LOCAL.is_host(host)
    assert LOCAL.is_origin(f"http://{host}")
    assert LOCAL.is_origin(f"https://{host}")


@pytest.mark.parametrize(
    "host",
    [
        "", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:5008", "127.0.0.1:5006.",
        "evil.example",
        "evil.example:5006", "wall.lan.evil.example:5006", "evilwall.lan:5006",
        "WALL.LAN:5006", "wall.lan.:5006", "192.168.0.7:5006", "127.0.0.1:5006:5006",
        "wall.lan@evil.example:5006", "proxy.lan:5006", "127.0.0.1:٥٠٠٦",
    ],
)  # fmt: skip
def test_foreign_names_are_not(host: str) -> None:
    assert not LOCAL.is_host(host)
    assert not LOCAL.is_origin(f"http://{host}")


@pytest.mark.parametrize(
    "origin",
    [
        "null", "", "127.0.0.1:5006", "//127.0.0.1:5006", "file://127.0.0.1:5006",
        "http://127.0.0.1:5006/", "http://127.0.0.1:5006/x", "http://127.0.0.1:5006?x",
        "http://user@127.0.0.1:5006", "HTTP://127.0.0.1:5006", "http://[::1", "http://",
    ],
)  # fmt: skip
def test_what_is_no_origin_of_ours_is_refused(origin: str) -> None:
    assert not LOCAL.is_origin(origin)


def test_a_server_for_the_house_answers_to_numbers_but_not_to_strange_names() -> None:
    assert EVERYWHERE.is_host("192.168.0.7:5006")
    assert EVERYWHERE.is_host("127.0.0.1:5006")
    assert not EVERYWHERE.is_host("192.168.0.7:5009")
    assert not EVERYWHERE.is_host("192.168.0.7")
    assert not EVERYWHERE.is_host("evil.example:5006")
    assert not EVERYWHERE.is_host("0192.168.0.7:5006")
