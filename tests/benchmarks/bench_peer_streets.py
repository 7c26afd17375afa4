"""Other programs that search streets: RoutingKit's customizable hierarchies, and scipy."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
from bench_job import Answer, Job, Ready, Streets
from bench_street_places import NO_WALK, places

__all__ = ["routingkit", "scipy_dijkstra"]

_MM = 1000


def routingkit(job: Job) -> Ready:
    """One pinned set of targets, one sweep for each origin; lengths are whole millimetres."""
    import routingkit_cch

    nodes, tail, head, metres = _graph(job)
    assert isinstance(job.question, Streets)
    starts, goals = places(len(nodes), job.question)
    order = routingkit_cch.compute_order_inertial(
        len(nodes), tail.tolist(), head.tolist(), nodes.lat.tolist(), nodes.lon.tolist()
    )
    hierarchy = routingkit_cch.CCH(order, tail.tolist(), head.tolist(), False)
    metric = routingkit_cch.CCHMetric(hierarchy, np.round(metres * _MM).astype(int).tolist())
    begin = time.perf_counter()
    search = routingkit_cch.CCHOneToMany(metric, goals.tolist())
    ready_s = time.perf_counter() - begin

    def run() -> Answer:
        found = [search.distances_from(int(start)) for start in starts]
        return Answer(lambda: _whole_seconds(np.array(found, float) / _MM), units=len(starts))

    return Ready(run, run, {"targets made ready": ready_s})


def scipy_dijkstra(job: Job) -> Ready:
    """Dijkstra to every node, whatever is asked."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    nodes, tail, head, metres = _graph(job)
    assert isinstance(job.question, Streets)
    starts, goals = places(len(nodes), job.question)
    graph = csr_matrix((metres, (tail, head)), shape=(len(nodes), len(nodes)))

    def run() -> Answer:
        found = dijkstra(graph, indices=starts)
        return Answer(lambda: _whole_seconds(found[:, goals]), units=len(starts))

    return Ready(run, run)


def _graph(job: Job) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    nodes, edges = (
        pd.read_parquet(Path(job.folder, f"walk_{name}.parquet")) for name in ("nodes", "edges")
    )
    u, v, m = (edges[name].to_numpy() for name in ("u", "v", "m"))
    return nodes, np.concatenate([u, v]), np.concatenate([v, u]), np.concatenate([m, m])


def _whole_seconds(metres: np.ndarray) -> np.ndarray:
    """Seconds at a metre a second, rounded up; a billionth more is no second."""
    seconds = np.full(metres.shape, NO_WALK, np.int32)
    known = np.isfinite(metres)
    seconds[known] = np.ceil(metres[known] - 1e-9)
    return seconds
