"""Pauses before something is tried again."""

import random
from collections.abc import Iterator

_FIRST_DELAY_S = (1.0, 1.5)
_DELAY_GROWTH = 1.6
_DELAY_CAP_S = 30.0
_JITTER = 0.2


def backoff(seed: int | None = None) -> Iterator[float]:
    """Yield the pauses before reconnecting, in seconds, for ever.

    The first is at least a second, because Kiwoom closes faster returns during the
    login (protocol note 4.6).
    """
    source = random.Random(seed)
    delay = source.uniform(*_FIRST_DELAY_S)
    yield delay
    while True:
        delay = min(_DELAY_CAP_S, delay * _DELAY_GROWTH)
        yield delay * source.uniform(1 - _JITTER, 1 + _JITTER)
