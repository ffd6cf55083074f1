"""Everything that one process shares between its pages: the composition root.

Built once (``pn.state.as_cached``, so that a development reload does not open a second
stream).
"""

import panel as pn

from dashboard.backbone import Backbone
from dashboard.channels import ChannelTable
from dashboard.feed_socket import FeedHub
from dashboard.keys_page import KEYS_PAGE
from dashboard.layouts import WallBook
from dashboard.settings import WallSettings
from kiwoom import Client, GatewayClient

_CACHE_KEY = "kiwoom-wall"


class Services(Backbone):
    """The backbone of a process with what its pages share: channels and their feed.

    Parameters
    ----------
    settings, source
        See :class:`Backbone`.

    Attributes
    ----------
    book
        What the house keeps of its walls.
    pages
        Names of the pages that are open.
    is_worker
        Whether this is one of several processes that show the same wall.
    """

    is_worker = False

    def __init__(
        self, settings: WallSettings, *, source: Client | GatewayClient | None = None
    ) -> None:
        super().__init__(settings, source=source)
        self.pages: set[str] = set()

    @property
    def keys_page(self) -> str:
        """Address of the form that takes keys, empty where it is not offered."""
        return KEYS_PAGE if self.settings.takes_keys else ""

    def forget_page(self, key: str) -> None:
        """Forget a page whose session ended; if it still lives it loads anew."""
        self.pages.discard(key)
        self.feed.forget_page(key)

    async def _start(self) -> None:
        await super()._start()
        self.book = WallBook(self.settings.data_dir, self._secret)
        await self.book.open()
        self.keep(self.book.follow())
        self.channels = ChannelTable.of(self.hub)
        tick_s = self.settings.tick / 1000
        self.feed = FeedHub(self.channels, self.pages.__contains__, tick_s)
        self.feed.start()
        self._opened.push_async_callback(self.feed.aclose)


def get_services() -> Services:
    """Return the process's services, made from the environment if nobody made them."""
    services: Services = pn.state.as_cached(
        _CACHE_KEY, lambda: Services(WallSettings())
    )
    return services


def use_services(services: Services) -> None:
    """Make these the process's services; must come before the first page."""
    pn.state.as_cached(_CACHE_KEY, lambda: services)
