"""Writes what a run was and what is to be thought of it, with plots."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.soak.samples import Sample, column
from benchmarks.soak.verdict import Finding

_WIDTH, _HEIGHT, _EDGE = 860, 180, 48
_PLOTS = {
    "rss_mb": "server memory (MB)",
    "heap_mb": "browser heap (MB)",
    "tasks": "tasks",
    "pages": "pages in memory",
    "sockets": "connections",
    "answer_ms": "health answered in (ms)",
}


def write_report(
    folder: Path,
    facts: Mapping[str, str],
    findings: Sequence[Finding],
    samples: Sequence[Sample],
) -> bool:
    """Write ``report.md``, ``plots.svg`` and ``manifest.json``; return the verdict.

    ``facts`` has the ``title``, and what is to be known of the run. Without samples
    there are no plots.
    """
    holds = all(finding.holds for finding in findings)
    lines = [f"# {facts['title']}", "", f"**{'PASS' if holds else 'FAIL'}**", ""]
    lines += [f"* {name}: {text}" for name, text in facts.items() if name != "title"]
    lines += ["", *table_of(findings), ""]
    if samples:
        lines += ["![plots](plots.svg)", ""]
        (folder / "plots.svg").write_text(plots_of(samples), "utf-8")
    (folder / "report.md").write_text("\n".join(lines), "utf-8")
    manifest = {**facts, "pass": holds}
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / "manifest.json").write_text(f"{text}\n", "utf-8")
    return holds


def table_of(findings: Sequence[Finding]) -> list[str]:
    """Return findings as a table in Markdown."""
    head = ["| what | found | limit | |", "|---|---|---|---|"]
    return head + [
        f"| {one.about} | {one.found} | {one.limit} | {'ok' if one.holds else 'FAIL'} |"
        for one in findings
    ]


def plots_of(samples: Sequence[Sample]) -> str:
    """Return one plot below the other as SVG: figures over minutes."""
    minutes = [sample.at_s / 60 for sample in samples]
    parts = [
        f'<g transform="translate(0,{place * _HEIGHT})">'
        f"{_plot(minutes, column(samples, name), label)}</g>"
        for place, (name, label) in enumerate(_PLOTS.items())
    ]
    height = len(_PLOTS) * _HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        'font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _plot(xs: Sequence[float], ys: Sequence[float], label: str) -> str:
    low, high = min(ys), max(ys)
    room = high - low or 1.0
    wide, tall = _WIDTH - 2 * _EDGE, _HEIGHT - 2 * _EDGE
    end = xs[-1] or 1.0
    points = " ".join(
        f"{_EDGE + x / end * wide:.1f},{_EDGE + (high - y) / room * tall:.1f}"
        for x, y in zip(xs, ys, strict=True)
    )
    return (
        f'<text x="{_EDGE}" y="{_EDGE - 12}" font-weight="bold">{label}</text>'
        f'<text x="4" y="{_EDGE + 4}">{high:.0f}</text>'
        f'<text x="4" y="{_HEIGHT - _EDGE + 4}">{low:.0f}</text>'
        f'<text x="{_WIDTH - _EDGE}" y="{_HEIGHT - _EDGE + 18}" text-anchor="end">'
        f"{end:.0f} min</text>"
        f'<polyline points="{points}" fill="none" stroke="#1f62d6"/>'
    )
