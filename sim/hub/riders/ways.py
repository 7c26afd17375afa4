"""The way of every pair of stations: the quickest rides and changes, and what they take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from sim.hub.riders.lines import RailLines, Rides

__all__ = ["RideGraph", "WaySettings", "Ways", "ride_graph", "ways"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_UNIT = 1 << 20
"""Seconds of choice count this much, real seconds ride along below: one search gives both, exactly,
as each stays below 2**20 (12 days) and the whole number below 2**53."""
_WALK = -1


@dataclass(frozen=True, slots=True)
class WaySettings:
    """What riders weigh when they choose a way.

    ``change_penalty_s`` is what each change costs beyond its minutes: 6 min, range 2 to 12, as
    ``transfer_penalty_min`` of the demand model. ``wait_share`` of a headway is waited: half of it
    where people come at random. ``change_s`` is the walk between two platforms where no other is
    known, ``street_s`` that between platform and street. Both are assumptions.
    """

    change_penalty_s: float = 360.0
    wait_share: float = 0.5
    change_s: float = 150.0
    street_s: float = 240.0


@dataclass(frozen=True, eq=False)
class RideGraph:
    """Stations, platforms and what leads from one to the other.

    Nodes are, in this order: stations to begin at, platforms to leave from, platforms to arrive
    at, stations to end at. ``edge_ride`` is the row of an edge's ride, -1 where people walk.
    """

    n_stations: int
    weights: csr_matrix
    edge: Ints
    edge_ride: Ints
    edge_s: Floats


def ride_graph(
    lines: RailLines, rides: Rides, settings: WaySettings, *, seen_as: Floats | None = None
) -> RideGraph:
    """Graph of the rides and the changes between them.

    A ride weighs ``wait_share headway + seconds on board``, a change its walk and, in the seconds
    of choice, the penalty. People change between all platforms of a station.

    Parameters
    ----------
    seen_as
        Factor of each ride's seconds in the eyes of the rider (real seconds stay).

    Examples
    --------
    >>> from sim.hub.riders.examples import line_of
    >>> from sim.hub.riders.lines import rides_between
    >>> lines = line_of("A B C", "B D")
    >>> ride_graph(lines, rides_between(lines, ((0, 3600),)), WaySettings()).n_stations
    4
    """
    size = len(lines.station_ids)
    platform = np.full((len(lines.group_ids), size), -1, dtype=np.int64)
    platform[rides.group, rides.board] = 0
    platform[rides.group, rides.alight] = 0
    group, station = np.nonzero(platform == 0)
    count = len(group)
    platform[group, station] = np.arange(count)
    leave, arrive, end = size, size + count, size + 2 * count
    real_s = settings.wait_share * rides.headway_s + rides.ride_s
    seen_s = real_s if seen_as is None else real_s * seen_as
    ends, begins, walk_s = _walks(lines, settings, platform, group, station)
    every, free = np.arange(count), np.zeros(count)
    parts = (
        (station, leave + every, free, free, free + _WALK),
        (
            leave + platform[rides.group, rides.board],
            arrive + platform[rides.group, rides.alight],
            seen_s,
            real_s,
            np.arange(len(rides)),
        ),
        (
            arrive + ends,
            leave + begins,
            walk_s + settings.change_penalty_s,
            walk_s,
            np.full(len(walk_s), _WALK),
        ),
        (arrive + every, end + station, free, free, free + _WALK),
    )
    tail, head, choice_s, edge_s, ride = (np.concatenate(c) for c in zip(*parts, strict=True))
    nodes = end + size
    weight = (np.rint(choice_s) + 1.0) * _UNIT + np.rint(edge_s)
    order = np.argsort(tail * nodes + head)
    return RideGraph(
        size,
        csr_matrix((weight, (tail, head)), shape=(nodes, nodes)),
        (tail * nodes + head)[order].astype(np.int64),
        ride[order].astype(np.int64),
        edge_s[order],
    )


def _walks(
    lines: RailLines, settings: WaySettings, platform: Ints, group: Ints, station: Ints
) -> tuple[Ints, Ints, Floats]:
    """Platforms arrived at, platforms left from, and the seconds of walking between them."""
    ends, begins = np.nonzero(station[:, None] == station[None, :])
    street = np.isin(group, list(lines.street_groups))
    street_s, change_s = float(settings.street_s), float(settings.change_s)
    walk_s = np.where(street[ends] | street[begins], street_s, change_s)
    walk_s[group[ends] == group[begins]] = 0.0
    known = lines.changes
    first = platform[known.from_group, known.from_station]
    second = platform[known.to_group, known.to_station]
    there = (first >= 0) & (second >= 0)
    n = len(group)
    keys = np.concatenate([ends * n + begins, (first * n + second)[there]])
    seconds = np.concatenate([walk_s, known.walk_s[there]])
    _, last = np.unique(keys[::-1], return_index=True)  # what is known replaces what is usual
    rows = len(keys) - 1 - last
    return keys[rows] // n, keys[rows] % n, seconds[rows]


@dataclass(frozen=True, eq=False)
class Ways:
    """The way of every pair of stations, pairs origin by origin; a station to itself has none.

    ``seconds`` [from, to] are real ones: waiting, riding and walking, inf where there is no way;
    ``choice_s`` those of the choice. Legs of pair ``p`` are ``first_leg[p]:first_leg[p + 1]``:
    ``ride`` is a row of the rides, ``walk_s`` the walk to the next platform.
    """

    seconds: Floats
    choice_s: Floats
    first_leg: Ints
    ride: Ints
    walk_s: Floats


def ways(graph: RideGraph, origins: Ints | None = None, *, with_legs: bool = True) -> Ways:
    """Least seconds of choice from station to station (Dijkstra 1959), equal ones by fewer seconds.

    Parameters
    ----------
    origins
        Stations to begin at; others have no way. None: all.
    with_legs
        Without legs it is quicker, where times are all that is wanted.

    Examples
    --------
    >>> from sim.hub.riders.examples import line_of
    >>> from sim.hub.riders.lines import rides_between
    >>> lines = line_of("A B C", "B D")  # 2 min a hop, every 5 min; 2.5 min to change
    >>> found = ways(ride_graph(lines, rides_between(lines, ((0, 3600),)), WaySettings()))
    >>> (found.seconds[0] / 60).tolist()  # to D: 2.5 + 2, 2.5, 2.5 + 2
    [inf, 4.5, 6.5, 11.5]
    >>> pair = 0 * 4 + 3
    >>> found.ride[found.first_leg[pair]:found.first_leg[pair + 1]].tolist()
    [0, 6]
    """
    size, nodes = graph.n_stations, graph.weights.shape[0]
    rows = np.arange(size) if origins is None else origins
    distance, before = dijkstra(graph.weights, indices=rows, return_predecessors=True)
    whole = np.full((size, size), np.inf)
    whole[rows] = distance[:, nodes - size :]
    whole[np.arange(size), np.arange(size)] = np.inf
    reached = np.isfinite(whole)
    exact = np.where(reached, whole, 0.0).astype(np.int64)
    seconds = np.where(reached, exact % _UNIT, np.inf).astype(np.float64)
    choice_s = np.where(reached, exact // _UNIT, np.inf).astype(np.float64)
    if not with_legs:
        none = np.zeros(0, dtype=np.int64)
        return Ways(seconds, choice_s, np.zeros(size * size + 1, np.int64), none, np.zeros(0))
    full = np.full((size, nodes), -1, dtype=np.int64)
    full[rows] = before
    return Ways(seconds, choice_s, *_legs(graph, full, reached))


def _legs(
    graph: RideGraph, before: Ints, reached: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints, Floats]:
    """Walk back from every destination, all pairs at once; legs come out in their order."""
    size, nodes = graph.n_stations, graph.weights.shape[0]
    origin, destination = np.nonzero(reached)
    at = nodes - size + destination
    pair = origin * size + destination
    found: list[tuple[Ints, Ints, Floats]] = []  # pair, ride, walk after it; the last leg first
    walk_s = np.zeros(len(pair))
    while len(pair):
        tail = before[origin, at]
        edge = np.searchsorted(graph.edge, tail * nodes + at)
        ride = graph.edge_ride[edge]
        rides = ride >= 0
        found.append((pair[rides], ride[rides], walk_s[rides]))
        walk_s = np.where(rides, 0.0, graph.edge_s[edge])
        going = tail >= size
        origin, at, pair, walk_s = origin[going], tail[going], pair[going], walk_s[going]
    if not found:
        none = np.zeros(0, dtype=np.int64)
        return np.zeros(size * size + 1, dtype=np.int64), none, np.zeros(0)
    pairs, ride, walked = (np.concatenate(c) for c in zip(*found[::-1], strict=True))
    order = np.argsort(pairs, kind="stable")
    counts = np.bincount(pairs, minlength=size * size)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return first, ride[order], walked[order]
