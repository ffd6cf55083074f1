"""What a program may ask for on the socket."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from kiwoom import Interval, is_symbol

TRADE, QUOTE, BOOK, MARKET, EXPECTED = (
    "trade",
    "quote",
    "orderbook",
    "market",
    "expected",
)
CANDLE = "candle:"
CHANNELS = (TRADE, QUOTE, BOOK, MARKET, EXPECTED, *(f"{CANDLE}{i}" for i in Interval))
MOST_SYMBOLS = 199
_MOST_WAIT_MS = 60_000
_MOST_HISTORY = 900
_MOST_ID = (1 << 53) - 1

Name = Annotated[str, Field(max_length=64)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Name | Annotated[int, Field(ge=-_MOST_ID, le=_MOST_ID)] | None = Field(
        default=None, description="Comes back with the answer"
    )


class _OfSymbols(_Request):
    symbols: list[Name] = Field(
        default=[],
        description="종목 코드",
        examples=[["005930"]],
        max_length=MOST_SYMBOLS,
    )
    channels: list[Name] = Field(
        description=f"{', '.join(CHANNELS)}",
        examples=[["trade", "candle:1m"]],
        min_length=1,
        max_length=len(CHANNELS),
    )

    @field_validator("symbols")
    @classmethod
    def _are_codes(cls, given: list[str]) -> list[str]:
        if not all(map(is_symbol, given)):
            raise ValueError("expected codes of six characters, such as 005930")
        return list(dict.fromkeys(given))

    @field_validator("channels")
    @classmethod
    def _are_channels(cls, given: list[str]) -> list[str]:
        if not set(given) <= set(CHANNELS):
            raise ValueError(f"expected some of {', '.join(CHANNELS)}")
        return list(dict.fromkeys(given))


class Subscribe(_OfSymbols):
    """Ask for events; what is asked for already stays."""

    op: Literal["subscribe"]
    conflate_ms: int | None = Field(
        default=None,
        ge=0,
        le=_MOST_WAIT_MS,
        description="Only the newest state in so many ms; by default 0 for trades and "
        "250 for quotes, order books and unfinished candles",
    )
    quiet: bool = Field(
        default=False,
        description="Watch without being sent trades, which are read from Redis",
    )
    history: int = Field(
        default=100, ge=0, le=_MOST_HISTORY, description="Candles in a snapshot"
    )


class Unsubscribe(_OfSymbols):
    """Ask for no more events of some channels and symbols."""

    op: Literal["unsubscribe"]


class Ping(_Request):
    """Ask for an answer, to see that the connection stands."""

    op: Literal["ping"]


Request = Annotated[Subscribe | Unsubscribe | Ping, Field(discriminator="op")]
REQUEST: TypeAdapter[Subscribe | Unsubscribe | Ping] = TypeAdapter(Request)
