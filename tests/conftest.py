"""What holds for every test: no real keys, and no traffic beyond this machine."""

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parents[1]


_BROWSER = "browser"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Share the tests out: a file stays with one process, all browsers with one.

    Sixteen charts in each of three browsers at once are more than two cores can draw;
    and what takes longest begins first.
    """
    items.sort(key=lambda item: "ui" not in item.keywords)
    for item in items:
        group = _BROWSER if "ui" in item.keywords else item.location[0]
        item.add_marker(pytest.mark.xdist_group(group))


class TrafficOutside(AssertionError):
    """A test tried to reach another machine."""


def _refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and _is_outside(arguments[1]):
        raise TrafficOutside(f"tests talk to this machine only, not to {arguments[1]}")


def _is_outside(address: object) -> bool:
    # Unix sockets have a path instead of a host; port 0 of asyncio's own checks too.
    if not isinstance(address, tuple) or address[0] in {"localhost", ""}:
        return False
    try:
        return not ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return True


sys.addaudithook(_refuse_outside)


@pytest.fixture(autouse=True)
def no_real_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the developer's own keys and settings, so that no test can use them."""
    for name in list(os.environ):
        if name.startswith("KIWOOM_") and name != "KIWOOM_WALL_DATA_DIR":
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True, scope="session")
def own_data_folder() -> Iterator[None]:
    """Keep tests and the programs they start out of the developer's own files."""
    with (
        TemporaryDirectory(prefix="kiwoom-tests-") as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("KIWOOM_WALL_DATA_DIR", folder)
        yield


@pytest.fixture
def root() -> Path:
    """The repository's own folder."""
    return ROOT
