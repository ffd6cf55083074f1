"""Seconds after which the hub acts by itself."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LoadTiming:
    """Seconds between the fetches of a series.

    Attributes
    ----------
    retry_s
        Before history that was still older than the live trades is asked for again.
    recheck_s
        After an outage, because the broker can still revise its newest minutes.
    keep_s
        Between two savings of finished candles.
    """

    retry_s: float = 0.5
    recheck_s: float = 90.0
    keep_s: float = 30.0


@dataclass(frozen=True, slots=True)
class HubTiming:
    """Seconds after which the hub acts by itself.

    Attributes
    ----------
    grace_s
        From the last close of a symbol to its removal at the broker.
    keep_s
        From there on, how long its series stay in memory.
    quiet_s
        Without any trade in continuous trading, before the watch list is asked whether
        the market is quiet or the connection is dead.
    tick_s
        Between two looks at all this.
    load
        Pauses of the history loader.
    """

    grace_s: float = 3.0
    keep_s: float = 60.0
    quiet_s: float = 60.0
    tick_s: float = 1.0
    load: LoadTiming = field(default_factory=LoadTiming)
