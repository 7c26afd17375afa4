"""Start-up: a fresh process until its first answer, with and without compiled code on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench_section import Section, Setting, Table, at_most
from bench_toy import write_town
from bench_turns import Told

__all__ = ["compile_all", "start_up"]

_LAPS = ("import", "first query", "other kernels")


@dataclass(frozen=True)
class _Process:
    """Seconds until a process answered, until it ended, and what it says of the time between."""

    answer_s: float
    end_s: float
    laps: dict[str, float] = field(default_factory=dict)


def start_up(setting: Setting, told: Told) -> Section:
    """Compile for the first time ever, then start again and again with a warm cache on disk."""
    with tempfile.TemporaryDirectory() as place:
        town, kernels = Path(place, "town"), Path(place, "kernels")
        town.mkdir()
        write_town(town)
        every = [_program(), str(town), "all"]
        bare_s = median(_fresh(["-c", "pass"], kernels).end_s for _ in range(3))
        told("start-up: the first compilation")
        cold = _fresh([_program(), str(town), "first"], kernels)
        told(f"start-up: it took {cold.answer_s:.1f} s; now the kernels that are left")
        rest = _fresh(every, kernels)
        told(f"start-up: they took {rest.answer_s:.1f} s; now with a warm cache")
        all_warm = _fresh(every, kernels)
        repeat = max(3, setting.repeat)
        query, matrix, plain_query, plain_matrix = (
            _middle([_fresh([_program(), str(town), *words], kernels) for _ in range(repeat)])
            for words in (["query"], ["matrix"], ["query", "plain"], ["matrix", "plain"])
        )
    rows = [
        (
            name,
            f"{process.answer_s - bare_s:.2f}",
            *(f"{process.laps.get(lap, 0.0):.2f}" for lap in _LAPS),
            f"{process.end_s - process.answer_s:.2f}",
        )
        for name, process in (
            ("no cache, the first matrix ever", cold),
            ("then every kernel that is left", rest),
            ("warm cache, every kernel", all_warm),
            ("warm cache, a query", query),
            ("warm cache, a matrix from files", matrix),
            ("the same query without scipy", plain_query),
            ("the same matrix without scipy", plain_matrix),
        )
    ]
    return Section(
        "start",
        "Start-up: a fresh process until its answer about a toy town",
        (Table(("process", "answer after s", *_LAPS, "then to its end"), tuple(rows)),),
        (
            f"without the {bare_s:.2f} s of an empty interpreter; the median of {repeat}",
            "from files: a feed, a walk graph and points are read, too",
            "numba loads scipy where it is installed; the project itself does not need it",
        ),
        (
            at_most("first compilation ever", cold.answer_s - bare_s, 60.0, "s"),
            at_most("first answer, warm cache, no scipy", plain_query.answer_s - bare_s, 1.0, "s"),
            at_most("matrix from files, likewise", plain_matrix.answer_s - bare_s, 1.0, "s"),
        ),
    )


def compile_all() -> None:
    """Let a process of its own compile every kernel that is not yet on disk.

    Else the first engine would do it, and the memory of the compiler would count as the engine's.
    """
    with tempfile.TemporaryDirectory() as place:
        write_town(Path(place))
        _fresh([_program(), place, "all"], None)


def _middle(processes: list[_Process]) -> _Process:
    return sorted(processes, key=lambda process: process.answer_s)[len(processes) // 2]


def _program() -> str:
    return str(Path(__file__).with_name("bench_start.py"))


def _fresh(arguments: list[str], kernels: Path | None) -> _Process:
    """A new interpreter that prints one line or nothing; compiled code lives in `kernels`."""
    place = {} if kernels is None else {"NUMBA_CACHE_DIR": str(kernels)}
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, **place},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        line = process.stdout.readline() if process.stdout else ""
        answer_s = time.perf_counter() - begin
        _, errors = process.communicate()
        end_s = time.perf_counter() - begin
    if process.returncode != 0:
        raise RuntimeError((errors.strip().splitlines() or ["the process ended"])[-1])
    return _Process(answer_s, end_s, json.loads(line) if line else {})
