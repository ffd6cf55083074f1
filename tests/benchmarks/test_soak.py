"""The soak's verdict finds what leaks, and nothing where nothing does."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.soak.__main__ import command_of
from benchmarks.soak.plan import Plan
from benchmarks.soak.report import plots_of, write_report
from benchmarks.soak.samples import Sample, read_samples, write_samples
from benchmarks.soak.verdict import (
    DAY_S,
    Finding,
    Slope,
    forecast,
    growth,
    judge,
    warm,
)
from tests.programs import ROOT

STEADY = Sample(
    at_s=0.0,
    rss_mb=180.0,
    cpu_s=0.0,
    threads=12,
    files=40,
    sockets=20,
    tasks=60,
    pages=2,
    trades=0,
    reconnects=0,
    gaps=0,
    unexplained=0,
    sessions=1,
    answer_ms=3.0,
    heap_mb=30.0,
    nodes=5000,
)


def run_of(
    hours: float,
    *,
    trades_per_s: float = 30.0,
    sessions_per_h: float = 4.0,
    by_trade: float = 0.0,
    by_second: float = 0.0,
    by_session: float = 0.0,
    noise: float = 0.4,
) -> list[Sample]:
    """Return a run whose memory grows by so many MB, with a level that finds itself."""
    chance = np.random.default_rng(1)
    times = np.linspace(0, hours * 3600, 600)
    samples = []
    for at in times:
        trades, sessions = at * trades_per_s, at / 3600 * sessions_per_h
        rss = 180 - 30 * np.exp(-at / (hours * 200)) + chance.normal(0, noise)
        rss += by_trade * trades + by_second * at + by_session * int(sessions)
        samples.append(
            replace(
                STEADY,
                at_s=float(at),
                rss_mb=float(rss),
                cpu_s=float(at) * 0.2,
                trades=int(trades),
                sessions=1 + int(sessions),
            )
        )
    return samples


def failing(findings: list[Finding]) -> list[str]:
    return [finding.about for finding in findings if not finding.holds]


def test_a_house_that_grows_by_nothing_passes():
    assert failing(judge(run_of(2), speed=1)) == []


@pytest.mark.parametrize(
    "leak", [{"by_second": 0.001}, {"by_trade": 1 / 1024}, {"by_session": 1.0}]
)
def test_a_leak_of_the_size_that_would_be_planted_is_found(leak):
    run = run_of(2, **leak)

    assert growth(run, "rss_mb").exceeds(1.0)
    assert failing(judge(run, speed=1)) == ["server memory grows by"]


def test_growth_is_told_with_what_it_may_be_off_by():
    slope = growth(run_of(2, by_second=5 / 3600), "rss_mb")

    assert abs(slope.value - 5) < 0.5
    assert 0 < slope.error < 1


def test_the_warm_up_does_not_count():
    run = run_of(2)

    assert warm(run)[0].at_s >= run[-1].at_s / 6
    assert warm(run, speed=1)[0].at_s == pytest.approx(3600, abs=13)
    assert warm(run_of(0.5), speed=1)[0].at_s == pytest.approx(900, abs=4)
    assert warm([]) == []


def test_a_step_of_memory_is_no_leak():
    """A line that breaks costs some memory once."""
    run = [
        replace(one, rss_mb=one.rss_mb + 3.0 * (one.at_s > 2500)) for one in run_of(2)
    ]

    assert failing(judge(run, speed=1)) == []
    assert not growth(run, "rss_mb").exceeds(1.0)


def test_many_steps_are_a_leak():
    run = [
        replace(one, rss_mb=one.rss_mb + 1.0 * (one.at_s // 900)) for one in run_of(4)
    ]

    assert failing(judge(run, speed=1)) == ["server memory grows by"]


def test_a_run_without_samples_to_compare_grows_by_nothing():
    assert growth(run_of(2)[-1:], "rss_mb").value == 0.0


@pytest.mark.parametrize(
    ("change", "about"),
    [
        (lambda s: replace(s, tasks=int(60 + s.at_s / 60)), "tasks"),
        (lambda s: replace(s, files=int(40 + s.at_s / 60)), "files"),
        (lambda s: replace(s, threads=int(12 + s.at_s / 100)), "threads"),
        (lambda s: replace(s, nodes=int(5000 + s.at_s)), "nodes"),
        (lambda s: replace(s, unexplained=int(s.at_s > 7000)), "trades unexplained"),
        (lambda s: replace(s, gaps=1), "gaps left open"),
        (lambda s: replace(s, cpu_s=s.at_s * 0.9), "processor"),
        (lambda s: replace(s, heap_mb=30 + s.at_s / 900), "browser heap grows by"),
    ],
    ids=["tasks", "files", "threads", "nodes", "trades", "gaps", "cpu", "heap"],
)
def test_each_limit_is_held(change, about):
    assert failing(judge([change(one) for one in run_of(2)], speed=1)) == [about]


def test_a_recorder_that_died_proves_nothing():
    run = [one for one in run_of(2) if not 3000 < one.at_s < 3100]

    assert failing(judge(run, speed=1)) == ["longest time without a sample"]


def test_three_runs_tell_a_leak_by_trade_from_one_by_second():
    def forecast_of(**leak: float) -> Slope:
        return forecast(
            [
                run_of(0.5, trades_per_s=1440, sessions_per_h=96, **leak),
                run_of(1.0, trades_per_s=720, sessions_per_h=48, **leak),
                run_of(1.0, trades_per_s=0, sessions_per_h=0, **leak),
            ]
        )

    leak = 1 / 1024
    by_trade, by_second = forecast_of(by_trade=leak), forecast_of(by_second=leak)
    assert abs(by_trade.value - 2_592_000 * leak) <= max(by_trade.error, 20)
    assert abs(by_second.value - DAY_S * leak) <= max(by_second.error, 20)
    assert by_trade.exceeds(24)
    assert by_second.exceeds(24)
    assert not forecast_of().exceeds(24)


def test_samples_are_written_and_read_again(tmp_path):
    run = run_of(0.1)[:5]

    write_samples(tmp_path / "process.csv", run)

    assert read_samples(tmp_path / "process.csv") == run


def test_a_report_says_what_the_run_was_and_whether_it_passed(tmp_path):
    run = run_of(2, by_second=0.001)
    facts = {"title": "Soak", "command": "./run soak --speed 1 --hours 2"}

    assert not write_report(tmp_path, facts, judge(run, 1), run)

    report = (tmp_path / "report.md").read_text("utf-8")
    assert "**FAIL**" in report
    assert "./run soak --speed 1 --hours 2" in report
    assert "| server memory grows by |" in report
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["pass"] is False
    assert (tmp_path / "plots.svg").read_text("utf-8").count("<polyline") == 6


def finished(folder, run: list[Sample], **facts: str) -> None:
    """Leave a folder behind as a run does."""
    folder.mkdir(exist_ok=True)
    write_samples(folder / "process.csv", run)
    text = json.dumps({"title": "Soak", "speed": "1", **facts, "pass": False})
    (folder / "manifest.json").write_text(text, "utf-8")


def judged(*folders: object) -> int:
    """Run the command on finished runs; return its exit code."""
    command = [sys.executable, "-m", "benchmarks.soak", "judge", *map(str, folders)]
    return subprocess.run(command, cwd=ROOT, capture_output=True).returncode


def test_a_finished_run_is_judged_again_by_the_rules_of_today(tmp_path):
    finished(tmp_path, run_of(2), commit="abc")

    assert judged(tmp_path) == 0

    report = (tmp_path / "report.md").read_text("utf-8")
    assert report.startswith("# Soak\n\n**PASS**")
    assert "* commit: abc" in report


def test_one_run_that_fails_among_others_is_told(tmp_path):
    finished(tmp_path / "well", run_of(2))
    finished(tmp_path / "leaking", run_of(2, by_second=0.001))

    assert judged(tmp_path / "well", tmp_path / "leaking") == 1


@pytest.mark.parametrize(
    ("leak", "code"), [(0.0, 1), (0.002, 0)], ids=["missed", "found"]
)
def test_planted_leaks_have_to_be_found(tmp_path, leak, code):
    finished(tmp_path, [], planted="yes")
    for kind in ("row", "second", "session"):
        finished(tmp_path / kind, run_of(0.2, by_second=leak))
    finished(tmp_path / "nothing", run_of(0.2, noise=0.0))

    assert judged(tmp_path) == code

    assert "planted: session" in (tmp_path / "report.md").read_text("utf-8")
    assert not (tmp_path / "plots.svg").exists()


def test_a_leak_where_none_was_planted_is_a_failure(tmp_path):
    finished(tmp_path, [], planted="yes")
    for kind in ("row", "second", "session", "nothing"):
        finished(tmp_path / kind, run_of(0.2, by_second=0.002))

    assert judged(tmp_path) == 1


def test_a_plot_of_one_level_is_a_line():
    assert "nan" not in plots_of([STEADY, replace(STEADY, at_s=60.0)])


@pytest.mark.parametrize("out", [["--out", "a/b"], ["--out=a/b"], []])
def test_a_report_does_not_say_where_it_went(out):
    assert command_of(["--speed", "24", *out, "--hours", "24"]) == (
        "./run soak --speed 24 --hours 24"
    )


def test_a_day_at_speed_48_takes_half_an_hour():
    assert Plan(48, 24, 30, 0.5, 12, "06:00").seconds == 1800
