"""The search over all origins and departures, in chunks of origins, spread over threads.

A row is one origin and one departure; rows share nothing, so neither the number of threads nor
the size of a chunk changes any digit. Threads work at the same time because compiled code runs
without Python's global lock.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from typing import TypeVar

import numpy as np

from sim.errors import RoutingError
from sim.routing import raptor
from sim.routing.arrays import Int32Array, LinkArrays, LinkData, TimetableArrays, locked
from sim.routing.settings import Query

__all__ = ["OperationCounts", "Progress", "Task", "chunks", "spread"]

Progress = Callable[[int, int], None]
"""Called with the number of origins done and their total."""

Result = TypeVar("Result")

_CHUNK_CELLS = 8_000_000
_CHUNK_ORIGINS = 256
_BLOCK_ROWS = 16
_NO_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True)
class OperationCounts:
    """How much work a query was: the same on every machine, so tests can pin it."""

    searches: int = 0
    rounds: int = 0
    boardings_tried: int = 0
    boardings: int = 0
    positions_scanned: int = 0
    stops_improved: int = 0
    transfers_relaxed: int = 0

    def __add__(self, other: OperationCounts) -> OperationCounts:
        return OperationCounts(
            *(getattr(self, f.name) + getattr(other, f.name) for f in fields(self))
        )


@dataclass(frozen=True, slots=True)
class Task:
    """A query whose parts fit together."""

    timetable: TimetableArrays
    access: LinkArrays
    egress: LinkArrays
    direct: LinkData
    query: Query

    @property
    def n_origins(self) -> int:
        """Number of origins."""
        return len(self.access.from_ids)

    @property
    def n_destinations(self) -> int:
        """Number of destinations."""
        return len(self.egress.from_ids)

    @classmethod
    def checked(
        cls,
        timetable: TimetableArrays,
        access: LinkArrays,
        egress: LinkArrays,
        direct: LinkArrays | None,
        query: Query,
    ) -> Task:
        """Put a query together; `RoutingError` where its parts belong to different networks."""
        for name, links in (("access", access), ("egress", egress)):
            if links.to_ids != timetable.stop_ids:
                raise RoutingError(f"the {name} links lead to other stops than the timetable's")
        if direct is None:
            first = np.zeros(len(access.from_ids) + 1, np.int32)
            return cls(timetable, access, egress, LinkData(locked(first), *[locked(())] * 2), query)
        if direct.from_ids != access.from_ids or direct.to_ids != egress.from_ids:
            raise RoutingError("the direct links join other points than the origins, destinations")
        return cls(timetable, access, egress, direct.forward, query)


def chunks(
    task: Task, *, threads: int | None, progress: Progress | None
) -> Iterator[tuple[int, Int32Array, OperationCounts]]:
    """First origin, travel times [origin, departure, destination] and work of each chunk."""
    n_departures = len(task.query.departures_s)
    cells = n_departures * max(task.n_destinations, 1)
    size = max(1, min(_CHUNK_ORIGINS, _CHUNK_CELLS // cells))
    for first in range(0, task.n_origins, size):
        n_origins = min(size, task.n_origins - first)
        rows = np.empty((n_origins * n_departures, task.n_destinations), np.int32)
        done = spread(
            [
                partial(_search, task, first * n_departures + row, rows[row : row + _BLOCK_ROWS])
                for row in range(0, len(rows), _BLOCK_ROWS)
            ],
            threads=threads,
        )
        counts = sum(done, OperationCounts())
        yield first, rows.reshape(n_origins, n_departures, task.n_destinations), counts
        if progress is not None:
            progress(first + n_origins, task.n_origins)


def spread(work: Sequence[Callable[[], Result]], *, threads: int | None) -> list[Result]:
    """Results of all pieces of work, in their order.

    Examples
    --------
    >>> spread([lambda: 1, lambda: 2], threads=2)
    [1, 2]
    """
    n_threads = min(threads or _processors(), len(work))
    if n_threads <= 1:
        return [piece() for piece in work]
    pool = ThreadPoolExecutor(n_threads, thread_name_prefix="routing")
    try:
        return list(pool.map(lambda piece: piece(), work))
    finally:
        # Ctrl-C must not wait for work that has not begun.
        pool.shutdown(wait=True, cancel_futures=True)


def _search(task: Task, first_row: int, rows: Int32Array) -> OperationCounts:
    query = task.query
    counts = raptor.search_rows(
        task.timetable.data,
        raptor.PointWalks(task.access.forward, task.egress.backward, task.direct),
        raptor.Limits(
            locked(query.departures_s),
            query.max_time_s,
            _NO_LIMIT if query.max_rides is None else query.max_rides,
        ),
        first_row,
        rows,
    )
    return OperationCounts(*(int(count) for count in counts))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
