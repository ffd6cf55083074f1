"""Lets browser sessions in one after the other."""

import asyncio

from bokeh.application.application import SessionContext
from bokeh.application.handlers import Handler
from bokeh.document import Document

# About what building a page takes, so that half of the time is everybody else's.
_PAUSE_S = 0.06


class Door(Handler):
    """Keeps pages that are opened at once from being built in one go.

    A page is built in one piece, during which nobody's charts move. Ten browsers that
    come back after a restart would stop them ten times in a row; with a pause between
    two of them the viewers who are there already get their frames.
    """

    def __init__(self) -> None:
        super().__init__()
        self._turn = asyncio.Lock()

    def modify_document(self, doc: Document) -> None:
        """Add nothing to the page."""

    async def on_session_created(self, session_context: SessionContext) -> None:
        """Wait for a turn; the next one is given a while after the page is built."""
        await self._turn.acquire()
        loop = asyncio.get_running_loop()
        # Bokeh builds the page before it gives the loop back, so this runs afterwards.
        loop.call_soon(loop.call_later, _PAUSE_S, self._turn.release)
