"""How far the live data can be trusted, in one word for all and for each symbol."""

from collections.abc import Callable, Iterable
from datetime import datetime

from kiwoom.enums import FeedState
from kiwoom.fold import Fold
from kiwoom.logs import get_logger
from kiwoom.market_state import MarketState
from kiwoom.series import SeriesState
from kiwoom.watch import Watch

_log = get_logger(__name__)


class Condition:
    """Follows the connection and what is still being caught up.

    Parameters
    ----------
    market
        The watched symbols.
    is_behind
        Whether a series waits for history.
    now
        The time of day in KST, for :attr:`since`.

    Attributes
    ----------
    line
        The connection: LIVE while logged in, else why it is not.
    reason
        Why the line is down, else why the hub is not well; empty when all is.
    doubt
        Why what is shown may be old although the line is open; empty when it is not.
    trouble
        Why the hub is not well, whatever the line is; empty when it is.
    since
        When the shown state began, in KST.
    connections
        Logins so far.
    """

    def __init__(
        self,
        market: MarketState,
        is_behind: Callable[[Fold], bool],
        now: Callable[[], datetime],
    ) -> None:
        self.line = FeedState.CONNECTING
        self.doubt = self.trouble = ""
        self._line_reason = ""
        self.since = now()
        self.connections = 0
        self._market = market
        self._is_behind = is_behind
        self._now = now
        self._shown = FeedState.CONNECTING

    @property
    def reason(self) -> str:
        """Why the line is down, else why the hub is not well."""
        return self._line_reason or self.doubt or self.trouble

    @property
    def is_up(self) -> bool:
        """Whether registrations are made, or will be in a moment."""
        return self.line in {FeedState.CONNECTING, FeedState.LIVE}

    def set_line(self, line: FeedState, reason: str = "") -> None:
        """Note what became of the connection."""
        if line is FeedState.LIVE:
            self.connections += 1
        self.line, self._line_reason, self.doubt = line, reason, ""

    def set_doubt(self, reason: str) -> None:
        """Note why what is shown may be old, or by an empty reason that it is not."""
        self.doubt = reason
        self.overall()

    def of(self, watch: Watch | None) -> FeedState:
        """Return the state of one symbol."""
        if watch is not None and watch.refusal:
            return FeedState.REFUSED
        if watch is not None and self.line is FeedState.LIVE and _has_failed(watch):
            return FeedState.STALE
        is_behind = watch is None or not watch.is_live or self.is_catching_up(watch)
        symbols = [watch.symbol] if watch is not None else []
        return self._state(lambda: is_behind, symbols)

    def overall(self) -> FeedState:
        """Return the state of everything, and log it when it changed."""
        state = self._state(self._is_anything_behind, self._market.watches)
        if state is not self._shown:
            self._shown, self.since = state, self._now()
            _log.info("state", state=str(state), cause=self.reason)
        return state

    def is_catching_up(self, watch: Watch) -> bool:
        """Whether a watched symbol waits for its registration or its history."""
        if watch.refusal or not watch.viewers:
            return False
        folds = watch.folds.values()
        return not watch.is_live or any(map(self._is_behind, folds))

    def _state(
        self, is_behind: Callable[[], bool], symbols: Iterable[str]
    ) -> FeedState:
        if self.line is not FeedState.LIVE:
            return self.line
        if self.doubt:
            return FeedState.STALE
        if is_behind():
            return FeedState.CATCHING_UP
        is_closed = self._market.is_closed(symbols)
        return FeedState.CLOSED if is_closed else FeedState.LIVE

    def _is_anything_behind(self) -> bool:
        watches = self._market.watches.values()
        return self._market.clock.day is None or any(map(self.is_catching_up, watches))


def _has_failed(watch: Watch) -> bool:
    # Its trades arrive, but nothing says what they follow on.
    series = [fold.series for fold in watch.folds.values()]
    return any(one.state is SeriesState.FAILED for one in series)
