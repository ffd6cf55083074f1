"""Hangul taken apart, so that half-typed and wrongly typed names are found. Pure."""

_FIRST, _LAST = ord("가"), ord("힣")
_MEDIALS, _FINALS = 21, 28
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
# As they are typed on the standard keyboard: compound letters are two strokes.
_MEDIAL_STROKES: tuple[str, ...] = (
    *("ㅏㅐㅑㅒㅓㅔㅕㅖㅗ"),
    *("ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ", "ㅜ"),
    *("ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ", "ㅡ", "ㅡㅣ", "ㅣ"),
)
_FINAL_STROKES: tuple[str, ...] = (
    *("", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ"),
    *("ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ"),
    *("ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"),
)
_COMPOUND: dict[str, str] = dict(
    zip(map(chr, range(ord("ㅏ"), ord("ㅣ") + 1)), _MEDIAL_STROKES, strict=True)
)
_COMPOUND |= dict(
    zip(
        "ㄳㄵㄶㄺㄻㄼㅄ",
        ("ㄱㅅ", "ㄴㅈ", "ㄴㅎ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㅂㅅ"),
        strict=True,
    )
)
_KEYS = dict(
    zip(
        "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml",
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ",
        strict=True,
    )
)


def initials_of(text: str) -> str:
    """Return the first letters of a text's syllables; other characters stay.

    Examples
    --------
    >>> initials_of("삼성전자"), initials_of("SK하이닉스")
    ('ㅅㅅㅈㅈ', 'SKㅎㅇㄴㅅ')
    """
    return "".join(
        _INITIALS[(ord(letter) - _FIRST) // (_MEDIALS * _FINALS)]
        if _FIRST <= ord(letter) <= _LAST
        else letter
        for letter in text
    )


def strokes_of(text: str) -> str:
    """Return the keys that type a text, as Korean letters; other characters stay.

    Examples
    --------
    >>> strokes_of("삼서"), strokes_of("과"), strokes_of("KB")
    ('ㅅㅏㅁㅅㅓ', 'ㄱㅗㅏ', 'KB')
    """
    return "".join(map(_strokes, text))


def mistyped(text: str) -> str:
    """Return what a text typed with the English keyboard would be in Korean letters.

    Examples
    --------
    >>> mistyped("tkatjd") == strokes_of("삼성")
    True
    """
    return "".join(_KEYS.get(key, _KEYS.get(key.lower(), key)) for key in text)


def _strokes(letter: str) -> str:
    if not _FIRST <= ord(letter) <= _LAST:
        return _COMPOUND.get(letter, letter)
    rest, final = divmod(ord(letter) - _FIRST, _FINALS)
    initial, medial = divmod(rest, _MEDIALS)
    return _INITIALS[initial] + _MEDIAL_STROKES[medial] + _FINAL_STROKES[final]
