"""All vehicles on the ways that are quickest now, and how long those ways take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.demand.model import Floats64, Ints
from sim.demand.road.network import RoadNetwork
from sim.routing.chunks import n_threads, spread

if TYPE_CHECKING:
    from sim.demand.road.search import Arcs, Joins, Trees

__all__ = ["Loading", "Ways", "loaded", "quickest_ways"]

_PIECES_PER_THREAD = 4


@dataclass(frozen=True, eq=False)
class Ways:
    """The roads in the order of the search: links by their start, connectors by their zone.

    ``trees`` hold the quickest ways found last, where the next search begins.
    """

    road: RoadNetwork
    link_order: Ints
    arcs: Arcs
    joins: Joins
    trees: Trees


@dataclass(frozen=True, eq=False)
class Loading:
    """Everybody on the quickest way.

    ``loads`` [L] in vehicles; ``access_min`` are vehicle minutes on connectors, summed;
    ``minutes`` and ``km`` [Z, Z] without trips inside zones (zero on the diagonal), ``inf`` where
    there is no way.
    """

    loads: Floats64
    access_min: float
    minutes: Floats64
    km: Floats64


def quickest_ways(road: RoadNetwork) -> Ways:
    """Put links and connectors in the order in which the search wants them.

    Examples
    --------
    >>> from sim.demand.road.examples import toy_roads
    >>> roads = toy_roads({"b a": (1.0, 1.0, 0.15, 4.0), "a b": (2.0, 1.0, 0.15, 4.0)}, {"A": "a"})
    >>> quickest_ways(roads).link_order.tolist()
    [1, 0]
    """
    from sim.demand.road.search import Arcs, Joins, Trees  # noqa: PLC0415 - numba is slow

    links = np.argsort(road.from_node, kind="stable")
    joined = np.argsort(road.connector_zone, kind="stable")
    per_node = np.bincount(road.from_node, minlength=len(road.node_ids))
    per_zone = np.bincount(road.connector_zone, minlength=len(road.zone_ids))
    arcs = Arcs(
        np.append(0, np.cumsum(per_node)).astype(np.int64),
        np.ascontiguousarray(road.from_node[links]),
        np.ascontiguousarray(road.to_node[links]),
        np.ascontiguousarray(road.free_min[links]),
        np.ascontiguousarray(road.km[links]),
    )
    joins = Joins(
        np.append(0, np.cumsum(per_zone)).astype(np.int64),
        np.ascontiguousarray(road.connector_node[joined]),
        np.ascontiguousarray(road.connector_min[joined]),
        np.ascontiguousarray(road.connector_km[joined]),
    )
    shape = (len(road.zone_ids), len(road.node_ids))
    trees = Trees(
        np.full(shape, -1, np.int32), np.zeros(shape, np.int32), np.zeros(shape[0], np.int64)
    )
    return Ways(road, links, arcs, joins, trees)


def loaded(ways: Ways, link_min: Floats64, trips: Floats64, *, cores: int = 0) -> Loading:
    """Load trips [Z, Z] with these minutes on the links; trips without a way are left out.

    Negative trips are taken off the links.

    Origins are shared out to threads, each with loads of its own, which are then summed. Trips
    that are multiples of a power of two (`sim.demand.road.equilibrium`) make these sums exact, so
    that the number of threads changes no digit.

    Examples
    --------
    >>> from sim.demand.road.examples import toy_roads
    >>> roads = toy_roads({"a b": (10.0, 100.0, 0.15, 4.0)}, {"A": "a", "B": "b"})
    >>> trips = np.array([[0.0, 3.0], [0.0, 0.0]])
    >>> loaded(quickest_ways(roads), roads.free_min, trips).loads.tolist()
    [3.0]
    """
    from sim.demand.road.search import Found, load_ways  # noqa: PLC0415 - numba is slow to load

    n = len(ways.road.zone_ids)
    minutes, km, access = np.empty((n, n)), np.empty((n, n)), np.zeros(n)
    arcs = ways.arcs._replace(minutes=np.ascontiguousarray(link_min[ways.link_order]))
    among = np.ascontiguousarray(trips, dtype=np.float64)
    threads = n_threads(cores or None)
    pieces = np.array_split(np.arange(n), min(n, threads * _PIECES_PER_THREAD))

    def load(origins: Ints) -> Floats64:
        found = Found(minutes, km, np.zeros(len(arcs.end)), access)
        load_ways(np.ascontiguousarray(origins), arcs, ways.joins, among, ways.trees, found)
        return found.loads

    parts = spread([partial(load, piece) for piece in pieces], threads=threads)
    loads = np.empty(len(arcs.end))
    loads[ways.link_order] = np.sum(parts, axis=0)
    np.fill_diagonal(minutes, 0.0)
    np.fill_diagonal(km, 0.0)
    return Loading(loads, float(access.sum()), minutes, km)
