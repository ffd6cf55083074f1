"""How a serving process starts: until it is up, told to stop, or waits for a person."""

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any

from dashboard.backbone import Backbone
from dashboard.supervisor import Supervisor
from dashboard.unlocking import UnlockSocket
from kiwoom import Passphrase

log = logging.getLogger(__name__)


async def stopped_before(start: Coroutine[Any, Any, None], stop: asyncio.Event) -> bool:
    """Start something, unless the process is told to stop before it is done.

    A broker that does not answer must not keep the process from ending. What the start
    raises is raised here.
    """
    starting = asyncio.ensure_future(start)
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if starting.done():
        starting.result()
    else:
        starting.cancel()
    return stop.is_set()


async def open_door(backbone: Backbone, on_open: Callable[[], None]) -> asyncio.Event:
    """Let ``keys unlock`` start a backbone whose vault is locked.

    Returns
    -------
    Event
        Is set once it was opened.
    """

    async def unlock(passphrase: Passphrase) -> None:
        await backbone.unlock(passphrase)
        on_open()
        log.info("the vault was opened")
        # Whoever has just been answered may still read; nobody else is needed.
        asyncio.get_running_loop().call_soon(is_open.set)

    is_open = asyncio.Event()
    door = UnlockSocket(backbone.settings.data_dir, unlock, time.monotonic)
    try:
        await door.start()
    except OSError as error:
        log.warning("keys unlock is not possible: %s", error)
        return is_open

    async def close() -> None:
        try:
            await is_open.wait()
        finally:
            await door.aclose()

    backbone.keep(close())
    return is_open


def say_ready(backbone: Backbone, *addresses: str) -> None:
    """Print the one line that tells where to look, and tell the supervisor too."""
    sys.stdout.write(f"ready {' '.join(addresses)}\n")
    sys.stdout.flush()
    supervisor = Supervisor()
    supervisor.say("READY=1")
    backbone.keep(supervisor.stay_alive(lambda: not backbone.is_stuck))
