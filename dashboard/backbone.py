"""What every process has that shows or tells the market: a source, a hub, a gateway.

Started in the server's loop and closed in one place. Knows nothing of pages.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from functools import cached_property
from typing import Any
from weakref import WeakSet

from dashboard.access import Access, open_access
from dashboard.broker import open_source
from dashboard.gateway import Gateway, StreamLimits, status_of
from dashboard.pulse import tell_pulse
from dashboard.settings import WallSettings
from kiwoom import (
    CandleStore,
    Client,
    GatewayClient,
    Hub,
    RelayWriter,
    Secret,
    __version__,
    end_tasks,
    load_calendar,
)


class Backbone:
    """The hub with its source, and the gateway over it.

    Parameters
    ----------
    settings
        What the user set.
    source
        Where data come from; by default the client that the settings ask for. It is
        not closed here.

    Attributes
    ----------
    serves_gateway
        Whether other programs are answered too.
    held_pages
        The pages of browsers that are in memory, open or not.
    """

    serves_gateway = True

    def __init__(
        self, settings: WallSettings, *, source: Client | GatewayClient | None = None
    ) -> None:
        self.settings = settings
        self._source = source
        self.version = __version__
        self.held_pages: WeakSet[object] = WeakSet()
        self._opened = AsyncExitStack()
        self._secret: Secret | None = None
        self._starting: asyncio.Task[None] | None = None

    @cached_property
    def access(self) -> Access:
        """Who may look at what this process serves; see :func:`open_access`."""
        return open_access(self.settings)

    @property
    def is_ready(self) -> bool:
        """Whether everything has started and pages can be opened."""
        starting = self._starting
        return starting is not None and starting.done() and not self.failure

    @property
    def is_stuck(self) -> bool:
        """Whether only a new start would help."""
        return self.is_ready and status_of(self.hub.health()) == "restart"

    @property
    def failure(self) -> str:
        """Why the start failed, empty if it did not."""
        starting = self._starting
        if starting is None or not starting.done() or starting.cancelled():
            return ""
        error = starting.exception()
        return "" if error is None else str(error)

    def begin(self) -> None:
        """Start everything in the background; must run in the server's loop."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._start(), name="services")

    async def start(self) -> None:
        """Start everything once; later calls wait for the first one."""
        self.begin()
        if self._starting is not None:
            await asyncio.shield(self._starting)

    def keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the pages until it is done, or everything closes."""
        task = asyncio.ensure_future(work)
        self._opened.push_async_callback(end_tasks, task)

    async def unlock(self, secret: Secret) -> None:
        """Start after all, with what a person has given to open the vault.

        Raises
        ------
        VaultError, ConfigError
            If it does not open the vault, or something else is in the way.
        """
        if self.is_ready:
            return
        self._secret, self._starting = secret, None
        await self.start()

    async def aclose(self) -> None:
        """Close everything that was started, the newest first."""
        if self._starting is not None:
            await end_tasks(self._starting)
        await self._opened.aclose()

    async def _start(self) -> None:
        self.loop = asyncio.get_running_loop()
        settings, opened = self.settings, self._opened
        self.client = self._source or await open_source(settings, opened, self._secret)
        self.hub = Hub(
            self.client, load_calendar(settings.calendar_file), store=self._store()
        )
        opened.push_async_callback(self.hub.aclose)
        await self.hub.start()
        if isinstance(self.client, GatewayClient):
            self.keep(self.client.keep_learning())
        if self.serves_gateway:
            await self._start_gateway()

    async def _start_gateway(self) -> None:
        settings, opened = self.settings, self._opened
        self.gateway = Gateway(
            self.hub,
            self.client,
            self.version,
            self.access,
            host=settings.host,
            port=settings.gateway_port,
            limits=StreamLimits(
                settings.stream_connections, settings.stream_connections_per_address
            ),
            held_pages=self.held_pages,
            relay=self._relay(),
        )
        await self.gateway.start()
        opened.push_async_callback(self.gateway.aclose)
        if settings.pulse:
            self.keep(tell_pulse(self.hub, self.client, self.gateway))

    def _relay(self) -> RelayWriter | None:
        settings = self.settings
        # Only the process that holds the broker's connection has something to tell.
        if settings.redis is None or settings.feed is not None:
            return None
        return RelayWriter(settings.redis.get_secret_value())

    def _store(self) -> CandleStore | None:
        settings = self.settings
        if not settings.keeps_candles:
            return None
        return CandleStore(settings.candle_file, settings.kept_candles)
