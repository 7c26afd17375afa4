"""What a street network holds, in figures: size, extent, length by class, parts cut off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.geometry import Bools
from sim.network.streets.components import strong_components, weak_components
from sim.network.streets.graph import StreetGraph

__all__ = ["PartSummary", "StreetSummary", "summary"]


@dataclass(frozen=True, slots=True)
class PartSummary:
    """Size of the largest connected part, and of all other parts together.

    Driving: most of the other parts are single nodes of streets from which, or to which, no way
    leads. Lengths count both directions of a street once on foot, each lane of driving by itself.
    """

    n_nodes: int
    n_links: int
    km: float
    n_parts_left: int
    n_nodes_left: int
    km_left: float


@dataclass(frozen=True, slots=True)
class StreetSummary:
    """Figures of a street network; kilometres of street, both directions once."""

    n_nodes: int
    n_links: int
    bounds: tuple[float, float, float, float]
    km_by_class: tuple[tuple[str, float], ...]
    walk: PartSummary
    drive: PartSummary


def summary(graph: StreetGraph) -> StreetSummary:
    """Figures of a graph: classes by length, west-south-east-north, largest parts.

    Examples
    --------
    >>> from sim.network.streets.graph import street_graph
    >>> nodes = ([1, 2, 3, 4, 5], [0.0] * 5, [0.0, 0.1, 0.2, 0.3, 0.4])
    >>> told = summary(street_graph(nodes, ([0, 1, 3], [1, 2, 4])))
    >>> told.n_links, told.walk.n_nodes, told.walk.n_parts_left, round(told.walk.km_left, 2)
    (6, 3, 1, 11.12)
    """
    once = _once(graph, np.ones(graph.n_links, dtype=np.bool_))
    km = np.bincount(
        graph.road_class[once], graph.length_m[once] / 1000, minlength=len(graph.class_names)
    )
    named = sorted(zip(graph.class_names, km.tolist(), strict=True), key=lambda one: -one[1])
    bounds = (
        (0.0, 0.0, 0.0, 0.0)
        if graph.n_nodes == 0
        else (graph.lon.min(), graph.lat.min(), graph.lon.max(), graph.lat.max())
    )
    walk, drive = graph.walk, graph.drive
    return StreetSummary(
        graph.n_nodes,
        graph.n_links,
        (float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3])),
        tuple((name, length) for name, length in named if length > 0),
        _part(graph, walk, _once(graph, walk), strong=False),
        _part(graph, drive, np.flatnonzero(drive), strong=True),
    )


def _once(graph: StreetGraph, links: Bools) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """One row for each pair of nodes that `links` join in any direction."""
    rows = np.flatnonzero(links)
    low = np.minimum(graph.from_node[rows], graph.to_node[rows]).astype(np.int64)
    high = np.maximum(graph.from_node[rows], graph.to_node[rows])
    _, first = np.unique(low * graph.n_nodes + high, return_index=True)
    return rows[first]


def _part(
    graph: StreetGraph,
    links: Bools,
    counted: np.ndarray[tuple[int], np.dtype[np.intp]],
    *,
    strong: bool,
) -> PartSummary:
    u, v = graph.from_node[links], graph.to_node[links]
    name = (strong_components if strong else weak_components)(graph.n_nodes, u, v)
    touched = np.unique(np.concatenate([u, v]))
    if len(touched) == 0:
        return PartSummary(0, 0, 0.0, 0, 0, 0.0)
    names, sizes = np.unique(name[touched], return_counts=True)
    inside = name == names[sizes.argmax()]
    within = inside[graph.from_node] & inside[graph.to_node]
    length_m = graph.length_m[counted]
    km = float(length_m[within[counted]].sum()) / 1000
    return PartSummary(
        n_nodes=int(sizes.max()),
        n_links=int((links & within).sum()),
        km=km,
        n_parts_left=len(names) - 1,
        n_nodes_left=int(sizes.sum() - sizes.max()),
        km_left=float(length_m.sum()) / 1000 - km,
    )
