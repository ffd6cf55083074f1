"""The WebSocket of the gateway: events of the market, numbered, for other programs."""

from dashboard.gateway.stream.audience import Audience, StreamLimits
from dashboard.gateway.stream.broadcast import Broadcast
from dashboard.gateway.stream.socket import routes

__all__ = ["Audience", "Broadcast", "StreamLimits", "routes"]
