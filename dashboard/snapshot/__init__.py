"""Charts as one HTML file that needs nothing else: no server, no network, no Python."""

from dashboard.snapshot.page import (
    Snapshot,
    render,
    save_snapshot,
    snapshot_of,
    take_snapshot,
)
from dashboard.snapshot.provenance import Provenance

__all__ = [
    "Provenance",
    "Snapshot",
    "render",
    "save_snapshot",
    "snapshot_of",
    "take_snapshot",
]
