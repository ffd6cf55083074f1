"""Numbers as people read them. Pure."""


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
