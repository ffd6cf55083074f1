"""Server hooks of ``panel serve dashboard``: services live as long as the server."""

import asyncio
from typing import Any

from dashboard.logs import configure_logging
from dashboard.services import get_services
from dashboard.serving import register_routes
from dashboard.settings import WallSettings

# Bokeh runs this file before it builds the server, which then has the feed's route.
register_routes()
_settings = WallSettings()
configure_logging(_settings.log_format, _settings.log_file)


def on_server_loaded(_server_context: Any) -> None:  # noqa: ANN401
    """Start the services in the server's loop."""
    get_services().begin()


def on_server_unloaded(_server_context: Any) -> None:  # noqa: ANN401
    """Close the services; the server's loop has been stopped by then."""
    loop = asyncio.get_event_loop_policy().get_event_loop()
    if not loop.is_running():
        loop.run_until_complete(get_services().aclose())
