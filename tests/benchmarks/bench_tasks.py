"""The tasks in which this project stands beside its peers: T0, T1, T2 and the street graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from bench_brute import checked_rows
from bench_job import Job, Outcome, Streets, Trips
from bench_prepare import t0, t1, t2
from bench_section import (
    Mark,
    Section,
    Setting,
    at_least,
    at_most,
    counted,
    side_by_side,
)
from bench_turns import Entrant, Told, in_turns, ratios

__all__ = ["one_departure", "one_hour", "streets", "two_hours"]

_UNREACHABLE = -1
_BATCHED = "ours, streets"
_CALLS = "ours, streets, call by call"


def one_departure(setting: Setting, told: Told) -> Section:
    """T0: all points to all, one departure."""
    outcomes = in_turns(
        [
            Entrant(_job(setting, "ours", t0())),
            Entrant(_job(setting, "cafein tbtr", t0())),
            Entrant(_job(setting, "ferrobus", t0())),
            Entrant(_job(setting, "ours from the OSM file", t0()), most_runs=1),
        ],
        repeat=setting.repeat,
        told=told,
    )
    lines = [_raw_ferrobus(outcomes)]
    marks = _faster(outcomes, "T0", "ferrobus", 1.0)
    return _section("t0", "T0: 1,227 x 1,227, one departure", outcomes, marks, lines)


def one_hour(setting: Setting, told: Told) -> Section:
    """T1: 60 departures, their median; and how many cells are right."""
    peers = [
        Entrant(_job(setting, "cafein tbtr", t1()), keep=True),
        Entrant(_job(setting, "ferrobus", t1()), most_runs=1),
    ]
    if setting.raptor:
        peers.append(Entrant(_job(setting, "cafein raptor", t1()), most_runs=1))
    outcomes = in_turns(
        [
            Entrant(_job(setting, "ours", t1()), keep=True),
            *peers,
            Entrant(_job(setting, "ours to a file", t1()), most_runs=1),
        ],
        repeat=setting.repeat,
        told=told,
    )
    alone = in_turns(
        [
            Entrant(_job(setting, name, t1(), threads=1), most_runs=1)
            for name in ("ours", "cafein tbtr")
        ],
        repeat=1,
        told=told,
    )
    brute = in_turns([Entrant(_job(setting, "brute force", t1()), keep=True)], repeat=1, told=told)
    lines, exact = _exactness(outcomes, brute)
    marks = [
        *_faster(outcomes, "T1", "cafein tbtr", 3.0),
        *_faster(alone, "T1, one thread", "cafein tbtr", 3.0),
        *_leaner(outcomes, "T1"),
        *exact,
    ]
    section = _section("t1", "T1: 1,227 x 1,227, 60 departures, median", outcomes, marks, lines)
    return replace(
        section,
        tables=(*section.tables, *([side_by_side(alone)] if alone else [])),
        outcomes=(*section.outcomes, *alone, *brute),
    )


def two_hours(setting: Setting, told: Told) -> Section:
    """T2: 120 departures, five percentiles, as in the r5r paper."""
    outcomes = in_turns(
        [Entrant(_job(setting, name, t2())) for name in ("ours", "cafein tbtr")],
        repeat=setting.repeat,
        told=told,
    )
    marks = [*_faster(outcomes, "T2", "cafein tbtr", 3.0), *_leaner(outcomes, "T2")]
    return _section("t2", "T2: 120 departures, five percentiles, walks to 1,000 m", outcomes, marks)


def streets(setting: Setting, told: Told) -> Section:
    """One-to-many on the walk graph: to 200 targets, and to every node."""
    tables, lines, outcomes = [], [], []
    marks: list[Mark] = []
    for targets, title in ((200, "200 targets"), (0, "all nodes")):
        found = in_turns(_street_entrants(setting, targets), repeat=setting.repeat, told=told)
        if not found:
            continue
        tables.append(side_by_side(found, per_origin=True))
        lines.append(f"the {'first' if targets else 'second'} table: to {title}")
        lines += _street_differences(found, title)
        lines += filter(None, map(counted, found))
        outcomes += found
        if targets:
            marks += [
                at_most(f"streets, {title}, {one.job.name}, 1 thread", one.per_unit_ms, 0.2, "ms")
                for one in found
                if one.job.engine in {_BATCHED, _CALLS} and one.job.threads == 1
            ]
    return Section(
        "streets",
        "Streets: one-to-many on the walk graph of Porto Alegre, milliseconds for each origin",
        tuple(tables),
        tuple(lines),
        tuple(marks),
        tuple(outcomes),
    )


def _street_entrants(setting: Setting, targets: int) -> list[Entrant]:
    sizes = {_BATCHED: 5000, _CALLS: 200, "routingkit-cch": 1000, "scipy": 50}
    if not targets:
        sizes = {_BATCHED: 256, _CALLS: 50, "routingkit-cch": 100, "scipy": 50}
    entrants = [
        Entrant(Job(name, setting.folder, Streets(size, targets), threads=1), keep=True)
        for name, size in sizes.items()
    ]
    two = Job(
        _BATCHED, setting.folder, Streets(sizes[_BATCHED], targets), 2, f"{_BATCHED}, 2 threads"
    )
    return [*entrants, Entrant(two)]


def _street_differences(outcomes: tuple[Outcome, ...], title: str) -> list[str]:
    """Seconds of each engine beside ours, on the origins both have."""
    base, *others = [one for one in outcomes if one.saved]
    ours = np.load(base.saved)
    lines = []
    for other in others:
        theirs = np.load(other.saved)
        count = min(len(ours), len(theirs))
        gap = theirs[:count].astype(np.int64) - ours[:count]
        lines.append(
            f"{title}, {other.job.name}: {(gap == 0).mean():.4%} of {gap.size:,} times equal, "
            f"differences {gap.min():+d} … {gap.max():+d} s"
        )
    return lines


def _job(setting: Setting, engine: str, question: Trips, *, threads: int = 2) -> Job:
    return Job(engine, setting.folder, question, threads)


def _section(
    name: str,
    title: str,
    outcomes: tuple[Outcome, ...],
    marks: list[Mark],
    lines: Sequence[str] = (),
) -> Section:
    if not outcomes:
        return Section(name, title, lines=("no engine ran",))
    more = (*lines, *map(counted, outcomes))
    return Section(
        name,
        title,
        (side_by_side(outcomes),),
        tuple(line for line in more if line),
        tuple(marks),
        outcomes,
    )


def _of(outcomes: tuple[Outcome, ...], engine: str) -> Outcome | None:
    return next((one for one in outcomes if one.job.engine == engine), None)


def _faster(outcomes: tuple[Outcome, ...], task: str, peer: str, times: float) -> list[Mark]:
    ours, theirs = _of(outcomes, "ours"), _of(outcomes, peer)
    if ours is None or theirs is None:
        return []
    ratio = ratios(theirs, ours)[0]
    return [at_least(f"{task}, times as fast as {peer}", ratio, times, "x")]


def _leaner(outcomes: tuple[Outcome, ...], task: str) -> list[Mark]:
    ours, theirs = _of(outcomes, "ours"), _of(outcomes, "cafein tbtr")
    if ours is None or theirs is None:
        return []
    return [
        at_most(f"{task}, peak memory (limit: cafein's)", ours.peak_mib, theirs.peak_mib, "MiB")
    ]


def _raw_ferrobus(outcomes: tuple[Outcome, ...]) -> str:
    """Its lists have to become an array before anything can be done; without that it is faster."""
    ours, theirs = _of(outcomes, "ours"), _of(outcomes, "ferrobus")
    if ours is None or theirs is None:
        return ""
    bare = [lap.wall_s - sum(lap.notes.values()) for lap in theirs.runs]
    middle = sorted(bare)[len(bare) // 2]
    return (
        f"ferrobus without turning its lists into an array: {middle:.2f} s, "
        f"ratio {middle / ours.median_s:.2f}"
    )


def _exactness(
    outcomes: tuple[Outcome, ...], brute: tuple[Outcome, ...]
) -> tuple[list[str], list[Mark]]:
    """Cells equal to the brute force, and how far cafein is from ours (it has other rules)."""
    ours, theirs = _of(outcomes, "ours"), _of(outcomes, "cafein tbtr")
    if ours is None:
        return [], []
    found = np.load(ours.saved)
    lines, marks = [], []
    if brute:
        right = np.load(brute[0].saved)
        equal = found[checked_rows(len(found))] == right
        lines.append(
            f"exactness: {int(equal.sum()):,} of {equal.size:,} cells of {len(right)} origins equal "
            f"the brute force, to the second ({(right != _UNREACHABLE).mean():.1%} reachable)"
        )
        marks.append(at_least("T1, cells equal to the brute force", 100 * equal.mean(), 100.0, "%"))
    if theirs is not None:
        other = np.load(theirs.saved)
        both = (found != _UNREACHABLE) & (other != _UNREACHABLE)
        gap = (other.astype(np.int64) - found)[both]
        points = (1, 5, 25, 50, 75, 95, 99)
        shown = ", ".join(
            f"p{p} {q:+.0f}" for p, q in zip(points, np.percentile(gap, points), strict=True)
        )
        lines.append(
            f"cafein minus ours, seconds: {shown}; both reach {int(both.sum()):,} cells, only ours "
            f"{int(((found != _UNREACHABLE) & ~both).sum()):,}, only cafein "
            f"{int(((other != _UNREACHABLE) & ~both).sum()):,}"
        )
    return lines, marks
