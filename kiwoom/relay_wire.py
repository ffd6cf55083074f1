"""How events travel through Redis: one entry for what is told at one time.

Pure. An entry of the stream has the fields ``from`` and ``to``, positions that follow
on each other without holes, and ``messages``, a JSON array in the gateway's own words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from kiwoom.errors import ProtocolError

STREAM = "kiwoom:events"
QUOTES = "kiwoom:quotes"
# An entry comes at least this often, empty where nothing happened.
BEAT_S = 0.5


@dataclass(frozen=True, slots=True)
class RelayEntry:
    """Messages between two positions of the source's own count."""

    begin: int
    end: int
    messages: Sequence[Mapping[str, object]]


def entry_fields(begin: int, end: int, messages: Sequence[bytes]) -> dict[str, bytes]:
    """Return the fields of an entry; ``messages`` are JSON objects."""
    return {
        "from": b"%d" % begin,
        "to": b"%d" % end,
        "messages": b"[%b]" % b",".join(messages),
    }


def read_entry(fields: Mapping[bytes, bytes]) -> RelayEntry:
    """Return an entry of the stream.

    Raises
    ------
    ProtocolError
        If it is none.
    """
    try:
        begin, end = int(fields[b"from"]), int(fields[b"to"])
        messages = orjson.loads(fields[b"messages"])
    except (KeyError, ValueError, TypeError) as error:
        raise ProtocolError("no entry of the relay") from error
    if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
        raise ProtocolError("no messages in the entry of the relay")
    return RelayEntry(begin, end, messages)
