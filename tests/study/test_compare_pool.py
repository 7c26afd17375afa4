"""Helpers of a comparison only do ahead what would be done anyway; one that fails costs nothing."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from sim.errors import OutputError
from sim.study import compare_helper, compare_pool, compare_work
from sim.study.compare_pool import work_through
from sim.study.compare_work import Work
from sim.study.prepare import Prepared
from sim.study.project import Project

PROJECT = Project(Path("data"), Path("outputs"), Path("scenarios"))
READY = "import pickle, sys; pickle.dump(('ready',), sys.stdout.buffer); sys.stdout.flush(); "
SILENT = "pass"
DIES = READY + "sys.stdin.buffer.read(1)"
FAILS = READY + (
    "\nwhile True:\n"
    "    sys.stdin.buffer.readline()\n"
    "    pickle.dump(('failed',), sys.stdout.buffer); sys.stdout.flush()"
)


def works(count: int) -> list[Work]:
    return [Work(f"s{number}", cast("Prepared", None), PROJECT) for number in range(count)]


def starter(code: str) -> Callable[[], subprocess.Popen[bytes]]:
    return lambda: subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


@pytest.mark.parametrize("code", [SILENT, DIES, FAILS])
def test_a_helper_that_fails_leaves_no_gap(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here: list[str] = []
    finished: list[str] = []
    monkeypatch.setattr(compare_pool, "kernels_are_compiled", lambda: True)
    monkeypatch.setattr(compare_pool, "_start", starter(code))
    monkeypatch.setattr(compare_pool, "do_work", lambda work, _report: here.append(work.label))
    wanted = works(6)
    work_through(
        wanted, lambda _title, _share: None, done=lambda one: finished.append(one.label), workers=2
    )
    assert sorted(here) == sorted(finished) == [work.label for work in wanted]


def test_one_process_keeps_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    here: list[str] = []
    monkeypatch.setattr(compare_pool, "kernels_are_compiled", lambda: True)
    monkeypatch.setattr(compare_pool, "_start", lambda: pytest.fail("no helper is needed"))
    monkeypatch.setattr(compare_pool, "do_work", lambda work, _report: here.append(work.label))
    work_through(works(3), lambda _title, _share: None, done=lambda _: None, workers=1)
    assert here == ["s0", "s1", "s2"]


def test_an_error_here_stops_the_helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(starter(READY + "sys.stdin.buffer.read()")())
        return started[0]

    def fail(work: Work, _report: object) -> None:
        raise OutputError(f"{work.label} cannot be written")

    monkeypatch.setattr(compare_pool, "kernels_are_compiled", lambda: True)
    monkeypatch.setattr(compare_pool, "_start", start)
    monkeypatch.setattr(compare_pool, "do_work", fail)
    with pytest.raises(OutputError, match="cannot be written"):
        work_through(works(4), lambda _title, _share: None, done=lambda _: None, workers=2)
    assert started[0].poll() is not None, "the process has ended"


def test_helper_tells_progress_and_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def work_one(work: Work, report: Callable[[str, float], None]) -> None:
        if work.label == "s1":
            raise OutputError("no")
        report(f"run {work.label}", 0.5)

    monkeypatch.setattr(compare_work, "do_work", work_one)
    told = io.BytesIO()
    compare_helper.serve(io.BytesIO(b"".join(pickle.dumps(one) for one in works(2))), told)
    told.seek(0)
    messages = [pickle.load(told) for _ in range(4)]
    assert messages == [("ready",), ("progress", "run s0", 0.5), ("done",), ("failed",)]
