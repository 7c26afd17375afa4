"""How cost grows: twice the points, the window or the trips should be at most twice the time."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

from bench_job import Job, Outcome, Trips
from bench_prepare import more_points, other_trips, t1
from bench_section import Mark, Section, Setting, Table, at_most
from bench_turns import Entrant, Told, in_turns

__all__ = ["scaling"]

_THREE_O_CLOCK_S = 15 * 3600
_GROWTH = (
    "axis", "size", "set-up s", "min s", "median s", "per doubling", "peak MiB", "operations",
    "per doubling",
)  # fmt: skip


def scaling(setting: Setting, told: Told) -> Section:
    """Twice the points, the window or the trips: at most twice the time."""
    folder = Path(setting.folder)
    counts, shares, minutes = (307, 613, 1227, 2454), (50, 100, 200), (30, 60, 120, 240)
    told("scaling: writing points and feeds")
    axes = (
        ("points", counts, [replace(t1(), points=name) for name in more_points(folder, counts)]),
        ("minutes", minutes, [_window(length) for length in minutes]),
        ("% of trips", shares, [replace(t1(), feeds=other_trips(folder, s)) for s in shares]),
    )
    rows, marks, outcomes = [], [], []
    for axis, sizes, questions in axes:
        jobs = [
            Job("ours", setting.folder, question, label=f"{size} {axis}")
            for size, question in zip(sizes, questions, strict=True)
        ]
        # In turn: all sizes see the same noise, and the ratios are as steady as those to peers.
        found = in_turns([Entrant(job) for job in jobs], repeat=setting.repeat, told=told)
        grown = _grown(axis, dict(zip((job.name for job in jobs), sizes, strict=True)), found)
        rows += grown[0]
        marks += grown[1]
        outcomes += found
    return Section(
        "scaling",
        "How cost grows: T1 with more points, longer windows (all end at 15:00), more trips",
        (Table(_GROWTH, tuple(rows)),),
        ("per doubling: median seconds over those of the row before, for twice the size",),
        tuple(marks),
        tuple(outcomes),
    )


def _window(minutes: int) -> Trips:
    """Up to 15:00, so that every trip of two hours still meets the timetable (it ends at 17:00)."""
    return replace(t1(), first_s=_THREE_O_CLOCK_S - 60 * minutes, n_departures=minutes)


def _grown(
    axis: str, sizes: dict[str, int], found: tuple[Outcome, ...]
) -> tuple[list[tuple[str, ...]], list[Mark]]:
    rows, marks = [], []
    before: Outcome | None = None
    for one in found:
        size, work = sizes[one.job.name], sum(one.runs[-1].counts.values())
        time_ratio = work_ratio = ""
        if before is not None:
            doublings = math.log2(size / sizes[before.job.name])
            grown = (one.median_s / before.median_s) ** (1 / doublings)
            work_ratio = (work / sum(before.runs[-1].counts.values())) ** (1 / doublings)
            time_ratio, work_ratio = f"{grown:.2f}", f"{work_ratio:.2f}"
            marks.append(at_most(f"{sizes[before.job.name]} to {one.job.name}", grown, 2.0, "x"))
        rows.append(
            (
                axis,
                f"{size:,}",
                f"{one.setup.wall_s:.2f}",
                f"{min(one.seconds):.3f}",
                f"{one.median_s:.3f}",
                time_ratio,
                f"{one.peak_mib:.0f}",
                f"{work:,}",
                work_ratio,
            )
        )
        before = one
    return rows, marks
