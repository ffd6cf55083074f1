"""Carries what a user did over to the loop in which the hub lives.

Bokeh 3.10 applies a browser's messages in worker threads, Bokeh 3.9 in the server's
loop. The hub has one writer in one loop, so handlers of messages only say what is to be
done, and it is done there, with the session's document locked.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import panel as pn

_under_way: set[asyncio.Future[None]] = set()


def run_in_loop(action: Callable[[], None]) -> None:
    """Do something in the server's loop, soon; at once where there is no server."""
    _session()(action)


def run_beside(work: Callable[[], Awaitable[Callable[[], None]]]) -> None:
    """Do something that waits while the session goes on, then what comes of it.

    ``work`` runs in the server's loop without the session's lock; what it returns runs
    with it, as by :func:`run_in_loop`.
    """
    act = _session()

    async def go() -> None:
        act(await work())

    def begin() -> None:
        task = asyncio.ensure_future(go())
        _under_way.add(task)
        task.add_done_callback(_under_way.discard)

    act(begin)


def _session() -> Callable[[Callable[[], None]], None]:
    """Return what lets the present session do something in its loop."""
    document = pn.state.curdoc
    if document is None or document.session_context is None:
        return lambda action: action()

    def act(action: Callable[[], None]) -> None:
        async def locked() -> None:
            with pn.io.hold():
                action()

        # Bokeh takes coroutine functions too, though its annotation does not say so.
        cast("Any", document).add_next_tick_callback(locked)

    return act
