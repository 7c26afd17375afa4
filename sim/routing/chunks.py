"""Work shared out to threads, and how much of it there was.

Pieces of work share nothing that they write, so neither the number of threads nor the size of a
piece changes any digit. Threads work at the same time because compiled code runs without Python's
global lock.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import TypeVar

__all__ = ["OperationCounts", "Progress", "n_threads", "spread"]

Progress = Callable[[int, int], None]
"""Called with the number of origins done and their total."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class OperationCounts:
    """How much work a query was: the same on every machine, so tests can pin it.

    The first seven count the rounds of `sim.routing.raptor`: searches are origins times departures,
    all others are counted once for all departures together. The last two count rows of the sweep
    (`sim.routing.sweep`): events and walks swept once for a block of destinations, and rows taken
    by origins.
    """

    searches: int = 0
    rounds: int = 0
    patterns_ridden: int = 0
    positions_scanned: int = 0
    stops_improved: int = 0
    transfers_relaxed: int = 0
    egress_relaxed: int = 0
    rows_swept: int = 0
    rows_joined: int = 0

    def __add__(self, other: OperationCounts) -> OperationCounts:
        return OperationCounts(
            *(getattr(self, f.name) + getattr(other, f.name) for f in fields(self))
        )


def n_threads(threads: int | None) -> int:
    """Number of threads: as asked, else all processors of this process.

    Examples
    --------
    >>> n_threads(3)
    3
    """
    if threads is not None:
        return max(1, threads)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(work: Sequence[Callable[[], Result]], *, threads: int | None) -> list[Result]:
    """Results of all pieces of work, in their order.

    Examples
    --------
    >>> spread([lambda: 1, lambda: 2], threads=2)
    [1, 2]
    """
    count = min(n_threads(threads), len(work))
    if count <= 1:
        return [piece() for piece in work]
    pool = ThreadPoolExecutor(count, thread_name_prefix="routing")
    try:
        return list(pool.map(lambda piece: piece(), work))
    finally:
        # Ctrl-C must not wait for work that has not begun.
        pool.shutdown(wait=True, cancel_futures=True)
