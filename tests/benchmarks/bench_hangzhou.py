"""Hangzhou: all zones of a scenario to all over two hours, and one origin at a time."""

from __future__ import annotations

from dataclasses import replace

from bench_job import Job, Zones
from bench_section import Section, Setting, at_most, counted, side_by_side
from bench_turns import Entrant, Told, in_turns

__all__ = ["hangzhou"]

_PERCENTILES = (5, 25, 50, 75, 95)
_WINDOW, _SCENARIO = "07:00-09:00", "plan-2020"
_ORIGINS = 40


def hangzhou(setting: Setting, told: Told) -> Section:
    """All zones to all over two hours, and one origin at a time."""
    whole = Zones(_SCENARIO, _WINDOW, _PERCENTILES)
    outcomes = in_turns(
        [Entrant(Job("ours, zones", setting.root, whole, label="all to all"))],
        repeat=setting.repeat,
        told=told,
    )
    single = in_turns(
        [
            Entrant(Job("ours, zones", setting.root, replace(whole, n_origins=_ORIGINS), label=label,
                        threads=threads))
            for threads, label in ((1, "one origin to all"), (2, "one origin to all, 2 threads"))
        ],
        repeat=setting.repeat,
        told=told,
    )  # fmt: skip
    marks = [at_most("Hangzhou, all to all", one.median_s, 20.0, "s") for one in outcomes]
    marks += [
        at_most(f"Hangzhou, {one.job.name}, warm", one.per_unit_ms, 30.0, "ms") for one in single
    ]
    tables = [side_by_side(outcomes)] if outcomes else []
    tables += [side_by_side(single, per_origin=True)] if single else []
    lines = filter(None, map(counted, (*outcomes, *single)))
    title = f"Hangzhou: {_SCENARIO}, {_WINDOW} every minute, five percentiles, 120 minutes"
    return Section(
        "hangzhou", title, tuple(tables), tuple(lines), tuple(marks), (*outcomes, *single)
    )
