"""The gateway: the hub's market state for other programs, with Swagger UI."""

from dashboard.gateway.gateway import Gateway
from dashboard.gateway.operation import status_of
from dashboard.gateway.stream import StreamLimits

__all__ = ["Gateway", "StreamLimits", "status_of"]
