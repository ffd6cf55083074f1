"""Puts the gateway's application together."""

from collections.abc import Collection
from typing import Any

from fastapi import FastAPI, Security
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline

from dashboard.access import Access
from dashboard.gateway import lists, market, metrics, operation, stream
from dashboard.gateway.doorman import Doorman
from dashboard.gateway.problems import Problem, answer_problems
from dashboard.gateway.source import MarketQueries
from dashboard.gateway.stream import Audience, asyncapi
from kiwoom import Hub

_ABOUT = """\
가격은 원, 거래량은 주, 시각은 한국 시각(+09:00)입니다. 읽기만 하며 주문은 없습니다.
실시간은 WebSocket `/api/v1/stream`으로 받습니다: [메시지 설명](/stream-docs),
[AsyncAPI 문서](/asyncapi.json).

Prices in won, volumes in shares, times in KST. Read only.
"""
_PREFIX = "/api/v1"
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}}
    for status in (400, 401, 403, 404, 422, 429, 502, 503)
}


def _asked_for(access: Access) -> list[Any]:
    """Return what the document says of the login; the doorman sees to it."""
    bearer = HTTPBearer(auto_error=False, description="kiwoom-dashboard token")
    return [Security(bearer)] if access.needs_login else []


def create_app(
    hub: Hub,
    client: MarketQueries,
    audience: Audience,
    access: Access,
    version: str,
    held_pages: Collection[object] = (),
) -> FastAPI:
    """Build the application over a running hub, its client and its audience."""
    app: FastAPI = FastAPIOffline(
        title="키움 시세 게이트웨이",
        version=version,
        description=_ABOUT,
        dependencies=_asked_for(access),
        # Short names for programs that are generated from the document.
        generate_unique_id_function=lambda route: route.name,
    )
    app.add_middleware(Doorman, access=access)
    answer_problems(app)
    for router in (
        market.routes(hub, client),
        lists.routes(hub, client),
        operation.routes(hub, client, version),
    ):
        app.include_router(router, prefix=_PREFIX, responses=_PROBLEMS)
    app.include_router(stream.routes(audience), prefix=_PREFIX)
    app.include_router(asyncapi.routes(version))
    app.include_router(metrics.routes(hub, client, audience, held_pages))
    return app
