"""Runs the project's commands as a user would, in processes of their own."""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

ROOT = Path(__file__).parents[1]
_READY_S = 60.0
_END_S = 10.0


class Program:
    """A running command whose output can be read and which can be told to end."""

    def __init__(
        self, command: Sequence[str], variables: Mapping[str, str] | None = None
    ) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | dict(variables or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.lines: list[str] = []
        self._unread: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def line_with(self, text: str) -> str:
        """Wait for a line of output that contains a text, and return it."""
        while True:
            try:
                line = self._unread.get(timeout=_READY_S)
            except queue.Empty:
                line = None
            assert line is not None, f"{text!r} never came: {self.lines}"
            if text in line:
                return line

    def ready_addresses(self) -> list[str]:
        """Wait for the ``ready`` line and return its addresses."""
        return self.line_with("ready ").split()[1:]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code; ten seconds are enough."""
        self._process.send_signal(number)
        code = self._process.wait(timeout=_END_S)
        self._end_reading()
        return code

    def wait(self) -> int:
        """Return the exit code of a process that ends by itself."""
        code = self._process.wait(timeout=_READY_S)
        self._end_reading()
        return code

    def kill(self) -> None:
        """End the process if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._end_reading()

    def _read(self) -> None:
        # It is closed here and nowhere else: a child of a killed process may hold the
        # other end for longer than anybody waits.
        with cast("IO[str]", self._process.stdout) as output:
            for line in output:
                self.lines.append(line.rstrip())
                self._unread.put(line.rstrip())
        self._unread.put(None)

    def _end_reading(self) -> None:
        self._reader.join(_END_S)


def start(*arguments: str, module: str = "dashboard", **variables: str) -> Program:
    """Start ``python -m dashboard`` with some arguments; whoever calls ends it.

    ``variables`` are added to its environment.
    """
    return Program([sys.executable, "-m", module, *arguments], variables)


@contextmanager
def running(
    *arguments: str, module: str = "dashboard", **variables: str
) -> Iterator[Program]:
    """Run ``python -m dashboard`` with some arguments for the length of a block."""
    program = start(*arguments, module=module, **variables)
    try:
        yield program
    finally:
        program.kill()
