"""Keeps worker processes running and gives them connections."""

import asyncio
import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from dashboard.settings import WallSettings
from dashboard.workers.channel import READY, send_settings
from kiwoom import end_tasks

log = logging.getLogger(__name__)

_READY_S = 60.0
_END_S = 10.0
_AGAIN_S = 1.0
_COMMAND = ("-m", "dashboard", "work")


@dataclass(eq=False)
class Worker:
    """One worker process and the channel to it."""

    number: int
    channel: socket.socket
    process: asyncio.subprocess.Process
    given: int = 0
    is_ready: asyncio.Event = field(default_factory=asyncio.Event)


class WorkerPool:
    """A fixed number of workers; one that ends is replaced.

    Parameters
    ----------
    count
        How many.

    Attributes
    ----------
    settings
        What the workers are told; set before the start.
    """

    settings: WallSettings

    def __init__(self, count: int) -> None:
        self._count = count
        self._workers: dict[int, Worker] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._is_any_ready = asyncio.Event()

    @property
    def pids(self) -> dict[int, int]:
        """Process numbers of the workers that can be given connections."""
        ready = self._ready()
        return {worker.number: worker.process.pid for worker in ready}

    async def start(self) -> None:
        """Start all workers; returns once the first one is ready.

        Raises
        ------
        OSError
            If none became ready.
        """
        numbers = range(self._count)
        self._tasks = [asyncio.create_task(self._keep(number)) for number in numbers]
        try:
            async with asyncio.timeout(_READY_S):
                await self._is_any_ready.wait()
        except TimeoutError as error:
            raise OSError("no worker became ready") from error

    async def aclose(self) -> None:
        """End all workers."""
        await end_tasks(*self._tasks)

    def hand_over(self, connection: socket.socket, wanted: int | None) -> None:
        """Give a connection to the worker it wants, else to the one with the fewest."""
        ready = sorted(self._ready(), key=lambda worker: worker.given)
        own = [worker for worker in ready if worker.number == wanted]
        for worker in [*own, *ready]:
            with suppress(OSError):
                socket.send_fds(worker.channel, [b"c"], [connection.fileno()])
                worker.given += 1
                return

    def _ready(self) -> Iterator[Worker]:
        return (w for w in self._workers.values() if w.is_ready.is_set())

    async def _keep(self, number: int) -> None:
        while True:
            try:
                await self._run(number)
            except OSError as error:
                log.warning("worker %d does not start: %s", number, error)
            await asyncio.sleep(_AGAIN_S)

    async def _run(self, number: int) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with ours:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    *_COMMAND,
                    f"--number={number}",
                    f"--channel={theirs.fileno()}",
                    pass_fds=[theirs.fileno()],
                    stdin=asyncio.subprocess.DEVNULL,
                )
            worker = self._workers[number] = Worker(number, ours, process)
            try:
                await self._begin(worker)
                code = await process.wait()
                log.warning("worker %d ended with %d", number, code)
            finally:
                del self._workers[number]
                ours.close()
                await _end(process)

    async def _begin(self, worker: Worker) -> None:
        loop = asyncio.get_running_loop()
        send_settings(worker.channel, self.settings)
        worker.channel.setblocking(False)
        if await loop.sock_recv(worker.channel, len(READY)) == READY:
            worker.is_ready.set()
            self._is_any_ready.set()
            log.info("worker %d is ready", worker.number)


async def _end(process: asyncio.subprocess.Process) -> None:
    # The closed channel tells it to stop.
    if process.returncode is None:
        try:
            await asyncio.wait_for(process.wait(), _END_S)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
