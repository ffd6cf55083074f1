"""The server's side of the socket dialect, without sockets (protocol note 4).

A session takes text frames and says what to answer. It never sees a connection or a
clock, so each rule is testable alone; ``connections.py`` does the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from kiwoom.simulator.limits import REALTIME_REQUESTS, RateLimits
from kiwoom.simulator.searches import CLEAR, LIST, SEARCH, Search, Searches

PING_FRAME = b'{"trnm":"PING"}'
TAKEN_OVER_FRAME = (
    '{"trnm":"SYSTEM","code":"R10001","message":"동일한 App key로 접속이 되었습니다. '
    '기존 세션은 종료가 됩니다"}'
).encode()

_ITEMS_PER_REQUEST = 100
_ITEMS_PER_CONNECTION = 200
_GROUP_LENGTH = 4
_SEARCHES = frozenset({LIST, SEARCH, CLEAR})

_BEFORE_LOGIN = (
    "로그인 인증이 들어오기 전에 다른 전문이 들어왔습니다. "
    "해당 전문은 무시됩니다. (TRNM=%s)"
)
_LOGIN_REFUSED = (
    "토큰 인증에 실패했습니다. 접속을 종료합니다 "
    "[CODE=8005, MESSAGE=Token이 유효하지 않습니다]"
)
_LOGIN_WITHOUT = "인증을 체크하기 위한 Token 값이 없습니다"
_MISSING_FIELD = "필수 항목이 누락되었습니다"
_UNKNOWN_NAME = "정의되지 않은 TRNM 입니다"
_TOO_MANY_REQUESTS = "실시간 등록 요청이 너무 많습니다"
_BAD_REGISTRATION = "실시간 항목 등록에 실패했습니다"
_TOO_MANY_ITEMS = "실시간 항목 등록 가능 개수를 초과하였습니다"

Key = tuple[str, str]
"""What is registered: type and item, ``("0B", "005930")``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a frame leads to.

    Attributes
    ----------
    frames
        To be sent now, in order.
    token
        A login to be checked; :meth:`Session.accept` or :meth:`Session.refuse` ends it.
    search
        What the market must be searched for.
    """

    frames: tuple[bytes, ...] = ()
    token: str | None = None
    search: Search | None = None


class _Refused(Exception):
    def __init__(self, code: int, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


@dataclass
class Session:
    """One client's conversation.

    Attributes
    ----------
    is_logged_in
        Whether the login was accepted.
    missed_pings
        PINGs sent since the last echo.
    searches
        Conditions that the client follows.
    """

    is_logged_in: bool = False
    missed_pings: int = 0
    searches: Searches = field(default_factory=Searches)
    _groups: dict[str, set[Key]] = field(default_factory=dict)
    _limits: RateLimits = field(default_factory=lambda: RateLimits(REALTIME_REQUESTS))

    @property
    def wanted(self) -> set[Key]:
        """Everything that is registered."""
        return set().union(*self._groups.values())

    def wants(self, kind: str, item: str) -> bool:
        """Whether rows of a type and item go to this client."""
        return any((kind, item) in keys for keys in self._groups.values())

    def receive(self, text: str, steady_s: float) -> Answer:
        """Return what a frame leads to; whatever it holds, nothing is raised.

        Parameters
        ----------
        text
            The frame.
        steady_s
            Seconds of a clock that only runs forward, for the rate of requests.
        """
        message = _decoded(text)
        name = str(message.get("trnm", ""))
        if name == "PING":
            self.missed_pings = 0
            return Answer()
        if name == "LOGIN":
            token = message.get("token")
            return Answer(token=token if isinstance(token, str) else "")
        if not self.is_logged_in:
            return Answer((_reply(name, 100013, _BEFORE_LOGIN),))
        if name in _SEARCHES:
            found = self.searches.receive(name, message)
            if isinstance(found, bytes):
                return Answer((found,))
            return Answer(search=found)
        try:
            self._register(name, message, steady_s)
        except _Refused as refused:
            return Answer((_reply(name, refused.code, refused.text),))
        return Answer((_reply(name, 0, ""),))

    def accept(self) -> bytes:
        """Finish a login that was right, and return the reply."""
        self.is_logged_in = True
        return b'{"trnm":"LOGIN","return_code":0,"return_msg":"","sor_yn":"Y"}'

    def refuse(self, *, has_token: bool) -> bytes:
        """Return the reply to a login that was wrong; the connection ends after it."""
        if has_token:
            return _reply("LOGIN", 805004, _LOGIN_REFUSED)
        return _reply("LOGIN", 805002, _LOGIN_WITHOUT)

    def _register(self, name: str, message: dict[str, Any], steady_s: float) -> None:
        if name not in {"REG", "REMOVE"}:
            raise _Refused(105108, _UNKNOWN_NAME)
        if not self._limits.allows((name,), steady_s):
            raise _Refused(105110, _TOO_MANY_REQUESTS)
        group = message.get("grp_no")
        if not isinstance(group, str) or not 0 < len(group) <= _GROUP_LENGTH:
            raise _Refused(100002, _MISSING_FIELD)
        keys = _keys(message.get("data"))
        kept = self._groups.get(group, set())
        if name == "REMOVE":
            self._groups[group] = kept - keys
            return
        renewed = keys if str(message.get("refresh", "1")) == "0" else kept | keys
        self._check_room({**self._groups, group: renewed}.values())
        self._groups[group] = renewed

    def _check_room(self, groups: Iterable[set[Key]]) -> None:
        items = {item for keys in groups for _, item in keys}
        if len(items) > _ITEMS_PER_CONNECTION:
            raise _Refused(105115, _TOO_MANY_ITEMS)


def _decoded(text: str) -> dict[str, Any]:
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return message if isinstance(message, dict) else {}


def _keys(data: object) -> set[Key]:
    # Every item with every type; both must be arrays (protocol note 4.4).
    if not isinstance(data, list) or not data:
        raise _Refused(100002, _MISSING_FIELD)
    keys: set[Key] = set()
    for entry in data:
        items, kinds = _arrays(entry)
        if len(items) > _ITEMS_PER_REQUEST:
            raise _Refused(105118, _TOO_MANY_ITEMS)
        keys |= {(kind, item) for kind in kinds for item in items or [""]}
    return keys


def _arrays(entry: object) -> tuple[list[str], list[str]]:
    if not isinstance(entry, dict):
        raise _Refused(105111, _BAD_REGISTRATION)
    items, kinds = _texts(entry.get("item")), _texts(entry.get("type"))
    if not kinds:
        raise _Refused(105111, _BAD_REGISTRATION)
    return items, kinds


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise _Refused(105111, _BAD_REGISTRATION)
    return value


def _reply(name: str, code: int, text: str) -> bytes:
    return orjson.dumps({"trnm": name, "return_code": code, "return_msg": text})
