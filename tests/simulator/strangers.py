"""A client as somebody writes it who has read nothing but the broker's manual."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Protocol

import httpx
from websockets.asyncio.client import ClientConnection, connect

CATEGORIES = {
    "ka10001": "stkinfo",
    "ka10004": "mrkcond",
    "ka10080": "chart",
    "ka10081": "chart",
    "ka10082": "chart",
    "ka10083": "chart",
    "ka10094": "chart",
    "ka10095": "stkinfo",
    "ka10099": "stkinfo",
    "ka10100": "stkinfo",
}

# A machine that runs the whole suite can stand still for seconds.
_PATIENCE_S = 30.0


class Served(Protocol):
    """Whatever has Kiwoom's two addresses."""

    @property
    def url(self) -> str: ...

    @property
    def socket_url(self) -> str: ...


class Stranger:
    """Plain HTTP and a plain socket, one key."""

    def __init__(self, simulator: Served, key: str = "key") -> None:
        self.key = key
        self.token = ""
        self._http = httpx.AsyncClient(base_url=simulator.url, timeout=_PATIENCE_S)
        self._socket_url = simulator.socket_url
        self._sockets: list[ClientConnection] = []

    async def __aenter__(self) -> "Stranger":
        reply = await self.issue()
        self.token = reply.json()["token"]
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in self._sockets:
            await socket.close()
        await self._http.aclose()

    async def issue(self, **changes: str) -> httpx.Response:
        body = {
            "grant_type": "client_credentials",
            "appkey": self.key,
            "secretkey": "secret",
        }
        return await self._http.post("/oauth2/token", json=body | changes)

    async def post(
        self, path: str, body: object, headers: dict[str, str]
    ) -> httpx.Response:
        return await self._http.post(path, json=body, headers=headers)

    async def ask(self, api_id: str, cursor: str = "", **body: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}", "api-id": api_id}
        if cursor:
            headers |= {"cont-yn": "Y", "next-key": cursor}
        return await self.post(f"/api/dostk/{CATEGORIES[api_id]}", body, headers)

    async def minutes(
        self, symbol: str, scope: str = "1", **more: str
    ) -> httpx.Response:
        body = {"stk_cd": symbol, "tic_scope": scope, "upd_stkpc_tp": "1"}
        return await self.ask("ka10080", **(body | more))

    async def open(self) -> ClientConnection:
        socket = await connect(self._socket_url, ping_interval=None)
        self._sockets.append(socket)
        return socket

    async def login(self) -> ClientConnection:
        socket = await self.open()
        await send(socket, trnm="LOGIN", token=self.token)
        assert (await receive(socket))["return_code"] == 0
        return socket


async def send(socket: ClientConnection, **message: object) -> None:
    await socket.send(json.dumps(message))


async def receive(socket: ClientConnection) -> dict[str, Any]:
    return json.loads(await asyncio.wait_for(socket.recv(), 10))


async def register(
    socket: ClientConnection, items: list[str], kinds: list[str], **more: str
) -> dict[str, Any]:
    fields = {"grp_no": "1", "refresh": "1", **more}
    await send(socket, trnm="REG", **fields, data=[{"item": items, "type": kinds}])
    return await until(socket, lambda message: message["trnm"] == "REG")


async def until(
    socket: ClientConnection, is_it: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    while not is_it(message := await receive(socket)):
        pass
    return message


async def rows(socket: ClientConnection, kind: str, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) < count:
        message = await receive(socket)
        if message["trnm"] == "REAL":
            found += [row for row in message["data"] if row["type"] == kind]
    return found
