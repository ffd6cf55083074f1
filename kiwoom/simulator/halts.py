"""변동성완화장치(VI): where a day's prices move so far that trading stops for a while.

Static interruptions only: 10 % from the price of the last auction; then an auction of
two minutes, and up to half a minute more by chance (protocol note 6.4).
"""

from dataclasses import dataclass

import numpy as np

from kiwoom.simulator.steps import Ints

_LIMIT = 0.10
_AUCTION_S = 120.0
_AT_RANDOM_S = 30.0


@dataclass(frozen=True, slots=True)
class Halt:
    """One interruption: seconds of the day, and prices in won.

    ``reference`` is what ``price`` is too far from; ``resumed`` is the price of the
    auction that ends it.
    """

    trigger_s: float
    release_s: float
    reference: int
    price: int
    resumed: int

    @property
    def deviation(self) -> float:
        """How far the price is from the reference, in percent."""
        return (self.price / self.reference - 1) * 100


def interrupt(
    prices: Ints, step_s: float, opening_s: float, rng: np.random.Generator
) -> list[tuple[Halt, int, int]]:
    """Put interruptions into a day's prices; return each with its first and last place.

    Nothing trades between these two: the price of the first one stands, and the day's
    highest or lowest price that lay there is traded where trading goes on.

    Parameters
    ----------
    prices
        Won, ``step_s`` seconds apart from ``opening_s`` on; changed in place.
    rng
        Source of chance; used only where trading is interrupted.
    """
    high, low = int(prices.max()), int(prices.min())
    found: list[tuple[Halt, int, int]] = []
    start, reference = 0, int(prices[0])
    while (place := _trigger(prices, start, reference)) is not None:
        wait = _AUCTION_S + rng.uniform(0, _AT_RANDOM_S)
        resume = place + 1 + int(wait / step_s)
        if resume >= len(prices) - 1:
            break
        hidden = prices[place + 1 : resume]
        if high in hidden and high not in np.delete(prices, range(place + 1, resume)):
            prices[resume] = high
        elif low in hidden and low not in np.delete(prices, range(place + 1, resume)):
            prices[resume] = low
        prices[place + 1 : resume] = prices[place]
        halt = Halt(
            opening_s + (place + 1) * step_s,
            opening_s + resume * step_s,
            reference,
            int(prices[place]),
            int(prices[resume]),
        )
        found.append((halt, place, resume))
        start, reference = resume, halt.resumed
    return found


def _trigger(prices: Ints, start: int, reference: int) -> int | None:
    is_far = np.abs(prices[start:] / reference - 1) >= _LIMIT
    return start + int(is_far.argmax()) if is_far.any() else None
