"""A street network as columns: nodes, and one row for each direction of a link (GMNS words)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.errors import NetworkError
from sim.fingerprint import fingerprint
from sim.geometry import Bools, Floats, Ints

__all__ = [
    "EARTH_RADIUS_M",
    "StreetGraph",
    "drive_part",
    "haversine_m",
    "part",
    "street_graph",
    "walk_part",
]

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG): lengths of links are great-circle arcs on it."""

Int32s = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class StreetGraph:
    """Nodes and directed links of a street network.

    A link that can be walked stands in both directions, one that can be driven in the allowed
    ones, so there is at most one row for each (from, to). Rows are sorted by (from, to).
    `free_speed_kmh` is NaN where nobody may drive. Arrays cannot be written into.
    """

    node_id: Ints
    lon: Floats
    lat: Floats
    from_node: Int32s
    to_node: Int32s
    length_m: Floats
    walk: Bools
    drive: Bools
    road_class: npt.NDArray[np.int8]
    free_speed_kmh: Floats
    class_names: tuple[str, ...]
    source: str

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_id)

    @property
    def n_links(self) -> int:
        """Number of directed links."""
        return len(self.from_node)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the contents; where they were read from does not count."""
        return fingerprint(
            [getattr(self, field.name) for field in fields(self) if field.name != "source"]
        )

    def __repr__(self) -> str:
        return (
            f"<StreetGraph {self.n_nodes} nodes · {self.n_links} links · "
            f"{int(self.walk.sum())} on foot · {int(self.drive.sum())} by car · "
            f"{self.fingerprint}>"
        )


def haversine_m(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Great-circle distances on a sphere of radius `EARTH_RADIUS_M`, row by row, in metres.

    Examples
    --------
    >>> one = np.array([0.0])
    >>> haversine_m(one, one, one, one + 1.0).round(1).tolist()  # radius x pi / 180
    [111195.1]
    """
    lon_a, lat_a, lon_b, lat_b = map(np.radians, (lon_a, lat_a, lon_b, lat_b))
    half = (
        np.sin((lat_b - lat_a) / 2) ** 2
        + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half)), dtype=np.float64)


def street_graph(
    nodes: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    ends: tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    length_m: npt.ArrayLike | None = None,
    walk: npt.ArrayLike = True,
    drive: npt.ArrayLike = False,
    free_speed_kmh: npt.ArrayLike = np.nan,
    road_class: npt.ArrayLike = 0,
    class_names: Sequence[str] = ("street",),
    source: str = "",
) -> StreetGraph:
    """Put a graph together: links that can be walked are added the other way round.

    `nodes` are (ids, longitudes, latitudes), `ends` the positions of the two ends of each link in
    them. Without `length_m` links are straight. Rows with the same ends become one: the shortest
    length, the fastest speed and its class. Links from a node to itself are left out.

    Examples
    --------
    >>> graph = street_graph(([1, 2], [0.0, 0.0], [0.0, 0.001]), ([0], [1]))
    >>> graph.from_node.tolist(), graph.to_node.tolist(), graph.length_m.round(2).tolist()
    ([0, 1], [1, 0], [111.2, 111.2])
    """
    node_id = np.array(nodes[0], dtype=np.int64)
    lon, lat = (np.array(values, dtype=np.float64) for values in nodes[1:])
    u, v = (np.array(values, dtype=np.int64).reshape(-1) for values in ends)
    _require_ends(u, v, len(node_id))
    if length_m is None:
        length_m = haversine_m(lon[u], lat[u], lon[v], lat[v])
    columns = [
        np.broadcast_to(np.asarray(values, dtype=dtype), len(u))
        for values, dtype in (
            (length_m, np.float64),
            (walk, np.bool_),
            (drive, np.bool_),
            (road_class, np.int8),
            (free_speed_kmh, np.float64),
        )
    ]
    if not (columns[4][columns[2]] > 0).all():
        raise NetworkError("a link that can be driven needs a free-flow speed above 0 km/h")
    back = np.flatnonzero(columns[1])
    u, v = np.concatenate([u, v[back]]), np.concatenate([v, u[back]])
    metres, on_foot, by_car, kind, speed = (np.concatenate([c, c[back]]) for c in columns)
    by_car[len(by_car) - len(back) :] = False
    merged = _merged((u, v), (metres, on_foot, by_car), kind, np.where(by_car, speed, np.nan))
    graph = StreetGraph(node_id, lon, lat, *merged, tuple(class_names), source)
    return _locked(graph)


def part(graph: StreetGraph, keep: Bools) -> StreetGraph:
    """Nodes marked in `keep`, in the same order, and the links between them.

    Examples
    --------
    >>> graph = street_graph(([1, 2, 3], [0.0, 0.0, 0.0], [0.0, 0.1, 0.2]), ([0, 1], [1, 2]))
    >>> part(graph, np.array([False, True, True])).node_id.tolist()
    [2, 3]
    """
    links = keep[graph.from_node] & keep[graph.to_node]
    return _chosen(graph, keep, links)


def walk_part(graph: StreetGraph) -> StreetGraph:
    """Links that can be walked, in their largest connected part (weak; most nodes).

    Examples
    --------
    >>> nodes = ([1, 2, 3, 4, 5], [0.0] * 5, [0.0, 0.1, 0.2, 0.3, 0.4])
    >>> walk_part(street_graph(nodes, ([0, 2, 3], [1, 3, 4]))).node_id.tolist()
    [3, 4, 5]
    """
    from sim.network.streets.components import largest, weak_components  # noqa: PLC0415

    links = graph.walk
    found = weak_components(graph.n_nodes, graph.from_node[links], graph.to_node[links])
    keep = largest(found)
    return _chosen(graph, keep, links & keep[graph.from_node])


def drive_part(graph: StreetGraph) -> StreetGraph:
    """Links that can be driven, in their largest strongly connected part.

    Examples
    --------
    >>> nodes = ([1, 2, 3], [0.0] * 3, [0.0, 0.1, 0.2])
    >>> ends = [0, 1, 1], [1, 0, 2]
    >>> loop = street_graph(nodes, ends, walk=False, drive=True, free_speed_kmh=30.0)
    >>> drive_part(loop).node_id.tolist()  # nothing leads back from the third
    [1, 2]
    """
    from sim.network.streets.components import largest, strong_components  # noqa: PLC0415

    links = graph.drive
    found = strong_components(graph.n_nodes, graph.from_node[links], graph.to_node[links])
    keep = largest(found)
    return _chosen(graph, keep, links & keep[graph.from_node] & keep[graph.to_node])


def _require_ends(u: Ints, v: Ints, n_nodes: int) -> None:
    if len(u) and (min(u.min(), v.min()) < 0 or max(u.max(), v.max()) >= n_nodes):
        raise NetworkError(f"links name nodes that are not among the {n_nodes} nodes")


def _merged(
    ends: tuple[Ints, Ints], columns: tuple[Floats, Bools, Bools], kind: Ints, speed: Floats
) -> tuple[Int32s, Int32s, Floats, Bools, Bools, npt.NDArray[np.int8], Floats]:
    """One row for each (from, to); the first row of a group, sorted, is the fastest to drive."""
    (u, v), (metres, on_foot, by_car) = ends, columns
    order = np.lexsort((kind, metres, -np.nan_to_num(speed), ~by_car, v, u))
    order = order[u[order] != v[order]]
    u, v = u[order], v[order]
    new = np.ones(len(u), dtype=np.bool_)
    new[1:] = (u[1:] != u[:-1]) | (v[1:] != v[:-1])
    first = np.flatnonzero(new)
    if len(first) == 0:
        first = np.empty(0, dtype=np.int64)
        shortest, walked = np.empty(0), np.empty(0, dtype=np.bool_)
    else:
        shortest = np.minimum.reduceat(metres[order], first)
        walked = np.logical_or.reduceat(on_foot[order], first)
    kept = order[first]
    return (
        u[first].astype(np.int32),
        v[first].astype(np.int32),
        shortest,
        walked,
        by_car[kept],
        kind[kept].astype(np.int8),
        speed[kept],
    )


def _chosen(graph: StreetGraph, keep: Bools, links: Bools) -> StreetGraph:
    new = (np.cumsum(keep) - 1).astype(np.int32)
    chosen = replace(
        graph,
        node_id=graph.node_id[keep],
        lon=graph.lon[keep],
        lat=graph.lat[keep],
        from_node=new[graph.from_node[links]],
        to_node=new[graph.to_node[links]],
        length_m=graph.length_m[links],
        walk=graph.walk[links],
        drive=graph.drive[links],
        road_class=graph.road_class[links],
        free_speed_kmh=graph.free_speed_kmh[links],
    )
    return _locked(chosen)


def _locked(graph: StreetGraph) -> StreetGraph:
    for field in fields(graph):
        values = getattr(graph, field.name)
        if isinstance(values, np.ndarray):
            values.setflags(write=False)
    return graph
