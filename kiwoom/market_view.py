"""What can be read of the market that the hub follows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from kiwoom.enquiry import Enquiry
from kiwoom.enums import Venue
from kiwoom.feed import MarketSource
from kiwoom.live_models import ExpectedMatch, Interruption
from kiwoom.market_state import MarketState
from kiwoom.models import Instrument, OrderBook, Summary
from kiwoom.trading_calendar import TradingCalendar
from kiwoom.venues import split_code

# A match is told every second or so while its auction lasts.
_STANDS = timedelta(minutes=1)


class MarketView:
    """The state of watched symbols, to be read at any moment of the loop.

    Parameters
    ----------
    calendar
        Trading days and hours.
    source, take, delays
        Where figures and instruments are asked for, see :class:`Enquiry`.

    Attributes
    ----------
    calendar
        Trading days and hours, with the user's corrections.
    """

    def __init__(
        self,
        calendar: TradingCalendar,
        source: MarketSource,
        take: Callable[[Sequence[Summary]], None],
        delays: Callable[[], Iterator[float]],
    ) -> None:
        self.calendar = calendar
        self._market = MarketState(calendar)
        self._enquiry = Enquiry(source, take, delays)

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """Everything that can be charted, by symbol; empty until it is loaded."""
        return self._enquiry.instruments

    @property
    def exchange_time(self) -> datetime | None:
        """The exchange's newest known time in KST, ``None`` before the first one."""
        return self._market.clock.now

    def instrument(self, symbol: str) -> Instrument | None:
        """Return name, market and base price of a symbol, on any venue."""
        bare, venue = split_code(symbol)
        found = self._enquiry.instruments.get(bare)
        if found is None or venue is Venue.KRX:
            return found
        return replace(found, symbol=symbol, name=f"{found.name} {venue}")

    def viewers(self) -> dict[str, int]:
        """Return how many subscriptions each watched symbol has."""
        watches = self._market.watches.items()
        return {symbol: watch.viewers for symbol, watch in watches if watch.viewers}

    def latest(self, symbol: str) -> Summary | None:
        """Return the newest figures of a watched symbol, ``None`` until they came."""
        watch = self._market.watches.get(symbol)
        return watch.latest() if watch else None

    def order_book(self, symbol: str) -> OrderBook | None:
        """Return the order book of a symbol subscribed with ``order_book=True``."""
        watch = self._market.watches.get(symbol)
        return watch.book if watch else None

    def expected(self, symbol: str) -> ExpectedMatch | None:
        """Return what the auction in progress would match, ``None`` outside of one."""
        watch, now = self._market.watches.get(symbol), self._market.clock.now
        match = watch.expected if watch else None
        # Where nothing was matched no trade tells that the auction is over.
        is_over = match is not None and now is not None and now - match.time > _STANDS
        return None if is_over else match

    def interruption(self, symbol: str) -> Interruption | None:
        """Return the newest interruption (VI) of a watched symbol's day, if any."""
        watch, day = self._market.watches.get(symbol), self._market.clock.day
        stop = watch.interruption if watch else None
        return stop if stop is not None and stop.triggered.date() == day else None
