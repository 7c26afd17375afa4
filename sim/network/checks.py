"""Whether a network makes sense: every check is a function from the network to issues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

import numpy as np
import shapely

from sim.errors import Issue, Severity
from sim.geometry import geodesic_m, merged_polygon, projected_epsg, to_metres
from sim.network.model import Hub, LineStop, Network, Route, Stop, StopId
from sim.network.patterns import patterns, served_stops
from sim.network.runs import branches_without_headway, hub_is_closed, stop_is_open

__all__ = ["CHECKS", "check_network", "unknown_references"]

_MAX_SHOWN = 5
_TRAIN_TOLERANCE = 1.25  # whole minutes and stations placed to a kilometre or so


def check_network(network: Network) -> tuple[Issue, ...]:
    """Run every check: errors first, then warnings and what is only worth knowing.

    The other checks run only where no name leads nowhere.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> check_network(line("A B C"))
    ()
    """
    # Where names lead nowhere, the other checks would only repeat it in worse words.
    found = list(unknown_references(network)) or [
        issue for check in CHECKS for issue in check(network)
    ]
    order = {severity: place for place, severity in enumerate(Severity)}
    return tuple(sorted(found, key=lambda issue: (order[issue.severity], issue.code, issue.what)))


def unknown_references(network: Network) -> Iterator[Issue]:
    """Names that lead nowhere: stops, sections and modes of routes, stops of trains and hubs."""
    routes, trains = network.routes.values(), network.trains.values()
    rows = [row for route in routes for row in _rows(route)]
    named: Mapping[str, tuple[Iterable[str | None], Container[str]]] = {
        "mode": (
            chain(
                (stop.mode_id for stop in network.stops.values()),
                (route.mode_id for route in routes),
                (train.mode_id for train in trains),
            ),
            network.modes,
        ),
        "stop": (
            chain(
                (row.stop_id for row in rows),
                (call.stop_id for train in trains for call in train.calls),
                (stop_id for hub in network.hubs.values() for stop_id in hub.stop_ids),
            ),
            network.stops,
        ),
        "section": ((row.section_id for row in rows), network.sections),
        "route": ((section.route_id for section in network.sections.values()), network.routes),
    }
    unknown = {
        kind: {name for name in names if name is not None and name not in known}
        for kind, (names, known) in named.items()
    }
    for kind, names in sorted(unknown.items()):
        if names:
            yield Issue(
                Severity.ERROR,
                f"unknown-{kind}",
                f"{_shown(names)}: no such {kind}",
                "correct the name, or add the record it stands for",
            )


def impossible_hops(network: Network) -> Iterator[Issue]:
    """Hops faster than the mode can go, by the straight line between the stops."""
    for route in network.routes.values():
        mode = network.modes.get(route.mode_id)
        if mode is None:
            continue
        fast = []
        for branch in route.branches:
            for before, after in pairwise(branch.stops):
                kmh = _kmh(network, (before.stop_id, after.stop_id), after.run_time_s)
                if kmh is not None and kmh > mode.max_speed_kmh:
                    fast.append(f"{before.stop_id}-{after.stop_id} {kmh:.0f} km/h")
        if fast:
            yield Issue(
                Severity.ERROR,
                "impossible-speed",
                f"route {route.route_id} exceeds {mode.max_speed_kmh:g} km/h: {_shown(fast)}",
                "correct the run times or the positions of the stops",
            )


def impossible_trains(network: Network) -> Iterator[Issue]:
    """Trains that go back in time, or faster than their mode."""
    backwards, fast = [], []
    for train in network.trains.values():
        times = [time for call in train.calls for time in (call.arrival_s, call.departure_s)]
        if times[1:] != sorted(times[1:]):
            backwards.append(train.trip_id)
        mode = network.modes.get(train.mode_id)
        for before, after in pairwise(train.calls):
            pair = (before.stop_id, after.stop_id)
            kmh = _kmh(network, pair, after.arrival_s - before.departure_s)
            if mode and kmh is not None and kmh > mode.max_speed_kmh * _TRAIN_TOLERANCE:
                fast.append(f"{train.trip_id} {before.stop_id}-{after.stop_id} {kmh:.0f} km/h")
    if backwards:
        yield Issue(
            Severity.ERROR,
            "time-runs-back",
            f"trains whose times are not in order: {_shown(backwards)}",
            "correct the calls of these trains",
        )
    if fast:
        yield Issue(
            Severity.WARNING,
            "fast-train",
            f"trains faster than their mode: {_shown(fast)}",
            "check the positions of the stations and the times",
        )


def bad_headways(network: Network) -> Iterator[Issue]:
    """Headways below the technical minimum, and open routes or branches without any."""
    for route in network.routes.values():
        mode = network.modes.get(route.mode_id)
        shortest = min((band.headway_s for band in route.headways), default=None)
        if mode and shortest is not None and shortest < mode.min_headway_s:
            yield Issue(
                Severity.ERROR,
                "short-headway",
                f"route {route.route_id} runs every {shortest} s, the mode allows "
                f"{mode.min_headway_s} s",
                "lengthen the headway",
            )
        idle = branches_without_headway(network, route) if mode else ()
        if idle and shortest is None:
            yield Issue(
                Severity.WARNING,
                "no-headway",
                f"route {route.route_id} is open but has no headway, so it does not run",
                "add headways to the route",
            )
        elif idle:
            yield Issue(
                Severity.WARNING,
                "no-headway",
                f"route {route.route_id} is open but has no headway on {_shown(idle)}, so "
                "nothing runs there",
                "add headways to the branch",
            )


def unserved_stops(network: Network) -> Iterator[Issue]:
    """Open stops at which nothing stops."""
    served = served_stops(patterns(network))
    alone: dict[str, list[str]] = defaultdict(list)
    for stop_id, stop in network.stops.items():
        if stop_id not in served and stop_is_open(network, stop_id):
            alone[stop.mode_id].append(stop_id)
    for mode_id, names in sorted(alone.items()):
        yield Issue(
            Severity.INFO,
            "unserved-stop",
            f"open stops of {mode_id} without any service: {_shown(names)}",
            "expected where the timetable or the lines of the data do not reach",
        )


def split_networks(network: Network) -> Iterator[Issue]:
    """Lines on sections of their own that fall apart into pieces, by mode."""
    import networkx as nx  # noqa: PLC0415 - not needed to start

    graphs: dict[str, nx.Graph] = defaultdict(nx.Graph)
    on_sections = {section.route_id for section in network.sections.values()}
    for pattern in patterns(network):
        if pattern.route_id in on_sections:
            graphs["urban rail"].add_edges_from(pairwise(pattern.stop_ids))
    for hub in network.hubs.values():
        for graph in graphs.values():
            graph.add_edges_from(pairwise([s for s in hub.stop_ids if s in graph]))
    for name, graph in graphs.items():
        pieces = sorted(nx.connected_components(graph), key=lambda p: (-len(p), min(p)))
        if len(pieces) > 1:
            smaller = [f"{min(piece)} and {len(piece) - 1} more" for piece in pieces[1:]]
            yield Issue(
                Severity.INFO,
                "split-network",
                f"the {name} is in {len(pieces)} pieces; besides the main one: {_shown(smaller)}",
                "expected while a connecting section is not open",
            )


def hubs_without_trains(network: Network) -> Iterator[Issue]:
    """Open main stations where no regional service calls on the date."""
    served = served_stops(patterns(network))
    for hub in network.hubs.values():
        opened = hub.open_date is not None and hub.open_date <= network.as_of
        if opened and not hub_is_closed(network, hub) and not _has_trains(network, hub, served):
            yield Issue(
                Severity.WARNING,
                "hub-without-trains",
                f"main station {hub.hub_id} is open but no train of the timetable of "
                f"{network.rail_timetable} calls there",
                "use a later timetable, or open the station with the trains that call there",
            )


def drowned_points(network: Network) -> Iterator[Issue]:
    """Points that lie in the drawn water; walks to such stops start at the nearest bank."""
    rows: list[Stop] = list(network.stops.values())
    if not rows or not network.barriers:
        return
    epsg = projected_epsg(rows[0].lon, rows[0].lat)
    water = merged_polygon((barrier.rings for barrier in network.barriers), epsg=epsg)
    shapely.prepare(water)
    points = shapely.points(
        to_metres([row.lon for row in rows], [row.lat for row in rows], epsg=epsg)
    )
    wet = [rows[row].stop_id for row in np.flatnonzero(shapely.intersects(water, points))]
    if wet:
        yield Issue(
            Severity.INFO,
            "stop-in-water",
            f"stops in the drawn water: {_shown(wet)}",
            "correct the position of the stop or the outline of the water",
        )


CHECKS: tuple[Callable[[Network], Iterable[Issue]], ...] = (
    impossible_hops,
    impossible_trains,
    bad_headways,
    unserved_stops,
    split_networks,
    hubs_without_trains,
    drowned_points,
)
"""Every check after `unknown_references`; a new one is a function and a line here."""


def _rows(route: Route) -> Iterator[LineStop]:
    return (row for branch in route.branches for row in branch.stops)


def _has_trains(network: Network, hub: Hub, served: frozenset[StopId]) -> bool:
    return any(
        stop_id in served and network.modes[network.stops[stop_id].mode_id].system == "regional"
        for stop_id in hub.stop_ids
    )


def _kmh(network: Network, pair: tuple[StopId, StopId], seconds: int) -> float | None:
    """Speed along the straight line; nothing where a stop is unknown or no time passes."""
    ends = [network.stops.get(stop_id) for stop_id in pair]
    if ends[0] is None or ends[1] is None or ends[0] is ends[1]:
        return None
    metres = geodesic_m((ends[0].lon, ends[0].lat), (ends[1].lon, ends[1].lat))
    return metres * 3.6 / seconds if seconds > 0 else float("inf")


def _shown(names: Iterable[str]) -> str:
    rows: Sequence[str] = sorted(names)
    more = f" and {len(rows) - _MAX_SHOWN} more" if len(rows) > _MAX_SHOWN else ""
    return ", ".join(rows[:_MAX_SHOWN]) + more
