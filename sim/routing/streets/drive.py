"""Driving times between two sets of points on the street network, in one period.

The same search as on foot, on directed links whose cost is seconds: `link_time_s`, the one door
through which congestion comes.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.errors import RoutingError
from sim.network.streets.graph import StreetGraph
from sim.network.streets.speeds import FREE_FLOW, SpeedFactors, link_time_s
from sim.routing.streets.index import StreetIndex, street_index
from sim.routing.streets.join import Pace
from sim.routing.streets.one_to_many import StreetTimes, street_targets, times_to
from sim.routing.streets.snap import Snapped

__all__ = ["DriveIndex", "drive_index", "drive_times"]

_ACCESS_KMH = 4.5
"""Speed between a point and its street: on foot, to where the car stands."""


@dataclass(frozen=True, eq=False, repr=False)
class DriveIndex(StreetIndex):
    """A street index whose cost is seconds by car in one period."""


def drive_index(
    graph: StreetGraph, *, factors: SpeedFactors | None = None, period: str = FREE_FLOW
) -> DriveIndex:
    """Index the links of a graph that can be driven, by their time in a period.

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> graph = street_graph(([1, 2], [0.0, 0.0], [0.0, 0.001]), ([0], [1]), length_m=100.0,
    ...                      drive=True, free_speed_kmh=36.0)
    >>> drive_index(graph)
    <DriveIndex 2 nodes · 2 junctions · 1 chains · 1 links up · 0 down>
    """
    built = street_index(graph, link_time_s(graph, factors=factors, period=period))
    return DriveIndex(built.graph, built.cost, built.chains, built.hierarchy)


def drive_times(
    index: DriveIndex,
    sources: Snapped,
    targets: Snapped,
    *,
    limit_s: int,
    access_kmh: float = _ACCESS_KMH,
    threads: int | None = None,
) -> StreetTimes:
    """Driving times from every source to every target within `limit_s` whole seconds.

    Seconds are ``ceil(snap + path + snap)``, the snaps at `access_kmh`. Pairs out of reach and
    points that are not linked are left out. Where `targets` is the very object `sources`, every
    point reaches itself in 0 s.

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> from sim.routing.streets.snap import snap_to_edges
    >>> graph = street_graph(([1, 2], [0.0, 0.0], [0.0, 0.001]), ([0], [1]), length_m=100.0,
    ...                      drive=True, free_speed_kmh=36.0)
    >>> home = snap_to_edges(graph, [0.0], [0.00025], use="drive")
    >>> work = snap_to_edges(graph, [0.0], [0.00075], use="drive")
    >>> drive_times(drive_index(graph), home, work, limit_s=600).time_s.tolist()  # half of 10 s
    [5]
    >>> drive_times(drive_index(graph), work, home, limit_s=600).time_s.tolist()  # one way
    []
    """
    if not (access_kmh > 0 and limit_s >= 0):
        raise RoutingError(
            f"driving {limit_s} s with {access_kmh} km/h to the street: the speed has to be above "
            "0 and the limit not below"
        )
    pace = Pace(1.0, int(limit_s), same=False)
    pinned = street_targets(index, targets, pace, snap_per_m=3.6 / access_kmh, threads=threads)
    return times_to(pinned, sources, threads=threads)[0]
