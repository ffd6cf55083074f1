"""Finds instruments by what a person types: code, name, or 초성. Pure."""

from collections.abc import Iterable

from kiwoom import Instrument

_FIRST, _LAST = ord("가"), ord("힣")
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_PER_INITIAL = 588  # syllables that begin with the same letter


def initials_of(text: str) -> str:
    """Return the first letters of a text's syllables; other characters stay.

    Examples
    --------
    >>> initials_of("삼성전자"), initials_of("SK하이닉스")
    ('ㅅㅅㅈㅈ', 'SKㅎㅇㄴㅅ')
    """
    return "".join(
        _INITIALS[(ord(letter) - _FIRST) // _PER_INITIAL]
        if _FIRST <= ord(letter) <= _LAST
        else letter
        for letter in text
    )


def search(
    instruments: Iterable[Instrument], query: str, count: int = 20
) -> list[Instrument]:
    """Return the instruments that fit best, the best first.

    Whole codes and names come first, then what begins with the query, then what holds
    it; among equals the more valuable one. Blanks and capitals do not matter.
    """
    wanted = _plain(query)
    if not wanted:
        return []
    ranked = [
        (place, -item.base_price * item.listed_shares, item.symbol, item)
        for item in instruments
        if (place := _place(item, wanted)) is not None
    ]
    return [item for *_, item in sorted(ranked, key=lambda found: found[:3])][:count]


def _place(item: Instrument, wanted: str) -> int | None:
    texts = (_plain(item.symbol), _plain(item.name), _plain(initials_of(item.name)))
    if wanted in texts:
        return 0
    if any(text.startswith(wanted) for text in texts):
        return 1
    return 2 if any(wanted in text for text in texts) else None


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
