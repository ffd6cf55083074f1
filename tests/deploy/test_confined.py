"""The server runs where it may write nothing but its data, and make no code."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import ROOT, Program

NO_NEW_PRIVILEGES, REFUSE_WRITE_EXECUTE = 38, 65  # of prctl(2)
WATCHER = """
import os, sys

def watch(event, given):
    if event == "open" and isinstance(given[0], (str, bytes)):
        path, mode, flags = given
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes:
            line = os.path.abspath(os.fsdecode(path)) + "\\n"
            os.write(WRITES, line.encode())

WRITES = os.open(os.environ["WRITES"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
sys.addaudithook(watch)
"""
CONFINE = f"""
import ctypes, sys
libc = ctypes.CDLL(None)
assert libc.prctl({NO_NEW_PRIVILEGES}, 1, 0, 0, 0) == 0
refused = libc.prctl({REFUSE_WRITE_EXECUTE}, 1, 0, 0, 0)
assert refused == 0 or sys.argv[1] == "old kernel"
import runpy
sys.argv = ["kiwoom-dashboard", *sys.argv[2:]]
runpy.run_module("dashboard", run_name="__main__")
"""


def kernel_refuses() -> bool:
    # Asked for in a child, for it cannot be taken back.
    asked = (
        f"import ctypes; exit(ctypes.CDLL(None).prctl({REFUSE_WRITE_EXECUTE}, 1) != 0)"
    )
    return subprocess.run([sys.executable, "-c", asked]).returncode == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="rules of Linux")
def test_the_server_writes_only_its_data_and_needs_no_executable_memory(tmp_path: Path):
    assert ctypes.CDLL(None)
    data, watched = tmp_path / "data", tmp_path / "watched"
    watched.mkdir()
    (watched / "sitecustomize.py").write_text(WATCHER)
    writes = tmp_path / "writes"
    variables = {
        "HOME": "/nonexistent",
        "KIWOOM_WALL_DATA_DIR": str(data),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join([str(watched), str(ROOT)]),
        "WRITES": str(writes),
    }
    kernel = "new kernel" if kernel_refuses() else "old kernel"
    command = [sys.executable, "-c", CONFINE, kernel, "serve", "--mode", "sim"]
    ports = ["--port", "0", "--gateway-port", "0", "--no-browser"]
    server = Program([*command, *ports], variables)
    try:
        server.ready_addresses()
        assert server.end() == 0
    finally:
        server.kill()

    allowed = (str(data), "/dev/", "/proc/self")
    found = {line for line in writes.read_text().splitlines() if line}
    assert {path for path in found if not path.startswith(allowed)} == set()
    assert (data / "vault.sqlite3").is_file()
