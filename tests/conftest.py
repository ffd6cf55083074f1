"""What holds for every test: no real keys, and no traffic beyond this machine."""

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]


_WALL = "tests/ui/"
# What takes longest begins first, so that nobody waits for it at the end.
_LONG = ("tests/ui/", "tests/faults/", "tests/notebooks/", "tests/kiwoom/test_fold_law")
_BROWSERS = 2
_WALLS = sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / _WALL).glob("test_*.py")
)


class FilesAndTwoBrowsers(LoadScopeScheduling):
    """Shares the tests out: a file stays with one process, and so does a browser.

    Three pages of charts at once are more than two cores can draw.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::")[0]
        if path.startswith(_WALL):
            # In turn, which shares them out about evenly.
            return f"{_WALL}{_WALLS.index(path) % _BROWSERS}"
        return path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Any
) -> FilesAndTwoBrowsers | None:
    """Share the tests out in our own way, unless a run chooses another one."""
    is_ours = config.getvalue("dist") == "loadscope"
    return FilesAndTwoBrowsers(config, log) if is_ours else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


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
