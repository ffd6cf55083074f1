"""Charts as one HTML file that needs nothing else: no server, no network, no Python."""

from dashboard.snapshot.page import Snapshot, save_snapshot, snapshot_of
from dashboard.snapshot.provenance import Provenance

__all__ = ["Provenance", "Snapshot", "save_snapshot", "snapshot_of"]
