"""How the hub is doing, in figures."""

from dataclasses import dataclass
from datetime import datetime

from kiwoom.enums import FeedState, MarketPhase


@dataclass(frozen=True, slots=True)
class Health:
    """How the hub is doing, for status bars and health checks.

    Attributes
    ----------
    state, since, reason
        The feed's state, when it began, and why in a few words (empty when well).
    phase, exchange_time
        What the exchange does, and its newest known time in KST.
    trades_per_second
        Trades received in the last full second of wall time.
    trades
        Trades received since the start.
    trade_age_s
        Seconds since the last trade arrived, ``None`` before the first.
    rest_calls, rest_waiting
        REST calls sent within the last second, and calls waiting for their turn.
    symbols
        Symbols that somebody watches.
    catching_up
        Of these, how many still wait for their history.
    reconnects, gaps_open, gaps_healed, duplicates, dropped_rows, late, unexplained
        Counters since the start: dropped rows are live rows that could not be read,
        late trades were overtaken, unexplained ones reach across what was known.
    look_age_s
        Seconds since the hub looked around, which it does every second while it runs.
    store_trouble
        Why finished candles are not kept on disk, empty when they are.
    """

    state: FeedState
    since: datetime
    reason: str
    phase: MarketPhase
    exchange_time: datetime | None
    trades_per_second: int
    trade_age_s: float | None
    rest_calls: int
    rest_waiting: int
    symbols: int
    catching_up: int
    reconnects: int
    gaps_open: int
    gaps_healed: int
    duplicates: int
    dropped_rows: int = 0
    store_trouble: str = ""
    late: int = 0
    look_age_s: float = 0.0
    unexplained: int = 0
    trades: int = 0
