"""Walking times on a street graph: pyosmium reads it, scipy finds the shortest paths.

Rules 2 to 5 of the benchmark: nearest node at the graph's mean latitude, at most 1,600 m away; the
straight line to it is walked like a street; whole seconds, rounded up; to itself 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

__all__ = ["Graph", "Snapped", "read_graph", "snap", "walks"]

EARTH_RADIUS_M = 6_371_008.8
NOT_FOR_WALKING = frozenset(
    {
        *("motorway", "motorway_link", "raceway", "busway", "bus_guideway", "corridor", "elevator"),
        *("platform", "rest_area", "services"),
        *("proposed", "construction", "abandoned", "razed"),
    }
)
ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class Graph:
    """Nodes (node, osm_id, lon, lat) and two-way edges (u, v, m), as the benchmark writes them."""

    nodes: pd.DataFrame
    edges: pd.DataFrame


@dataclass(frozen=True)
class Snapped:
    """Places on a graph: id, nearest node (-1: none near enough) and the line to it."""

    ids: tuple[str, ...]
    node: np.ndarray
    line_m: np.ndarray


def read_graph(osm: Path) -> Graph:
    """Read every walkable way of an extract; keep the largest connected part."""
    osmium = pytest.importorskip("osmium", reason="osmium reads the street extract")
    sparse = pytest.importorskip("scipy.sparse", reason="scipy walks the street graph")
    csgraph = pytest.importorskip("scipy.sparse.csgraph", reason="scipy walks the street graph")

    place: dict[int, tuple[float, float]] = {}
    steps: set[tuple[int, int]] = set()
    for thing in osmium.FileProcessor(str(osm)).with_locations():
        if not thing.is_way() or not _walkable(thing.tags):
            continue
        before = None
        for node in thing.nodes:
            if not node.location.valid():
                before = None
                continue
            place[node.ref] = (node.location.lon, node.location.lat)
            if before is not None and before != node.ref:
                steps.add((min(before, node.ref), max(before, node.ref)))
            before = node.ref

    osm_ids = np.array(sorted(place), np.int64)
    ends = np.searchsorted(osm_ids, np.array(sorted(steps), np.int64))
    joined = sparse.coo_matrix((np.ones(len(ends)), ends.T), shape=(len(osm_ids),) * 2)
    _, part = csgraph.connected_components(joined, directed=False)
    kept = part == np.bincount(part).argmax()
    renumbered = np.cumsum(kept) - 1
    ends = renumbered[ends[kept[ends[:, 0]]]]
    lon, lat = np.array([place[i] for i in osm_ids[kept]]).T
    nodes = pd.DataFrame(
        {"node": np.arange(kept.sum()), "osm_id": osm_ids[kept], "lon": lon, "lat": lat}
    )
    x, y = np.radians(lon[ends]), np.radians(lat[ends])
    chord = (
        np.sin((y[:, 1] - y[:, 0]) / 2) ** 2
        + np.cos(y[:, 0]) * np.cos(y[:, 1]) * np.sin((x[:, 1] - x[:, 0]) / 2) ** 2
    )
    length_m = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(chord))
    return Graph(nodes, pd.DataFrame({"u": ends[:, 0], "v": ends[:, 1], "m": length_m}))


def snap(graph: Graph, places: pd.DataFrame, *, limit_m: float = 1600.0) -> Snapped:
    """Nearest node of each place (columns id, lon, lat): every node is looked at."""
    mean_lat = np.radians(graph.nodes.lat.mean())
    metres = np.array([np.cos(mean_lat), 1.0]) * EARTH_RADIUS_M
    node_xy = np.radians(graph.nodes[["lon", "lat"]].to_numpy()) * metres
    node, line_m = np.full(len(places), -1, np.int64), np.full(len(places), np.inf)
    for i, xy in enumerate(np.radians(places[["lon", "lat"]].to_numpy(float)) * metres):
        squares = ((node_xy - xy) ** 2).sum(axis=1)
        nearest = int(squares.argmin())
        line_m[i] = np.sqrt(squares[nearest])
        node[i] = nearest if line_m[i] <= limit_m else -1
    return Snapped(tuple(places.id), node, line_m)


def walks(
    graph: Graph, sources: Snapped, targets: Snapped, *, limit_s: float, m_per_s: float = 1.0
) -> pd.DataFrame:
    """All walks (source, target, time_s) of at most ``limit_s``, sorted; equal ids are 0 s apart."""
    sparse = pytest.importorskip("scipy.sparse", reason="scipy walks the street graph")
    csgraph = pytest.importorskip("scipy.sparse.csgraph", reason="scipy walks the street graph")

    one, other, length_m = (graph.edges[name].to_numpy() for name in ("u", "v", "m"))
    streets = sparse.csr_matrix(
        (np.r_[length_m, length_m], (np.r_[one, other], np.r_[other, one])),
        shape=(len(graph.nodes),) * 2,
    )
    linked = np.flatnonzero(targets.node >= 0)
    index_of = {place_id: index for index, place_id in enumerate(targets.ids)}
    rows = []
    starts = np.flatnonzero(sources.node >= 0)
    for some in np.array_split(starts, max(1, len(starts) // ROWS_AT_ONCE)):
        paths_m = csgraph.dijkstra(
            streets, indices=sources.node[some], limit=limit_s * m_per_s + 1.0
        )
        for source, path_m in zip(some, paths_m, strict=True):
            whole_m = sources.line_m[source] + path_m[targets.node[linked]] + targets.line_m[linked]
            time_s = np.ceil(whole_m / m_per_s)
            near = time_s <= limit_s
            rows.append((np.full(near.sum(), source), linked[near], time_s[near]))
    columns = [np.concatenate(parts) for parts in zip(*rows, strict=True)] if rows else [[], [], []]
    table = pd.DataFrame(dict(zip(("source", "target", "time_s"), columns, strict=True))).astype(
        int
    )
    itself = [(i, index_of[name], 0) for i, name in enumerate(sources.ids) if name in index_of]
    table = pd.concat([pd.DataFrame(itself, columns=table.columns, dtype=int), table])
    return table.drop_duplicates(["source", "target"]).sort_values(
        ["source", "target"], ignore_index=True
    )


def _walkable(tags: object) -> bool:
    kind, foot = tags.get("highway"), tags.get("foot")
    if kind is None or kind in NOT_FOR_WALKING or tags.get("area") == "yes":
        return False
    if foot in ("no", "private", "use_sidepath"):
        return False
    said_yes = foot in ("yes", "designated", "permissive")
    closed = tags.get("access") in ("no", "private") or tags.get("motorroad") == "yes"
    return said_yes or not closed
