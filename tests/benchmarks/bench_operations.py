"""Operations: what a day at a facility costs by people and lanes, beside plain SimPy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from bench_job import HubDay, Job, Outcome
from bench_section import Mark, Section, Setting, Table, at_least, at_most, side_by_side
from bench_turns import Entrant, Told, in_turns, ratios

__all__ = ["operations"]

_OURS, _SIMPY = "ours, facility", "SimPy, a process per person"
_PEOPLE = (20_000, 50_000, 100_000, 200_000, 400_000, 800_000)
_LANES = (5, 20, 50, 100, 200)
_USUAL = HubDay(200_000, 50)
_SAME_S = 1e-9
_COSTS = ("people", "lanes a place", "visits", "seconds", "CPU s", "visits a CPU second",
          "per doubling", "peak MiB")  # fmt: skip


def operations(setting: Setting, told: Told) -> Section:
    """A facility of eight places by people, by lanes and by tick; and SimPy alone in turn."""
    told("operations: kernels are compiled first")
    in_turns([Entrant(_job(setting, HubDay(100, 5)))], repeat=1, told=lambda line: None)
    by_people = _each([replace(_USUAL, people=size) for size in _PEOPLE], setting, told)
    by_lanes = _each([replace(_USUAL, lanes=lanes) for lanes in _LANES], setting, told)
    at_once = _each([replace(_USUAL, tick_s=tick) for tick in (600.0, math.inf)], setting, told)
    peer = in_turns(
        [
            Entrant(Job(engine, setting.folder, HubDay(20_000, 50), threads=1), keep=True)
            for engine in (_OURS, _SIMPY)
        ],
        repeat=setting.repeat,
        told=told,
    )
    large = in_turns(
        [
            Entrant(_job(setting, _USUAL)),
            Entrant(Job(_SIMPY, setting.folder, HubDay(20_000, 50), threads=1), most_runs=1),
        ],
        repeat=setting.repeat,
        told=told,
    )
    lines, same = _equal(peer)
    tables = [_costs(group) for group in (by_people, by_lanes, at_once) if group]
    tables += [side_by_side(group, per_origin=True) for group in (peer, large) if group]
    return Section(
        "operations",
        "Operations: eight places, three times recorded per visit; by people, by lanes (200,000 "
        "people), by tick (600 s, whole day); SimPy with 20,000 people, ours with 20,000 and "
        "200,000, milliseconds for a thousand visits",
        tuple(tables),
        tuple(lines),
        (*same, *_marks(by_people, large)),
        (*by_people, *by_lanes, *at_once, *peer, *large),
    )


def _job(setting: Setting, question: HubDay) -> Job:
    tick = "" if question.tick_s == _USUAL.tick_s else f", tick {question.tick_s:g} s"
    label = f"{question.people:,} people, {question.lanes} lanes{tick}"
    return Job(_OURS, setting.folder, question, threads=1, label=label)


def _each(questions: Sequence[HubDay], setting: Setting, told: Told) -> tuple[Outcome, ...]:
    """One after the other: memory is each one's own."""
    found: list[Outcome] = []
    for question in questions:
        found += in_turns([Entrant(_job(setting, question))], repeat=setting.repeat, told=told)
    return tuple(found)


def _cpu_s(outcome: Outcome) -> float:
    return float(np.median([lap.cpu_s for lap in outcome.runs]))


def _costs(found: Sequence[Outcome]) -> Table:
    """One row for each size; growth is to the row before, for twice the people."""
    rows, before = [], None
    for one in found:
        question, visits, cpu_s = one.job.question, one.runs[-1].counts["visits"], _cpu_s(one)
        growth = ""
        if before is not None and question.people > before[0]:
            growth = f"{(cpu_s / before[1]) ** (1 / math.log2(question.people / before[0])):.2f}"
        before = (question.people, cpu_s)
        rows.append(
            (
                f"{question.people:,}",
                str(question.lanes),
                f"{visits:,}",
                f"{one.median_s:.2f}",
                f"{cpu_s:.2f}",
                f"{visits / cpu_s:,.0f}",
                growth,
                f"{one.peak_mib:.0f}",
            )
        )
    return Table(_COSTS, tuple(rows))


def _equal(peer: Sequence[Outcome]) -> tuple[list[str], list[Mark]]:
    """Whether every person leaves at the same moment as in plain SimPy."""
    if len(peer) < 2:
        return [], []
    ours, theirs = (np.load(one.saved) for one in peer)
    apart = np.abs(ours - theirs).max(initial=0.0)
    line = (
        f"{ours.size:,} people leave at the same moments as in SimPy; the largest gap {apart:.1e} s"
    )
    same = 100.0 * float((np.abs(ours - theirs) <= _SAME_S).mean())
    return [line], [at_least("operations, times equal to SimPy's", same, 100.0, "%")]


def _marks(by_people: Sequence[Outcome], large: Sequence[Outcome]) -> list[Mark]:
    marks = []
    for one in by_people:
        if one.job.question.people == _USUAL.people:
            rate = one.runs[-1].counts["visits"] / _cpu_s(one)
            marks.append(at_least("operations, visits a second, one core", rate, 200_000.0, "1/s"))
        if one.job.question.people == max(_PEOPLE):
            marks.append(at_most("operations, 800,000 people, peak", one.peak_mib, 2048.0, "MiB"))
    if len(large) == 2:
        faster = ratios(large[1], large[0])[0]
        marks.append(at_least("operations, times as fast as SimPy alone", faster, 5.0, "x"))
    return marks
