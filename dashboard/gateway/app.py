"""Puts the gateway's application together."""

from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware.trustedhost import TrustedHostMiddleware

from dashboard.gateway import lists, market, operation, stream
from dashboard.gateway.problems import Problem, answer_problems
from dashboard.gateway.source import MarketQueries
from dashboard.gateway.stream import Audience
from kiwoom import Hub

# Another name that leads here is a foreign page's trick (DNS rebinding).
_HOSTS = ("127.0.0.1", "localhost")
_PREFIX = "/api/v1"
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}}
    for status in (404, 422, 429, 502, 503)
}


def create_app(
    hub: Hub, client: MarketQueries, audience: Audience, version: str
) -> FastAPI:
    """Build the application over a running hub, its client and its audience."""
    app: FastAPI = FastAPIOffline(
        title="키움 시세 게이트웨이",
        version=version,
        description="가격은 원, 거래량은 주, 시각은 한국 시각입니다. 읽기만 합니다.",
    )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(_HOSTS))
    answer_problems(app)
    for router in (
        market.routes(hub, client),
        lists.routes(hub, client),
        operation.routes(hub, client, version),
    ):
        app.include_router(router, prefix=_PREFIX, responses=_PROBLEMS)
    app.include_router(stream.routes(audience), prefix=_PREFIX)
    return app
