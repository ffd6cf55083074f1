"""The tapes of a day: the exchange's all the time, the others once somebody asks."""

from collections.abc import Callable, Iterator

from kiwoom.simulator.joint_tape import JointTape
from kiwoom.simulator.prints import Prints
from kiwoom.simulator.tape import Tape

AnyTape = Tape | JointTape


class Tapes:
    """Tapes by place: the universe, then the second venue, then both as one.

    Parameters
    ----------
    count
        Instruments of the universe.
    make
        Makes the tape of one venue; the place says which.
    key
        Seeds the chance of joint tapes; the place is added to it.
    is_fund
        Whether the instrument at a place has a fund's price steps.
    """

    def __init__(
        self,
        count: int,
        make: Callable[[int], Tape],
        key: tuple[int, ...],
        is_fund: Callable[[int], bool],
    ) -> None:
        self._count = count
        self._make = make
        self._key = key
        self._is_fund = is_fund
        self._open: dict[int, AnyTape] = {n: make(n) for n in range(count)}
        self._now = 0.0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[AnyTape]:
        """Iterate the exchange's tapes."""
        return (self._open[place] for place in range(self._count))

    def __getitem__(self, place: int) -> AnyTape:
        """Return the tape at a place; one that was not asked for yet begins now."""
        if place not in self._open:
            self._open[place] = self._begin(place)
        return self._open[place]

    def places(self) -> list[int]:
        """Return the places of all tapes that run."""
        return list(self._open)

    def advance(self, until: float) -> Iterator[tuple[int, Prints]]:
        """Reveal the trades up to a second of the day, each with its place."""
        self._now = until
        fresh: dict[int, list[Prints]] = {}
        for place in sorted(self._open):
            tape = self._open[place]
            if isinstance(tape, Tape):
                fresh[place] = tape.advance(until)
            else:
                parts = [place % self._count, place % self._count + self._count]
                fresh[place] = tape.take([p for part in parts for p in fresh[part]])
            for prints in fresh[place]:
                yield place, prints

    def prepare(self, place: int) -> None:
        """Draw the next trades of an instrument on the exchange."""
        tape = self._open[place]
        if isinstance(tape, Tape):
            tape.prepare()

    def _begin(self, place: int) -> AnyTape:
        if place < 2 * self._count:
            tape = self._make(place)
            tape.advance(self._now)
            return tape
        bare = place % self._count
        krx, nxt = self[bare], self[bare + self._count]
        assert isinstance(krx, Tape)
        assert isinstance(nxt, Tape)
        key = (*self._key, place)
        return JointTape(krx, nxt, key, is_fund=self._is_fund(bare))
