"""The server's side of condition searches, without a market (protocol note 4.7)."""

from dataclasses import dataclass
from typing import Any

import orjson

from kiwoom.simulator.screens import CONDITIONS, NUMBERS

LIST, SEARCH, CLEAR = "CNSRLST", "CNSRREQ", "CNSRCLR"
_FOLLOWED_AT_ONCE = 10
# Codes of our own: what the broker answers here has not been recorded.
_NO_LIST, _NO_SUCH, _TOO_MANY, _NOT_FOLLOWED = 900001, 900002, 900003, 900004


@dataclass(frozen=True, slots=True)
class Search:
    """A search that the market must answer: once from a place on, or followed."""

    number: str
    is_live: bool
    begin: int = 0


class Searches:
    """One client's searches.

    Attributes
    ----------
    inside
        Places of the instruments that met each followed condition last.
    """

    def __init__(self) -> None:
        self.inside: dict[str, set[int]] = {}
        self._is_listed = False

    def receive(self, name: str, message: dict[str, Any]) -> bytes | Search:
        """Return the answer to a request, or what the market must be searched for."""
        if name == LIST:
            self._is_listed = True
            return _reply(name, {}, [[c.number, c.name] for c in CONDITIONS])
        number = str(message.get("seq", "")).strip()
        if name == CLEAR:
            known = self.inside.pop(number, None) is not None
            return _ended(number) if known else self._refused(name, number)
        if not self._is_listed or number not in NUMBERS:
            return self._refused(name, number)
        is_live = str(message.get("search_type", "0")) == "1"
        if is_live and number not in self.inside:
            if len(self.inside) >= _FOLLOWED_AT_ONCE:
                return refusal(
                    name, number, _TOO_MANY, "실시간 조건검색은 10개까지입니다"
                )
            self.inside[number] = set()
        return Search(number, is_live, _begin(message))

    def _refused(self, name: str, number: str) -> bytes:
        if name == CLEAR:
            text = "실시간으로 검색하고 있지 않은 조건식입니다"
            return refusal(name, number, _NOT_FOLLOWED, text)
        if not self._is_listed:
            text = "조건검색 목록을 먼저 조회해야 합니다"
            return refusal(name, number, _NO_LIST, text)
        return refusal(name, number, _NO_SUCH, "등록되지 않은 조건식입니다")


def refusal(name: str, number: str, code: int, text: str) -> bytes:
    """Return the refusal of a request about a condition."""
    return orjson.dumps(
        {"trnm": name, "seq": _seq(number), "return_code": code, "return_msg": text}
    )


def found_once(number: str, rows: list[dict[str, str]], next_key: str) -> bytes:
    """Return a page of what a search has found; the cursor is in the body here."""
    fields = {
        "seq": _seq(number),
        "cont_yn": "Y" if next_key else "N",
        "next_key": next_key,
    }
    return _reply(SEARCH, fields, rows)


def followed(number: str, symbols: list[str]) -> bytes:
    """Return the answer to a search that is followed from now on."""
    rows = [{"jmcode": f"A{symbol}"} for symbol in symbols]
    return _reply(SEARCH, {"seq": _seq(number)}, rows)


def _ended(number: str) -> bytes:
    return orjson.dumps(
        {"trnm": CLEAR, "seq": number, "return_code": 0, "return_msg": ""}
    )


def _reply(name: str, fields: dict[str, str], rows: list[Any]) -> bytes:
    ended = {"return_code": 0, "return_msg": "", "data": rows}
    return orjson.dumps({"trnm": name, **fields, **ended})


def _seq(number: str) -> str:
    return number.ljust(3)


def _begin(message: dict[str, Any]) -> int:
    cursor = str(message.get("next_key", "")).strip()
    is_more = str(message.get("cont_yn", "")).upper() == "Y"
    return int(cursor) if is_more and cursor.isdigit() else 0
