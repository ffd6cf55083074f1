"""Finds a connection that is open and answers pings, but delivers nothing."""

from collections.abc import Awaitable, Callable, Sequence

from kiwoom.condition import Condition
from kiwoom.enums import FeedState, MarketPhase
from kiwoom.listener import FeedListener
from kiwoom.market_state import MarketState
from kiwoom.watch import Watch


class Watchdog:
    """Asks the broker when the market is suspiciously quiet; reconnects if need be.

    Parameters
    ----------
    market, condition, listener
        What is watched, how the line is, and when the last trade arrived.
    is_missing_trades
        Asks the broker whether symbols were traded that no trade arrived for.
    reconnect
        Drops the connection for a reason.
    monotonic
        The listener's clock, in seconds.
    quiet_s
        Seconds without any trade in continuous trading that are suspicious.
    """

    def __init__(
        self,
        market: MarketState,
        condition: Condition,
        listener: FeedListener,
        is_missing_trades: Callable[[Sequence[Watch]], Awaitable[bool]],
        reconnect: Callable[[str], None],
        monotonic: Callable[[], float],
        quiet_s: float,
    ) -> None:
        self._market = market
        self._condition = condition
        self._listener = listener
        self._is_missing_trades = is_missing_trades
        self._reconnect = reconnect
        self._monotonic = monotonic
        self._quiet_s = quiet_s
        self._last_probe = monotonic()

    @property
    def is_suspicious(self) -> bool:
        """Whether no trade has arrived for too long while the market trades."""
        silent_since = max(self._listener.last_trade or 0.0, self._last_probe)
        return (
            self._market.clock.phase is MarketPhase.CONTINUOUS
            and bool(self._live())
            and self._monotonic() - silent_since > self._quiet_s
        )

    async def probe(self) -> None:
        """Ask whether trades were missed, and reconnect if so.

        A line that broke or was taken over meanwhile is left to what broke it.
        """
        self._last_probe = self._monotonic()
        is_dead = await self._is_missing_trades(self._live())
        if is_dead and self._condition.line is FeedState.LIVE:
            reason = "연결은 살아 있으나 체결이 오지 않습니다"
            self._condition.set_doubt(reason)
            self._reconnect(reason)

    def _live(self) -> list[Watch]:
        return [watch for watch in self._market.watches.values() if watch.is_live]
