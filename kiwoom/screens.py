"""The part of the socket's dialect that is about conditions (protocol note 4.7).

Without I/O, like the rest of the dialect. The list of conditions must be asked for on
each connection before anything else; then one request at a time, since replies can be
told apart by their number only.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiwoom.screen_models import (
    Screen,
    ScreenEvent,
    ScreenFound,
    ScreenMatch,
    ScreenRefused,
    ScreensTold,
    ScreenWatched,
)
from kiwoom.texts import price, signed

LIST, SEARCH, CLEAR = "CNSRLST", "CNSRREQ", "CNSRCLR"
NAMES = frozenset({LIST, SEARCH, CLEAR})

_REPLY_WITHIN_S = 10.0
_NO_ANSWER = "증권사가 조건검색에 답하지 않습니다"
_RATE_UNIT = 1_000


@dataclass(frozen=True, slots=True)
class _Asked:
    name: str
    screen: str
    at: float
    is_live: bool = False


class ScreenDesk:
    """What is asked about conditions on one connection."""

    def __init__(self) -> None:
        self._is_listed = False
        self._list_wishes = 0
        self._once: deque[tuple[str, str]] = deque()
        self._wanted: tuple[str, ...] = ()
        self._followed: set[str] = set()
        self._leaving: set[str] = set()
        self._refused: set[str] = set()
        self._pending: _Asked | None = None
        self._matches: list[ScreenMatch] = []

    def want(self, screens: Collection[str]) -> None:
        """State all conditions to be followed."""
        self._wanted = tuple(dict.fromkeys(screens))
        self._refused &= set(self._wanted)
        # Who comes back before the broker has heard of it asks anew all the same.
        gone = self._followed - set(self._wanted)
        self._leaving |= gone
        self._followed -= gone

    def ask(self, screen: str) -> None:
        """Ask once what meets a condition; without a number, which there are."""
        if screen:
            self._once.append((screen, ""))
        else:
            self._list_wishes += 1

    def next_request(self, now: float) -> dict[str, Any] | None:
        """Return the next request that is due; ``now`` in seconds of any clock."""
        if self._pending is not None:
            return None
        new = [s for s in self._wanted if s not in self._followed | self._refused]
        if self._list_wishes or ((self._once or new) and not self._is_listed):
            return self._request(_Asked(LIST, "", now), {})
        if self._leaving:
            gone = self._leaving.pop()
            return self._request(_Asked(CLEAR, gone, now), {"seq": gone})
        if self._once:
            screen, cursor = self._once.popleft()
            return self._request(_Asked(SEARCH, screen, now), _search(screen, cursor))
        if new:
            self._followed.add(new[0])
            asked = _Asked(SEARCH, new[0], now, is_live=True)
            return self._request(asked, _search(new[0], "", is_live=True))
        return None

    def overdue(self, now: float) -> list[ScreenEvent]:
        """Return the refusal of a request that nobody answered; the next one may go."""
        asked = self._pending
        if asked is None or now - asked.at <= _REPLY_WITHIN_S:
            return []
        return self._refuse(asked, 0, _NO_ANSWER)

    def on_reply(self, name: str, message: Mapping[str, Any]) -> Sequence[ScreenEvent]:
        """Take a reply; what fits to nothing is ignored.

        Raises
        ------
        KeyError, ValueError, TypeError
            If it cannot be read.
        """
        asked = self._pending
        number = str(message.get("seq", "")).strip()
        if asked is None or asked.name != name or number not in {"", asked.screen}:
            return []
        code = int(message["return_code"])
        if code:
            return self._refuse(asked, code, str(message.get("return_msg", "")))
        if name == LIST:
            return self._on_list(message)
        self._pending = None
        if name == CLEAR:
            return []
        rows = message.get("data") or []
        if asked.is_live:
            return [
                ScreenWatched(
                    asked.screen, tuple(screen_symbol(r["jmcode"]) for r in rows)
                )
            ]
        return self._on_page(asked.screen, rows, message)

    def _on_list(self, message: Mapping[str, Any]) -> list[ScreenEvent]:
        self._pending = None
        self._is_listed = True
        rows = message.get("data") or []
        told = ScreensTold(tuple(Screen(str(n).strip(), str(t)) for n, t in rows))
        wishes, self._list_wishes = self._list_wishes, 0
        return [told] if wishes else []

    def _on_page(
        self, screen: str, rows: Sequence[Mapping[str, Any]], message: Mapping[str, Any]
    ) -> list[ScreenEvent]:
        self._matches += [_match(row) for row in rows]
        cursor = str(message.get("next_key", "")).strip()
        if str(message.get("cont_yn", "")).upper() == "Y" and cursor:
            # The cursor is in the body here, unlike that of REST.
            self._once.appendleft((screen, cursor))
            return []
        matches, self._matches = tuple(self._matches), []
        return [ScreenFound(screen, matches)]

    def _refuse(self, asked: _Asked, code: int, text: str) -> list[ScreenEvent]:
        self._pending = None
        self._matches = []
        if asked.name == CLEAR:
            return []
        if asked.is_live:
            self._followed.discard(asked.screen)
            self._refused.add(asked.screen)
        if asked.name == LIST:
            return self._refuse_all(code, text)
        return [ScreenRefused(asked.screen, code, text)]

    def _refuse_all(self, code: int, text: str) -> list[ScreenEvent]:
        # Without the list nothing can be asked, so nobody shall wait for it.
        waiting = [screen for screen, _ in self._once]
        waiting += [screen for screen in self._wanted if screen not in self._refused]
        self._once.clear()
        self._refused.update(self._wanted)
        self._list_wishes = 0
        return [ScreenRefused(screen, code, text) for screen in ("", *waiting)]

    def _request(self, asked: _Asked, fields: dict[str, str]) -> dict[str, Any]:
        self._pending = asked
        return {"trnm": asked.name, **fields}


def _search(screen: str, cursor: str, *, is_live: bool = False) -> dict[str, str]:
    return {
        "seq": screen,
        "search_type": "1" if is_live else "0",
        "stex_tp": "K",
        "cont_yn": "Y" if cursor else "N",
        "next_key": cursor,
    }


def _match(row: Mapping[str, Any]) -> ScreenMatch:
    return ScreenMatch(
        symbol=screen_symbol(row["9001"]),
        name=str(row["302"]).strip(),
        price=price(row["10"]),
        change=signed(row["11"]),
        # Thousandths of a percent: "000001500" is 1.50 %.
        change_rate=signed(row["12"]) / _RATE_UNIT,
        volume=signed(row["13"]),
        open=price(row["16"]),
        high=price(row["17"]),
        low=price(row["18"]),
    )


def screen_symbol(text: str) -> str:
    """Return the code without the letter of its kind: ``A005930`` is ``005930``."""
    return text[1:] if len(text) == len("A005930") and text[0] == "A" else text
