"""The demand model: what a solve costs, and its two assignments beside AequilibraE's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from bench_job import Demand, Job, Outcome
from bench_section import Mark, Section, Setting, Table, at_least, at_most, counted, side_by_side
from bench_turns import Entrant, Told, in_turns, ratios

__all__ = ["demand"]

_ZONES = (150, 300, 600, 900)
_SAME = 1e-4
_CUTS = (
    ("2 alternatives", Demand(zones=300, alternatives=("transit", "taxi"))),
    ("3 alternatives", Demand(zones=300, alternatives=("transit", "car", "taxi"))),
    ("5 alternatives", Demand(zones=300)),
    ("1 period", Demand(zones=300, periods=1)),
    ("2 periods", Demand(zones=300, periods=2)),
)
_PARTS = ("transit search", "transit loads", "roads", "choice", "distribution", "costs and sums",
          "rest")  # fmt: skip
_SOLVED = ("case", "zones", "case built s", "solved s", "per doubling", "iterations", "converged",
           *_PARTS, "peak MiB")  # fmt: skip


def demand(setting: Setting, told: Told) -> Section:
    """Solves of many sizes, the assignments beside their peers, draws, and a changed price."""
    told("demand: kernels are compiled first")
    in_turns(
        [
            Entrant(Job(name, setting.folder, Demand(zones=40, draws=2)), most_runs=1)
            for name in ("ours, demand", "ours, roads", "ours, draws")
        ],
        repeat=1,
        told=lambda line: None,
    )
    solved = _each(
        [(f"{zones} zones", Demand(zones=zones)) for zones in _ZONES] + list(_CUTS), setting, told
    )
    size = Demand(zones=600)
    strategies = _turns(setting, told, size, ("ours, transit", "aequilibrae, strategies"))
    roads = _turns(setting, told, size, ("ours, roads", "ours, roads warm", "aequilibrae, roads"))
    draws = _turns(setting, told, replace(size, zones=150, draws=100), ("ours, draws",))
    rerun = in_turns([Entrant(_job(setting, "ours, rerun", size))], repeat=1, told=told)
    rest = (*strategies, *roads, *draws, *rerun)
    same_cost = _equal_strategies(strategies)
    lines = [
        "ours, transit finds skims of walks, waits and rides by mode, too; its peer the cost only",
        *same_cost[0],
        *_equal_roads(roads),
        *filter(None, map(counted, rest)),
    ]
    tables = [_solves(solved)] if solved else []
    tables += [side_by_side(group) for group in (strategies, roads, draws, rerun) if group]
    return Section(
        "demand",
        "Demand, base-2015: a solve by zones, alternatives and periods; its parts beside peers",
        tuple(tables),
        tuple(lines),
        (*same_cost[1], *_marks(solved, strategies, roads, draws, rerun)),
        (*solved, *rest),
    )


def _job(setting: Setting, engine: str, question: Demand, label: str = "") -> Job:
    return Job(engine, setting.folder, question, label=label)


def _each(
    questions: Sequence[tuple[str, Demand]], setting: Setting, told: Told
) -> tuple[Outcome, ...]:
    """One solve each, one process after the other: together they would not fit in memory."""
    found: list[Outcome] = []
    for label, question in questions:
        entrant = Entrant(_job(setting, "ours, demand", question, label), most_runs=1)
        found += in_turns([entrant], repeat=1, told=told)
    return tuple(found)


def _turns(
    setting: Setting, told: Told, question: Demand, engines: Sequence[str]
) -> tuple[Outcome, ...]:
    entrants = [Entrant(_job(setting, engine, question), keep=True) for engine in engines]
    return in_turns(entrants, repeat=setting.repeat, told=told)


def _solves(found: Sequence[Outcome]) -> Table:
    """One row for each solve; growth is to the row before, for twice the zones."""
    rows, before = [], None
    for one in found:
        last = one.runs[-1]
        zones, growth = last.counts["zones"], ""
        if before is not None and zones > before[0]:
            growth = f"{(one.median_s / before[1]) ** (1 / math.log2(zones / before[0])):.2f}"
        before = (zones, one.median_s)
        rows.append(
            (
                one.job.name,
                f"{zones:,}",
                f"{one.setup.notes.get('case built', 0.0):.1f}",
                f"{one.median_s:.1f}",
                growth,
                str(last.counts["iterations"]),
                "yes" if last.counts["converged"] else "NO",
                *(f"{last.notes.get(part, 0.0):.1f}" for part in _PARTS),
                f"{one.peak_mib:.0f}",
            )
        )
    return Table(_SOLVED, tuple(rows))


def _found(outcomes: Sequence[Outcome], engine: str) -> Outcome | None:
    return next((one for one in outcomes if one.job.engine == engine), None)


def _equal_strategies(outcomes: Sequence[Outcome]) -> tuple[list[str], list[Mark]]:
    """Whether both come to the same costs, and how many people they put elsewhere."""
    ours, theirs = (_found(outcomes, name) for name in ("ours, transit", "aequilibrae, strategies"))
    if ours is None or theirs is None:
        return [], []
    mine, other = np.load(ours.saved), np.load(theirs.saved)
    n_costs = int(mine[0])
    apart = np.abs(mine[1 : n_costs + 1] / other[1 : n_costs + 1] - 1)
    board, their_board = mine[n_costs + 1 :], other[n_costs + 1 :]
    moved = np.abs(board - their_board).sum() / 2 / max(their_board.sum(), 1e-12)
    same = 100 * float((apart <= _SAME).mean())
    line = (
        f"strategies: {same:.4g} % of {n_costs:,} costs equal to {_SAME:.0e}, the largest difference "
        f"{apart.max(initial=0.0):.1e}; {moved:.3%} of the boardings lie on another hop (ties)"
    )
    return [line], [at_least("strategies, costs equal to AequilibraE's", same, 100.0, "%")]


def _equal_roads(outcomes: Sequence[Outcome]) -> list[str]:
    ours, theirs = (_found(outcomes, name) for name in ("ours, roads", "aequilibrae, roads"))
    if ours is None or theirs is None:
        return []
    mine, other = np.load(ours.saved), np.load(theirs.saved)
    apart = np.abs(mine / other[: len(mine)] - 1)
    line = (
        f"roads: minutes of the links differ by {apart.mean():.2%} on average and "
        f"{np.percentile(apart, 99):.2%} at the 99th percentile; the gap of AequilibraE's flows, "
        f"measured as ours is, is {other[-1]:.1e}"
    )
    return [line]


def _marks(
    solved: Sequence[Outcome],
    strategies: Sequence[Outcome],
    roads: Sequence[Outcome],
    draws: Sequence[Outcome],
    rerun: Sequence[Outcome],
) -> list[Mark]:
    marks = []
    whole = _found_label(solved, "600 zones")
    if whole is not None:
        marks += [
            at_most("demand, 600 zones solved", whole.median_s, 120.0, "s"),
            at_most("demand, 600 zones, peak memory", whole.peak_mib, 4096.0, "MiB"),
        ]
    for group, names in (
        (strategies, ("ours, transit", "aequilibrae, strategies")),
        (roads, ("ours, roads", "aequilibrae, roads")),
        (roads, ("ours, roads warm", "aequilibrae, roads")),
    ):
        ours, theirs = (_found(group, name) for name in names)
        if ours is not None and theirs is not None:
            faster = ratios(theirs, ours)[0]
            marks.append(at_least(f"{names[0]}, times as fast as {names[1]}", faster, 1.0, "x"))
    marks += [at_most("100 draws and the tornado", one.median_s, 10.0, "s") for one in draws]
    marks += [at_most("sim run with dearer parking", one.median_s, 15.0, "s") for one in rerun]
    return marks


def _found_label(outcomes: Sequence[Outcome], label: str) -> Outcome | None:
    return next((one for one in outcomes if one.job.label == label), None)
