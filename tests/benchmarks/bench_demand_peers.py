"""AequilibraE on the very same graphs: optimal strategies, and roads from empty to equilibrium."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from bench_demand_engines import peak_roads, peak_transit
from bench_job import Answer, Job, Ready

__all__ = ["aequilibrae_roads", "aequilibrae_transit"]


def aequilibrae_transit(job: Job) -> Ready:
    """Its `HyperpathGenerating`: loads and one skim, the expected cost.

    The graph is written as plain links as in the tests that compare the two on random networks.
    """
    sys.path.append(str(Path(__file__).parents[1] / "unit" / "demand" / "transit"))
    from aequilibrae.paths import HyperpathGenerating
    from test_transit_against_aequilibrae import edges_of

    from sim.demand.transit.costs import costs_of

    found = peak_transit(job)
    graph, n_zones, n_hops = found.graph, len(found.trips), len(found.graph.hops.pattern)
    first = 2 * graph.n_nodes + n_hops
    origins = first + np.arange(n_zones)
    engine = HyperpathGenerating(
        edges_of(graph, found.parameters),
        o_vert_ids=origins,
        d_vert_ids=origins + n_zones,
        nodes_to_indices=np.arange(first + 2 * n_zones),
        skim_cols=["trav_time"],
    )
    start, end = np.nonzero(found.trips)
    trips = found.trips[start, end]
    discount = costs_of(graph, found.parameters).discount[0]

    def run() -> Answer:
        engine.assign(origins[start], origins[end] + n_zones, trips, threads=job.threads)
        board = engine._edges["volume"].to_numpy()[:n_hops]
        cost_min = np.asarray(engine.skim_matrix.matrices[:, :, 0])
        return Answer(lambda: found.answer(cost_min - discount, board))

    return Ready(run, run)


def aequilibrae_roads(job: Job) -> Ready:
    """Its bi-conjugate Frank-Wolfe at a gap of 1e-4; the gap noted is measured as ours is."""
    from sim.demand.road.conjugate import to_equilibrium
    from sim.demand.road.delay import bpr_minutes
    from sim.demand.road.library import library_equilibrium
    from sim.demand.road.loading import quickest_ways

    found = peak_roads(job)
    road = found.road
    nothing = np.zeros(len(road.link_ids))
    vehicles = np.round(found.vehicles * 2.0**16) / 2.0**16
    np.fill_diagonal(vehicles, 0.0)

    def run(gap: float = 1e-4) -> Answer:
        volume, access_min, rounds = library_equilibrium(
            road, vehicles, nothing, gap=gap, max_iterations=200, cores=job.threads
        )

        def minutes() -> np.ndarray:
            end = to_equilibrium(
                quickest_ways(road), vehicles, nothing,
                start=(volume, access_min), gap=1.0, max_iterations=0,
            )  # fmt: skip
            told = bpr_minutes(road.free_min, volume, road.capacity_per_h, road.alpha, road.beta)
            return np.append(told, end.gap)

        return Answer(minutes, {"rounds": rounds})

    return Ready(lambda: run(0.1), run)
