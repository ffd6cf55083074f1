"""What the socket says, as models: the description that programs are written from.

Messages are not built from these, which would be too slow; a test holds each message
that is sent against them. Prices in won, sizes in shares, times in KST (+09:00).
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from dashboard.gateway.replies import (
    LevelReply,
    Percent,
    QuoteReply,
    Shares,
    Won,
)


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Message(_Said):
    seq: int = Field(description="Number within the connection, without holes", ge=1)


class StateOfAll(_Said):
    """연결 상태 · State of the line to the broker."""

    symbol: None = None
    state: str = Field(description="live, catching_up, closed, stale, reconnecting …")
    reason: str = Field(description="까닭, 없으면 빈 글")


class Welcome(_Message):
    """첫 메시지 · The first message of a connection."""

    type: Literal["welcome"]
    session: str = Field(description="끊긴 뒤 session=과 since=로 이어 갈 이름")
    is_resumed: bool
    state: StateOfAll


class Answer(_Message):
    """구독의 답 · The answer to ``subscribe`` and ``unsubscribe``."""

    type: Literal["subscribed", "unsubscribed"]
    id: str | int | None
    symbols: list[str]
    channels: list[str]


class Pong(_Message):
    """``ping``의 답 · The answer to ``ping``."""

    type: Literal["pong"]
    id: str | int | None


class Refusal(_Message):
    """받아들이지 않은 요청 · A request that was not taken."""

    type: Literal["error"]
    id: str | int | None
    code: Literal["unreadable", "invalid_request", "unknown_symbol", "too_many_symbols"]
    detail: str = Field(description="한 문장")
    symbols: list[str] | None = Field(default=None, description="없는 종목")


class Gap(_Message):
    """빠진 이벤트 · Events were left out; a snapshot of each symbol follows."""

    type: Literal["gap"]
    dropped: int = Field(ge=0)


class StateChange(_Message):
    """상태의 변화 · How far a symbol's data can be trusted; null is the line itself."""

    type: Literal["state"]
    symbol: str | None
    state: str
    reason: str


class _TradeFields(_Said):
    symbol: str
    time: datetime
    price: Won
    size: Shares
    side: Literal["buy", "sell", "auction"]
    day_volume: Shares = Field(description="누적 거래량, shares")
    day_value: Won = Field(description="누적 거래대금, won")
    change: Won
    change_rate: Percent
    open: Won
    high: Won
    low: Won
    strength: Percent
    ask: Won
    bid: Won
    is_after_hours: bool
    received: datetime = Field(description="When this machine received it")


class TradeMessage(_Message, _TradeFields):
    """체결 · One execution."""

    type: Literal["trade"]


class QuoteMessage(_Message, QuoteReply):
    """현재가 · The newest figures of a symbol's day."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["quote"]


class CandleFields(_Said):
    """봉 · One candle, labelled by its start."""

    symbol: str
    interval: str
    time: datetime
    open: Won
    high: Won
    low: Won
    close: Won
    volume: Shares
    value: int | None
    day_volume: int | None
    is_closed: bool = Field(description="닫힌 봉인지")
    is_revised: bool = Field(description="이미 닫힌 봉이 고쳐졌는지")


class CandleMessage(_Message, CandleFields):
    """봉 · A candle that is unfinished, closed or revised."""

    type: Literal["candle"]


class BookFields(_Said):
    """호가 · Ten levels on each side, best first."""

    symbol: str
    time: datetime
    asks: list[LevelReply]
    bids: list[LevelReply]
    total_ask: Shares
    total_bid: Shares


class BookMessage(_Message, BookFields):
    """호가 · The order book."""

    type: Literal["orderbook"]


class ExpectedMessage(_Message):
    """예상체결 · What an auction would trade if it ended now."""

    type: Literal["expected"]
    symbol: str
    time: datetime
    price: Won
    change: Won
    change_rate: Percent
    size: Shares
    day_volume: Shares


class SessionMessage(_Message):
    """장운영 · A notice about the trading session."""

    type: Literal["session"]
    code: str
    time: datetime
    phase: str | None
    remaining_s: int


class InterruptionMessage(_Message):
    """변동성완화장치 · Trading of a symbol stopped for an auction (VI)."""

    type: Literal["interruption"]
    symbol: str
    name: str
    kind: str
    is_upward: bool
    price: Won
    static_reference: Won
    dynamic_reference: Won
    static_deviation: Percent
    dynamic_deviation: Percent
    triggered: datetime
    released: datetime | None
    count: int


class Snapshot(_Message):
    """한 종목의 지금 · All that a connection follows of a symbol, as it is now."""

    type: Literal["snapshot"]
    symbol: str
    reason: Literal["subscribed", "loaded", "gap"]
    state: str
    quote: QuoteReply | None = None
    orderbook: BookFields | None = None
    candles: dict[str, list[CandleFields]]


Message = Annotated[
    Welcome
    | Answer
    | Pong
    | Refusal
    | Gap
    | StateChange
    | Snapshot
    | TradeMessage
    | QuoteMessage
    | CandleMessage
    | BookMessage
    | ExpectedMessage
    | SessionMessage
    | InterruptionMessage,
    Field(discriminator="type"),
]
MESSAGES: tuple[type[BaseModel], ...] = Message.__origin__.__args__  # type: ignore[attr-defined]
MESSAGE: TypeAdapter[BaseModel] = TypeAdapter(Message)
