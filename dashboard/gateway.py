"""The gateway: the hub's market state as JSON for other programs, with Swagger UI."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import uvicorn
from fastapi import FastAPI, HTTPException, Query
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel, Field
from starlette.middleware.trustedhost import TrustedHostMiddleware

from kiwoom import (
    ApiError,
    Client,
    Hub,
    Interval,
    KiwoomError,
    UnknownSymbol,
    is_symbol,
)

_MAX_CANDLES = 900
_CLOSE_S = 3.0
_HOSTS = ("127.0.0.1", "localhost")


class QuoteReply(BaseModel):
    """Current price of a symbol. Prices are won, volume shares, rates percent."""

    symbol: str = Field(examples=["005930"])
    name: str = Field(examples=["삼성전자"])
    price: int = Field(description="현재가, won")
    change: int = Field(description="전일대비, won")
    change_rate: float = Field(description="등락률, percent")
    open: int = Field(description="시가, won")
    high: int = Field(description="고가, won")
    low: int = Field(description="저가, won")
    volume: int = Field(description="누적 거래량, shares")
    value: int = Field(description="누적 거래대금, won")
    strength: float = Field(description="체결강도, percent")
    upper_limit: int = Field(description="상한가, won")
    lower_limit: int = Field(description="하한가, won")
    time: datetime | None = Field(description="Time of the last trade, KST")


class CandleReply(BaseModel):
    """One candle, labelled by its start in KST; ``value`` is null where unknown."""

    time: datetime
    open: int
    high: int
    low: int
    close: int
    volume: int
    value: int | None


class HealthReply(BaseModel):
    """How the feed is doing."""

    state: str
    reason: str
    phase: str
    exchange_time: datetime | None
    trades_per_second: int
    symbols: int
    version: str


def create_gateway(hub: Hub, client: Client, version: str) -> FastAPI:
    """Build the application over a running hub and its client."""
    app: FastAPI = FastAPIOffline(title="키움 시세 게이트웨이", version=version)
    # Another name that leads here is a foreign page's trick (DNS rebinding).
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(_HOSTS))

    @app.get("/api/v1/health", summary="시세 연결 상태")
    async def health() -> HealthReply:
        """Tell how the connection to the broker is doing."""
        state = hub.health()
        return HealthReply(
            state=state.state,
            reason=" · ".join(filter(None, (state.reason, state.store_trouble))),
            phase=state.phase,
            exchange_time=state.exchange_time,
            trades_per_second=state.trades_per_second,
            symbols=state.symbols,
            version=version,
        )

    @app.get("/api/v1/quotes/{symbol}", summary="종목의 현재가")
    async def quote(symbol: str) -> QuoteReply:
        """Return the current price of a symbol and the figures of its day."""
        with _refusals(symbol):
            latest = hub.latest(symbol) or await client.summary(symbol)
        return QuoteReply.model_validate(latest, from_attributes=True)

    @app.get("/api/v1/candles/{symbol}", summary="종목의 봉")
    async def candles(
        symbol: str,
        interval: Interval = Interval.M1,
        count: Annotated[int, Query(ge=1, le=_MAX_CANDLES)] = 300,
    ) -> list[CandleReply]:
        """Return the newest candles, oldest first, the unfinished one last."""
        with _refusals(symbol):
            found = await client.candle_list(symbol, interval, count)
        return [CandleReply.model_validate(c, from_attributes=True) for c in found]

    return app


@contextlib.contextmanager
def _refusals(symbol: str) -> Iterator[None]:
    unknown = HTTPException(404, f"{symbol}: 없는 종목 코드입니다")
    if not is_symbol(symbol):
        raise unknown
    try:
        yield
    except UnknownSymbol as error:
        raise unknown from error
    except ApiError as error:
        raise HTTPException(502, f"키움이 거절했습니다: {error.text}") from error
    except KiwoomError as error:
        text = "시세 서버에 닿지 못했습니다. 잠시 뒤 다시 요청하세요"
        raise HTTPException(503, text) from error


class _LoopServer(uvicorn.Server):
    """A server that leaves the process's signals to their owner."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as usual, and say when it is done."""
        await super().startup(sockets)
        self.is_up.set()


class GatewayServer:
    """Runs the gateway in the wall's own loop, on a port of its own."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _LoopServer(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen; returns once requests are answered.

        Raises
        ------
        OSError
            If the port is taken.
        """
        config = self._server.config
        # uvicorn's own way to bind ends the process when the port is taken.
        listener = socket.create_server((config.host, config.port))
        self.port: int = listener.getsockname()[1]
        self._task = asyncio.create_task(self._server.serve([listener]), name="gateway")
        await self._server.is_up.wait()

    async def aclose(self) -> None:
        """Stop listening and end open requests."""
        self._server.should_exit = True
        if self._task is not None:
            await asyncio.wait_for(self._task, _CLOSE_S)
