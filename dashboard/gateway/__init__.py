"""The gateway: the hub's market state as JSON for other programs, with Swagger UI."""

from dashboard.gateway.app import create_gateway
from dashboard.gateway.server import GatewayServer

__all__ = ["GatewayServer", "create_gateway"]
