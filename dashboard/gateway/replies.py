"""What the gateway answers: prices in won, volumes in shares, times in KST."""

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import BaseModel, Field

Won = Annotated[int, Field(description="won")]
Shares = Annotated[int, Field(description="shares")]
Percent = Annotated[float, Field(description="percent")]


class Reply(BaseModel):
    """A model that is read off one of the library's."""

    model_config = {"from_attributes": True}


class QuoteReply(Reply):
    """Current price of a symbol and the figures of its day."""

    symbol: str = Field(examples=["005930"])
    name: str = Field(examples=["삼성전자"])
    venue: str = Field(description="KRX, NXT, 통합", examples=["KRX"])
    price: Won = Field(description="현재가, won", examples=[71_200])
    change: Won = Field(description="전일대비, won", examples=[-800])
    change_rate: Percent = Field(description="등락률, percent", examples=[-1.11])
    open: Won = Field(description="시가, won; 0 before the first trade")
    high: Won = Field(description="고가, won")
    low: Won = Field(description="저가, won")
    volume: Shares = Field(description="누적 거래량, shares")
    value: Won = Field(description="누적 거래대금, won")
    strength: Percent = Field(description="체결강도, percent")
    upper_limit: Won = Field(description="상한가, won")
    lower_limit: Won = Field(description="하한가, won")
    base_price: Won = Field(description="전일 종가, won", examples=[72_000])
    trading_day: date = Field(description="Day of these figures, KST")
    time: datetime | None = Field(description="Time of the last trade, KST")
    source: str = Field(description="live: 실시간 체결, rest: 방금 물은 값")
    age: float | None = Field(
        description="Seconds of the exchange since the last trade", default=None
    )


class CandleReply(Reply):
    """One candle, labelled by its start in KST; ``value`` is null where unknown."""

    time: datetime
    open: Won
    high: Won
    low: Won
    close: Won
    volume: Shares
    value: int | None = Field(description="won", default=None)
    day_volume: int | None = Field(
        description="The day's shares at its end; null for days and longer",
        default=None,
    )


class LevelReply(Reply):
    """One price of an order book."""

    price: Won
    size: Shares


class OrderBookReply(Reply):
    """Ten levels on each side, best first; empty levels are left out."""

    symbol: str
    time: datetime
    asks: list[LevelReply]
    bids: list[LevelReply]
    total_ask: Shares
    total_bid: Shares


class TradeReply(Reply):
    """One execution of the day; ``side`` is who started it."""

    symbol: str
    time: datetime
    price: Won
    size: Shares
    side: str = Field(description="buy, sell, auction")
    change: Won = Field(description="전일대비, won")
    change_rate: Percent
    ask: Won
    bid: Won
    day_volume: Shares
    day_value: Won
    strength: Percent


class InstrumentReply(Reply):
    """What can be charted."""

    symbol: str = Field(examples=["005930"])
    name: str = Field(examples=["삼성전자"])
    market: str = Field(examples=["KOSPI"])
    base_price: Won = Field(description="전일 종가, won")
    listed_shares: Shares


class RankedReply(Reply):
    """One place of a ranking."""

    rank: int
    symbol: str
    name: str
    price: Won
    change: Won
    change_rate: Percent
    volume: Shares
    value: int | None = Field(description="won", default=None)


class IndexReply(Reply):
    """A market index and how many of its issues rise and fall."""

    code: str = Field(examples=["001"])
    name: str = Field(examples=["종합(KOSPI)"])
    level: float = Field(description="points")
    change: float = Field(description="points")
    change_rate: Percent
    volume: Shares
    value: Won
    limit_up: int = Field(description="상한가 종목")
    rising: int
    unchanged: int
    falling: int
    limit_down: int = Field(description="하한가 종목")


class DayReply(BaseModel):
    """A trading day and its hours, KST."""

    day: date
    open: time
    close: time
    is_special: bool = Field(description="Whether the hours differ from other days'")


class SubscriptionReply(BaseModel):
    """A symbol that somebody in the house watches."""

    symbol: str
    viewers: int
    state: str


class LimitsReply(BaseModel):
    """Calls to the broker: how many a second are allowed, were sent, and wait."""

    calls_per_second: int = Field(description="For each kind of request")
    busiest: int = Field(description="Sent of the busiest kind, in the last second")
    sent: int = Field(description="Within the last second, all kinds together")
    waiting: int
    symbols: int
    most_symbols: int


class HealthReply(BaseModel):
    """How the feed is doing."""

    status: Literal["ok", "waiting", "restart"] = Field(
        description="restart: only a restart helps (answered with 503); waiting: the "
        "market is not told at the moment, which mends itself or needs a person"
    )
    mode: str | None = Field(description="real, mock, sim; null while not known")
    state: str
    since: datetime
    reason: str
    phase: str
    exchange_time: datetime | None
    broker_time: datetime | None = Field(
        description="The broker's own clock at its last answer"
    )
    trades_per_second: int
    trade_age: float | None = Field(description="Seconds since the last trade arrived")
    symbols: int
    catching_up: int
    reconnects: int
    gaps_open: int
    gaps_healed: int
    duplicates: int
    late: int
    unexplained: int
    dropped_rows: int
    version: str
