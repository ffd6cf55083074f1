"""What is read of a running house every few seconds, as lines of a table. Pure."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sample:
    """The house at one moment.

    Attributes
    ----------
    at_s
        Seconds since the run began.
    rss_mb, cpu_s, threads, files, sockets
        Of the process: resident memory, processor seconds so far, threads, open files,
        and established connections.
    tasks, pages, trades, reconnects, gaps, unexplained
        What the process tells of itself: the tasks of its loop, the pages that it holds
        in memory, and counters since its start.
    sessions
        Browser sessions opened so far.
    answer_ms
        How long the process took to say that it is well: its loop's lag, and a little.
    heap_mb, nodes
        Of the browser that looks on all the time, after a collection.
    """

    at_s: float
    rss_mb: float
    cpu_s: float
    threads: int
    files: int
    sockets: int
    tasks: int
    pages: int
    trades: int
    reconnects: int
    gaps: int
    unexplained: int
    sessions: int
    answer_ms: float
    heap_mb: float
    nodes: int


NAMES = tuple(field.name for field in fields(Sample))


def write_samples(path: Path, samples: Iterable[Sample]) -> None:
    """Write samples as CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.DictWriter(stream, NAMES, lineterminator="\n")
        lines.writeheader()
        lines.writerows(asdict(sample) for sample in samples)


def read_samples(path: Path) -> list[Sample]:
    """Return the samples of a file."""
    kinds = {field.name: field.type for field in fields(Sample)}
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Sample(
                **{
                    name: int(float(text)) if kinds[name] is int else float(text)
                    for name, text in line.items()
                }
            )
            for line in csv.DictReader(stream)
        ]


def column(samples: Sequence[Sample], name: str) -> list[float]:
    """Return one figure of all samples."""
    return [float(getattr(sample, name)) for sample in samples]
