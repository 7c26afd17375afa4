"""Pieces of line between two stops, with their status on the network's date and their geometry."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from operator import itemgetter

import geopandas as gpd
import numpy as np
import shapely
from shapely.ops import substring

from sim.geometry import HOME_EPSG, Floats, to_lonlat, to_metres
from sim.network.model import (
    Branch,
    LineStop,
    ModeId,
    Network,
    Route,
    RouteId,
    Section,
    SectionId,
    StopId,
)

__all__ = [
    "Hop",
    "Status",
    "Tracks",
    "every_hop",
    "hops_by_status",
    "lines_calling",
    "runs",
    "sectioned_modes",
]

_MAX_OFFSET_M = 350.0
_MAX_DETOUR = 1.8

HopKey = tuple[RouteId, StopId, StopId]


class Status(StrEnum):
    """Of a piece of line, seen from the scenario on its date."""

    OPEN = "open"
    INHERITED = "opened by a parent of this scenario"
    OPENED = "opened by this scenario"
    PENDING = "not open yet"
    CLOSED_BEFORE = "closed by a parent of this scenario"
    WITHDRAWN = "closed by this scenario"

    @property
    def in_service(self) -> bool:
        """Whether trains run there on the date."""
        return self in {Status.OPEN, Status.INHERITED, Status.OPENED}


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop of a line: ``open_date`` is that of its section, ``None`` where none is known."""

    route: Route
    branch_id: str
    from_stop_id: StopId
    to_stop_id: StopId
    section: Section | None
    open_date: date | None
    status: Status
    close_date: date | None = None

    @property
    def key(self) -> HopKey:
        """The line and its two stops, whatever the direction."""
        first, second = sorted((self.from_stop_id, self.to_stop_id))
        return self.route.route_id, StopId(first), StopId(second)


def sectioned_modes(network: Network) -> frozenset[ModeId]:
    """Modes whose lines are built in sections that open on a date (the strong lines of the map).

    Examples
    --------
    >>> from sim.maps.examples import sectioned_line
    >>> sorted(sectioned_modes(sectioned_line()))
    ['train']
    """
    return frozenset(
        network.routes[section.route_id].mode_id
        for section in network.sections.values()
        if section.route_id in network.routes
    )


def hops_by_status(
    network: Network, baseline: Network | None, parent: Network | None = None
) -> tuple[Hop, ...]:
    """Every hop of the sectioned modes once, in the order of routes, branches and stops.

    What is open here but not in `baseline` was opened by the scenario, or, where it is open in
    `parent`, by a parent of it; without `parent` everything counts as the scenario's own. Hops that
    were in service once and are closed on the date are left out, unless a scenario closed them
    (open in `baseline` or `parent`).

    Examples
    --------
    >>> from sim.maps.examples import sectioned_line
    >>> [(hop.from_stop_id, str(hop.status)) for hop in hops_by_status(sectioned_line(), None)]
    [('A', 'open'), ('B', 'open')]
    """
    here = _hops(network)
    if baseline is None:
        return tuple(hop for hop in here.values() if hop.status is not Status.WITHDRAWN)
    first = _hops(baseline)
    last = _hops(parent) if parent is not None else first
    at_first, at_last = _open_keys(first), _open_keys(last)
    shown = [
        replace(hop, status=status)
        for key, hop in here.items()
        if (status := _changed(hop.status, key in at_first, key in at_last)) is not None
    ]
    gone = [(key, hop) for key, hop in {**first, **last}.items() if key not in here]
    return (
        *shown,
        *(
            replace(hop, status=status)
            for key, hop in gone
            if (status := _changed(Status.WITHDRAWN, key in at_first, key in at_last)) is not None
        ),
    )


def _open_keys(hops: dict[HopKey, Hop]) -> frozenset[HopKey]:
    return frozenset(key for key, hop in hops.items() if hop.status is Status.OPEN)


def _changed(status: Status, at_first: bool, at_last: bool) -> Status | None:
    """Tell who changed a hop that was open before all scenarios, or before this one."""
    if status is Status.OPEN:
        if at_last:
            return Status.OPEN if at_first else Status.INHERITED
        return Status.OPENED
    if at_last:
        return Status.WITHDRAWN
    if at_first:
        return Status.CLOSED_BEFORE
    return None if status is Status.WITHDRAWN else status


def every_hop(network: Network) -> Iterator[Hop]:
    """Every hop of every branch of the sectioned modes, past, present and future.

    A pair of stops can come twice: on two branches, or in two sections one after the other.

    Examples
    --------
    >>> from sim.maps.examples import sectioned_line
    >>> [(hop.from_stop_id, hop.to_stop_id) for hop in every_hop(sectioned_line())]
    [('A', 'B'), ('B', 'C')]
    """
    modes = sectioned_modes(network)
    for route_id in sorted(network.routes):
        route = network.routes[route_id]
        if route.mode_id not in modes:
            continue
        for branch in route.branches:
            for before, after in itertools.pairwise(branch.stops):
                yield _hop(network, route, branch, before, after)


def lines_calling(network: Network) -> dict[StopId, tuple[RouteId, ...]]:
    """Lines of the sectioned modes that call at each stop on the network's date.

    A line calls where its own platform is open and the track on either side of it is.

    Examples
    --------
    >>> from sim.maps.examples import sectioned_line
    >>> lines_calling(sectioned_line())
    {'A': ('L',), 'B': ('L',), 'C': ('L',)}
    """
    modes = sectioned_modes(network)
    calling: dict[StopId, list[RouteId]] = {}
    for route in network.routes.values():
        if route.mode_id not in modes:
            continue
        for branch in route.branches:
            for before, after in itertools.pairwise(branch.stops):
                if not _hop_is_open(network, after):
                    continue
                for call in (before, after):
                    routes = calling.setdefault(call.stop_id, [])
                    if network.is_open(call) and route.route_id not in routes:
                        routes.append(route.route_id)
    return {stop_id: tuple(routes) for stop_id, routes in calling.items() if routes}


def _hop_is_open(network: Network, after: LineStop) -> bool:
    section = network.sections.get(after.section_id or SectionId(""))
    return network.is_open(section if section is not None else after)


def _hops(network: Network) -> dict[HopKey, Hop]:
    """Hops keyed by route and unordered stop pair; an open section wins over a closed one."""
    found: dict[HopKey, Hop] = {}
    for hop in every_hop(network):
        known = found.get(hop.key)
        if known is None or (hop.status is Status.OPEN and known.status is not Status.OPEN):
            found[hop.key] = hop
    return found


def _hop(network: Network, route: Route, branch: Branch, before: LineStop, after: LineStop) -> Hop:
    section = network.sections.get(after.section_id or SectionId(""))
    thing: Section | LineStop = section if section is not None else after
    if network.is_open(thing):
        status = Status.OPEN
    elif thing.close_date is not None and thing.close_date <= network.as_of:
        status = Status.WITHDRAWN
    else:
        status = Status.PENDING
    return Hop(
        route, branch.branch_id, before.stop_id, after.stop_id, section, thing.open_date, status,
        thing.close_date,
    )  # fmt: skip


class Tracks:
    """Geometry of hops: cut from the drawn line of the route, else straight from stop to stop."""

    def __init__(self, metro: gpd.GeoDataFrame, networks: tuple[Network, ...]) -> None:
        self._stops = {
            stop_id: (stop.lon, stop.lat)
            for network in networks
            for stop_id, stop in network.stops.items()
        }
        self._drawn: dict[str, list[shapely.LineString]] = {}
        for route_id, geometry in zip(metro["route_id"], metro.geometry, strict=True):
            plane = shapely.transform(geometry, lambda xy: to_metres(xy[:, 0], xy[:, 1]))
            self._drawn.setdefault(str(route_id), []).extend(shapely.get_parts(plane))

    def between(self, hop: Hop) -> Floats:
        """Longitude and latitude along a hop, from its first stop to its second."""
        ends = np.array([self._stops[hop.from_stop_id], self._stops[hop.to_stop_id]])
        plane = to_metres(ends[:, 0], ends[:, 1], epsg=HOME_EPSG)
        cuts = [_cut(line, plane) for line in self._drawn.get(hop.route.route_id, [])]
        found = [cut for cut in cuts if cut is not None]
        if not found:
            return ends
        inner = shapely.get_coordinates(min(found, key=itemgetter(0))[1])[1:-1]
        return np.vstack([ends[:1], to_lonlat(inner), ends[1:]]) if len(inner) else ends

    def along(self, hops: tuple[Hop, ...]) -> Floats:
        """Join neighbouring hops to one path."""
        pieces = [self.between(hop) for hop in hops]
        return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _cut(line: shapely.LineString, ends: Floats) -> tuple[float, shapely.LineString] | None:
    """Cut the part of a line between two points; ``None`` where it clearly is not theirs."""
    start, end = shapely.points(ends)
    offset_m = max(line.distance(start), line.distance(end))
    if offset_m > _MAX_OFFSET_M:
        return None
    part = substring(line, line.project(start), line.project(end))
    if part.length > _MAX_DETOUR * max(start.distance(end), 1.0):
        return None
    return offset_m, part


def runs(hops: tuple[Hop, ...]) -> Iterator[tuple[Hop, ...]]:
    """Neighbouring hops of one section and status, to be drawn as one line.

    Examples
    --------
    >>> from sim.maps.examples import sectioned_line
    >>> [len(piece) for piece in runs(hops_by_status(sectioned_line(), None))]
    [2]
    """
    group: list[Hop] = []
    for hop in hops:
        if group and not _continues(group[-1], hop):
            yield tuple(group)
            group = []
        group.append(hop)
    if group:
        yield tuple(group)


def _continues(last: Hop, hop: Hop) -> bool:
    return _group(last) == _group(hop) and last.to_stop_id == hop.from_stop_id


def _group(hop: Hop) -> tuple[str, ...]:
    section = hop.section.section_id if hop.section is not None else ""
    return hop.route.route_id, hop.branch_id, section, hop.status
