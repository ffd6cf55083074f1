"""Opens the source that the settings ask for, with its simulator where it needs one."""

import asyncio
from contextlib import AsyncExitStack

from dashboard.embedded_simulator import EmbeddedSimulator
from dashboard.keys import broker_keys
from dashboard.settings import WallSettings
from kiwoom import Client, GatewayClient, Secret, Server


async def open_source(
    settings: WallSettings, opened: AsyncExitStack, secret: Secret | None = None
) -> Client | GatewayClient:
    """Return a client of the broker, or of the gateway that is to be read instead.

    Raises
    ------
    ConfigError, VaultError
        If there are no keys, or the simulator does not start.
    """
    if settings.feed is None:
        return await open_client(settings, opened, secret)
    relay = settings.redis.get_secret_value() if settings.redis else None
    token = settings.feed_token.get_secret_value()
    gateway = GatewayClient(settings.feed, token, relay=relay)
    opened.push_async_callback(gateway.aclose)
    return gateway


async def open_client(
    settings: WallSettings, opened: AsyncExitStack, secret: Secret | None = None
) -> Client:
    """Return a client; what was opened for it closes with the stack.

    ``secret`` is what a person has given to open the vault with.

    Raises
    ------
    ConfigError, VaultError
        If there are no keys, or the simulator does not start.
    """
    server = await _server(settings, opened)
    credentials, shelf = await asyncio.to_thread(
        broker_keys, server, settings.data_dir, secret
    )
    client = Client(server, credentials, shelf=shelf)
    opened.push_async_callback(client.aclose)
    return client


async def _server(settings: WallSettings, opened: AsyncExitStack) -> Server:
    if not settings.is_simulated:
        return Server.of(settings.mode)
    if settings.sim is not None:
        return Server.simulated(settings.sim)
    simulator = EmbeddedSimulator(settings.simulator_options)
    opened.push_async_callback(simulator.aclose)
    return Server.simulated(await simulator.start())
