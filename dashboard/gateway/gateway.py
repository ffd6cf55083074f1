"""The gateway as one thing that starts and stops."""

from collections.abc import Collection

from dashboard.access import Access
from dashboard.gateway.app import create_app
from dashboard.gateway.publisher import Publisher
from dashboard.gateway.server import GatewayServer
from dashboard.gateway.source import MarketQueries
from dashboard.gateway.stream import Audience, Broadcast, StreamLimits
from kiwoom import Hub, RelayWriter


class Gateway:
    """Serves a hub's market state to other programs, over HTTP and WebSocket.

    Parameters
    ----------
    hub, client
        What is told; both run already, and stay open.
    version
        The program's own.
    access
        Who may ask.
    host, port
        Where to listen; port 0 takes a free one.
    limits
        What programs on the socket may ask for.
    held_pages
        The pages of browsers that the process holds, to be counted.
    relay
        Where events are published for other processes; by default nowhere.

    Attributes
    ----------
    audience
        The programs on the socket.
    publisher
        What writes to Redis, ``None`` where that is not wanted.
    """

    def __init__(
        self,
        hub: Hub,
        client: MarketQueries,
        version: str,
        access: Access,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: StreamLimits | None = None,
        held_pages: Collection[object] = (),
        relay: RelayWriter | None = None,
    ) -> None:
        self.audience = Audience(Broadcast(hub), limits)
        self.app = create_app(hub, client, self.audience, access, version, held_pages)
        self.publisher: Publisher | None = None
        if relay is not None:
            self.publisher = Publisher(self.audience.broadcast, relay)
        self._access = access
        self._server = GatewayServer(self.app, host, port)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._server.port

    async def start(self) -> None:
        """Listen; returns once requests are answered.

        Raises
        ------
        OSError
            If the port is taken.
        """
        await self._server.start()
        self._access.names.add_port(self.port)
        self.audience.start()
        if self.publisher is not None:
            self.publisher.start()

    async def aclose(self) -> None:
        """Stop listening and end open connections."""
        await self._server.aclose()
        if self.publisher is not None:
            await self.publisher.aclose()
        await self.audience.aclose()
