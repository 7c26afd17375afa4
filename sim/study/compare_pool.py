"""Working through pieces of a comparison, with a second process where that is quicker.

Whatever a piece comes to is kept on disk (run folders, the cache). A helper process therefore only
does ahead what this process would do itself: with more helpers, fewer or none, the results are the
same, and a helper that fails costs time only.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from sim.compiled import kernels_are_compiled
from sim.study.compare_work import Work, do_work
from sim.study.evaluate import Report

__all__ = ["work_through"]

_MOST = 4
"""Helpers beside this process; each holds a network in memory (about 0.5 GB)."""

_PATIENCE_S = 20.0

Done = Callable[[Work], None]


def work_through(
    works: Sequence[Work], report: Report, *, done: Done, workers: int | None = None
) -> None:
    """Do all pieces of work, in their order as far as several processes keep it.

    Parameters
    ----------
    works
        What is to be done; nothing may depend on anything else in the list.
    report
        Called with a title and the share of it that is done, from one thread at a time.
    done
        Called after each piece, from one thread at a time.
    workers
        Number of processes, this one included; by default one per processor, and one for each two
        pieces at most, as a process takes a second to start. 1 works without a helper.

    Raises
    ------
    SimError
        What a piece of work raises in this process; helpers are stopped.
    """
    todo = deque(works)
    lock = threading.RLock()

    def told(title: str, share: float) -> None:
        with lock:
            report(title, share)

    def finished(work: Work) -> None:
        with lock:
            done(work)

    _compile_once(works, told)
    count = min(workers or _processors(), 1 + len(works) // 2, 1 + _MOST)
    helpers = [_Helper(todo, told, finished) for _ in range(count - 1)]
    try:
        while True:
            try:
                work = todo.popleft()
            except IndexError:
                break
            do_work(work, told)
            finished(work)
        for helper in helpers:
            helper.thread.join()
    finally:
        for helper in helpers:
            helper.stop()
    for work in [one for helper in helpers for one in helper.left]:
        do_work(work, told)
        finished(work)


class _Helper:
    """A process that takes work from the common list, and the thread that feeds it.

    ``left`` is the piece of work it could not do, if any.
    """

    def __init__(self, todo: deque[Work], report: Report, done: Done) -> None:
        self.left: list[Work] = []
        self._process = _start()
        self.thread = threading.Thread(
            target=self._feed, args=(todo, report, done), name="compare-helper", daemon=True
        )
        self.thread.start()

    def stop(self) -> None:
        """End the process, whatever it is doing; it clears away what is half-written."""
        self._process.terminate()
        try:
            self._process.wait(timeout=_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.thread.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _feed(self, todo: deque[Work], report: Report, done: Done) -> None:
        to, of = self._process.stdin, self._process.stdout
        if to is None or of is None or not _is_ready(of):
            return
        while True:
            try:
                work = todo.popleft()
            except IndexError:
                return
            if not _helped(work, to, of, report):
                self.left.append(work)
                return
            done(work)


def _start() -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-m", "sim.study.compare_helper"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("SIM_DEBUG") else subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def _is_ready(of: IO[bytes]) -> bool:
    """Wait until the helper has loaded what it needs."""
    try:
        return bool(pickle.load(of) == ("ready",))  # noqa: S301 - from our own process
    except (EOFError, OSError, pickle.UnpicklingError):
        return False


def _helped(work: Work, to: IO[bytes], of: IO[bytes], report: Report) -> bool:
    """Have one piece of work done; whether it was."""
    try:
        pickle.dump(work, to)
        to.flush()
        while True:
            message = pickle.load(of)  # noqa: S301 - from our own process
            if message[0] != "progress":
                return bool(message[0] == "done")
            report(message[1], message[2])
    except (EOFError, OSError, ValueError, pickle.PickleError):
        return False


def _compile_once(works: Sequence[Work], report: Report) -> None:
    """Compile the kernels before several processes would do so at once."""
    if works and not kernels_are_compiled():
        from sim.routing.warm import TITLE, compile_kernels  # noqa: PLC0415 - once in a machine

        report(TITLE, 0.0)
        compile_kernels(lambda share: report(TITLE, min(share, 0.999)))
        report(TITLE, 1.0)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
