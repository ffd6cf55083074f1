"""Where the prices of a snapshot come from, and how far they can be trusted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from dashboard import texts
from dashboard.channels import MarketReader
from kiwoom import KST, FeedState

_SOUND = frozenset({FeedState.LIVE, FeedState.CLOSED})


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a snapshot says of itself.

    Attributes
    ----------
    source
        Where the prices come from, in words; no address.
    made
        When the snapshot was made, in KST.
    exchange_time
        The exchange's clock at that moment, ``None`` where it is unknown.
    """

    source: str
    made: datetime
    exchange_time: datetime | None = None

    @classmethod
    def of(cls, hub: MarketReader) -> Self:
        """Return the provenance of the prices that a hub has now.

        A source without a mode is a gateway that does not tell, or the user's own.
        """
        source = texts.SOURCES[hub.mode] if hub.mode else texts.RELAYED
        return cls(source, datetime.now(KST), hub.exchange_time)


def gaps_of(states: Iterable[tuple[str, FeedState]]) -> list[str]:
    """Return one line for each symbol whose prices have a gap or are old."""
    return [
        f"{name}: {texts.FEED_STATES[state]}"
        for name, state in states
        if state not in _SOUND
    ]
