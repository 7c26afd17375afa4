"""The brute force of the cross-checks as an engine: a few origins, every answer by definition."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from bench_job import Answer, Job, Ready, Trips

__all__ = ["CHECKED", "brute_force", "checked_rows"]

CHECKED = 20


def checked_rows(n_points: int) -> np.ndarray:
    """Origins spread evenly over the list, the first and the last included.

    Examples
    --------
    >>> checked_rows(39).tolist()[:3], len(checked_rows(1227))
    ([0, 2, 4], 20)
    """
    count = min(CHECKED, n_points)
    return np.linspace(0, n_points - 1, count).round().astype(int)


def brute_force(job: Job) -> Ready:
    """Rules 1 to 11 of the benchmark as plain searches, one per origin and departure."""
    sys.path.append(str(Path(__file__).parents[1] / "crosscheck"))
    import pandas as pd
    from bench_rules import matrix, percentiles, town
    from cities import points_of
    from plain_gtfs import read_day
    from plain_streets import Graph

    question, folder = job.question, Path(job.folder)
    assert isinstance(question, Trips)
    graph = Graph(
        pd.read_parquet(folder / "walk_nodes.parquet"),
        pd.read_parquet(folder / "walk_edges.parquet"),
    )
    day = read_day(
        [folder / name for name in question.feeds], date.fromisoformat(question.service_date)
    )
    points = points_of(folder / question.points)
    origins = points.iloc[checked_rows(len(points))].reset_index(drop=True)
    place = town(
        day, graph, origins, points,
        access_m=question.max_access_m, egress_m=question.max_access_m,
        transfer_m=question.max_transfer_m, max_time_s=question.max_time_s,
    )  # fmt: skip

    def run(asked: Trips) -> Answer:
        times_s = matrix(place, list(asked.departures_s), max_time_s=asked.max_time_s)
        return Answer(lambda: percentiles(times_s, list(asked.percentiles)), units=len(origins))

    return Ready(lambda: run(replace(question, n_departures=1)), lambda: run(question))
