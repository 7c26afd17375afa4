"""Walking times between two sets of points on the street network, within a limit.

Seconds are ``ceil((snap + path + snap) / speed)``. Method: labels in a hierarchy, joined over the
hubs they share (see `labels`). Rows share nothing, so threads change no digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import RoutingError
from sim.routing.chunks import spread
from sim.routing.streets.index import StreetIndex, WalkIndex, ends_of, entrances
from sim.routing.streets.join import Ends, Pace, join
from sim.routing.streets.labels import Buckets, Labels, buckets, climb
from sim.routing.streets.snap import Snapped

__all__ = [
    "StreetCounts",
    "StreetTargets",
    "StreetTimes",
    "times_to",
    "walk_targets",
    "walk_times",
    "walk_times_to",
]

_BLOCK = 128
_MOST_S = 2**31 - 2

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]


class StreetTimes(NamedTuple):
    """Pairs in reach, sorted by (from, to), and whole seconds."""

    from_index: Int32s
    to_index: Int32s
    time_s: Int32s


@dataclass(frozen=True, slots=True)
class StreetCounts:
    """How much work a search was: the same on every machine, so tests can pin it."""

    places: int = 0
    nodes_settled: int = 0
    links_relaxed: int = 0
    hubs_kept: int = 0
    pairs_compared: int = 0

    def __add__(self, other: StreetCounts) -> StreetCounts:
        return StreetCounts(
            self.places + other.places,
            self.nodes_settled + other.nodes_settled,
            self.links_relaxed + other.links_relaxed,
            self.hubs_kept + other.hubs_kept,
            self.pairs_compared + other.pairs_compared,
        )


@dataclass(frozen=True, eq=False)
class StreetTargets:
    """Targets with their labels by hub, for searches from many sources or again and again."""

    index: StreetIndex
    snapped: Snapped
    ends: Ends
    known: Buckets
    pace: Pace
    snap_per_m: float
    counts: StreetCounts


def walk_times(
    graph: WalkIndex,
    sources: Snapped,
    targets: Snapped,
    *,
    limit_m: float,
    speed_m_per_s: float,
    threads: int | None = None,
) -> StreetTimes:
    """Walking times from every source to every target that is in reach.

    The limit holds for the whole seconds: at most ``limit_m / speed_m_per_s``. Pairs out of reach
    and points that are not linked are left out. Where `targets` is the very object `sources`,
    every point reaches itself in 0 s, linked or not.

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> from sim.routing.streets.index import walk_index
    >>> from sim.routing.streets.snap import snap_to_nodes
    >>> graph = street_graph(([1, 2], [0.0, 0.0], [0.0, 0.001]), ([0], [1]))  # 111.195 m
    >>> points = snap_to_nodes(graph, [0.0, 0.0], [0.0, 0.001])
    >>> times = walk_times(walk_index(graph), points, points, limit_m=500.0, speed_m_per_s=1.0)
    >>> times.from_index.tolist(), times.to_index.tolist(), times.time_s.tolist()
    ([0, 0, 1, 1], [0, 1, 0, 1], [0, 112, 112, 0])
    """
    pinned = walk_targets(
        graph, targets, limit_m=limit_m, speed_m_per_s=speed_m_per_s, threads=threads
    )
    return walk_times_to(pinned, sources, threads=threads)[0]


def walk_targets(
    graph: WalkIndex,
    targets: Snapped,
    *,
    limit_m: float,
    speed_m_per_s: float,
    threads: int | None = None,
) -> StreetTargets:
    """Targets made ready once, for walks from sources that come later.

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> from sim.routing.streets.index import walk_index
    >>> from sim.routing.streets.snap import snap_to_nodes
    >>> graph = street_graph(([1, 2], [0.0, 0.0], [0.0, 0.001]), ([0], [1]))
    >>> shop = snap_to_nodes(graph, [0.0], [0.001])
    >>> pinned = walk_targets(walk_index(graph), shop, limit_m=500.0, speed_m_per_s=1.0)
    >>> walk_times_to(pinned, snap_to_nodes(graph, [0.0], [0.0]))[0].time_s.tolist()
    [112]
    """
    if not (speed_m_per_s > 0 and limit_m >= 0):
        raise RoutingError(
            f"walking {limit_m} m at {speed_m_per_s} m/s: the speed has to be above 0 and the "
            "limit not below"
        )
    limit_s = int(min(np.floor(limit_m / speed_m_per_s), _MOST_S))
    pace = Pace(float(speed_m_per_s), limit_s, same=False)
    return street_targets(graph, targets, pace, snap_per_m=1.0, threads=threads)


def walk_times_to(
    pinned: StreetTargets, sources: Snapped, *, threads: int | None = None
) -> tuple[StreetTimes, StreetCounts]:
    """Walking times to targets that are ready (see `walk_targets`), and the operation counts."""
    return times_to(pinned, sources, threads=threads)


def street_targets(
    index: StreetIndex,
    targets: Snapped,
    pace: Pace,
    *,
    snap_per_m: float,
    threads: int | None,
) -> StreetTargets:
    """Labels of the targets, from the hubs downwards; `snap_per_m` is the cost to the street."""
    ends = ends_of(index, targets, targets.distance_m * snap_per_m)
    links = (index.hierarchy.down, index.hierarchy.up)
    into = entrances(index, targets, ends, outwards=False)
    parts = spread(
        [
            partial(climb, index.hierarchy.parent, links, into, rows, _limit(pace))
            for rows in _blocks(len(targets))
        ],
        threads=threads,
    )
    known = buckets(_one([labels for labels, _ in parts]), len(index.hierarchy.rank))
    counts = sum((_counts(count) for _, count in parts), StreetCounts())
    return StreetTargets(index, targets, ends, known, pace, snap_per_m, counts)


def times_to(
    pinned: StreetTargets, sources: Snapped, *, threads: int | None
) -> tuple[StreetTimes, StreetCounts]:
    """Times from sources to targets that are ready, in whatever the index counts."""
    index, pace = pinned.index, pinned.pace
    ends = ends_of(index, sources, sources.distance_m * pinned.snap_per_m, by_chain=False)
    pace = pace._replace(same=sources is pinned.snapped)
    links = (index.hierarchy.up, index.hierarchy.down)
    out = entrances(index, sources, ends, outwards=True)

    def block(rows: tuple[int, int]) -> tuple[Ints, Int32s, Int32s, StreetCounts]:
        labels, climbed = climb(index.hierarchy.parent, links, out, rows, _limit(pace))
        work = (pace, rows[0])
        reach, to_index, time_s, joined = join(
            labels, pinned.known, index.along, (ends, pinned.ends), work
        )
        return reach, to_index, time_s, _counts(climbed) + _counts(joined)

    parts = spread([partial(block, rows) for rows in _blocks(len(sources))], threads=threads)
    reach, to_index, time_s = (
        np.concatenate([np.empty(0, kind), *(part[column] for part in parts)])
        for column, kind in enumerate((np.int64, np.int32, np.int32))
    )
    from_index = np.repeat(np.arange(len(sources), dtype=np.int32), reach)
    counts = sum((part[3] for part in parts), StreetCounts())
    return StreetTimes(from_index, to_index, time_s), counts


def _limit(pace: Pace) -> float:
    """Largest cost of half a path; a little more than the limit, which is applied at the end."""
    return (pace.limit_s + 1) * pace.per_s


def _blocks(n_rows: int) -> list[tuple[int, int]]:
    return [(low, min(low + _BLOCK, n_rows)) for low in range(0, n_rows, _BLOCK)]


def _one(parts: list[Labels]) -> Labels:
    sizes = [np.diff(part.first) for part in parts]
    first = np.concatenate([[0], np.cumsum(np.concatenate([np.empty(0, np.int64), *sizes]))])
    return Labels(
        first.astype(np.int64),
        np.concatenate([np.empty(0, np.int32), *(part.hub for part in parts)]),
        np.concatenate([np.empty(0), *(part.cost for part in parts)]),
    )


def _counts(counted: Ints) -> StreetCounts:
    return StreetCounts(*(int(count) for count in counted))
