"""Immutable messages and states; prices are whole won, sizes shares, times KST."""

from dataclasses import dataclass
from datetime import date, datetime

from kiwoom.enums import Market, MarketPhase, Side

_CODE_LENGTH = 6
_VENUES = ("", "_NX", "_AL")


def is_symbol(text: str) -> bool:
    """Whether a text has the form of a symbol: six characters and maybe a venue.

    Examples
    --------
    >>> is_symbol("005930"), is_symbol("005930_NX"), is_symbol("삼성전자")
    (True, True, False)
    """
    code, venue = text[:_CODE_LENGTH], text[_CODE_LENGTH:]
    is_code = len(code) == _CODE_LENGTH and code.isascii() and code.isalnum()
    return is_code and code == code.upper() and venue in _VENUES


@dataclass(frozen=True, slots=True)
class Trade:
    """One execution on the exchange, with the day's running figures after it.

    Attributes
    ----------
    symbol
        Six-character code, with a venue suffix where one was registered.
    time
        Exchange time in KST, whole seconds.
    price, size, side
        Won, shares (positive), and who started the trade.
    day_volume, day_value
        The day's shares so far, and its won so far rounded to a million.
    change, change_rate
        Won and percent against the previous close.
    open, high, low
        The day's prices in won.
    strength
        체결강도: buyers' volume in percent of sellers' volume.
    ask, bid
        Best prices in won, 0 where the side is empty.
    is_after_hours
        Whether it belongs to the session after the close, see
        :meth:`kiwoom.hours.TradingHours.minute_of`.
    """

    symbol: str
    time: datetime
    price: int
    size: int
    side: Side
    day_volume: int
    day_value: int
    change: int
    change_rate: float
    open: int
    high: int
    low: int
    strength: float
    ask: int
    bid: int
    is_after_hours: bool = False


@dataclass(frozen=True, slots=True)
class Candle:
    """Prices and volume of one interval, labelled by its start.

    Attributes
    ----------
    time
        Start of the interval in KST; midnight of the trading day for daily candles.
    open, high, low, close
        Won.
    volume
        Shares.
    value
        Won traded; ``None`` where the broker does not say (minute history).
    day_volume
        The day's running volume at the end of the candle, which makes holes provable;
        ``None`` for daily candles.
    """

    time: datetime
    open: int
    high: int
    low: int
    close: int
    volume: int
    value: int | None = None
    day_volume: int | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One price of the order book: won and shares."""

    price: int
    size: int


@dataclass(frozen=True, slots=True)
class OrderBook:
    """Ten price levels on each side, best first; empty levels are left out."""

    symbol: str
    time: datetime
    asks: tuple[Level, ...]
    bids: tuple[Level, ...]
    total_ask: int
    total_bid: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The newest figures of a symbol's day, from the watch list or the last trade.

    Prices are won, ``volume`` shares, ``value`` won, rates percent; ``time`` is the
    last trade's, ``None`` before the first one of the day.
    """

    symbol: str
    trading_day: date
    time: datetime | None
    price: int
    base_price: int
    change: int
    change_rate: float
    open: int
    high: int
    low: int
    volume: int
    value: int
    strength: float
    upper_limit: int
    lower_limit: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """What can be charted: code, Korean name, market and yesterday's close in won."""

    symbol: str
    name: str
    market: Market
    base_price: int
    listed_shares: int


@dataclass(frozen=True, slots=True)
class Extreme:
    """A highest or lowest price in won, and the day it was traded on (KST)."""

    price: int
    day: datetime


@dataclass(frozen=True, slots=True)
class Fundamentals:
    """What a company is worth and earns; ``None`` where the broker does not say.

    Attributes
    ----------
    symbol, name
        Code and Korean name.
    price, base_price
        Last price and previous close in won.
    market_value, capital
        Won.
    listed_shares, floating_shares
        Shares, rounded to a thousand.
    foreign_rate, roe
        Percent.
    per, pbr
        Times.
    eps, bps
        Won a share.
    revenue, operating_profit, net_income
        Won of the last business year, rounded to a hundred million.
    high_250, low_250
        Extremes of the last 250 trading days.
    """

    symbol: str
    name: str
    price: int
    base_price: int
    market_value: int
    capital: int
    listed_shares: int
    floating_shares: int
    foreign_rate: float | None
    per: float | None
    eps: float | None
    roe: float | None
    pbr: float | None
    bps: float | None
    revenue: int | None
    operating_profit: int | None
    net_income: int | None
    high_250: Extreme | None
    low_250: Extreme | None


@dataclass(frozen=True, slots=True)
class RankedStock:
    """One place of a ranking.

    Attributes
    ----------
    rank
        1 is the first.
    symbol, name
        Six characters, whatever the venue, and the Korean name.
    price, change, change_rate
        Won, won and percent against the previous close.
    volume
        The day's shares.
    value
        The day's won, rounded to a million; ``None`` where the ranking does not say.
    """

    rank: int
    symbol: str
    name: str
    price: int
    change: int
    change_rate: float
    volume: int
    value: int | None


@dataclass(frozen=True, slots=True)
class SessionSignal:
    """A notice of the exchange about the trading session.

    ``phase`` is ``None`` for notices that do not change it; ``remaining_s`` counts
    down.
    """

    code: str
    time: datetime
    phase: MarketPhase | None
    remaining_s: int


@dataclass(frozen=True, slots=True)
class PastTrade:
    """One execution of the day, as a list of past ones tells it.

    ``time`` is in KST, ``price``, ``ask`` and ``bid`` are won, ``size`` and
    ``day_volume`` shares, ``day_value`` is won; ``strength`` is 체결강도.
    """

    symbol: str
    time: datetime
    price: int
    size: int
    side: Side
    change: int
    change_rate: float
    ask: int
    bid: int
    day_volume: int
    day_value: int
    strength: float
