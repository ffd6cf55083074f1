"""Our wall against lightweight-charts, uPlot and a naive Bokeh page, in one session.

Installs the two libraries outside the repository, starts a server with a scripted
market, and opens each page in turn in a fresh headless Chromium at 1920x1080, round
after round. All show the same sixteen symbols of the same hub: 500 one-minute candles
of which 120 are visible, volume, four moving averages, last price and a header line.
Figures are medians over the rounds, with the ratio to lightweight-charts in brackets.

    ./run bench wall --rounds 3 --rates 1000
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from benchmarks.measure.browser import VARIANTS, Variant, measure, open_browser
from benchmarks.measure.machine import describe_machine
from benchmarks.measure.packages import install_packages
from benchmarks.measure.stage import Stage, open_stage
from benchmarks.measure.table import listing, medians, table

REFERENCE = "lightweight-charts"
_IDLE = "no viewer"
_IDLE_S = 4.0
_FURTHER = 8

Rounds = dict[str, list[dict[str, float]]]


def run_round(
    playwright: Playwright, stage: Stage, variants: Sequence[Variant], seconds: float
) -> dict[str, dict[str, float]]:
    """Measure all variants once, one after the other."""
    found = {_IDLE: {"server CPU %": 100 * stage.cpu_share(_IDLE_S)}}
    for variant in variants:
        figures = measure(playwright, stage, variant, seconds)
        if variant.is_wall:
            figures["server CPU % per further viewer"] = _further_viewer(stage)
        found[variant.name] = figures
        print(f"  {variant.name}", flush=True)
    return found


def _further_viewer(stage: Stage) -> float:
    one, all_ = (stage.cost_of_viewers(count, _IDLE_S) for count in (1, 1 + _FURTHER))
    return 100 * (all_ - one) / _FURTHER


def run_rate(
    playwright: Playwright, packages: Path, rate: float, chosen: argparse.Namespace
) -> Rounds:
    """Measure all rounds at one rate of trades, on one stage."""
    variants = [VARIANTS[name] for name in chosen.variants]
    rounds: Rounds = {}
    # As long as the window: wherever that begins, one minute ends within it.
    with open_stage(
        packages, rate=rate, minute_s=chosen.seconds, tick=chosen.tick
    ) as stage:
        for number in range(chosen.rounds):
            print(f"{rate:g} trades/s, round {number + 1}", flush=True)
            found = run_round(playwright, stage, variants, chosen.seconds)
            for name, figures in found.items():
                rounds.setdefault(name, []).append(figures)
    return rounds


def show(rate: float, rounds: Rounds) -> str:
    """Return the table of one rate."""
    columns = {name: medians(found) for name, found in rounds.items()}
    return table(f"{rate:g} trades/s", columns, REFERENCE)


def read_arguments() -> argparse.Namespace:
    """Return what the user chose."""
    parser = argparse.ArgumentParser(description="The wall against other charts")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=12, help="of each window")
    parser.add_argument("--rates", type=_numbers, default=[50, 200, 1000, 5000])
    parser.add_argument("--variants", type=_names, default=list(VARIANTS))
    parser.add_argument("--tick", type=int, default=16, help="ms between frames")
    parser.add_argument("--json", type=Path, help="file for all rounds")
    return parser.parse_args()


def _conditions(chosen: argparse.Namespace) -> dict[str, str]:
    return {
        "rounds": str(chosen.rounds),
        "window": f"{chosen.seconds:g} s, in which one minute of the market ends",
        "tick": f"{chosen.tick} ms",
        "main thread": "processor time of the renderer's main thread (CDP threadTicks)",
    }


def _numbers(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(VARIANTS):
        raise argparse.ArgumentTypeError(f"{unknown} not among {list(VARIANTS)}")
    return names


def main() -> None:
    """Run the benchmark, print its tables and keep its rounds."""
    chosen = read_arguments()
    packages = install_packages()
    with sync_playwright() as playwright:
        with open_browser(playwright) as browser:
            machine = describe_machine(browser.version)
        machine |= _conditions(chosen)
        rates = {
            rate: run_rate(playwright, packages, rate, chosen) for rate in chosen.rates
        }
    print("\n" + listing(machine.items()))
    for rate, rounds in rates.items():
        print("\n" + show(rate, rounds))
    if chosen.json:
        record = {"machine": machine, "rates": rates}
        chosen.json.write_text(f"{json.dumps(record, indent=1)}\n", "utf-8")


if __name__ == "__main__":
    main()
