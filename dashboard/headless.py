"""The gateway without a wall of its own; workers may show the wall before it."""

import asyncio
import logging
from contextlib import AsyncExitStack

from dashboard.backbone import Backbone
from dashboard.lifetime import stop_requests
from dashboard.settings import WallSettings
from dashboard.starting import open_door, say_ready, stopped_before
from dashboard.supervisor import Supervisor
from dashboard.workers.front import Front
from dashboard.workers.pool import WorkerPool
from kiwoom import VaultError

log = logging.getLogger(__name__)

_EVERYWHERE = "0.0.0.0"  # noqa: S104 - compared with, not bound to


async def serve_headless(settings: WallSettings) -> None:
    """Serve the gateway, and the wall by worker processes where some are wanted.

    Raises
    ------
    OSError
        If a port is taken.
    """
    backbone, stop = Backbone(settings), stop_requests()
    try:
        try:
            if await stopped_before(backbone.start(), stop):
                return
        except VaultError as error:
            log.warning("%s", error)
            opened = await open_door(backbone, lambda: None)
            if await stopped_before(_until(opened), stop):
                return
        async with AsyncExitStack() as started:
            docs = f"http://{settings.host}:{backbone.gateway.port}/docs"
            addresses = [docs]
            if settings.workers:
                port = await _start_workers(backbone, started)
                addresses.insert(0, f"http://{settings.host}:{port}")
            say_ready(backbone, *addresses)
            await stop.wait()
            Supervisor().say("STOPPING=1")
    finally:
        await backbone.aclose()


def reachable(host: str) -> str:
    """Return an address at which this machine reaches itself."""
    return "127.0.0.1" if host == _EVERYWHERE else host


async def _until(event: asyncio.Event) -> None:
    await event.wait()


async def _start_workers(backbone: Backbone, started: AsyncExitStack) -> int:
    settings = backbone.settings
    pool = WorkerPool(settings.workers)
    front = Front(pool, settings.host, settings.port)
    backbone.access.names.add_port(front.port)
    pool.settings = settings.model_copy(
        update={
            "feed": f"http://{reachable(settings.host)}:{backbone.gateway.port}",
            "feed_token": backbone.access.token,
            "port": front.port,
            "workers": 0,
        }
    )
    started.push_async_callback(pool.aclose)
    await pool.start()
    await front.start()
    started.push_async_callback(front.aclose)
    return front.port
