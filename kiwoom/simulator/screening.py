"""Searches the simulated market for who meets a condition, once or all the time."""

from collections.abc import Iterable

from kiwoom.simulator.market import Market
from kiwoom.simulator.screens import (
    MATCHES_A_PAGE,
    change_values,
    match_row,
    met,
)
from kiwoom.simulator.searches import Search, followed, found_once
from kiwoom.simulator.sessions import Session

_PACE_S = 1.0


class Screening:
    """Answers condition searches, and tells who came and who went since.

    Parameters
    ----------
    market
        What is searched.
    """

    def __init__(self, market: Market) -> None:
        self._market = market
        self._searched_s = -_PACE_S

    def answer(self, session: Session, search: Search) -> bytes:
        """Return the answer to a search of a client."""
        places = met(self._market, search.number)
        if search.is_live:
            session.searches.inside[search.number] = set(places)
            symbols = [self._market.universe[place].symbol for place in places]
            return followed(search.number, symbols)
        end = search.begin + MATCHES_A_PAGE
        rows = [match_row(self._market, n) for n in places[search.begin : end]]
        return found_once(search.number, rows, str(end) if places[end:] else "")

    def is_due(self, steady_s: float) -> bool:
        """Whether a second has passed since the market was searched last."""
        if steady_s - self._searched_s < _PACE_S:
            return False
        self._searched_s = steady_s
        return True

    def changes(self, session: Session) -> Iterable[tuple[str, dict[str, str]]]:
        """Yield symbol and fields of who came and went since the last call."""
        for number, before in list(session.searches.inside.items()):
            now = set(met(self._market, number))
            session.searches.inside[number] = now
            for place in sorted(before ^ now):
                symbol = self._market.universe[place].symbol
                is_inside = place in now
                yield (
                    symbol,
                    change_values(self._market, number, place, is_inside=is_inside),
                )
