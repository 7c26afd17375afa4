"""Independent corridors of the airport: paths without a shared link, and passengers an hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.errors import DataError
from sim.geometry import distances_m, pairs_within, to_metres
from sim.network.model import Network, RouteId, StopId
from sim.network.patterns import Pattern, patterns

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "PEAK_HOUR_S",
    "Link",
    "fast_road_links",
    "independent_corridors",
    "nodes_near",
    "service_links",
]

PEAK_HOUR_S = (27_000, 30_600)
"""From 07:30 to 08:30."""

_SOURCE, _SINK = ("", "airport"), ("", "centre")
_COLUMNS = ("layer", "corridors", "passengers_per_h", "narrowest", "narrowest_links")


@dataclass(frozen=True, slots=True)
class Link:
    """One directed link: what cannot be used twice by independent corridors.

    ``passengers_per_h`` is its room; links that a way on foot stands for have no limit and do not
    count as shared (``is_walk``). ``layer`` says what the corridor rests on.
    """

    start: str
    end: str
    layer: str
    passengers_per_h: float
    label: str
    is_walk: bool = False


def service_links(
    network: Network,
    vehicles: pd.DataFrame,
    *,
    window_s: tuple[int, int] = PEAK_HOUR_S,
    change_m: float = 400.0,
) -> tuple[Link, ...]:
    """Links of the services that run in the window, with passengers an hour, and changes on foot.

    Room of a hop = departures an hour at its first stop x places of the vehicle, summed over the
    lines on the same track. A hop whose section has a track is of the layer ``own track``: lines
    that share the track share the link. All other hops are of the layer ``on the road``, one link
    per line. `vehicles` has mode_id, route_id (empty: every line of the mode) and places; services
    of a mode without an entry are left out. Stops within `change_m` of each other are joined on
    foot.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> vehicles = pd.DataFrame({"mode_id": ["train"], "route_id": [""], "places": [1000]})
    >>> for link in service_links(line("A B"), vehicles, change_m=1.0):
    ...     print(link.start, link.end, link.layer, link.passengers_per_h)
    A B on the road 6000.0
    B A on the road 6000.0
    """
    places = _places(vehicles)
    tracks = _tracks(network)
    room: dict[tuple[str, str, str, str], float] = defaultdict(float)
    lines: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for pattern in patterns(network):
        seats = places.get((str(pattern.mode_id), pattern.route_id))
        if seats is None:
            seats = places.get((str(pattern.mode_id), ""))
        if pattern.is_sum or seats is None:
            continue
        hops = zip(pattern.stop_ids[:-1], pattern.stop_ids[1:], strict=True)
        for position, (start, end) in enumerate(hops):
            per_h = _departures_per_h(pattern, position, window_s)
            if per_h > 0:
                track = tracks.get((pattern.route_id, start, end), "")
                layer = "own track" if track else "on the road"
                key = (start, end, layer, track or pattern.route_id)
                room[key] += per_h * seats
                lines[key].add(pattern.route_id)
    rides = [
        Link(*key[:3], passengers, _label(network, key, lines[key]))
        for key, passengers in sorted(room.items())
    ]
    served = sorted({stop for link in rides for stop in (link.start, link.end)})
    return (*rides, *_changes(network, [StopId(stop) for stop in served], change_m))


def fast_road_links(
    network: Network,
    links: pd.DataFrame,
    classes: pd.DataFrame,
    *,
    people_per_car: float = 1.5,
) -> tuple[Link, ...]:
    """Expressways as links: lanes x cars an hour of a lane x people in a car.

    `links` and `classes` are ``road/drive_links`` and ``road/drive_classes``. Fast roads are the
    classes along which no trips begin or end (``local_access`` false): expressways and their
    ramps. Links that open after the network's date, or belong to a crossing that is not open, are
    left out. Occupancy is an assumption.

    Raises
    ------
    DataError
        If a link has a class that the table of classes does not have.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> links = pd.DataFrame({"link_id": ["a"], "from_node_id": ["n1"], "to_node_id": ["n2"],
    ...     "road_class": ["fast"], "lanes": [3], "oneway": [False], "crossing_id": [""],
    ...     "open_date": [pd.NaT], "name_zh": [""]})
    >>> classes = pd.DataFrame({"road_class": ["fast"], "capacity_per_lane_h": [1500],
    ...     "local_access": [False]})
    >>> [link.passengers_per_h for link in fast_road_links(empty(), links, classes)]
    [6750.0, 6750.0]
    """
    table = classes.set_index("road_class")
    strange = sorted(set(links["road_class"]) - set(table.index))
    if strange:
        raise DataError(
            f"road/drive_links: class '{strange[0]}' is not in road/drive_classes; add it there"
        )
    fast = links[~links["road_class"].map(table["local_access"]).astype(bool)]
    opened = pd.to_datetime(fast["open_date"])
    fast = fast[opened.isna() | (opened <= pd.Timestamp(network.as_of))]
    crossed = [_is_open(network, str(crossing)) for crossing in fast["crossing_id"].fillna("")]
    fast = fast[np.array(crossed, dtype=np.bool_)]
    per_lane = fast["road_class"].map(table["capacity_per_lane_h"]).astype(float)
    rooms = per_lane * fast["lanes"].astype(float) * people_per_car
    names = fast["name_zh"].fillna("").astype(str)
    labels = names.where(names != "", fast["link_id"].astype(str))
    found = []
    for start, end, room, label, oneway in zip(
        fast["from_node_id"].astype(str),
        fast["to_node_id"].astype(str),
        rooms.tolist(),
        labels,
        fast["oneway"].astype(bool),
        strict=True,
    ):
        found.append(Link(start, end, "fast road", room, label))
        if not oneway:
            found.append(Link(end, start, "fast road", room, label))
    return tuple(found)


def nodes_near(
    nodes: pd.DataFrame, lon: float, lat: float, *, within_m: float, used: Collection[str]
) -> tuple[str, ...]:
    """Road nodes within a straight distance of a point, of those in use; sorted.

    `nodes` is ``road/drive_nodes``: node_id, lon, lat.

    Examples
    --------
    >>> nodes = pd.DataFrame({"node_id": ["n1", "n2"], "lon": [120.0, 120.1], "lat": [30.0, 30.0]})
    >>> nodes_near(nodes, 120.0, 30.0, within_m=500.0, used={"n1", "n2"})
    ('n1',)
    """
    own = nodes[nodes["node_id"].isin(list(used))]
    if own.empty:
        return ()
    away_m = distances_m(to_metres(own["lon"], own["lat"]), to_metres([lon], [lat]))
    return tuple(sorted(own.loc[away_m <= within_m, "node_id"].astype(str)))


def independent_corridors(
    links: Iterable[Link], starts: Collection[str], ends: Collection[str]
) -> pd.DataFrame:
    """Count corridors between two groups of nodes that share no link, and passengers an hour.

    Corridors: largest number of paths without a common link (Menger 1927: the maximum flow when
    every link carries one). Passengers: maximum flow with the room of the links (Ford and
    Fulkerson 1956). Ways on foot carry any number. One row per layer, each by itself, and one for
    ``own track and fast road`` together, which leaves out what runs on the road: it has no room
    of its own beside the cars. Passengers of cars and of vehicles are added up there as if each
    had enough takers.

    Columns: layer, corridors, passengers_per_h, narrowest (number of links of the narrowest cut)
    and narrowest_links (their labels). All zero where no path leads from start to end.

    Examples
    --------
    >>> links = [Link("A", "B", "own track", 100.0, "x"), Link("B", "C", "own track", 60.0, "y"),
    ...          Link("A", "C", "own track", 50.0, "z")]
    >>> row = independent_corridors(links, ["A"], ["C"]).iloc[0]
    >>> int(row["corridors"]), float(row["passengers_per_h"]), row["narrowest_links"]
    (2, 110.0, 'y; z')
    """
    every = tuple(links)
    layers = sorted({link.layer for link in every if not link.is_walk})
    whole = tuple(one for one in ("own track", "fast road") if one in layers)
    rows = [_corridor_row(every, (layer,), layer, starts, ends) for layer in layers]
    if len(whole) > 1:
        rows.append(_corridor_row(every, whole, " and ".join(whole), starts, ends))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _corridor_row(
    links: tuple[Link, ...],
    layers: tuple[str, ...],
    name: str,
    starts: Collection[str],
    ends: Collection[str],
) -> tuple[str, int, float, int, str]:
    import networkx as nx  # noqa: PLC0415 - heavy, and only these functions need it

    kept = [link for link in links if link.layer in layers or link.is_walk]
    graph = _flow_graph(kept, starts, ends)
    if graph is None or not nx.has_path(graph, _SOURCE, _SINK):
        return name, 0, 0.0, 0, ""
    # Corridors are few, so searching one path after the other is the fastest way.
    paths = partial(nx.minimum_cut, flow_func=nx.algorithms.flow.edmonds_karp)
    try:
        corridors, _ = paths(graph, _SOURCE, _SINK, capacity="unit")
    except nx.NetworkXUnbounded:
        raise DataError(
            f"corridors: of {', '.join(sorted(starts)[:3])} and {', '.join(sorted(ends)[:3])} some "
            "are within walking reach of each other; choose ends farther apart"
        ) from None
    passengers, (near, _) = paths(graph, _SOURCE, _SINK, capacity="room")
    cut = sorted(
        data["label"]
        for start, end, data in graph.edges(data=True)
        if start in near and end not in near
    )
    return name, int(corridors), round(float(passengers), 6), len(cut), "; ".join(cut)


def _flow_graph(
    links: Collection[Link], starts: Collection[str], ends: Collection[str]
) -> nx.DiGraph | None:
    """Build a simple graph: each link runs through a node of its own, so parallel ones stay apart.

    Walks and the joints to both ends have no capacity, which networkx reads as infinite.
    """
    import networkx as nx  # noqa: PLC0415

    graph = nx.DiGraph()
    for number, link in enumerate(links):
        if link.is_walk:
            graph.add_edge(("node", link.start), ("node", link.end), label=link.label)
            continue
        middle = ("link", number)
        limits = {"unit": 1, "room": link.passengers_per_h, "label": link.label}
        graph.add_edge(("node", link.start), middle, **limits)
        graph.add_edge(middle, ("node", link.end), label=link.label)
    known = {node for node in graph if node[0] == "node"}
    first = [("node", node) for node in sorted(set(starts)) if ("node", node) in known]
    last = [("node", node) for node in sorted(set(ends)) if ("node", node) in known]
    if not first or not last or set(first) & set(last):
        return None
    graph.add_edges_from((_SOURCE, node) for node in first)
    graph.add_edges_from((node, _SINK) for node in last)
    return graph


def _places(vehicles: pd.DataFrame) -> Mapping[tuple[str, str], float]:
    routes = vehicles["route_id"].fillna("").astype(str)
    keys = zip(vehicles["mode_id"].astype(str), routes, strict=True)
    return dict(zip(keys, vehicles["places"].astype(float), strict=True))


def _label(network: Network, key: tuple[str, str, str, str], lines: Collection[str]) -> str:
    """Name a hop for people: the lines, and the stops at its ends."""
    start, end = (network.stops[StopId(stop)].name_zh for stop in key[:2])
    names = [
        route.name_zh if (route := network.routes.get(RouteId(line))) is not None else line
        for line in sorted(lines)
    ]
    return f"{'/'.join(names)} {start}-{end}"


def _tracks(network: Network) -> dict[tuple[str, str, str], str]:
    """Track of each hop, both ways, of sections that have one.

    Stops that are not open are passed, so a hop may lead over several rows of the branch.
    """
    found: dict[tuple[str, str, str], str] = {}
    for route_id, route in network.routes.items():
        for branch in route.branches:
            for number, before in enumerate(branch.stops[:-1]):
                section_id = branch.stops[number + 1].section_id
                section = network.sections.get(section_id) if section_id else None
                if section is None or not section.track_id:
                    continue
                for after in branch.stops[number + 1 :]:
                    found[route_id, before.stop_id, after.stop_id] = section.track_id
                    found[route_id, after.stop_id, before.stop_id] = section.track_id
    return found


def _departures_per_h(pattern: Pattern, position: int, window_s: tuple[int, int]) -> float:
    start_s, end_s = window_s
    hours = (end_s - start_s) / 3600
    if pattern.trip_ids:
        moments = [times[position] for times in pattern.trip_departure_s]
        return sum(start_s <= moment < end_s for moment in moments) / hours
    offset_s = pattern.departure_offset_s[position]
    runs = 0.0
    for band in pattern.bands:
        low = max(start_s, band.start_s + offset_s)
        high = min(end_s, band.end_s + offset_s)
        runs += max(0, high - low) / band.headway_s
    return runs / hours


def _changes(network: Network, stops: list[StopId], change_m: float) -> list[Link]:
    if len(stops) < 2:
        return []
    lon = np.array([network.stops[stop].lon for stop in stops])
    lat = np.array([network.stops[stop].lat for stop in stops])
    xy = to_metres(lon, lat)
    first, second = pairs_within(xy, xy, change_m)[:2]
    return [
        Link(stops[a], stops[b], "on foot", float("inf"), "on foot", is_walk=True)
        for a, b in sorted(zip(first.tolist(), second.tolist(), strict=True))
        if a != b
    ]


def _is_open(network: Network, crossing_id: str) -> bool:
    crossing = network.crossings.get(crossing_id)
    if crossing is None:
        return True
    return crossing.open_date is not None and crossing.open_date <= network.as_of
