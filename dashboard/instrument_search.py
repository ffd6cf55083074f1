"""Finds instruments by what a person types: code, name, 초성, or in English. Pure."""

from collections.abc import Iterable
from functools import lru_cache

from dashboard.english_words import meanings_of
from dashboard.hangul import initials_of, mistyped, strokes_of
from kiwoom import Instrument


def search(
    instruments: Iterable[Instrument], query: str, count: int = 20
) -> list[Instrument]:
    """Return the instruments that fit best, the best first.

    Whole codes and names come first, then what begins with the query, then what holds
    it, then what an English word or the other keyboard means; among equals the more
    valuable one. Blanks and capitals do not matter, and neither does a last syllable
    that is only half typed.
    """
    wanted = _Wanted(query)
    if not wanted.plain:
        return []
    ranked = [
        (place, -item.base_price * item.listed_shares, item.symbol, item)
        for item in instruments
        if (place := wanted.place(item)) is not None
    ]
    return [item for *_, item in sorted(ranked, key=lambda found: found[:3])][:count]


class _Wanted:
    def __init__(self, query: str) -> None:
        self.plain = _plain(query)
        self._strokes = strokes_of(self.plain)
        self._mistyped = mistyped("".join(query.split()))
        self._words = [meanings_of(word.casefold()) for word in query.split()]

    def place(self, item: Instrument) -> int | None:
        texts, strokes = _texts_of(item.symbol, item.name)
        if self.plain in texts:
            return 0
        begins = any(text.startswith(self.plain) for text in texts)
        if begins or strokes.startswith(self._strokes):
            return 1
        if any(self.plain in text for text in texts) or self._strokes in strokes:
            return 2
        return self._place_in_english(texts[1], strokes)

    def _place_in_english(self, name: str, strokes: str) -> int | None:
        if all(any(word in name for word in words) for words in self._words):
            begins = any(name.startswith(word) for word in self._words[0])
            return 3 if begins else 4
        if strokes.startswith(self._mistyped):
            return 5
        return 6 if self._mistyped in strokes else None


@lru_cache(maxsize=16_384)
def _texts_of(symbol: str, name: str) -> tuple[tuple[str, str, str], str]:
    # Thousands of names are looked through with every key that is pressed.
    plain = _plain(name)
    return (_plain(symbol), plain, _plain(initials_of(name))), strokes_of(plain)


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
