"""Engines side by side: all are set up, then each is run once in turn, again and again.

Noise of the machine then hits all of them, and the ratio of two runs that follow each other is the
fairest number there is.
"""

from __future__ import annotations

import importlib.util
import multiprocessing
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from bench_child import ENGINES, serve
from bench_job import Failure, Job, Lap, Outcome

__all__ = ["Entrant", "Told", "in_turns", "missing", "ratios"]

Told = Callable[[str], None]
"""Called with a line to print."""

_ENDED = "its process ended without a word"


@dataclass(frozen=True)
class Entrant:
    """An engine, how often it runs at most, and whether what it finds is kept in a file."""

    job: Job
    most_runs: int | None = None
    keep: bool = False


@dataclass
class _Child:
    entrant: Entrant
    process: BaseProcess
    pipe: Connection
    laps: list[Lap] = field(default_factory=list)
    saved: str = ""
    failure: str = ""


def missing(job: Job) -> tuple[str, ...]:
    """Packages an engine needs and that are not installed.

    Examples
    --------
    >>> missing(Job("ours", ".", None))
    ()
    """
    packages = ENGINES[job.engine].packages
    return tuple(name for name in packages if importlib.util.find_spec(name) is None)


def in_turns(entrants: Sequence[Entrant], *, repeat: int, told: Told) -> tuple[Outcome, ...]:
    """Outcomes of the engines that are installed and did not fail; the others get a line."""
    children = [_started(entrant) for entrant in entrants if _is_there(entrant.job, told)]
    try:
        for child in children:
            told(f"{child.entrant.job.name}: warm-up")
            _ask(child, "warm")
        for number in range(repeat):
            for child in children:
                _run(child, number, told)
        for child in children:
            _save(child)
    finally:
        _stop(children)
    for child in children:
        if child.failure:
            told(f"{child.entrant.job.name} FAILED: {child.failure}")
    return tuple(_outcome(child) for child in children if not child.failure)


def ratios(outcome: Outcome, base: Outcome) -> tuple[float, float, float]:
    """How many times as long as the base: medians, then the least and most of paired runs.

    Origins may differ in number (`Answer.units`), so times are for each of them.
    """
    pairs = [
        (a.wall_s / a.units) / (b.wall_s / b.units)
        for a, b in zip(outcome.runs, base.runs, strict=False)
    ]
    return outcome.per_unit_ms / base.per_unit_ms, min(pairs), max(pairs)


def _is_there(job: Job, told: Told) -> bool:
    packages = missing(job)
    if packages:
        told(
            f"{job.name} is skipped: {', '.join(packages)} not installed; "
            "pip install -e '.[bench]' installs it"
        )
    return not packages


def _run(child: _Child, number: int, told: Told) -> None:
    most = child.entrant.most_runs
    if most is None or number < most:
        _ask(child, "run")
        if not child.failure:
            told(f"{child.entrant.job.name}: run {number + 1} {child.laps[-1].wall_s:.2f} s")


def _started(entrant: Entrant) -> _Child:
    """A new process (nothing inherited), through imports and set-up."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, entrant.job), daemon=True)
    process.start()
    theirs.close()
    child = _Child(entrant, process, ours)
    for _ in ("imports", "set-up"):
        _receive(child)
    return child


def _ask(child: _Child, word: str) -> None:
    if child.failure:
        return
    try:
        child.pipe.send(word)
    except BrokenPipeError:
        child.failure = _ENDED
    _receive(child)


def _receive(child: _Child) -> None:
    if child.failure:
        return
    try:
        reply = child.pipe.recv()
    except (EOFError, ConnectionError):
        child.failure = _ENDED
        return
    if isinstance(reply, Failure):
        child.failure = reply.text
    elif isinstance(reply, Lap):
        child.laps.append(reply)
    else:
        child.saved = reply


def _save(child: _Child) -> None:
    job = child.entrant.job
    if child.entrant.keep:
        _ask(child, str(Path(job.folder, f"found {job.name}.npy")))


def _stop(children: list[_Child]) -> None:
    for child in children:
        if child.process.is_alive() and not child.failure:
            with suppress(BrokenPipeError):
                child.pipe.send("stop")
        child.process.join(timeout=10)
        if child.process.is_alive():
            child.process.terminate()
        child.pipe.close()


def _outcome(child: _Child) -> Outcome:
    imports, setup, warm, *runs = child.laps
    return Outcome(child.entrant.job, imports, setup, warm, tuple(runs), child.saved)
