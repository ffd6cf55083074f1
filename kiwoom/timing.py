"""Seconds after which stream and hub act by themselves."""

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
        the market is quiet or the connection is dead: one call, so that a dead line is
        noticed within 25 seconds.
    tick_s
        Between two looks at all this.
    frozen_s
        That such a look may be late, before the process counts as having been stopped.
    load
        Pauses of the history loader.
    """

    grace_s: float = 3.0
    keep_s: float = 60.0
    quiet_s: float = 20.0
    tick_s: float = 1.0
    frozen_s: float = 15.0
    load: LoadTiming = field(default_factory=LoadTiming)


@dataclass(frozen=True, slots=True)
class StreamTiming:
    """Seconds after which the stream acts.

    Attributes
    ----------
    login_s
        Wait for the connection and for the login reply.
    silence_s
        No frame at all, although the broker pings every 10 s: the line is dead. Half
        of that is told as a silence.
    healthy_s
        A connection that lasted this long starts the back-off anew.
    refused_s
        Pause after the broker refused the key twice.
    taken_over_s
        Absence after another login, at most three times an hour; then as long as the
        hour lasts. Coming back at once would be a war.
    close_s
        Wait for the closing handshake.
    """

    login_s: float = 10.0
    silence_s: float = 25.0
    healthy_s: float = 60.0
    refused_s: float = 300.0
    taken_over_s: float = 300.0
    close_s: float = 1.0
