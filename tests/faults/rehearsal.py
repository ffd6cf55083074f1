"""Rehearses scenarios: the real client and hub against the real simulator.

``./run faults`` prints a line for each; ``--seed N --only TEXT`` replays some of them.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from kiwoom import (
    Client,
    Credentials,
    FeedState,
    Hub,
    HubTiming,
    Interval,
    SeriesState,
    Server,
    Simulator,
)
from kiwoom.timing import LoadTiming, StreamTiming
from tests.faults.checker import Verdict, judge
from tests.faults.proxy import FaultProxy, proxied
from tests.faults.scenarios import Scenario, Step, scenarios

SYMBOLS = ("005930", "000660", "035420")
_SPEED = 30
_BROKERS = 6
_LINES = 14
# New tokens are rationed, two a minute, and by then the pauses are half a minute.
_PATIENCE_S = 150.0
_LOOK_AGAIN_S = 0.05

# Shorter than in life, so that a rehearsal takes seconds.
_STREAM = StreamTiming(silence_s=2.5, login_s=2.0, refused_s=2.0, taken_over_s=120.0)
_HUB = HubTiming(quiet_s=2.0, tick_s=0.2, load=LoadTiming(0.3, 2.0))


class Unfinished(AssertionError):
    """The charts did not become whole again in time."""


async def rehearse(simulator: Simulator, scenario: Scenario, number: int) -> Verdict:
    """Return what came of a scenario.

    Raises
    ------
    Unfinished
        If the charts were not live and whole in time after the last step.
    """
    port = int(simulator.url.rsplit(":", 1)[1])
    async with proxied(port) as proxy:
        keys = Credentials(f"key {number}", "secret")
        server = Server.simulated(f"http://127.0.0.1:{proxy.port}")
        async with Client(server, keys, timing=_STREAM) as client:
            hub = Hub(client, timing=_HUB)
            try:
                return await _rehearse(simulator, proxy, hub, scenario)
            finally:
                simulator.faults.clear()
                await hub.aclose()


async def _rehearse(
    simulator: Simulator, proxy: FaultProxy, hub: Hub, scenario: Scenario
) -> Verdict:
    steps = list(scenario.steps)
    if scenario.from_start:
        await _take(steps.pop(0), simulator, proxy, hub)
    starting = asyncio.create_task(hub.start())
    for symbol in SYMBOLS:
        hub.subscribe(symbol)
        hub.series(symbol, Interval.M1)
    if not scenario.from_start:
        await starting
        await _until(hub, "never live")
    for step in steps:
        await _take(step, simulator, proxy, hub)
    await starting
    await _until(hub, "never live again")
    await _until_minutes_close(hub)
    verdicts = [
        judge(hub.series(symbol, Interval.M1).closed, simulator.trades(symbol))
        for symbol in SYMBOLS
    ]
    health = hub.health()
    return replace(
        sum(verdicts, Verdict()),
        duplicated=health.duplicates,
        recovered=health.gaps_healed,
    )


async def _take(step: Step, simulator: Simulator, proxy: FaultProxy, hub: Hub) -> None:
    await asyncio.sleep(step.after_s)
    for name, value in step.proxy.items():
        setattr(proxy, name, value)
    simulator.faults.set(step.broker)
    once = {
        "": lambda: None,
        "cut": proxy.cut,
        "drop": simulator.drop_sockets,
        "expire": simulator.expire_tokens,
        "takeover": simulator.take_over,
        "return": hub.reconnect,
        "heal": simulator.faults.clear,
    }
    once[step.once]()


async def _until(hub: Hub, failure: str) -> None:
    def is_whole() -> bool:
        series = [hub.series(symbol, Interval.M1) for symbol in SYMBOLS]
        health = hub.health()
        return (
            health.state is FeedState.LIVE
            and not health.gaps_open
            and all(one.state is SeriesState.READY for one in series)
        )

    await _wait(is_whole, hub, failure)


async def _until_minutes_close(hub: Hub) -> None:
    # Two closes: the minute of the trouble, and a whole one after it.
    series = [hub.series(symbol, Interval.M1) for symbol in SYMBOLS]
    aims = [len(one.closed) + one.first_number + 2 for one in series]

    def are_closed() -> bool:
        return all(
            len(one.closed) + one.first_number >= aim
            for one, aim in zip(series, aims, strict=True)
        )

    await _wait(are_closed, hub, "minutes do not close")
    await _until(hub, "not whole at the end")


async def _wait(condition: object, hub: Hub, failure: str) -> None:
    assert callable(condition)
    try:
        async with asyncio.timeout(_PATIENCE_S):
            # States have no event to wait for.
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(_LOOK_AGAIN_S)
    except TimeoutError:
        raise Unfinished(f"{failure}: {hub.health()}") from None


@asynccontextmanager
async def broker(seed: int, begin: datetime) -> AsyncIterator[Simulator]:
    """Run a simulated broker that goes fast and remembers every trade."""
    simulator = Simulator(
        seed=seed,
        date=begin.date(),
        start=begin.time(),
        speed=_SPEED,
        trades_per_second=400,
        keep_trades=True,
    )
    async with simulator:
        yield simulator


async def rehearse_all(
    wanted: Sequence[Scenario], seed: int = 1
) -> dict[str, Verdict | Unfinished]:
    """Return what came of each scenario; as many run at once as do not disturb."""
    found: dict[str, Verdict | Unfinished] = {}
    numbers = {scenario.name: n for n, scenario in enumerate(wanted)}

    async def run(simulator: Simulator, scenario: Scenario) -> None:
        try:
            number = numbers[scenario.name]
            found[scenario.name] = await rehearse(simulator, scenario, number)
        except Unfinished as failure:
            found[scenario.name] = failure

    async def work_alone(own: int, begin: datetime, queue: list[Scenario]) -> None:
        if queue:
            async with broker(own, begin) as simulator:
                await work(simulator, queue)

    async def work(simulator: Simulator, queue: list[Scenario]) -> None:
        while queue:
            await run(simulator, queue.pop(0))

    def begin_of(scenario: Scenario) -> datetime:
        return scenario.begin

    for begin, group in groupby(sorted(wanted, key=begin_of), key=begin_of):
        members = list(group)
        shared = [one for one in members if not one.needs_broker]
        alone = [one for one in members if one.needs_broker]
        if shared:
            async with broker(seed, begin) as simulator:
                await asyncio.gather(*(work(simulator, shared) for _ in range(_LINES)))
        await asyncio.gather(
            *(work_alone(seed + n, begin, alone) for n in range(_BROKERS))
        )
    return found


def main() -> int:
    """Rehearse what the arguments name, and print a line for each."""
    parser = argparse.ArgumentParser(description="Faults between client and broker")
    parser.add_argument("--seed", type=int, default=1, help="makes market and storms")
    parser.add_argument("--only", default="", help="scenarios whose names hold this")
    chosen = parser.parse_args()
    wanted = [s for s in scenarios(chosen.seed) if chosen.only in s.name]
    found = asyncio.run(rehearse_all(wanted, chosen.seed))
    out = sys.stdout
    out.write("    ok  lost  unexpected  wrong  duplicated  recovered\n")
    for name, verdict in found.items():
        if isinstance(verdict, Unfinished):
            out.write(f"FAILED {name}: {verdict}\n")
            continue
        v = verdict
        mark = "" if v.is_whole else "  <- not whole"
        out.write(
            f"{v.ok:6} {v.lost:5} {v.unexpected:11} {v.wrong:6} {v.duplicated:11} "
            f"{v.recovered:10}  {name}{mark}\n"
        )
    whole = [v for v in found.values() if isinstance(v, Verdict) and v.is_whole]
    out.write(f"{len(whole)} of {len(wanted)} whole\n")
    return 0 if len(whole) == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
