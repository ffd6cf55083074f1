"""The trades of both venues taken as one: two tapes, merged by time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from kiwoom.simulator.auction import Auction
from kiwoom.simulator.daily import DailyBar
from kiwoom.simulator.halts import Halt
from kiwoom.simulator.minutes import MinuteBars
from kiwoom.simulator.prints import Executions, Prints, Totals, add_up
from kiwoom.simulator.second_venue import joint_bar, joint_minutes
from kiwoom.simulator.steps import Ints
from kiwoom.simulator.tape import Tape


class JointTape:
    """One instrument on both venues; its day volume is the sum of theirs.

    It has the figures of a :class:`Tape`, and takes what the two have traded instead of
    advancing by itself.

    Parameters
    ----------
    krx, nxt
        The tapes of the two venues.
    key
        Seeds chance.
    is_fund
        Whether the instrument has a fund's price steps.
    """

    def __init__(
        self, krx: Tape, nxt: Tape, key: tuple[int, ...], *, is_fund: bool
    ) -> None:
        self.bar: DailyBar = joint_bar(krx.bar, nxt.bar)
        self.limits = krx.limits
        self.last: Prints | None = _newer(krx.last, nxt.last)
        self.totals = _sum(krx.totals, nxt.totals, self.last)
        self._krx, self._nxt = krx, nxt
        self._key = key
        self._is_fund = is_fund

    @property
    def auction(self) -> tuple[int, int]:
        """Price and shares of the exchange's last auction."""
        return self._krx.auction

    @property
    def halts(self) -> tuple[Halt, ...]:
        """The day's interruptions (VI), which hold on both venues."""
        return self._krx.halts

    def auction_at(self, seconds: float) -> Auction | None:
        """Return the exchange's auction whose orders gather."""
        return self._krx.auction_at(seconds)

    def take(self, parts: Sequence[Prints]) -> list[Prints]:
        """Return new trades of both venues in the order of their times."""
        found = []
        for is_late in (False, True):
            chosen = [prints for prints in parts if prints.is_late is is_late]
            if chosen:
                found.append(self._add(chosen, is_late=is_late))
        return found

    def minutes(self) -> MinuteBars:
        """Return the minute bars so far, the unfinished one included."""
        bars = joint_minutes(self._krx.minutes(), self._nxt.minutes())
        last = self.last
        if last is None or last.is_late or not len(bars):
            return bars
        if int(last.time[0]) // 60 != int(bars.label[-1]):
            return bars
        return replace(bars, close=np.append(bars.close[:-1], last.price))

    def backwards(self) -> Iterator[Prints]:
        """Yield the trades of the day so far; here in one piece."""
        parts = [*self._krx.backwards(), *self._nxt.backwards()]
        if parts:
            yield self._summed(_merged(parts), Totals(), is_late=False)

    def _add(self, parts: Sequence[Prints], *, is_late: bool) -> Prints:
        found = self._summed(_merged(parts), self.totals, is_late=is_late)
        self.totals = found.totals(-1)
        self.last = found.part(len(found) - 1, len(found))
        return found

    def _summed(self, trades: Executions, before: Totals, *, is_late: bool) -> Prints:
        rng = np.random.default_rng((*self._key, before.volume))
        return add_up(
            trades, before, self.limits, rng, is_fund=self._is_fund, is_late=is_late
        )


def _merged(parts: Sequence[Prints]) -> Executions:
    time, price, size, side, venue = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("time", "price", "size", "side", "venue")
    )
    order: Ints = np.argsort(time, kind="stable")
    return Executions(time[order], price[order], size[order], side[order], venue[order])


def _newer(a: Prints | None, b: Prints | None) -> Prints | None:
    if a is None or b is None:
        return a or b
    return a if a.time[0] >= b.time[0] else b


def _sum(krx: Totals, nxt: Totals, last: Prints | None) -> Totals:
    # NXT opens before the exchange does.
    if not krx.volume or not nxt.volume:
        return krx if krx.volume else nxt
    higher = krx if krx.high >= nxt.high else nxt
    lower = krx if krx.low <= nxt.low else nxt
    return Totals(
        price=int(last.price[0]) if last is not None else krx.price,
        volume=krx.volume + nxt.volume,
        value=krx.value + nxt.value,
        sell_volume=krx.sell_volume + nxt.sell_volume,
        buy_volume=krx.buy_volume + nxt.buy_volume,
        sells=krx.sells + nxt.sells,
        buys=krx.buys + nxt.buys,
        open=nxt.open,
        high=higher.high,
        low=lower.low,
        open_time=nxt.open_time,
        high_time=higher.high_time,
        low_time=lower.low_time,
    )
