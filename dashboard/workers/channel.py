"""What goes over the channel between the front's process and a worker.

Settings first, in one line: they hold secrets, which are for no command line and no
environment. Then ``ready`` comes back, and connections follow.
"""

import json
import socket

from pydantic import SecretStr

from dashboard.settings import WallSettings

READY = b"ready"
_MOST_BYTES = 65_536


def send_settings(channel: socket.socket, settings: WallSettings) -> None:
    """Tell a worker its settings."""
    # Only what was set: a default is no wish, see first_layout.
    values = settings.model_dump(exclude_unset=True)
    told = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in values.items()
    }
    channel.sendall(json.dumps(told, default=str).encode() + b"\n")


def receive_settings(channel: socket.socket) -> WallSettings:
    """Return what the front's process has told.

    Raises
    ------
    ConnectionError
        If that process has ended.
    """
    told = b""
    while not told.endswith(b"\n"):
        part = channel.recv(_MOST_BYTES)
        if not part:
            raise ConnectionError("the channel is closed")
        told += part
    return WallSettings(**json.loads(told))
