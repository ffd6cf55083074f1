"""Tells when a process is asked to end."""

import asyncio
import signal


def stop_requests() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set; must run in the process's loop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
