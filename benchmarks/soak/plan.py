"""How a run goes. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes.

    Attributes
    ----------
    speed
        Exchange seconds in a second of the wall's clock.
    hours
        Exchange hours that the run lasts.
    trades
        Trades in an exchange second while the market is open; 0 for an idle run.
    stays_h
        Exchange hours that a viewer stays.
    faults
        How often the line breaks and the token dies, in the whole run.
    begins
        The exchange's time at the start.
    planted
        The leak that is planted to see that it is found, if any.
    """

    speed: float
    hours: float
    trades: float
    stays_h: float
    faults: int
    begins: str
    planted: str = ""

    @property
    def seconds(self) -> float:
        """How long the run takes."""
        return self.hours * 3600 / self.speed
