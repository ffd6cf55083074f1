"""Gateways over a simulated market, for tests that ask one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from dashboard.access import Access, Names
from dashboard.gateway import Gateway
from tests.market import Market

TOKEN = "a-token-that-only-tests-know"
VERSION = "1.2.3"


def access_to(
    host: str = "127.0.0.1", *, needs_login: bool = False, data_dir: Path = Path()
) -> Access:
    """Return who may ask a gateway of a test: everybody on this machine."""
    return Access(Names(host), TOKEN, needs_login=needs_login, data_dir=data_dir)


def gateway_of(market: Market, access: Access | None = None, **options: Any) -> Gateway:
    """Return a gateway that is not started yet."""
    return Gateway(market.hub, market.client, VERSION, access or access_to(), **options)


@asynccontextmanager
async def open_gateway(
    market: Market, access: Access | None = None, **options: Any
) -> AsyncIterator[Gateway]:
    """Start a gateway, and stop it at the end."""
    gateway = gateway_of(market, access, **options)
    await gateway.start()
    try:
        yield gateway
    finally:
        await gateway.aclose()
