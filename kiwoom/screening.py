"""Questions about conditions over the live connection, to be awaited."""

import asyncio
from typing import Any

from kiwoom.errors import ApiError, TransportError
from kiwoom.feed import Disconnected, Feed, FeedEvent
from kiwoom.screen_models import (
    Screen,
    ScreenFound,
    ScreenMatch,
    ScreenRefused,
    ScreensTold,
)

# Longer than a line takes to come back, and than an answer is waited for there.
_ANSWER_WITHIN_S = 30.0
_REQUEST = "CNSRREQ"


class Screening:
    """Asks the feed, and hands its answers to whoever waits.

    Parameters
    ----------
    feed
        The connection that everything live comes over.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._waiting: dict[str, list[asyncio.Future[Any]]] = {}

    async def screens(self) -> list[Screen]:
        """Return the conditions that the user made in Kiwoom's own program.

        Raises
        ------
        ApiError
            If the broker refuses.
        TransportError
            If the line breaks, or no answer comes.
        """
        told: ScreensTold = await self._ask("")
        return list(told.screens)

    async def matches(self, screen: str) -> list[ScreenMatch]:
        """Return what meets a condition now; ``Hub.follow`` tells what changes.

        Raises
        ------
        ApiError
            If the broker refuses, such as for a number that there is not.
        TransportError
            If the line breaks, or no answer comes.
        """
        found: ScreenFound = await self._ask(screen)
        return list(found.matches)

    def take(self, event: FeedEvent) -> None:
        """Take an event of the feed."""
        if isinstance(event, ScreensTold):
            self._answer("", event)
        elif isinstance(event, ScreenFound):
            self._answer(event.screen, event)
        elif isinstance(event, ScreenRefused):
            refusal = ApiError(_REQUEST, event.code, event.text, event.code)
            self._fail(event.screen, refusal)
        elif isinstance(event, Disconnected):
            for screen in list(self._waiting):
                self._fail(screen, TransportError(event.reason))

    async def _ask(self, screen: str) -> Any:  # noqa: ANN401
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault(screen, [])
        waiting.append(answer)
        if len(waiting) == 1:
            self._feed.ask_screen(screen)
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                return await answer
        except TimeoutError as error:
            raise TransportError("증권사가 조건검색에 답하지 않습니다") from error
        finally:
            if answer in waiting:
                waiting.remove(answer)

    def _answer(self, screen: str, event: FeedEvent) -> None:
        for answer in self._waiting.pop(screen, ()):
            if not answer.done():
                answer.set_result(event)

    def _fail(self, screen: str, error: Exception) -> None:
        for answer in self._waiting.pop(screen, ()):
            if not answer.done():
                answer.set_exception(error)
