"""How Kiwoom writes numbers on the wire (protocol note 2.2 and 5.1)."""

from datetime import date


def signed_price(price: int, base: int) -> str:
    """Write a price in won with its direction against yesterday's close.

    Examples
    --------
    >>> signed_price(257750, 269000), signed_price(269000, 269000)
    ('-257750', '269000')
    """
    if price == base:
        return str(price)
    return f"+{price}" if price > base else f"-{price}"


def quoted_price(price: int, base: int) -> str:
    """Write a price of the order book: an empty level is ``"0"``."""
    return signed_price(price, base) if price else "0"


def delta(number: int) -> str:
    """Write a difference with its real sign, zero without one."""
    return f"{number:+d}" if number else "0"


def rate(percent: float) -> str:
    """Write a percentage with its real sign and two decimals, zero without sign.

    Examples
    --------
    >>> rate(-4.182), rate(0.001)
    ('-4.18', '0.00')
    """
    rounded = round(percent, 2)
    return f"{rounded:+.2f}" if rounded else "0.00"


def change_rate(price: int, base: int) -> float:
    """Return a price's change against yesterday's close in percent."""
    return (price - base) / base * 100


def direction(price: int, base: int, limits: tuple[int, int]) -> str:
    """Return the code of a price's direction: ``1`` limit up to ``5`` down."""
    lower, upper = limits
    if price >= upper:
        return "1"
    if price <= lower:
        return "4"
    if price == base:
        return "3"
    return "2" if price > base else "5"


def volume_ratio(volume: int, yesterday: int) -> str:
    """Write today's volume in percent of yesterday's, ``-`` while it is below.

    Examples
    --------
    >>> volume_ratio(7198927, 22517075)
    '-31.97'
    """
    percent = 100 * volume / yesterday if yesterday else 0.0
    return f"{'-' if volume < yesterday else '+'}{percent:.2f}"


def strength(buy_volume: int, sell_volume: int) -> str:
    """Write buyers' volume in percent of sellers' volume (체결강도)."""
    if not sell_volume:
        return "500.00" if buy_volume else "0.00"
    return f"{100 * buy_volume / sell_volume:.2f}"


def millions(won: int) -> str:
    """Write a value in million won, rounded half up."""
    return str((won + 500_000) // 1_000_000)


def hundred_millions(won: int) -> str:
    """Write a value in 100 million won, rounded half up."""
    return str((won + 50_000_000) // 100_000_000)


def clock(seconds: int) -> str:
    """Write seconds of the day as ``HHMMSS``."""
    minutes, second = divmod(int(seconds), 60)
    return f"{minutes // 60:02d}{minutes % 60:02d}{second:02d}"


def day(value: date) -> str:
    """Write a date as ``YYYYMMDD``."""
    return f"{value:%Y%m%d}"
