"""Puts events into Redis for the feeds that read them there."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from kiwoom.errors import ConfigError, TransportError
from kiwoom.relay_wire import QUOTES, STREAM, entry_fields

if TYPE_CHECKING:
    from redis.asyncio import Redis

_PATIENCE_S = 3.0
# Twenty seconds of entries; a reader that is further behind begins anew anyway.
_KEPT_ENTRIES = 1_000


class RelayWriter:
    """Writes entries to the stream, and the newest trades to a hash.

    Parameters
    ----------
    url
        Redis' address, such as ``redis://127.0.0.1:6379/0``.

    Raises
    ------
    ConfigError
        If the package ``redis`` is not installed, or the address is none.
    """

    def __init__(self, url: str) -> None:
        self._redis = connect_redis(url)

    async def write(
        self,
        begin: int,
        end: int,
        messages: Sequence[bytes],
        newest: Mapping[str, bytes],
    ) -> None:
        """Write one entry.

        Parameters
        ----------
        begin, end
            Positions before and after it in the source's own count.
        messages
            JSON objects in the gateway's words.
        newest
            The newest trade of each symbol among them.

        Raises
        ------
        TransportError
            If Redis does not take it.
        """
        pipe = self._redis.pipeline(transaction=False)
        fields = entry_fields(begin, end, messages)
        pipe.xadd(STREAM, fields, maxlen=_KEPT_ENTRIES, approximate=True)  # type: ignore[arg-type]
        if newest:
            pipe.hset(QUOTES, mapping=dict(newest))  # type: ignore[arg-type]
        try:
            await pipe.execute()
        except Exception as error:
            # Redis' own errors and the network's; the address may hold a password.
            raise TransportError(f"Redis: {type(error).__name__}") from None

    async def aclose(self) -> None:
        """Close the connection."""
        with suppress(Exception):
            await self._redis.aclose()


def connect_redis(url: str) -> "Redis":
    """Return a client of Redis that gives up soon and decodes nothing.

    Raises
    ------
    ConfigError
        If the package ``redis`` is not installed, or the address is none.
    """
    try:
        from redis.asyncio import Redis
    except ImportError as error:
        raise ConfigError(
            "redis 패키지가 없습니다; pip install 'kiwoom-dashboard[redis]' 하세요"
        ) from error
    try:
        return Redis.from_url(
            url, socket_timeout=_PATIENCE_S, socket_connect_timeout=_PATIENCE_S
        )
    except ValueError:
        raise ConfigError("Redis 주소는 redis://127.0.0.1:6379/0 꼴입니다") from None
