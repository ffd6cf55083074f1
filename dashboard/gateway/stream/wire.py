"""How messages are written: as JSON, or with the same content as MessagePack."""

from collections.abc import Sequence
from enum import StrEnum

import orjson
import ormsgpack


class Format(StrEnum):
    """What frames hold: text with JSON, or bytes with MessagePack."""

    JSON = "json"
    MSGPACK = "msgpack"


def message(kind: str, number: int, body: bytes) -> bytes:
    """Return a message: its type and number before what its body tells.

    Examples
    --------
    >>> message("trade", 7, b'{"symbol":"005930"}')
    b'{"type":"trade","seq":7,"symbol":"005930"}'
    """
    rest = body[1:] if body == b"{}" else b"," + body[1:]
    return b'{"type":"%b","seq":%d%b' % (kind.encode(), number, rest)


def frames(messages: Sequence[bytes], wanted: Format, *, batched: bool) -> list[bytes]:
    """Return messages as frames, one for each or one array of all."""
    if not messages:
        return []
    if batched:
        messages = [b"[%b]" % b",".join(messages)]
    if wanted is Format.JSON:
        return list(messages)
    return [ormsgpack.packb(orjson.loads(one)) for one in messages]
