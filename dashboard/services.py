"""Everything that one process shares between its pages: the composition root.

Built once (``pn.state.as_cached``, so that a development reload does not open a second
stream), started in the server's loop and closed in one place.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from functools import cached_property
from typing import Any

import panel as pn

from dashboard.access import Access, open_access
from dashboard.broker import open_source
from dashboard.channels import ChannelTable
from dashboard.feed_socket import FeedHub
from dashboard.gateway import Gateway
from dashboard.settings import WallSettings
from kiwoom import (
    CandleStore,
    Client,
    GatewayClient,
    Hub,
    RelayWriter,
    Secret,
    __version__,
    load_calendar,
)

_CACHE_KEY = "kiwoom-wall"


class Services:
    """The hub with its broker connection, the feed and the gateway.

    Parameters
    ----------
    settings
        What the user set.
    source
        Where data come from; by default the client that the settings ask for. It is
        not closed here.
    """

    def __init__(
        self, settings: WallSettings, *, source: Client | GatewayClient | None = None
    ) -> None:
        self.settings = settings
        self._source = source
        self.version = __version__
        self.pages: set[str] = set()
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
        self._opened.push_async_callback(_ended, task)

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
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        await self._opened.aclose()

    def forget_page(self, key: str) -> None:
        """Forget a page whose session ended; if it still lives it loads anew."""
        self.pages.discard(key)
        self.feed.forget_page(key)

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
        self.channels = ChannelTable.of(self.hub)
        self.feed = FeedHub(
            self.channels, self.pages.__contains__, settings.tick / 1000
        )
        self.feed.start()
        opened.push_async_callback(self.feed.aclose)
        self.gateway = Gateway(
            self.hub,
            self.client,
            self.version,
            self.access,
            host=settings.host,
            port=settings.gateway_port,
            relay=self._relay(),
        )
        await self.gateway.start()
        opened.push_async_callback(self.gateway.aclose)

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


async def _ended(task: asyncio.Future[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def get_services() -> Services:
    """Return the process's services, made from the environment if nobody made them."""
    services: Services = pn.state.as_cached(
        _CACHE_KEY, lambda: Services(WallSettings())
    )
    return services


def use_services(services: Services) -> None:
    """Make these the process's services; must come before the first page."""
    pn.state.as_cached(_CACHE_KEY, lambda: services)
