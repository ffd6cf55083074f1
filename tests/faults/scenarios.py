"""What goes wrong and when, as data; named after the rows of the fault table.

A: network. B: broker and session. C: data. D: time.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kiwoom import KST

_ORDINARY = datetime(2026, 9, 18, 10, tzinfo=KST)

# ``proxy`` settings are attributes of the FaultProxy, ``broker`` settings switches of
# the simulator; ``once`` happens and is over.


@dataclass(frozen=True, slots=True)
class Step:
    """What changes so many seconds after the step before it."""

    after_s: float
    proxy: Mapping[str, float | bool] = field(default_factory=dict)
    broker: Mapping[str, float] = field(default_factory=dict)
    once: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One rehearsal.

    Attributes
    ----------
    name
        Row of the fault table, and a few words.
    steps
        What happens after the charts are live; before it where ``from_start``.
    from_start
        Whether the trouble is there when the hub starts.
    begin
        Where the exchange's clock stands at first, in KST.
    """

    name: str
    steps: tuple[Step, ...]
    from_start: bool = False
    begin: datetime = _ORDINARY

    @property
    def needs_broker(self) -> bool:
        """Whether others of the same broker would notice."""
        return self.begin != _ORDINARY or any(
            step.broker or step.once not in {"", "cut"} for step in self.steps
        )


def _after(seconds: float, **proxy: float | bool) -> Step:
    return Step(seconds, proxy=proxy)


def _broker(seconds: float, **switches: float) -> Step:
    # Names that begin with a digit cannot be keywords.
    return Step(
        seconds, broker={n.removeprefix("http_"): v for n, v in switches.items()}
    )


def _once(seconds: float, what: str) -> Step:
    return Step(seconds, once=what)


def _network() -> Iterator[Scenario]:
    for n in range(10):
        moment = 0.15 * n
        yield Scenario(f"A1 reset {moment:.2f} s later", (_once(moment, "cut"),))
    for size in (1, 60, 200, 1_000, 4_000, 20_000):
        yield Scenario(
            f"A2 cut inside a frame after {size} bytes",
            (_after(0, cut_after=size), _once(0.1, "cut"), _after(2.5, cut_after=0)),
        )
    for name, sides in {
        "from the broker": {"stalls_in": True},
        "to the broker": {"stalls_out": True},
        "both ways": {"stalls_in": True, "stalls_out": True},
    }.items():
        healed = dict.fromkeys(sides, False)
        yield Scenario(
            f"A4 black hole {name}", (Step(0, proxy=sides), Step(4, proxy=healed))
        )
    for delay in (0.05, 0.2):
        steps = (_after(0, delay_s=delay), _after(2, delay_s=0))
        yield Scenario(f"A6 every piece {delay} s late", steps)
    for size in (1, 3, 7):
        steps = (_after(0, slice_bytes=size), _after(2, slice_bytes=0))
        yield Scenario(f"A7 sliced into {size} bytes", steps)
    away = (_after(0, refuses=True), _once(0, "cut"), _after(3, refuses=False))
    yield Scenario("A8 handshake refused for a while", away)
    yield Scenario(
        "A10 no route at the start",
        (_after(0, refuses=True), _after(2, refuses=False)),
        from_start=True,
    )
    drops = tuple(_once(0.7, "cut") for _ in range(4))
    yield Scenario("A12 the line drops again and again", drops)
    yield Scenario(
        "A12 the line drops while history loads",
        (_once(0.3, "cut"), _once(0.8, "cut")),
        from_start=True,
    )


def _session() -> Iterator[Scenario]:
    yield Scenario("A3 the broker cuts all sockets", (_once(0.3, "drop"),))
    yield Scenario("A3 the broker cuts twice", (_once(0, "drop"), _once(1.4, "drop")))
    silence = (_broker(0, blackhole=1), _broker(4, blackhole=0))
    yield Scenario("A4 the broker falls silent", silence)
    zombie = (_broker(0, zombie=1), _broker(5, zombie=0))
    yield Scenario("A5 it pings and delivers nothing", zombie)
    yield Scenario("B1 the token ends", (_once(0.2, "expire"),))
    yield Scenario(
        "B1 the token ends as the line is cut", (_once(0, "expire"), _once(0, "drop"))
    )
    yield Scenario(
        "B4 another login, taken back", (_once(0.2, "takeover"), _once(1, "return"))
    )
    for share in (0.3, 0.6):
        yield Scenario(
            f"B9 {share:.0%} of the calls are too many",
            (_broker(0, http_429=share), _once(0.1, "drop"), _broker(5, http_429=0)),
        )
    yield Scenario(
        "B9 every call is too many at the start",
        (_broker(0, http_429=1), _broker(2, http_429=0)),
        from_start=True,
    )
    for kind in ("http_500", "html"):
        yield Scenario(
            f"B12 {kind} in half of the replies",
            (_broker(0, **{kind: 0.5}), _once(0.1, "drop"), _broker(4, **{kind: 0})),
        )
        yield Scenario(
            f"B12 {kind} at the start",
            (_broker(0, **{kind: 1}), _broker(2, **{kind: 0})),
            from_start=True,
        )
    hanging = (_broker(0, slow=1), _once(0.1, "drop"), _broker(4, slow=0))
    yield Scenario("B13 replies take a second", hanging)
    night = (_broker(0, html=1), _once(0, "drop"), _once(2, "drop"), _broker(2, html=0))
    yield Scenario("B16 a maintenance with cuts", night)
    dead = (_broker(0, http_8005=0.2), _once(0.1, "drop"), _broker(3, http_8005=0))
    yield Scenario("B2 some tokens are found dead", dead)


def _data() -> Iterator[Scenario]:
    for share in (0.3, 1.0):
        steps = (_broker(0, garbage=share), _broker(3, garbage=0))
        yield Scenario(f"C1 damaged frames, {share:.0%}", steps)
    for share in (0.3, 1.0):
        steps = (_broker(0, duplicate=share), _broker(3, duplicate=0))
        yield Scenario(f"C3 rows arrive twice, {share:.0%}", steps)
    for share in (0.3, 1.0):
        steps = (_broker(0, reorder=share), _broker(3, reorder=0))
        yield Scenario(f"C4 rows arrive backwards, {share:.0%}", steps)
    for share in (0.02, 0.2, 1.0):
        steps = (_broker(0, lose=share), _broker(2, lose=0))
        yield Scenario(f"N1 rows are lost, {share:.0%}", steps)
    mixed = {"lose": 0.1, "duplicate": 0.3, "reorder": 0.5, "garbage": 0.2}
    healed = dict.fromkeys(mixed, 0.0)
    yield Scenario("C all at once", (Step(0, broker=mixed), Step(3, broker=healed)))
    yield Scenario(
        "C all at once, and cuts",
        (
            Step(0, broker=mixed),
            _once(0.8, "drop"),
            _once(1.6, "drop"),
            Step(0.8, broker=healed),
        ),
    )


def _time() -> Iterator[Scenario]:
    # Half a minute of the exchange's passes in a second, see ``rehearsal``.
    openings = {
        "at nine": datetime(2026, 9, 18, 8, 59, tzinfo=KST),
        "on a day that opens late": datetime(2026, 11, 19, 9, 59, tzinfo=KST),
        "on the first day of the year": datetime(2026, 1, 2, 9, 59, tzinfo=KST),
    }
    for name, begin in openings.items():
        yield Scenario(
            f"D5 the line is cut as the market opens {name}",
            (_once(1.2, "cut"), _once(1.2, "cut")),
            begin=begin,
        )
    yield Scenario(
        "D4 it falls silent in the auction before the opening",
        (_broker(0, blackhole=1), _broker(3.5, blackhole=0)),
        begin=datetime(2026, 9, 18, 8, 58, 30, tzinfo=KST),
    )


_STORMY = ("lose", "duplicate", "reorder", "garbage", "slow")


def _storms(seed: int) -> Iterator[Scenario]:
    for number in range(10):
        source = random.Random(seed * 1_000 + number)
        # More than one token that ends is another story: new ones are rationed.
        once = ["", "", "cut", "drop", "cut", "drop", "expire"]
        source.shuffle(once)
        steps = [
            Step(
                source.uniform(0.1, 0.8),
                broker={source.choice(_STORMY): round(source.uniform(0.05, 0.5), 2)},
                once=once.pop(),
            )
            for _ in range(source.randint(3, 6))
        ]
        yield Scenario(f"storm {seed}.{number}", (*steps, _once(0.3, "heal")))


def scenarios(seed: int = 1) -> list[Scenario]:
    """Return every scenario; the seed makes the storms."""
    return [*_network(), *_session(), *_data(), *_time(), *_storms(seed)]
