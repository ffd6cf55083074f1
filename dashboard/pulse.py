"""One log line a second: what came in, what went out, what the broker was asked."""

import asyncio
import logging

from dashboard.gateway import Gateway
from dashboard.gateway.source import MarketQueries
from kiwoom import Hub

log = logging.getLogger(__name__)

_SECOND = 1.0


async def tell_pulse(hub: Hub, source: MarketQueries, gateway: Gateway) -> None:
    """Log a line every second until cancelled.

    ``rest`` is the busiest kind of request, which the broker limits, against its limit.
    """
    ring = gateway.audience.broadcast.ring
    before = ring.end
    while True:
        await asyncio.sleep(_SECOND)
        told, before = ring.end - before, ring.end
        log.info(
            "pulse",
            extra={
                "trades": hub.health().trades_per_second,
                "events": told,
                "clients": len(gateway.audience),
                "rest": f"{source.busiest()}/{source.calls_per_second}",
            },
        )
