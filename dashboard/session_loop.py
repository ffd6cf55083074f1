"""Carries what a user did over to the loop in which the hub lives.

Bokeh 3.10 applies a browser's messages in worker threads, Bokeh 3.9 in the server's
loop. The hub has one writer in one loop, so handlers of messages only say what is to be
done, and it is done there, with the session's document locked.
"""

from collections.abc import Callable
from typing import Any, cast

import panel as pn


def run_in_loop(action: Callable[[], None]) -> None:
    """Do something in the server's loop, soon; at once where there is no server."""
    document = pn.state.curdoc
    if document is None or document.session_context is None:
        action()
        return

    async def act() -> None:
        with pn.io.hold():
            action()

    # Bokeh takes coroutine functions too, though its annotation does not say so.
    cast("Any", document).add_next_tick_callback(act)
