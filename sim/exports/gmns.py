"""GMNS tables (version 0.96) of a public transport network or of streets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.exports.described import Described, described
from sim.network.model import Mode, Network, Zone
from sim.network.streets.graph import StreetGraph

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["GMNS_VERSION", "gmns_of_network", "gmns_of_streets"]

GMNS_VERSION = 0.96
_MOST_KMH = 200.0
"""Largest free speed the specification allows."""

_GROUND = frozenset({"urban", "regional"})
"""Systems of modes that are public transport on the ground."""

_WALK = ("walk", "on foot")
_ACCESS = ("access", "between a zone or place and a stop: on foot, or by local bus, taxi or car")
_CAR = ("car", "private car; one person is assumed, the model does not use it")


@dataclass(frozen=True, slots=True)
class _Use:
    use: str
    description: str
    pce: float = 0.0


def gmns_of_network(
    graph: nx.MultiDiGraph,
    network: Network,
    *,
    name: str,
    boundaries: Mapping[str, str],
) -> tuple[Described, ...]:
    """Rides, walks, ways to stops and flights of a network: what is open, one link a direction.

    Nodes are stops, zones, places, main stations and airports. ``time_s`` and ``headway_s`` of a
    link are fields beside those of the specification: ``time_s`` is exact, and ``free_speed`` is
    ``length`` by ``time_s`` where the specification allows it (at most 200 km/h, length above 0).
    Hops of sections that are not open are left out.

    Parameters
    ----------
    graph
        From `sim.to_networkx`, of the same network.
    boundaries
        Outline of zones as well-known text, by id.

    Examples
    --------
    >>> from sim.network import to_networkx
    >>> from sim.network.examples import line
    >>> town = line("A B C")
    >>> tables = gmns_of_network(to_networkx(town), town, name="line", boundaries={})
    >>> [table.name for table in tables][:2], len(tables[1].frame)
    (['gmns/node', 'gmns/link'], 4)
    """
    nodes = _nodes(
        [
            (node, _both(data["name_zh"], data["name_en"]), data["lon"], data["lat"], data["kind"])
            for node, data in graph.nodes(data=True)
        ],
        zones=set(network.zones),
    )
    place = nodes.set_index("node_id")[["x_coord", "y_coord"]]
    frame = _open_edges(graph)
    used = set(frame["allowed_uses"])
    modes = [mode for mode_id, mode in sorted(network.modes.items()) if mode_id in used]
    uses = [
        _Use(mode.mode_id, f"passenger: {_both(mode.label_zh, mode.label_en)}") for mode in modes
    ]
    uses += [_Use(*use) for use in (_WALK, _ACCESS) if use[0] in used]
    return (
        described("gmns/node", nodes),
        described("gmns/link", _links(frame, place)),
        described("gmns/zone", _zones(list(network.zones.values()), boundaries)),
        *_about(name, uses, _groups(modes, uses)),
    )


def _open_edges(graph: nx.MultiDiGraph) -> pd.DataFrame:
    edges = [
        (start, end, key, data)
        for start, end, key, data in graph.edges(keys=True, data=True)
        if data["open"]
    ]
    edges.sort(key=lambda edge: (edge[0], edge[1], edge[3]["kind"], edge[3]["route_id"], edge[2]))
    return pd.DataFrame(
        {
            "name": [data["route_id"] for *_, data in edges],
            "from_node_id": [start for start, *_ in edges],
            "to_node_id": [end for _, end, *_ in edges],
            "length": [data["distance_m"] / 1000.0 for *_, data in edges],
            "facility_type": [data["kind"] for *_, data in edges],
            "allowed_uses": [data["mode_id"] or data["kind"] for *_, data in edges],
            "time_s": [data["time_s"] for *_, data in edges],
            "headway_s": pd.array([data["headway_s"] or None for *_, data in edges], dtype="Int64"),
        }
    )


def gmns_of_streets(streets: StreetGraph, *, name: str) -> tuple[Described, ...]:
    """Streets for walking and driving, one link a direction; lengths are along the street.

    ``free_speed`` is the free-flow speed by car, and ``time_s`` the time at it; where nobody may
    drive both are empty.

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> graph = street_graph(([1, 2], [0.0, 0.0], [0.0, 0.001]), ([0], [1]))
    >>> gmns_of_streets(graph, name="s")[1].frame[["from_node_id", "length"]].values.tolist()
    [['1', 0.111], ['2', 0.111]]
    """
    ids = [str(node) for node in streets.node_id]
    rows = zip(ids, streets.lon.tolist(), streets.lat.tolist(), strict=True)
    nodes = _nodes([(node, "", lon, lat, "street") for node, lon, lat in rows], zones=set())
    place = nodes.set_index("node_id")[["x_coord", "y_coord"]]
    names = np.array(ids)
    uses_of = np.array(["", _WALK[0], _CAR[0], f"{_WALK[0]},{_CAR[0]}"])
    frame = pd.DataFrame(
        {
            "name": "",
            "from_node_id": names[streets.from_node],
            "to_node_id": names[streets.to_node],
            "length": streets.length_m / 1000.0,
            "facility_type": np.array(streets.class_names)[streets.road_class],
            "allowed_uses": uses_of[streets.walk.astype(int) + 2 * streets.drive.astype(int)],
            "time_s": streets.length_m * 3.6 / streets.free_speed_kmh,
        }
    )
    uses = [_Use(*_WALK), _Use(*_CAR, pce=1.0)]
    return (
        described("gmns/node", nodes),
        described("gmns/link", _links(frame, place)),
        *_about(name, uses, [("all", [use.use for use in uses], "every use")]),
    )


def _nodes(rows: Sequence[tuple[str, str, float, float, str]], *, zones: set[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["node_id", "name", "x_coord", "y_coord", "node_type"])
    frame["zone_id"] = [node if node in zones else "" for node in frame["node_id"]]
    return frame


def _links(frame: pd.DataFrame, place: pd.DataFrame) -> pd.DataFrame:
    """Add ids, straight geometry and the speed the specification allows."""
    start = place.loc[frame["from_node_id"]].to_numpy()
    end = place.loc[frame["to_node_id"]].to_numpy()
    kmh = frame["length"] * 3600.0 / frame["time_s"]
    links = frame.assign(
        link_id=[str(number) for number in range(1, len(frame) + 1)],
        directed=True,
        geometry=_straight(start, end),
        length=frame["length"].round(3),
        free_speed=kmh.where((kmh > 0) & (kmh <= _MOST_KMH)).round(3),
        time_s=frame["time_s"].round(1),
    )
    order = (
        "link_id name from_node_id to_node_id directed geometry length facility_type free_speed "
        "allowed_uses time_s headway_s"
    )
    return links[[column for column in order.split() if column in links]]


def _straight(start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]) -> list[str]:
    rows = np.column_stack([start, end]).tolist()
    return [f"LINESTRING ({a:.6f} {b:.6f}, {c:.6f} {d:.6f})" for a, b, c, d in rows]


def _zones(zones: Sequence[Zone], boundaries: Mapping[str, str]) -> pd.DataFrame:
    rows = [
        (z.zone_id, _both(z.name_zh, z.name_en), boundaries.get(z.zone_id, ""), z.county_id)
        for z in sorted(zones, key=lambda zone: zone.zone_id)
    ]
    return pd.DataFrame(rows, columns=["zone_id", "name", "boundary", "super_zone"])


def _groups(modes: Sequence[Mode], uses: Sequence[_Use]) -> list[tuple[str, list[str], str]]:
    transit = [mode.mode_id for mode in modes if mode.system in _GROUND]
    return [
        ("public_transport", list(transit), "everything on the ground that carries passengers"),
        ("all", [use.use for use in uses], "every use"),
    ]


def _about(
    name: str, uses: Sequence[_Use], groups: Sequence[tuple[str, list[str], str]]
) -> tuple[Described, ...]:
    """Configuration, uses and groups of uses; flows on the links are persons."""
    config = {
        "dataset_name": name,
        "short_length": "m",
        "long_length": "km",
        "speed": "km/h",
        "crs": "EPSG:4326",
        "geometry_field_format": "WKT",
        "currency": "CNY",
        "version_number": GMNS_VERSION,
        "id_type": "string",
    }
    use_rows = [(use.use, 1.0, use.pce, "", use.description) for use in uses]
    use_columns = ["use", "persons_per_vehicle", "pce", "special_conditions", "description"]
    group_rows = [(group, ",".join(members), text) for group, members, text in groups if members]
    group_columns = ["use_group", "uses", "description"]
    return (
        described("gmns/config", pd.DataFrame([config])),
        described("gmns/use_definition", pd.DataFrame(use_rows, columns=use_columns)),
        described("gmns/use_group", pd.DataFrame(group_rows, columns=group_columns)),
    )


def _both(zh: str, en: str) -> str:
    return f"{zh} {en}".strip() if zh != en else zh
