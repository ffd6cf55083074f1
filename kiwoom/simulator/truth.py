"""Every trade that the simulated exchange made, for those who check what arrived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from kiwoom.enums import Side
from kiwoom.hours import at
from kiwoom.simulator.market import News
from kiwoom.simulator.prints import AUCTION, BUY, SELL

_SIDES = {BUY: Side.BUY, SELL: Side.SELL, AUCTION: Side.AUCTION}


@dataclass(frozen=True, slots=True)
class SimTrade:
    """One trade of the simulated truth: KST, won, shares.

    ``number`` counts the trades of an instrument since the start. It is on no wire:
    only a checker may know it.
    """

    time: datetime
    price: int
    size: int
    side: Side
    day_volume: int
    number: int


class Truth:
    """All trades since the start, by instrument."""

    def __init__(self) -> None:
        self._trades: dict[int, list[SimTrade]] = {}

    def add(self, news: Iterable[News]) -> None:
        """Take new trades."""
        for item in news:
            known = self._trades.setdefault(item.index, [])
            known += _sim_trades(item, len(known))

    def of(self, index: int) -> list[SimTrade]:
        """Return the trades of the instrument at a place of the universe."""
        return list(self._trades.get(index, ()))


def _sim_trades(item: News, first: int) -> list[SimTrade]:
    prints = item.prints
    columns = zip(
        prints.time.tolist(),
        prints.price.tolist(),
        prints.size.tolist(),
        prints.side.tolist(),
        prints.volume.tolist(),
        strict=True,
    )
    return [
        SimTrade(_moment(item.day, second), price, size, _SIDES[side], volume, number)
        for number, (second, price, size, side, volume) in enumerate(columns, first)
    ]


def _moment(day: date, second: float) -> datetime:
    minutes, seconds = divmod(int(second), 60)
    return at(day, time(minutes // 60, minutes % 60, seconds))
