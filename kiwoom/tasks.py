"""Background tasks with one owner, who ends them all."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any

from kiwoom.logs import get_logger

_log = get_logger(__name__)

# Longer than anything takes that ends properly, such as a closing handshake.
_PATIENCE_S = 15.0


async def end_tasks(
    *tasks: asyncio.Future[Any], patience_s: float = _PATIENCE_S
) -> None:
    """Cancel tasks and wait until they have ended; what they raised is let go.

    A task that still runs after ``patience_s`` seconds is cancelled again: before
    Python 3.12 ``asyncio.wait_for``, which the client of Redis uses, loses a
    cancellation that comes together with what it waits for (CPython issue 86296).
    """
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=patience_s)
    await asyncio.gather(*tasks, return_exceptions=True)


class Tasks:
    """A set of running tasks; what fails unexpectedly is logged, not lost."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._running)

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> None:
        """Run something until it ends by itself or the owner closes."""
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._on_done)

    def keep(
        self,
        work: Callable[[], Awaitable[None]],
        name: str,
        delays: Iterator[float],
        on_end: Callable[[], None],
    ) -> None:
        """Run something that must not end: begin it again after a pause.

        Parameters
        ----------
        work
            Begins it.
        name
            For the log.
        delays
            Makes the pauses, in seconds.
        on_end
            Called when it ended, before the pause.
        """
        self.spawn(_kept(work, name, delays, on_end), name)

    async def aclose(self) -> None:
        """Cancel everything and wait until it has ended."""
        while self._running:
            await end_tasks(*self._running)

    def _on_done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("task failed", task=task.get_name(), exc_info=error)


async def _kept(
    work: Callable[[], Awaitable[None]],
    name: str,
    delays: Iterator[float],
    on_end: Callable[[], None],
) -> None:
    for delay in delays:
        try:
            await work()
        except Exception:
            # Whatever it was, the program goes on, and the log has all of it.
            _log.exception("task failed", task=name, again_in_s=round(delay, 1))
        on_end()
        await asyncio.sleep(delay)
