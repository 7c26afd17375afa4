"""The network as a typed multigraph for analysis with networkx: centrality, connectivity."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

import networkx as nx

from sim.geometry import geodesic_m
from sim.network.connectors import Point, WalkSettings, point_links, stop_order, transfer_links
from sim.network.model import HeadwayBand, Network, StopId
from sim.network.patterns import Pattern, patterns
from sim.network.runs import stop_is_open

__all__ = ["to_networkx"]

_GTFS_AIR = 1100
_REFERENCE_S = 8 * 3600
_DAY_S = 86_400
_WEEK_S = 7 * _DAY_S
_FLIGHT_KMH = 750.0  # block speed of a jet, general knowledge
_FLIGHT_FIXED_S = 1800  # taxiing, climb and approach, general knowledge


def to_networkx(network: Network, *, walk: WalkSettings | None = None) -> nx.MultiDiGraph:
    """Everything that runs and can be walked, as nodes and directed edges.

    Nodes have ``kind`` (``stop``, ``zone``, ``place``, ``hub``, ``airport``), ``name_zh``,
    ``name_en``, ``lon``, ``lat``, ``mode`` and ``open``; the key of a node is its id. Edges have
    ``kind`` (``ride``, ``walk``, ``access``, ``flight``), ``mode_id``, ``route_id``, ``time_s``
    (in the vehicle or on foot, without waiting), ``headway_s`` (at 08:00, else the shortest of
    the day; trains: the day divided by their number; flights: the week), ``distance_m`` (straight
    line) and ``open``. Hops of closed sections are there with ``open=False``, so that planned
    lines can be drawn and counted. Access edges lead both ways; the home airport is joined to its
    terminal stops; flight times are estimated from the distance.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> graph = to_networkx(line("A B C"))
    >>> graph.number_of_nodes(), graph.number_of_edges()
    (3, 4)
    >>> graph.edges["A", "B", 0]["time_s"], graph.edges["A", "B", 0]["headway_s"]
    (80, 600)
    """
    walk = walk or WalkSettings()
    graph = nx.MultiDiGraph(as_of=network.as_of.isoformat(), fingerprint=network.fingerprint)
    _add_nodes(graph, network)
    _add_rides(graph, patterns(network))
    _add_closed_hops(graph, network)
    order = stop_order(network)
    links = transfer_links(network, walk)
    for start, end, time_s in zip(links.from_index, links.to_index, links.time_s, strict=True):
        _add_edge(graph, (order[start], order[end]), "walk", time_s=int(time_s))
    points = [
        Point(str(zone.zone_id), zone.lon, zone.lat, zone.feeder_speed_kmh)
        for zone in network.zones.values()
    ]
    points += [
        Point(node, data["lon"], data["lat"])
        for node, data in graph.nodes(data=True)
        if data["kind"] in {"place", "hub"}
    ]
    links = point_links(points, network, walk)
    for start, end, time_s in zip(links.from_index, links.to_index, links.time_s, strict=True):
        pair = (points[start].point_id, order[end])
        _add_edge(graph, pair, "access", time_s=int(time_s))
        _add_edge(graph, pair[::-1], "access", time_s=int(time_s))
    _add_flights(graph, network)
    _add_terminals(graph, network)
    return graph


def _add_nodes(graph: nx.MultiDiGraph, network: Network) -> None:
    for stop_id, stop in sorted(network.stops.items()):
        graph.add_node(
            stop_id,
            kind="stop",
            name_zh=stop.name_zh,
            name_en=stop.name_en,
            lon=stop.lon,
            lat=stop.lat,
            mode=stop.mode_id,
            open=stop_is_open(network, stop_id),
        )
    for zone_id, zone in sorted(network.zones.items()):
        graph.add_node(
            zone_id,
            kind="zone",
            name_zh=zone.name_zh,
            name_en=zone.name_en,
            lon=zone.lon,
            lat=zone.lat,
            mode="",
            open=True,
            population=zone.population,
            jobs=zone.jobs,
        )
    for place_id, place in sorted(network.places.items()):
        graph.add_node(
            f"place:{place_id}",
            kind="place",
            name_zh=place.name_zh,
            name_en=place.name_en,
            lon=place.lon,
            lat=place.lat,
            mode="",
            open=True,
        )
    for hub_id, hub in sorted(network.hubs.items()):
        graph.add_node(
            f"hub:{hub_id}",
            kind="hub",
            name_zh=hub.name_zh,
            name_en=hub.name_en,
            lon=hub.lon,
            lat=hub.lat,
            mode="",
            open=any(stop_is_open(network, stop_id) for stop_id in hub.stop_ids),
        )
    for iata, airport in sorted(network.airports.items()):
        graph.add_node(
            f"airport:{iata}",
            kind="airport",
            name_zh=airport.name_zh,
            name_en=airport.name_en,
            lon=airport.lon,
            lat=airport.lat,
            mode="",
            open=True,
        )


def _add_edge(
    graph: nx.MultiDiGraph,
    pair: tuple[str, str],
    kind: str,
    *,
    time_s: int,
    mode_id: str = "",
    route_id: str = "",
    headway_s: int = 0,
    is_open: bool = True,
) -> None:
    start, end = graph.nodes[pair[0]], graph.nodes[pair[1]]
    graph.add_edge(
        *pair,
        kind=kind,
        mode_id=mode_id,
        route_id=route_id,
        time_s=time_s,
        headway_s=headway_s,
        distance_m=round(geodesic_m((start["lon"], start["lat"]), (end["lon"], end["lat"]))),
        open=is_open,
    )


def _add_rides(graph: nx.MultiDiGraph, found: Iterable[Pattern]) -> None:
    """One edge per route and hop: the median time, the best headway of its patterns."""
    times: dict[tuple[StopId, StopId, str], list[int]] = {}
    headways: dict[tuple[StopId, StopId, str], list[int]] = {}
    modes: dict[str, str] = {}
    for pattern in found:
        modes[pattern.route_id] = pattern.mode_id
        trips = len(pattern.trip_ids)
        for hop, (start, end) in enumerate(
            zip(pattern.stop_ids, pattern.stop_ids[1:], strict=False)
        ):
            key = (start, end, pattern.route_id)
            if pattern.bands:
                ride = [pattern.arrival_offset_s[hop + 1] - pattern.departure_offset_s[hop]]
                headways.setdefault(key, []).append(_headway_s(pattern.bands))
            else:
                ride = [
                    arrival[hop + 1] - departure[hop]
                    for arrival, departure in zip(
                        pattern.trip_arrival_s, pattern.trip_departure_s, strict=True
                    )
                ]
                headways.setdefault(key, []).extend([_DAY_S] * trips)
            times.setdefault(key, []).extend(ride)
    for key, ride in sorted(times.items()):
        start, end, route_id = key
        spans = headways[key]
        trains = all(span == _DAY_S for span in spans)
        _add_edge(
            graph,
            (start, end),
            "ride",
            mode_id=modes[route_id],
            route_id=route_id,
            time_s=round(median(ride)),
            headway_s=round(_DAY_S / len(spans)) if trains else min(spans),
        )


def _headway_s(bands: Iterable[HeadwayBand]) -> int:
    rows = list(bands)
    at_reference = [b.headway_s for b in rows if b.start_s <= _REFERENCE_S < b.end_s]
    return at_reference[0] if at_reference else min(band.headway_s for band in rows)


def _add_closed_hops(graph: nx.MultiDiGraph, network: Network) -> None:
    done: set[tuple[str, str, str]] = set()
    for route_id, route in sorted(network.routes.items()):
        for branch in route.branches:
            for before, after in zip(branch.stops, branch.stops[1:], strict=False):
                section = network.sections.get(after.section_id) if after.section_id else None
                if section is None or network.is_open(section):
                    continue
                for pair in ((before.stop_id, after.stop_id), (after.stop_id, before.stop_id)):
                    if (*pair, route_id) in done or not all(node in graph for node in pair):
                        continue
                    done.add((*pair, route_id))
                    _add_edge(
                        graph,
                        pair,
                        "ride",
                        mode_id=route.mode_id,
                        route_id=route_id,
                        time_s=after.run_time_s,
                        is_open=False,
                    )


def _add_flights(graph: nx.MultiDiGraph, network: Network) -> None:
    home = f"airport:{network.home_airport}"
    if home not in graph:
        return
    flown = [mode for mode in network.modes.values() if mode.gtfs_route_type == _GTFS_AIR]
    mode_id = flown[0].mode_id if flown else ""
    for destination, route in sorted(network.air_routes.items()):
        node = f"airport:{destination}"
        if node not in graph:
            continue
        ends = [(graph.nodes[n]["lon"], graph.nodes[n]["lat"]) for n in (home, node)]
        seconds = round(_FLIGHT_FIXED_S + geodesic_m(ends[0], ends[1]) * 3.6 / _FLIGHT_KMH)
        weekly = route.weekly_frequency or 0.0
        for pair in ((home, node), (node, home)):
            _add_edge(
                graph,
                pair,
                "flight",
                mode_id=mode_id,
                route_id=route.airlines,
                time_s=seconds,
                headway_s=round(_WEEK_S / weekly) if weekly else 0,
            )


def _add_terminals(graph: nx.MultiDiGraph, network: Network) -> None:
    """Join the home airport to its terminal stops, whose ids end in the airport's code."""
    airport = f"airport:{network.home_airport}"
    if airport not in graph:
        return
    for stop_id in sorted(network.stops):
        if stop_id == f"A_{network.home_airport}" or stop_id.startswith(
            f"A_{network.home_airport}_"
        ):
            _add_edge(graph, (airport, stop_id), "access", time_s=1)
            _add_edge(graph, (stop_id, airport), "access", time_s=1)
