"""This project's router as an engine of the benchmark: a city's matrix, a scenario's zones."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import numpy as np
from bench_job import Answer, Job, Ready, Trips, Zones

__all__ = ["city", "city_from_osm", "city_to_file", "zones"]


def city(job: Job) -> Ready:
    """The exact rules: stops and points snapped to the nodes of the given walk graph."""
    return _city(job, from_osm=False)


def city_from_osm(job: Job) -> Ready:
    """Streets from the same OSM file as the peers get; points snapped to the nearest street."""
    return _city(job, from_osm=True)


def city_to_file(job: Job) -> Ready:
    """The matrix computed and written to a Parquet file with ids, as the command does."""
    from sim.study.matrix import plan_matrix, write_matrix

    searchable, question = _searchable(job, from_osm=False), _trips(job)
    query = _query(question)
    plan = plan_matrix(searchable, query, columns=len(query.percentiles))
    target = Path(job.folder, "matrix.parquet")

    def run() -> Answer:
        write_matrix(searchable, query, target, plan=plan, in_seconds=True, threads=job.threads)
        return Answer(lambda: np.zeros(0))

    return Ready(run, run)


def zones(job: Job) -> Ready:
    """All zones of a scenario to all; or one origin after the other, each a query of its own."""
    from sim.routing import Query, travel_times
    from sim.study.project import Project
    from sim.study.world import scenario_searchable

    question = job.question
    assert isinstance(question, Zones)
    root = Path(job.folder)
    project = Project(root / "network_data", root / "outputs", root / "scenarios")
    found, _ = scenario_searchable(question.scenario, project, lambda _title, _share: None)
    query = Query.over(question.window, percentiles=question.percentiles)
    size = len(found.access.from_ids)
    if question.n_origins:
        chosen = np.linspace(0, size - 1, question.n_origins).round().astype(int).tolist()
        parts = [found.chunk(origin, origin + 1) for origin in chosen]
    else:
        parts = [found]

    def run_over(asked: Query, some: int | None = None) -> Answer:
        times_s, counts, laps = [], {}, []
        for part in parts[:some]:
            start = time.perf_counter()
            result = travel_times(
                part.timetable, part.access, part.egress, part.direct, asked, threads=job.threads
            )
            laps.append(time.perf_counter() - start)
            times_s.append(result.times_s)
            for name, count in asdict(result.counts).items():
                counts[name] = counts.get(name, 0) + count
        notes = {"slowest origin": max(laps)} if question.n_origins else {}
        return Answer(lambda: np.concatenate(times_s), _some(counts), notes, units=len(parts))

    first = replace(query, departures_s=query.departures_s[:1])
    return Ready(
        warm=(lambda: run_over(query)) if question.n_origins else (lambda: run_over(first)),
        run=lambda: run_over(query),
    )


def _city(job: Job, *, from_osm: bool) -> Ready:
    from sim.routing import travel_times

    searchable, question = _searchable(job, from_osm=from_osm), _trips(job)
    parts = (searchable.timetable, searchable.access, searchable.egress, searchable.direct)

    def over(asked: Trips) -> Callable[[], Answer]:
        query = _query(asked)

        def run() -> Answer:
            found = travel_times(*parts, query, threads=job.threads)
            return Answer(lambda: found.times_s, _some(asdict(found.counts)))

        return run

    return Ready(warm=over(replace(question, n_departures=1)), run=over(question))


def _searchable(job: Job, *, from_osm: bool):
    from sim.routing.compile_day import Boarding
    from sim.study.city import CityFiles, Walking, build_city
    from sim.study.matrix import Searchable

    question, folder = _trips(job), Path(job.folder)
    files = CityFiles(
        gtfs=tuple(folder / name for name in question.feeds),
        service_date=date.fromisoformat(question.service_date),
        points=folder / question.points,
    )
    if from_osm:
        files = replace(files, osm=folder / question.osm)
    else:
        nodes, edges = folder / "walk_nodes.parquet", folder / "walk_edges.parquet"
        files = replace(files, walk_nodes=nodes, walk_edges=edges)
    found = build_city(
        files,
        Walking(3.6, question.max_access_m, question.max_transfer_m),
        max_time_s=question.max_time_s,
        boarding=Boarding(slack_s=60),
        threads=job.threads,
    )
    return Searchable(found.timetable, found.access, found.egress, found.direct)


def _trips(job: Job) -> Trips:
    assert isinstance(job.question, Trips)
    return job.question


def _query(question: Trips):
    from sim.routing import Query

    return Query(question.departures_s, question.percentiles, question.max_time_s)


def _some(counts: dict[str, int]) -> dict[str, int]:
    """Counters of the kernel that was not used are left out."""
    return {name: count for name, count in counts.items() if count}
