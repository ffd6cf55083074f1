"""Runs a house for some exchange hours and says whether it could go on for ever.

./run soak --speed 48 --hours 24        a day in half an hour
./run soak --speed 24 --hours 24        the same day in an hour
./run soak --idle --hours 1             nothing but time
./run soak --speed 1 --hours 24         the real day
./run soak forecast DIR DIR DIR         what the three together say of a day
./run soak judge DIR                    a finished run, by the rules of today
./run soak --planted                    planted leaks are found
./run soak --flood                      5,000 trades a second for ten minutes
"""

import argparse
import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from benchmarks.measure.machine import describe_machine
from benchmarks.soak.flood import PLAN as FLOOD
from benchmarks.soak.flood import judge_flood
from benchmarks.soak.house import House, open_house
from benchmarks.soak.leaking import KINDS
from benchmarks.soak.plan import Plan
from benchmarks.soak.report import write_report
from benchmarks.soak.samples import Sample, read_samples, write_samples
from benchmarks.soak.verdict import (
    MOST_FORECAST_MB,
    MOST_GROWTH_MB_H,
    Finding,
    forecast,
    growth,
    judge,
)

_TRADES = 300.0  # in an exchange second: sixteen busy charts get about 120
_STAYS_H = 0.5
_FAULTS = 12
# A day warms up before the exchange opens, so that all its trades count; a part of a
# day is spent in its market, and an idle run after it.
_DAY_BEGINS, _PART_BEGINS, _IDLE_BEGINS = "06:00", "09:30", "18:30"
_NOTHING = "nothing"
_SAMPLES = 600  # of a run, but one in two to ten seconds


async def soak(plan: Plan, folder: Path) -> list[Sample]:
    """Run a plan to its end and return its samples."""
    samples: list[Sample] = []
    pause = min(max(plan.seconds / _SAMPLES, 2.0), 10.0)
    async with open_house(plan, folder) as house:
        works = [
            asyncio.create_task(house.come_and_go(plan)),
            asyncio.create_task(house.break_things(plan)),
        ]
        until = time.monotonic() + plan.seconds
        told = 0.0
        while time.monotonic() < until:
            samples.append(await house.sample())
            write_samples(folder / "process.csv", samples)
            if samples[-1].at_s - told >= 60:
                told = samples[-1].at_s
                _tell(samples[-1], house)
            await asyncio.sleep(pause)
        for work in works:
            work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*works)
    return samples


def _tell(sample: Sample, house: House) -> None:
    print(
        f"{sample.at_s / 60:5.1f} min",
        f"{sample.rss_mb:6.1f} MB",
        f"heap {sample.heap_mb:5.1f} MB",
        f"{sample.trades:9,} trades",
        f"{house.sessions} sessions",
        f"{sample.reconnects} reconnects",
        f"answered in {sample.answer_ms:.0f} ms",
        sep="  ",
        flush=True,
    )


def command_of(arguments: Sequence[str]) -> str:
    """Return what was run, without where its report went."""
    kept, rest = list[str](), iter(arguments)
    for word in rest:
        if word == "--out":
            next(rest, None)
        elif not word.startswith("--out="):
            kept.append(word)
    return " ".join(["./run soak", *kept])


def _facts(plan: Plan, samples: list[Sample]) -> dict[str, str]:
    wall_s = samples[-1].at_s
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    )
    return {
        "command": command_of(sys.argv[1:]),
        "took": f"{wall_s / 3600:.2f} h of the wall's clock",
        "exchange time": f"{wall_s * plan.speed / 3600:.2f} h",
        "speed": f"{plan.speed:g}",
        "trades received": f"{samples[-1].trades:,}",
        "sessions": f"{samples[-1].sessions}",
        "reconnects": f"{samples[-1].reconnects}",
        "memory at the end": f"{samples[-1].rss_mb:.1f} MB",
        "commit": commit.stdout.strip(),
        **describe_machine(),
    }


def _run(plan: Plan, folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    samples = asyncio.run(soak(plan, folder))
    title = f"Soak: {plan.hours:g} exchange hours at speed {plan.speed:g}"
    facts = {"title": title, **_facts(plan, samples)}
    return _report(folder, facts, samples)


def _report(folder: Path, facts: Mapping[str, str], samples: Sequence[Sample]) -> bool:
    speed = float(facts["speed"])
    is_flood = speed == FLOOD.speed
    findings = judge_flood(samples) if is_flood else judge(samples, speed)
    holds = write_report(folder, facts, findings, samples)
    print((folder / "report.md").read_text("utf-8"))
    return holds


def _rejudge(folder: Path) -> bool:
    facts = json.loads((folder / "manifest.json").read_text("utf-8"))
    del facts["pass"]
    if "planted" in facts:
        return _report_planted(folder, facts)
    return _report(folder, facts, read_samples(folder / "process.csv"))


def _forecast(folders: list[Path]) -> bool:
    runs = [read_samples(folder / "process.csv") for folder in folders]
    found = forecast(runs)
    finding = Finding(
        "memory after a day",
        f"{found.value:+.1f} ± {found.error:.1f} MB",
        f"<= {MOST_FORECAST_MB:g} MB",
        found.value - found.error <= MOST_FORECAST_MB,
    )
    print(f"{finding.about}: {finding.found} (limit {finding.limit})")
    return finding.holds


def _plan(speed: float, hours: float, trades: float) -> Plan:
    if not trades:
        return Plan(speed, hours, trades, _STAYS_H, 0, _IDLE_BEGINS)
    begins = _DAY_BEGINS if hours > 8 else _PART_BEGINS
    return Plan(speed, hours, trades, _STAYS_H, _FAULTS, begins)


def _planted(folder: Path) -> bool:
    """Whether each planted leak is found by a run of ten minutes, and nothing else."""
    # A line that breaks costs a step of memory once, which is no leak.
    base = replace(_plan(6, 1, _TRADES), stays_h=0.01, faults=0)
    for kind in ("", *KINDS):
        own = folder / (kind or _NOTHING)
        own.mkdir(parents=True, exist_ok=True)
        samples = asyncio.run(soak(replace(base, planted=kind), own))
    facts = {"title": "Soak: planted leaks", **_facts(base, samples)}
    return _report_planted(folder, facts)


def _report_planted(folder: Path, facts: Mapping[str, str]) -> bool:
    findings = []
    for kind in (_NOTHING, *KINDS):
        samples = read_samples(folder / kind / "process.csv")
        slope = growth(samples, "rss_mb")
        is_leak = slope.exceeds(MOST_GROWTH_MB_H)
        findings.append(
            Finding(
                f"planted: {kind}",
                f"{slope.value:+.1f} ± {slope.error:.1f} MB/h",
                "none" if kind == _NOTHING else f"> {MOST_GROWTH_MB_H:g} MB/h",
                is_leak is (kind != _NOTHING),
            )
        )
    holds = write_report(folder, {**facts, "planted": "yes"}, findings, [])
    print((folder / "report.md").read_text("utf-8"))
    return holds


def main() -> None:
    """Run, judge, and end with 1 where a limit does not hold."""
    parser = argparse.ArgumentParser(description="Endurance of the wall")
    parser.add_argument("task", nargs="*", help="forecast or judge, folders of runs")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--hours", type=float, default=24.0, help="exchange hours")
    parser.add_argument("--idle", action="store_true", help="no trades at all")
    parser.add_argument("--planted", action="store_true", help="find planted leaks")
    parser.add_argument("--flood", action="store_true", help="a day in ten minutes")
    parser.add_argument("--out", type=Path, help="folder for what is found")
    chosen = parser.parse_args()
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    folder = chosen.out or Path("var") / "soak" / stamp
    if chosen.task:
        task, *names = chosen.task
        folders = [Path(name) for name in names]
        if task == "judge":
            verdicts = [_rejudge(one) for one in folders]
            holds = all(verdicts)
        else:
            holds = _forecast(folders)
    elif chosen.planted:
        holds = _planted(folder)
    elif chosen.flood:
        holds = _run(FLOOD, folder)
    else:
        trades = 0.0 if chosen.idle else _TRADES
        holds = _run(_plan(chosen.speed, chosen.hours, trades), folder)
    sys.exit(not holds)


if __name__ == "__main__":
    main()
