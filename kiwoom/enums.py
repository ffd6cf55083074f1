"""Closed sets of the domain: modes, intervals, sides, markets, venues and states."""

from enum import StrEnum

_MINUTES_PER_DAY = 24 * 60


class Mode(StrEnum):
    """Which servers the client talks to: Kiwoom's two kinds, or the simulator."""

    REAL = "real"
    MOCK = "mock"
    SIM = "sim"


class Interval(StrEnum):
    """Width of a candle, as public interfaces write it (``"1m"``, ``"1d"``)."""

    M1 = "1m"
    M3 = "3m"
    M5 = "5m"
    M10 = "10m"
    M15 = "15m"
    M30 = "30m"
    M60 = "60m"
    D1 = "1d"

    @property
    def is_intraday(self) -> bool:
        """Whether the candle is shorter than a trading day."""
        return self is not Interval.D1

    @property
    def minutes(self) -> int:
        """Width in minutes; a day counts as 1440."""
        return int(self[:-1]) if self.is_intraday else _MINUTES_PER_DAY


class Period(StrEnum):
    """Width of a candle that is longer than a day; history only, nothing live."""

    WEEK = "1w"
    MONTH = "1M"
    YEAR = "1y"


class Side(StrEnum):
    """Who started a trade: a buyer, a seller, or an auction that has no side."""

    BUY = "buy"
    SELL = "sell"
    AUCTION = "auction"


class Market(StrEnum):
    """Where an instrument is listed."""

    KOSPI = "KOSPI"
    KOSDAQ = "KOSDAQ"
    ETF = "ETF"
    OTHER = "OTHER"


class Venue(StrEnum):
    """Where trades are made: the exchange, the alternative system, or both as one."""

    KRX = "KRX"
    NXT = "NXT"
    UNIFIED = "통합"


class MarketPhase(StrEnum):
    """What the exchange is doing at a moment of the trading day."""

    CLOSED = "closed"
    OPENING_AUCTION = "opening_auction"
    CONTINUOUS = "continuous"
    CLOSING_AUCTION = "closing_auction"
    AFTER_HOURS = "after_hours"

    @property
    def is_trading(self) -> bool:
        """Whether trades of the regular session can arrive."""
        return self in {MarketPhase.CONTINUOUS, MarketPhase.CLOSING_AUCTION}


class FeedState(StrEnum):
    """How far the live data can be trusted, for the whole feed or for one symbol."""

    CONNECTING = "connecting"
    CATCHING_UP = "catching_up"
    LIVE = "live"
    CLOSED = "closed"
    STALE = "stale"
    RECONNECTING = "reconnecting"
    TAKEN_OVER = "taken_over"
    REFUSED = "refused"


class Ranking(StrEnum):
    """What instruments are ranked by: 거래대금, 거래량, 등락률 상위와 하위."""

    VALUE = "value"
    VOLUME = "volume"
    RISE = "rise"
    FALL = "fall"


class LiveKind(StrEnum):
    """What a live row tells; each kind is registered for by itself."""

    TRADE = "trade"
    BOOK = "book"
    SESSION = "session"
    INTERRUPTION = "interruption"
    EXPECTED = "expected"
    INDICATION = "indication"
    BEST_QUOTE = "best_quote"
    OFF_HOURS = "off_hours"
    BROKERS = "brokers"
    INDEX = "index"
    BREADTH = "breadth"
    STOCK_INFO = "stock_info"
    PROGRAM = "program"
    SCREEN = "screen"


class InterruptionKind(StrEnum):
    """Which limit of the 변동성완화장치 was touched: 정적, 동적, or both."""

    STATIC = "정적"
    DYNAMIC = "동적"
    BOTH = "동적+정적"
