"""The instruments of the simulated market: real codes and names, invented figures."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kiwoom.enums import Market


@dataclass(frozen=True, slots=True)
class Listing:
    """One instrument of the simulated market.

    Attributes
    ----------
    symbol, name, market, sector
        Code and Korean name as listed; ``sector`` names whom it moves with.
    shares
        Listed shares.
    price
        Close in won on the day before the simulation begins.
    volume
        Shares of an ordinary day.
    beta
        How far it follows the market; negative for inverse funds.
    volatility
        Its own daily move in percent, apart from market and sector.
    """

    symbol: str
    name: str
    market: Market
    sector: str
    shares: int
    price: int
    volume: int
    beta: float
    volatility: float

    @property
    def number(self) -> int:
        """A number that no other instrument or venue has, to seed chance with."""
        return int(self.symbol.replace("_", ""), 36)

    @property
    def is_fund(self) -> bool:
        """Whether it is an exchange-traded fund, which has price steps of its own."""
        return self.market is Market.ETF


@cache
def load_universe() -> tuple[Listing, ...]:
    """Return all instruments, busiest sectors first, in the order of the data file."""
    text = files("kiwoom.simulator").joinpath("data/universe.csv").read_text("utf-8")
    return tuple(_listing(row) for row in csv.DictReader(text.splitlines()))


def _listing(row: dict[str, str]) -> Listing:
    return Listing(
        symbol=row["code"],
        name=row["name"],
        market=Market(row["market"]),
        sector=row["sector"],
        shares=int(row["shares"]),
        price=int(row["price"]),
        volume=int(row["volume"]),
        beta=float(row["beta"]),
        volatility=float(row["volatility"]),
    )
