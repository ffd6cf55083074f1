"""The simulated market's daily figures: one seeded walk for all instruments."""

from dataclasses import dataclass

import numpy as np

from kiwoom.simulator.steps import Floats, Ints, round_prices
from kiwoom.simulator.universe import Listing

_MARKET_MOVE = 0.008
_SECTOR_MOVE = 0.007
# Moves end a little before the exchange's 30 % limits.
_FURTHEST_MOVE = 0.27
_FURTHEST_PRINT = 0.29
# Enough for every minute of the quietest day to have a share to trade.
_FEWEST_SHARES = 2_500
_MATCH_CHANCE = 0.85
_FUND_SECTOR = "ETF"
_WALK_STREAM = 0


@dataclass(frozen=True, slots=True)
class DailyBar:
    """One day of one instrument: won and shares.

    ``volume`` is everything in the minute chart: ``match_volume`` of it is the first
    match after the close, 0 on days without one. ``late_volume`` trades after that
    match and enters the daily figures only (protocol note 3.2).
    """

    base: int
    open: int
    high: int
    low: int
    close: int
    volume: int
    match_volume: int
    late_volume: int

    @property
    def total_volume(self) -> int:
        """Shares of the whole day, the session after the close included."""
        return self.volume + self.late_volume

    @property
    def value(self) -> int:
        """Won traded, as far as it can be told without the single trades."""
        mean = (self.open + self.high + self.low + self.close) // 4
        return self.total_volume * mean


class DailyWalk:
    """Daily prices and volumes of all instruments over a span of trading days.

    The walk passes through each listing's price on the day before ``anchor``, whatever
    lies before and after, and is the same for the same arguments.

    Parameters
    ----------
    universe
        The instruments.
    seed
        Chooses the market.
    days
        Length of the span in trading days.
    anchor
        Place of the first simulated day in the span.
    """

    def __init__(
        self, universe: tuple[Listing, ...], seed: int, days: int, anchor: int
    ) -> None:
        rng = np.random.default_rng((seed, _WALK_STREAM))
        moves, spread, mood = _moves(universe, rng, days)
        start = np.array([listing.price for listing in universe], dtype=np.float64)
        walk = np.cumsum(np.log1p(moves), axis=0)
        exact = start * np.exp(walk - walk[anchor - 1])
        self._close = _rounded(exact, universe)
        self._base = np.vstack([self._close[:1], self._close[:-1]])
        self._fill_prices(universe, rng, moves, spread)
        self._fill_volumes(universe, rng, np.abs(moves) / spread, mood)

    def bar(self, day: int, index: int) -> DailyBar:
        """Return the figures of an instrument on a day, both by their place."""
        return DailyBar(
            base=int(self._base[day, index]),
            open=int(self._open[day, index]),
            high=int(self._high[day, index]),
            low=int(self._low[day, index]),
            close=int(self._close[day, index]),
            volume=int(self._volume[day, index]),
            match_volume=int(self._match[day, index]),
            late_volume=int(self._late[day, index]),
        )

    def _fill_prices(
        self,
        universe: tuple[Listing, ...],
        rng: np.random.Generator,
        moves: Floats,
        spread: Floats,
    ) -> None:
        floor, ceiling = (
            self._base * (1 - _FURTHEST_PRINT),
            self._base * (1 + _FURTHEST_PRINT),
        )
        gap = 0.35 * moves + 0.3 * spread * rng.standard_normal(moves.shape)
        opening = self._base * np.clip(1 + gap, 0.8, 1.2)
        beyond = np.abs(rng.standard_normal((2, *moves.shape)))
        upper, lower = (0.12 + 0.6 * beyond) * spread
        self._open = _rounded(np.clip(opening, floor, ceiling), universe)
        high = np.maximum(self._open, self._close) * (1 + upper)
        low = np.minimum(self._open, self._close) * (1 - lower)
        self._high = _rounded(np.clip(high, floor, ceiling), universe)
        self._low = _rounded(np.clip(low, floor, ceiling), universe)
        np.maximum(self._high, np.maximum(self._open, self._close), out=self._high)
        np.minimum(self._low, np.minimum(self._open, self._close), out=self._low)

    def _fill_volumes(
        self,
        universe: tuple[Listing, ...],
        rng: np.random.Generator,
        surprise: Floats,
        mood: Floats,
    ) -> None:
        ordinary = np.array([listing.volume for listing in universe])
        shape = surprise.shape
        noise = np.exp(0.22 * rng.standard_normal(shape) + 0.5 * mood[:, None])
        volume = ordinary * noise * (0.65 + 0.5 * surprise)
        self._volume = np.maximum(volume, _FEWEST_SHARES).astype(np.int64)
        match = self._volume * rng.uniform(0.0001, 0.0012, shape)
        late = self._volume * rng.uniform(0.002, 0.012, shape)
        has_match = rng.random(shape) < _MATCH_CHANCE
        self._match = np.where(has_match, match.astype(np.int64) + 1, 0)
        self._late = late.astype(np.int64)


def _moves(
    universe: tuple[Listing, ...], rng: np.random.Generator, days: int
) -> tuple[Floats, Floats, Floats]:
    # Daily returns [days, instruments], their typical size, and how excited the
    # market is on each day (volatility comes in clusters).
    mood = _clustered(rng, days)
    beta = np.array([listing.beta for listing in universe])
    own = np.array([listing.volatility / 100 for listing in universe])
    names = sorted({listing.sector for listing in universe})
    places = np.array([names.index(listing.sector) for listing in universe])
    follows = np.array([listing.sector != _FUND_SECTOR for listing in universe])
    market = _MARKET_MOVE * np.exp(mood) * rng.standard_normal(days)
    sectors = _SECTOR_MOVE * rng.standard_normal((days, len(names)))[:, places]
    surprises = rng.standard_t(5, (days, len(universe))) * 0.77
    moves = market[:, None] * beta + sectors * follows + surprises * own
    size = np.sqrt((beta * _MARKET_MOVE) ** 2 + (_SECTOR_MOVE * follows) ** 2 + own**2)
    spread = size * np.exp(0.5 * mood)[:, None]
    return np.clip(moves, -_FURTHEST_MOVE, _FURTHEST_MOVE), spread, mood


def _clustered(rng: np.random.Generator, days: int) -> Floats:
    # A weighted mean of the last months' shocks: moods that rise and fade slowly.
    fading = 0.94 ** np.arange(120)
    shocks = rng.standard_normal(days + len(fading) - 1)
    mood: Floats = np.convolve(shocks, fading, mode="valid") * 0.12
    return mood


def _rounded(prices: Floats, universe: tuple[Listing, ...]) -> Ints:
    funds = np.array([listing.is_fund for listing in universe])
    result = np.empty(prices.shape, dtype=np.int64)
    for is_fund in (False, True):
        result[:, funds == is_fund] = round_prices(
            prices[:, funds == is_fund], is_fund=is_fund
        )
    return result
