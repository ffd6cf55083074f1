"""Whether the wall lives a day: runs with viewers, faults and nights, and a verdict."""
