"""Tells a supervisor, systemd for one, that the process is ready and still works.

The protocol is sd_notify(3): datagrams of ``NAME=value`` lines to the socket that the
environment names. Where it names none, nothing is told.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

_MICROSECOND = 1e-6
_ABSTRACT = "@"


class Supervisor:
    """Whoever has started the process and watches it, if anybody does.

    Parameters
    ----------
    environment
        Holds ``NOTIFY_SOCKET``, and ``WATCHDOG_USEC`` where signs of life are wanted.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        is_abstract = address.startswith(_ABSTRACT)
        self._address = "\0" + address[1:] if is_abstract else address
        is_ours = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        wanted = environment.get("WATCHDOG_USEC", "") if is_ours else ""
        self._period_s = int(wanted) * _MICROSECOND / 2 if wanted.isdecimal() else 0.0

    def say(self, message: str) -> None:
        """Send a message; one that does not arrive is not worth a failure."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.setblocking(False)
                line.connect(self._address)
                line.send(message.encode())
        except OSError as error:
            log.warning("the supervisor does not listen: %s", error)

    async def stay_alive(self, is_well: Callable[[], bool]) -> None:
        """Give signs of life for ever, as long as all is well.

        They come from the loop in which everything happens, so a loop that is stuck
        gives none and is started anew.
        """
        while self._period_s:
            if is_well():
                self.say("WATCHDOG=1")
            await asyncio.sleep(self._period_s)
