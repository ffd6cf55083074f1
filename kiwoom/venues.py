"""The code under which the broker knows a symbol at a venue (protocol note 2.3)."""

from datetime import time

from kiwoom.enums import Venue

_SUFFIXES = {Venue.KRX: "", Venue.NXT: "_NX", Venue.UNIFIED: "_AL"}
_VENUES = {suffix: venue for venue, suffix in _SUFFIXES.items() if suffix}
_SUFFIX_LENGTH = 3
# The sessions of NXT (protocol note 6.1).
_NXT_SESSIONS = (
    (time(8), time(8, 50)),
    (time(9, 0, 30), time(15, 20)),
    (time(15, 40), time(20)),
)


def code_at(symbol: str, venue: Venue = Venue.KRX) -> str:
    """Return the code that asks for a symbol at a venue.

    A symbol that names its venue itself keeps it where ``venue`` is the exchange.

    Raises
    ------
    ValueError
        If the symbol names another venue than the one asked for.

    Examples
    --------
    >>> code_at("005930"), code_at("005930", Venue.NXT)
    ('005930', '005930_NX')
    >>> code_at("005930_AL"), code_at("005930_AL", Venue.UNIFIED)
    ('005930_AL', '005930_AL')
    """
    bare, named = split_code(symbol)
    if named is Venue.KRX:
        return bare + _SUFFIXES[venue]
    if venue not in {Venue.KRX, named}:
        raise ValueError(f"{symbol} is a code of {named}, not of {venue}")
    return symbol


def split_code(code: str) -> tuple[str, Venue]:
    """Return the symbol without its suffix, and the venue that the suffix means.

    Examples
    --------
    >>> split_code("005930_AL") == ("005930", Venue.UNIFIED)
    True
    """
    venue = _VENUES.get(code[-_SUFFIX_LENGTH:])
    return (code[:-_SUFFIX_LENGTH], venue) if venue else (code, Venue.KRX)


def is_nxt_open(moment: time) -> bool:
    """Whether NXT trades at a time of a trading day, KST.

    Examples
    --------
    >>> is_nxt_open(time(8, 30)), is_nxt_open(time(15, 30)), is_nxt_open(time(19))
    (True, False, True)
    """
    return any(begin <= moment < end for begin, end in _NXT_SESSIONS)


def codes_stopped_by(code: str) -> tuple[str, ...]:
    """Return the codes that an interruption told under a code holds for.

    It is told for the exchange's code and for both venues' (protocol note 6.4), and
    stops NXT with the exchange.
    """
    bare, venue = split_code(code)
    return (bare, bare + _SUFFIXES[Venue.NXT]) if venue is Venue.KRX else (code,)
