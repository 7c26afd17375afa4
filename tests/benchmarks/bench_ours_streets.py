"""This project's street searches as engines of the benchmark: origins at once, or call by call."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
from bench_job import Answer, Job, Ready, Streets
from bench_street_places import NO_WALK, places

__all__ = ["batched", "call_by_call"]


def batched(job: Job) -> Ready:
    """All origins of a run in one call."""
    return _engine(job, at_once=True)


def call_by_call(job: Job) -> Ready:
    """One call for each origin, as a service answers its callers."""
    return _engine(job, at_once=False)


def _engine(job: Job, *, at_once: bool) -> Ready:
    from sim.network.streets.parquet import read_walk_tables
    from sim.routing.streets import Snapped, walk_index, walk_targets, walk_times_to

    folder, question = Path(job.folder), job.question
    assert isinstance(question, Streets)
    graph = read_walk_tables(folder / "walk_nodes.parquet", folder / "walk_edges.parquet")
    index = walk_index(graph)
    starts, goals = places(graph.n_nodes, question)

    def at(nodes: np.ndarray) -> Snapped:
        size, node = len(nodes), nodes.astype(np.int32)
        return Snapped(node, np.full(size, -1, np.int32), np.zeros(size), np.zeros(size))

    begin = time.perf_counter()
    pinned = walk_targets(index, at(goals), limit_m=1e9, speed_m_per_s=1.0, threads=job.threads)
    ready_s = time.perf_counter() - begin
    groups = [at(starts)] if at_once else [at(starts[i : i + 1]) for i in range(len(starts))]

    def run() -> Answer:
        found = [walk_times_to(pinned, some, threads=job.threads) for some in groups]
        counts: dict[str, int] = {}
        for _, counted in found:
            for name, count in asdict(counted).items():
                counts[name] = counts.get(name, 0) + count
        return Answer(_seconds(found, groups, len(goals)), counts, units=len(starts))

    return Ready(run, run, {"targets made ready": ready_s})


def _seconds(found, groups, n_goals: int) -> Callable[[], np.ndarray]:
    """Whole seconds [origin, target]; a pair without a way is `NO_WALK`."""

    def table() -> np.ndarray:
        rows = []
        for (times, _), some in zip(found, groups, strict=True):
            row = np.full((len(some), n_goals), NO_WALK, np.int32)
            row[times.from_index, times.to_index] = times.time_s
            rows.append(row)
        return np.concatenate(rows)

    return table
