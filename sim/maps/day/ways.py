"""Track between two calls of a train, drawn once for both directions."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.geometry import Floats
from sim.maps.frame import Frame
from sim.maps.inputs import BaseLayers
from sim.maps.tracks import Hop, Status, Tracks, every_hop
from sim.network.model import Network, RouteId, StopId

__all__ = ["Leg", "Ways", "line_pairs", "stops_between", "ways_of"]

Leg = tuple[str, str, str]
"""A line and two stops a train calls at one after the other."""

_Hops = dict[tuple[str, str], Hop]


@dataclass(frozen=True, slots=True)
class Ways:
    """Paths as text, and for each leg the way it takes.

    ``legs[leg]`` is the number of its path counted from 1, negative where the train runs it from
    its end to its start.
    """

    paths: tuple[str, ...]
    legs: dict[Leg, int]


def ways_of(network: Network, base: BaseLayers, frame: Frame, legs: Iterable[Leg]) -> Ways:
    """Find the track of every leg: along the line, past stops that are not called at.

    Where the line has no track between the stops, the way is straight.

    Examples
    --------
    >>> from sim.maps.examples import empty_base, sectioned_line
    >>> found = ways_of(
    ...     sectioned_line(), empty_base(), Frame(), [("L", "A", "B"), ("L", "B", "A")]
    ... )
    >>> len(found.paths), found.legs
    (1, {('L', 'A', 'B'): 1, ('L', 'B', 'A'): -1})
    """
    hops = _hops_by_line(network)
    tracks = Tracks(base.metro, (network,))
    numbers: dict[Leg, int] = {}
    paths: list[str] = []
    known: dict[Leg, int] = {}
    for route_id, start, end in legs:
        first, second = sorted((start, end))
        key = (route_id, first, second)
        if key not in numbers:
            found = stops_between(hops.get(route_id, {}), first, second)
            paths.append(frame.path(_track(network, tracks, hops.get(route_id, {}), found)))
            numbers[key] = len(paths)
        known[route_id, start, end] = numbers[key] if start == first else -numbers[key]
    return Ways(tuple(paths), known)


def stops_between(hops: Iterable[tuple[str, str]], start: str, end: str) -> tuple[str, ...]:
    """List the stops from one to the other along a line, both included, by the fewest hops.

    Only the two where the line does not join them.

    Examples
    --------
    >>> stops_between([("A", "B"), ("B", "C"), ("C", "D")], "D", "B")
    ('D', 'C', 'B')
    >>> stops_between([], "A", "B")
    ('A', 'B')
    """
    beside: dict[str, list[str]] = {}
    for one, other in hops:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    came_from: dict[str, str] = {start: ""}
    waiting = deque([start])
    while waiting and end not in came_from:
        here = waiting.popleft()
        for following in beside.get(here, ()):
            if following not in came_from:
                came_from[following] = here
                waiting.append(following)
    if end not in came_from:
        return start, end
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def line_pairs(network: Network, route_id: str) -> tuple[tuple[str, str], ...]:
    """List the pairs of neighbouring stops of a line, past, present and future.

    Examples
    --------
    >>> from sim.maps.examples import sectioned_line
    >>> line_pairs(sectioned_line(), "L")
    (('A', 'B'), ('B', 'C'))
    """
    route = network.routes[RouteId(route_id)]
    return tuple(
        dict.fromkeys(
            (str(before.stop_id), str(after.stop_id))
            for branch in route.branches
            for before, after in itertools.pairwise(branch.stops)
        )
    )


def _hops_by_line(network: Network) -> dict[str, _Hops]:
    """Hops of each line by their two stops, sorted; an open one wins over a closed one."""
    found: dict[str, _Hops] = {}
    for hop in every_hop(network):
        route_id, first, second = hop.key
        own = found.setdefault(route_id, {})
        known = own.get((first, second))
        if known is None or (hop.status is Status.OPEN and known.status is not Status.OPEN):
            own[first, second] = hop
    return found


def _track(network: Network, tracks: Tracks, hops: _Hops, stops: tuple[str, ...]) -> Floats:
    pieces = []
    for start, end in itertools.pairwise(stops):
        first, second = sorted((start, end))
        hop = hops.get((first, second))
        if hop is None:
            ends = [network.stops[StopId(one)] for one in (start, end)]
            pieces.append(np.array([(stop.lon, stop.lat) for stop in ends]))
            continue
        piece = tracks.between(hop)
        pieces.append(piece if hop.from_stop_id == start else piece[::-1])
    return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])
