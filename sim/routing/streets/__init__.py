"""Walking and driving times between points on a street network: exact, on a hierarchy."""

from __future__ import annotations

from sim.routing.streets.drive import DriveIndex, drive_index, drive_times
from sim.routing.streets.index import WalkIndex, walk_index
from sim.routing.streets.one_to_many import (
    StreetCounts,
    StreetTargets,
    StreetTimes,
    walk_targets,
    walk_times,
    walk_times_to,
)
from sim.routing.streets.snap import Snapped, snap_to_edges, snap_to_nodes, unlinked_issues

__all__ = [
    "DriveIndex",
    "Snapped",
    "StreetCounts",
    "StreetTargets",
    "StreetTimes",
    "WalkIndex",
    "drive_index",
    "drive_times",
    "snap_to_edges",
    "snap_to_nodes",
    "unlinked_issues",
    "walk_index",
    "walk_targets",
    "walk_times",
    "walk_times_to",
]
