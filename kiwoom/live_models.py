"""What live rows tell beside trades, order books and session notices.

Prices are whole won, sizes shares, values won, times KST. ``symbol`` is the code as it
was registered, with the suffix of its venue.
"""

from dataclasses import dataclass
from datetime import datetime

from kiwoom.enums import InterruptionKind


@dataclass(frozen=True, slots=True)
class ExpectedMatch:
    """예상체결: what an auction would trade if it ended now (type 0H).

    ``size`` shares would trade at ``price``; ``change`` and ``change_rate`` are against
    the previous close, in won and percent; ``day_volume`` is the day's shares so far.
    """

    symbol: str
    time: datetime
    price: int
    change: int
    change_rate: float
    size: int
    day_volume: int


@dataclass(frozen=True, slots=True)
class Interruption:
    """변동성완화장치(VI): trading stopped for an auction of two minutes (type 1h).

    Attributes
    ----------
    symbol, name
        Code and Korean name.
    kind
        Which of the two limits was touched.
    is_upward
        Whether the price rose into it.
    price
        The price that would have been traded, in won.
    static_reference, dynamic_reference
        What it is compared with, in won; 0 where that limit was not touched.
    static_deviation, dynamic_deviation
        Percent from these.
    triggered, released
        When trading stopped, and when it went on; ``None`` while it is stopped.
    count
        How many of the day this is.
    """

    symbol: str
    name: str
    kind: InterruptionKind
    is_upward: bool
    price: int
    static_reference: int
    dynamic_reference: int
    static_deviation: float
    dynamic_deviation: float
    triggered: datetime
    released: datetime | None
    count: int


@dataclass(frozen=True, slots=True)
class Indication:
    """주식기세: figures of the day that moved without a trade (type 0A)."""

    symbol: str
    price: int
    change: int
    change_rate: float
    ask: int
    bid: int
    open: int
    high: int
    low: int
    day_volume: int
    day_value: int


@dataclass(frozen=True, slots=True)
class BestQuote:
    """주식우선호가: the best prices of both sides, 0 where one is empty (type 0C)."""

    symbol: str
    ask: int
    bid: int


@dataclass(frozen=True, slots=True)
class OffHoursBook:
    """시간외호가: orders at the closing price, and their change (type 0E)."""

    symbol: str
    time: datetime
    total_ask: int
    ask_change: int
    total_bid: int
    bid_change: int


@dataclass(frozen=True, slots=True)
class BrokerVolume:
    """One member firm's shares of the day on one side, and their last change."""

    code: str
    name: str
    size: int
    change: int
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class Brokers:
    """당일거래원: the firms that sold and bought most today, first first (type 0F).

    The foreign figures are the broker's estimate, in shares.
    """

    symbol: str
    sellers: tuple[BrokerVolume, ...]
    buyers: tuple[BrokerVolume, ...]
    foreign_sold: int
    foreign_bought: int
    foreign_net: int


@dataclass(frozen=True, slots=True)
class IndexTick:
    """업종지수: a market index as it moves (type 0J).

    ``code`` is the index', ``level`` and its extremes are points, ``change_rate`` is
    percent; ``size`` and ``volume`` are shares, rounded to a thousand, ``value`` is
    won, rounded to a million.
    """

    code: str
    time: datetime
    level: float
    change: float
    change_rate: float
    size: int
    volume: int
    value: int
    open: float
    high: float
    low: float


@dataclass(frozen=True, slots=True)
class IndexBreadth:
    """업종등락: how many issues of an index rise and fall (type 0U).

    ``rising`` and ``falling`` leave out those at their limit only if the broker does:
    it does not say so. ``traded_rate`` is percent of all issues.
    """

    code: str
    time: datetime
    level: float
    change: float
    change_rate: float
    rising: int
    limit_up: int
    unchanged: int
    falling: int
    limit_down: int
    traded: int
    traded_rate: float
    volume: int
    value: int


@dataclass(frozen=True, slots=True)
class StockInfo:
    """종목정보: limits and remarks of a day that changed (type 0g).

    ``remark`` is the exchange's text, such as ``"동정적VI"``; prices are won.
    """

    symbol: str
    remark: str
    upper_limit: int
    lower_limit: int
    base_price: int


@dataclass(frozen=True, slots=True)
class ProgramTrading:
    """프로그램매매: what programs sold and bought of a stock today (type 0w).

    Sizes are shares, values won, rounded to a million; the net is bought less sold, and
    its changes are against the row before.
    """

    symbol: str
    time: datetime
    price: int
    change: int
    change_rate: float
    day_volume: int
    sold: int
    sold_value: int
    bought: int
    bought_value: int
    net: int
    net_change: int
    net_value: int
    net_value_change: int


LiveRow = (
    ExpectedMatch
    | Interruption
    | Indication
    | BestQuote
    | OffHoursBook
    | Brokers
    | IndexTick
    | IndexBreadth
    | StockInfo
    | ProgramTrading
)
