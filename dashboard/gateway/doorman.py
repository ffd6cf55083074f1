"""Stands before every route of the gateway: names, origins, login, headers."""

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access import Access
from dashboard.access import headers as security
from dashboard.access.access import Verdict
from dashboard.gateway.problems import MEDIA_TYPE, Problem

_PROBLEMS = {
    Verdict.FOREIGN_HOST: Problem(
        title="Foreign host",
        status=400,
        code="foreign_host",
        detail="이 서버의 이름이 아닙니다",
        remedy="서버를 --name 이름으로 시작하면 그 이름으로 부를 수 있습니다",
    ),
    Verdict.FOREIGN_ORIGIN: Problem(
        title="Foreign origin",
        status=403,
        code="foreign_origin",
        detail="다른 사이트의 페이지는 이 서버에 물을 수 없습니다",
    ),
    Verdict.LOGIN_NEEDED: Problem(
        title="Login needed",
        status=401,
        code="login_needed",
        detail="로그인이 필요합니다",
        remedy="Authorization: Bearer 토큰을 보내거나 (kiwoom-dashboard token) "
        "화면에서 로그인하세요",
    ),
}
_DENIAL = "websocket.http.response"


class Doorman:
    """Lets requests through that may be answered, and answers the others itself."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge one request or one WebSocket."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        found = Headers(scope=scope)
        verdict = self._access.judge(
            found.get("host", ""),
            found.get("origin"),
            found.get("authorization", ""),
            found.get("cookie", ""),
        )
        if verdict is not Verdict.ADMITTED:
            await _refuse(scope, send, _PROBLEMS[verdict])
            return

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_on)


def _add_headers(found: MutableHeaders) -> None:
    for name, value in security.COMMON.items():
        found[name] = value
    found["Content-Security-Policy"] = security.GATEWAY
    # What a route says of its own answers stays.
    found.setdefault("Cache-Control", "no-store")


async def _refuse(scope: Scope, send: Send, problem: Problem) -> None:
    is_socket = scope["type"] == "websocket"
    if is_socket and _DENIAL not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    prefix = _DENIAL if is_socket else "http.response"
    start: Message = {"type": f"{prefix}.start", "status": problem.status}
    start["headers"] = [(b"content-type", MEDIA_TYPE.encode())]
    _add_headers(MutableHeaders(scope=start))
    if problem.status == 401:
        MutableHeaders(scope=start)["WWW-Authenticate"] = "Bearer"
    await send(start)
    body = orjson.dumps(problem.model_dump())
    await send({"type": f"{prefix}.body", "body": body})
