"""Live rows that tell a state: sent when it has moved, and at a pace of their own."""

from collections.abc import Callable
from dataclasses import dataclass

from kiwoom.simulator.index_rows import breadth_values, index_values
from kiwoom.simulator.indices import Index, index_of
from kiwoom.simulator.interruption_rows import info_values
from kiwoom.simulator.live_rows import (
    best_quote_values,
    broker_values,
    expected_values,
    indication_values,
    off_hours_values,
    program_values,
)
from kiwoom.simulator.market import Market
from kiwoom.simulator.sessions import Key

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class PacedType:
    """One type: its Korean name, seconds between two rows, and its fields now."""

    name: str
    pace_s: float
    values: Callable[[Market, str], Values | None]


def _of_instrument(
    values: Callable[[Market, int], Values | None],
) -> Callable[[Market, str], Values | None]:
    def found(market: Market, item: str) -> Values | None:
        place = market.places.get(item)
        return None if place is None else values(market, place)

    return found


def _of_index(
    values: Callable[[Market, Index], Values | None],
) -> Callable[[Market, str], Values | None]:
    def found(market: Market, item: str) -> Values | None:
        index = index_of(item)
        return None if index is None else values(market, index)

    return found


PACED = {
    "0A": PacedType("주식기세", 1.0, _of_instrument(indication_values)),
    "0C": PacedType("주식우선호가", 0.25, _of_instrument(best_quote_values)),
    "0E": PacedType("주식시간외호가", 1.0, _of_instrument(off_hours_values)),
    "0F": PacedType("주식당일거래원", 3.0, _of_instrument(broker_values)),
    "0H": PacedType("주식예상체결", 0.5, _of_instrument(expected_values)),
    "0J": PacedType("업종지수", 0.5, _of_index(index_values)),
    "0U": PacedType("업종등락", 0.5, _of_index(breadth_values)),
    "0g": PacedType("주식종목정보", 1.0, _of_instrument(info_values)),
    "0w": PacedType("종목별프로그램매매", 1.0, _of_instrument(program_values)),
}


class PacedRows:
    """Remembers what was told, so that only news is told.

    What is registered first is news from its next move on: the broker sends no
    snapshot (protocol note 4.5).
    """

    def __init__(self, market: Market) -> None:
        self._market = market
        self._told: dict[Key, tuple[float, Values | None]] = {}

    def rows(self, wanted: set[Key], steady_s: float) -> dict[Key, Values]:
        """Return the fields of the rows that are due.

        Parameters
        ----------
        wanted
            What somebody has registered.
        steady_s
            Seconds of a clock that only runs forward.
        """
        found: dict[Key, Values] = {}
        for key in wanted:
            kind, item = key
            if kind not in PACED:
                continue
            told_s, before = self._told.get(key, (-1.0, None))
            if steady_s - told_s < PACED[kind].pace_s:
                continue
            values = PACED[kind].values(self._market, item)
            is_known = key in self._told
            self._told[key] = steady_s, values
            if values is not None and is_known and values != before:
                found[key] = values
        for key in self._told.keys() - wanted:
            del self._told[key]
        return found
