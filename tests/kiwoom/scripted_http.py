"""An HTTP server that answers as a test says, for what the simulator never says."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from kiwoom.settings import Server

# What was asked, as headers with small names, to the fields and headers of the reply.
Answer = Callable[[Mapping[str, str]], tuple[Mapping[str, object], Mapping[str, str]]]

_GOOD = {
    "return_code": 0,
    "return_msg": "",
    "token": "t",
    "expires_dt": "20991231000000",
}
_HEADER = re.compile(r"^([\w-]+): (.*)\r$", re.M)


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[Server]:
    """Serve answers; each of them is also a good reply to the call for a token."""

    async def handle(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked = {name.lower(): text for name, text in _HEADER.findall(head)}
        await reader.readexactly(int(asked.get("content-length", 0)))
        writer.write(_reply(*answer(asked)))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as broker:
        port = broker.sockets[0].getsockname()[1]
        yield Server.simulated(f"http://127.0.0.1:{port}")


def _reply(fields: Mapping[str, object], headers: Mapping[str, str]) -> bytes:
    body = json.dumps(_GOOD | dict(fields)).encode()
    head = {"Content-Length": str(len(body)), "Connection": "close", **headers}
    lines = ["HTTP/1.1 200 OK", *(f"{name}: {text}" for name, text in head.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
