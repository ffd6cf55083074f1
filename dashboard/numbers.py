"""Numbers as Korean traders read them. Pure."""


def won(price: int) -> str:
    """Return a price in won with thousands separators.

    Examples
    --------
    >>> won(1234500)
    '1,234,500'
    """
    return f"{price:,}"


def signed_won(change: int) -> str:
    """Return a change in won with its triangle.

    Examples
    --------
    >>> signed_won(-1500), signed_won(0)
    ('▼1,500', '0')
    """
    mark = "▲" if change > 0 else "▼" if change < 0 else ""
    return f"{mark}{abs(change):,}"


def signed_rate(rate: float) -> str:
    """Return a rate of change in percent with its sign.

    Examples
    --------
    >>> signed_rate(1.2), signed_rate(-0.5)
    ('+1.20%', '-0.50%')
    """
    return f"{rate:+.2f}%" if rate else "0.00%"


def age(seconds: float | None) -> str:
    """Return how long ago something happened.

    Examples
    --------
    >>> age(0.31), age(95), age(None)
    ('0.3초', '1분 35초', '—')
    """
    if seconds is None:
        return "—"
    if seconds < 60:
        return f"{seconds:.1f}초"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}분 {rest}초"
