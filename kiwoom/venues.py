"""The code under which the broker knows a symbol at a venue (protocol note 2.3)."""

from kiwoom.enums import Venue

_SUFFIXES = {Venue.KRX: "", Venue.NXT: "_NX", Venue.UNIFIED: "_AL"}
_VENUES = {suffix: venue for venue, suffix in _SUFFIXES.items() if suffix}
_SUFFIX_LENGTH = 3


def wire_code(symbol: str, venue: Venue = Venue.KRX) -> str:
    """Return the code that asks for a symbol at a venue.

    A symbol that names its venue itself keeps it where ``venue`` is the exchange.

    Raises
    ------
    ValueError
        If the symbol names another venue than the one asked for.

    Examples
    --------
    >>> wire_code("005930"), wire_code("005930", Venue.NXT)
    ('005930', '005930_NX')
    >>> wire_code("005930_AL"), wire_code("005930_AL", Venue.UNIFIED)
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
