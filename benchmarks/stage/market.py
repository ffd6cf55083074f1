"""A market that a benchmark writes itself: seeded, steady, with a log of its trades.

It takes a broker's place in front of a real :class:`kiwoom.Hub`. Trades come at random
instants with a fixed mean rate, all symbols alike. A trade counts as made when it was
due, so that a server that stalls shows late data instead of a later market. The
exchange's clock runs at its own speed, so that minutes close as often as is wanted.
"""

import math
import random
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from benchmarks.stage.book_of_trades import BookOfTrades
from kiwoom import (
    KST,
    Candle,
    Instrument,
    Interval,
    Market,
    OrderBook,
    Side,
    Summary,
    Trade,
    load_calendar,
    price_step,
)

DAY = date(2026, 9, 18)
_OPENING = datetime.combine(DAY, time(9, 40), KST)
_HISTORY = 500
_LAST_MINUTE = time(15, 19)
_FIRST_MINUTE = time(9, 0)
_MINUTE = timedelta(minutes=1)
_MINUTE_S = 60.0
_LARGEST_TRADE = 40
_HISTORY_TRADES = 8  # of a minute, each thirty times as large
_MINUTE_STEPS = 2.5  # how far a price wanders in a minute, in price steps
_PULL = 0.01  # back to where it began, as a share of the distance a minute


class ScriptedSymbol:
    """One symbol's random walk: its closed candles, the forming one, its newest trade.

    Parameters
    ----------
    code
        Six characters.
    price
        Won at the start of the history.
    minutes
        Starts of the closed candles.
    trades_per_minute
        How many trades share the wandering of an exchange minute.
    dice
        The source of all chance.
    """

    def __init__(
        self,
        code: str,
        price: int,
        minutes: Sequence[datetime],
        trades_per_minute: float,
        dice: random.Random,
    ) -> None:
        self.code = code
        self.base = self.price = price
        self.day_volume = self.day_value = 0
        self.day_open = self.day_high = self.day_low = price
        self.closed: list[Candle] = []
        self.forming: Candle | None = None
        self._dice = dice
        self._step = price_step(price)
        self._middle = float(price)
        self._share = 1 / _HISTORY_TRADES
        for start in minutes:
            self._close_minute(start)
        self._share = 1 / trades_per_minute

    def trade(self, moment: datetime, start: datetime) -> Trade:
        """Make the next trade at an exchange time within the minute of ``start``."""
        self._move()
        size = self._dice.randint(1, _LARGEST_TRADE)
        self._count(size)
        self._add(start, size)
        change = self.price - self.base
        return Trade(
            symbol=self.code,
            time=moment,
            price=self.price,
            size=size,
            side=Side.BUY if size % 2 else Side.SELL,
            day_volume=self.day_volume,
            day_value=self.day_value,
            change=change,
            change_rate=100 * change / self.base,
            open=self.day_open,
            high=self.day_high,
            low=self.day_low,
            strength=100.0,
            ask=self.price + self._step,
            bid=self.price,
        )

    def summary(self, moment: datetime) -> Summary:
        """Return the figures of the day so far."""
        change = self.price - self.base
        return Summary(
            symbol=self.code,
            trading_day=DAY,
            time=moment,
            price=self.price,
            base_price=self.base,
            change=change,
            change_rate=100 * change / self.base,
            open=self.day_open,
            high=self.day_high,
            low=self.day_low,
            volume=self.day_volume,
            value=self.day_value,
            strength=100.0,
            upper_limit=2 * self.base,
            lower_limit=self.base // 2,
            name=self.code,
        )

    def _move(self) -> None:
        # The middle wanders; the trades jump between the two prices around it.
        step, share = self._step, self._share
        wander = self._dice.gauss(0, _MINUTE_STEPS * step) * math.sqrt(share)
        self._middle += wander + (self.base - self._middle) * _PULL * share
        side = self._dice.random() < 0.5
        self.price = step * (int(self._middle // step) + side)

    def _count(self, size: int) -> None:
        self.day_volume += size
        self.day_value += size * self.price
        self.day_high = max(self.day_high, self.price)
        self.day_low = min(self.day_low, self.price)

    def _add(self, start: datetime, size: int) -> None:
        price, bar = self.price, self.forming
        if bar is not None and bar.time == start:
            high, low = max(bar.high, price), min(bar.low, price)
            volume = bar.volume + size
            opened = bar.open
        else:
            if bar is not None:
                self.closed.append(bar)
            opened = high = low = price
            volume = size
        self.forming = Candle(
            start, opened, high, low, price, volume, None, self.day_volume
        )

    def _close_minute(self, start: datetime) -> None:
        if start.time() == _FIRST_MINUTE:
            self.day_volume = self.day_value = 0
            self.day_open = self.day_high = self.day_low = self.price
        for _ in range(_HISTORY_TRADES):
            self._move()
            size = self._dice.randint(1, _LARGEST_TRADE) * 30
            self._count(size)
            self._add(start, size)


class ScriptedMarket:
    """All symbols with their clock; a :class:`kiwoom.feed.MarketSource`.

    Parameters
    ----------
    symbols
        Codes of all that is traded.
    rate
        Trades per second of real time, all symbols together.
    minute_s
        Real seconds that an exchange minute takes.
    began
        Real time at the exchange's first moment, in seconds since the epoch.
    kept
        Trades that the log holds.
    seed
        The same seed makes the same market.

    Attributes
    ----------
    log
        What the newest trades did to their candles.
    """

    def __init__(
        self,
        symbols: Sequence[str],
        *,
        rate: float,
        minute_s: float,
        began: float,
        kept: int,
        seed: int = 1,
    ) -> None:
        self._dice = random.Random(seed)
        minutes = list(_minutes_before(_OPENING, _HISTORY))
        share = rate * minute_s / len(symbols)
        self.symbols = {
            code: ScriptedSymbol(
                code, 20_000 + 13_500 * place, minutes, share, self._dice
            )
            for place, code in enumerate(symbols)
        }
        self._order = list(self.symbols.values())
        self.log = BookOfTrades(symbols, kept)
        self._rate = rate
        self._speed = _MINUTE_S / minute_s
        self._began = self._due = began
        self._moment = self._start = _OPENING
        self._second = -1

    def trades_until(self, now: float) -> list[Trade]:
        """Make all trades that are due, ``now`` in seconds since the epoch."""
        made = []
        while self._due <= now:
            self._set_clock(self._due)
            place = self._dice.randrange(len(self._order))
            symbol = self._order[place]
            made.append(symbol.trade(self._moment, self._start))
            assert symbol.forming is not None
            self.log.write(self._due, place, symbol.forming)
            self._due += -math.log(1 - self._dice.random()) / self._rate
        return made

    async def candle_list(
        self, symbol: str, interval: Interval | str, count: int
    ) -> list[Candle]:
        """Return the newest minute candles; there are no others."""
        if Interval(interval) is not Interval.M1:
            return []
        known = self.symbols[symbol]
        forming = [known.forming] if known.forming else []
        return [*known.closed, *forming][-count:]

    async def summaries(self, symbols: Collection[str]) -> list[Summary]:
        """Return the figures of the symbols."""
        known = [self.symbols[code] for code in symbols if code in self.symbols]
        return [symbol.summary(self._moment) for symbol in known]

    async def order_book(self, symbol: str) -> OrderBook:
        """Return an empty book."""
        return OrderBook(symbol, self._moment, (), (), 0, 0)

    async def instruments(self, market: Market | None = None) -> list[Instrument]:
        """Return all symbols, whatever the market."""
        listed = market or Market.KOSPI
        return [
            Instrument(symbol.code, f"종목 {place}", listed, symbol.base, 10**9)
            for place, symbol in enumerate(self._order, 1)
        ]

    mode = None
    broker_time = None

    def rest_load(self) -> tuple[int, int]:
        """Return no load: nothing goes over a network."""
        return 0, 0

    def _set_clock(self, now: float) -> None:
        second = int((now - self._began) * self._speed)
        if second != self._second:
            self._second = second
            self._moment = _OPENING + timedelta(seconds=second)
            self._start = self._moment.replace(second=0)


def _minutes_before(end: datetime, count: int) -> Iterator[datetime]:
    calendar = load_calendar()
    moments: list[datetime] = []
    moment = end
    while len(moments) < count:
        moment -= _MINUTE
        if moment.time() < _FIRST_MINUTE:
            day = calendar.on_or_before(moment.date() - timedelta(days=1))
            moment = datetime.combine(day, _LAST_MINUTE, KST)
        moments.append(moment)
    return reversed(moments)
