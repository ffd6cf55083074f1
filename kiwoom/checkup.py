"""Puts together how the hub is doing."""

from kiwoom.arrivals import Arrival
from kiwoom.condition import Condition
from kiwoom.health import Health
from kiwoom.listener import FeedListener
from kiwoom.market_state import MarketState


def check_up(
    market: MarketState,
    condition: Condition,
    listener: FeedListener,
    *,
    now: float,
    rest_load: tuple[int, int],
    gaps: tuple[int, int],
    dropped_rows: int,
    store_trouble: str,
    look_age_s: float,
) -> Health:
    """Return what the parts of a hub say about themselves.

    Parameters
    ----------
    market, condition, listener
        What is watched, how far it can be trusted, and what arrives.
    now
        Seconds of the listener's clock.
    rest_load
        Calls sent within the last second, and calls waiting.
    gaps
        Holes that trades went on over, and holes that history has filled.
    dropped_rows
        Live rows that could not be read.
    store_trouble
        Why candles are not kept, empty when they are.
    look_age_s
        Seconds since the hub looked around.
    """
    watched = [watch for watch in market.watches.values() if watch.viewers]
    last = listener.last_trade
    return Health(
        state=condition.overall(),
        since=condition.since,
        reason=condition.reason,
        phase=market.clock.phase,
        exchange_time=market.clock.now,
        trades_per_second=listener.meter.rate(now),
        trades=listener.meter.total,
        trade_age_s=None if last is None else now - last,
        rest_calls=rest_load[0],
        rest_waiting=rest_load[1],
        symbols=len(watched),
        catching_up=sum(map(condition.is_catching_up, watched)),
        reconnects=max(0, condition.connections - 1),
        gaps_open=market.holes + gaps[0],
        gaps_healed=gaps[1],
        duplicates=market.arrivals[Arrival.DUPLICATE],
        late=market.arrivals[Arrival.LATE],
        unexplained=market.arrivals[Arrival.UNEXPLAINED],
        dropped_rows=dropped_rows,
        store_trouble=store_trouble,
        look_age_s=look_age_s,
    )
