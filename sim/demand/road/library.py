"""Wardrop's user equilibrium by AequilibraE: the only door to the library in the road model.

Its bi-conjugate Frank-Wolfe method starts from empty roads and looks one step back for its gap, so
`sim.demand.road.equilibrium` measures the gap anew. The library takes a second to import, so the
import comes inside the functions.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.demand.model import Floats64, Ints
from sim.demand.road.network import RoadNetwork

if TYPE_CHECKING:
    from aequilibrae.matrix import AequilibraeMatrix
    from aequilibrae.paths import Graph

__all__ = ["library_equilibrium"]

_LEAST_MIN = 1e-9  # the library wants every minute to be above zero
_WIDE = 1e9  # capacity of connectors, which never get slow
_MINUTES, _CAPACITY = "minutes", "capacity"


@dataclass(frozen=True)
class _Arcs:
    """Links and then connectors both ways, between zones (from 1) and nodes (after them)."""

    frame: pd.DataFrame
    centroids: Ints
    zones: Ints
    """Rows of the zones that are joined, in the order of the centroids."""


def library_equilibrium(
    road: RoadNetwork,
    trips: Floats64,
    background: Floats64,
    *,
    gap: float,
    max_iterations: int,
    cores: int = 0,
) -> tuple[Floats64, float, int]:
    """Vehicles on links, vehicle minutes on connectors, and the rounds it took.

    `trips` [Z, Z] without trips inside zones; `background` [L] is on the links already and not in
    what is returned. It ends when the library's own gap is reached or after so many rounds. Trips
    without a way are left out. Everything but the search for ways is computed on one thread, so
    that the number of threads changes nothing (for trips see `sim.demand.road.loading`).

    Examples
    --------
    >>> from sim.demand.road.examples import toy_roads
    >>> roads = toy_roads({"a b": (10.0, 100.0, 0.15, 4.0)}, {"A": "a", "B": "b"})
    >>> trips = np.array([[0.0, 3.0], [0.0, 0.0]])
    >>> library_equilibrium(roads, trips, np.zeros(1), gap=1e-4, max_iterations=9)[0].tolist()
    [3.0]
    """
    arcs = _arcs(road)
    among = np.ascontiguousarray(trips[np.ix_(arcs.zones, arcs.zones)])
    with _quiet():
        from aequilibrae.paths import TrafficAssignment, TrafficClass  # noqa: PLC0415 - slow to load

        graph = _graph(arcs)
        work = TrafficAssignment()
        work.set_classes([TrafficClass("cars", graph, _matrix(arcs, among))])
        work.set_vdf("BPR")
        work.set_vdf_parameters({"alpha": "alpha", "beta": "beta"})
        work.set_capacity_field(_CAPACITY)
        work.set_time_field(_MINUTES)
        if background.any():
            work.add_preload(_preload(arcs, background))
        work.max_iter = max_iterations
        work.rgap_target = gap
        work.set_algorithm("bfw")
        work.set_cores(cores)
        work.assignment.cores = 1
        work.execute(log_specification=False)
        used = work.results()["cars_ab"].loc[arcs.frame["link_id"]].to_numpy(dtype=np.float64)
        rounds = int(work.assignment.iter)
    n = len(road.link_ids)
    return used[:n], float(used[n:] @ arcs.frame[_MINUTES].to_numpy()[n:]), rounds


def _arcs(road: RoadNetwork) -> _Arcs:
    zones, centroid = np.unique(road.connector_zone, return_inverse=True)
    first_node = len(zones) + 1
    centroid, node = centroid + 1, road.connector_node + first_node
    links, ways = len(road.link_ids), 2 * len(node)
    frame = pd.DataFrame(
        {
            "link_id": np.arange(1, links + ways + 1),
            "a_node": np.concatenate([road.from_node + first_node, centroid, node]),
            "b_node": np.concatenate([road.to_node + first_node, node, centroid]),
            "direction": np.ones(links + ways, dtype=np.int8),
            _MINUTES: np.concatenate([road.free_min, road.connector_min, road.connector_min]),
            _CAPACITY: np.concatenate([road.capacity_per_h, np.full(ways, _WIDE)]),
            "alpha": np.concatenate([road.alpha, np.zeros(ways)]),
            "beta": np.concatenate([road.beta, np.ones(ways)]),
        }
    )
    frame[_MINUTES] = frame[_MINUTES].clip(lower=_LEAST_MIN)
    return _Arcs(frame, np.arange(1, first_node), zones)


def _graph(arcs: _Arcs) -> Graph:
    from aequilibrae.paths import Graph  # noqa: PLC0415 - slow to load

    graph = Graph()
    graph.network = arcs.frame.copy()
    graph.prepare_graph(arcs.centroids)
    graph.set_graph(_MINUTES)
    graph.set_blocked_centroid_flows(True)
    return graph


def _matrix(arcs: _Arcs, trips: Floats64) -> AequilibraeMatrix:
    from aequilibrae.matrix import AequilibraeMatrix  # noqa: PLC0415 - slow to load

    matrix = AequilibraeMatrix()
    matrix.create_empty(zones=len(arcs.centroids), matrix_names=["cars"], memory_only=True)
    matrix.index[:] = arcs.centroids
    matrix.matrix["cars"][:, :] = trips
    matrix.computational_view(["cars"])
    return matrix


def _preload(arcs: _Arcs, background: Floats64) -> pd.DataFrame:
    on_arcs = np.concatenate([background, np.zeros(len(arcs.frame) - len(background))])
    return pd.DataFrame({"link_id": arcs.frame["link_id"], "direction": 1, "preload": on_arcs})


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's notes, bars and outdated calls to itself: the flows say what matters."""
    from aequilibrae.paths.all_or_nothing import allOrNothing  # noqa: PLC0415
    from aequilibrae.paths.linear_approximation import LinearApproximation  # noqa: PLC0415

    for worker in (allOrNothing, LinearApproximation):
        worker.signal.deactivate = True
    log = logging.getLogger("aequilibrae")
    before = log.disabled
    log.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.disabled = before
