"""Which kernel answers a query, and how its work is cut into pieces for the threads.

Two exact searches give the same times. The *sweep* (`sim.routing.sweep`) shares its work between
all origins and departures; it needs a timetable. The *rounds* (`sim.routing.raptor`) share it
between departures only and know headways in expectation too. The sweep is taken where it can be and
there are enough origins to share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from sim.routing import raptor, sweep
from sim.routing.arrays import Int32Array, locked
from sim.routing.chunks import OperationCounts, Progress, n_threads, spread
from sim.routing.compiled import NEVER, UNREACHABLE
from sim.routing.events import EventData, events
from sim.routing.parts import TIME_ONLY
from sim.routing.percentiles import TILE, Finish, know_timetable, sorting_network
from sim.routing.rides import Limits, PointWalks
from sim.routing.task import Task

__all__ = ["FEWEST_STARTS", "fill_cube", "fill_percentiles", "finish_of", "padded", "uses_sweep"]

FEWEST_STARTS = 16
"""From so many origins on the sweep is taken: fewer do not share enough of it."""

_MOST_LANES, _FEWEST_LANES = 256, 32
_BLOCK_BYTES = 96_000_000
_SLICE = 32
_SHORT = np.iinfo(np.int16).max - 1
_PADDED = 16


def uses_sweep(task: Task) -> bool:
    """Whether the sweep answers the query: no headways in expectation, and origins to share it."""
    return not task.has_headways and task.n_starts >= FEWEST_STARTS


def finish_of(task: Task) -> Finish:
    """What is made of the travel times of one origin: the query's percentiles."""
    ranks = task.query.ranks_of(task.n_departures)
    return Finish(
        sorting_network(task.n_departures, ranks),
        task.departures_s,
        task.n_departures,
        task.query.max_time_s,
        task.allowance_s,
    )


def fill_percentiles(
    task: Task, picked: Int32Array, *, threads: int | None, progress: Progress | None
) -> OperationCounts:
    """Fill `picked` [start, end, percentile] with travel times, -1 where unreachable."""
    if uses_sweep(task):
        return _Sweep.of(task, threads, progress).percentiles(picked)
    return _rounds_percentiles(task, picked, threads, progress)


def fill_cube(
    task: Task, cube: npt.NDArray[np.int32], *, threads: int | None, progress: Progress | None
) -> OperationCounts:
    """Fill `cube` [start, departure, end], departures as in the query, -1 where unreachable."""
    if uses_sweep(task):
        return _Sweep.of(task, threads, progress).cube(cube)
    return _rounds_cube(task, cube, threads, progress)


def padded(departures_s: Int32Array) -> Int32Array:
    """Whole groups of lanes: the last departure is searched more than once.

    Examples
    --------
    >>> padded(locked(range(15))).tolist()[-2:]
    [14, 14]
    """
    if departures_s.size <= _PADDED // 2:
        return departures_s
    more = -departures_s.size % _PADDED
    return locked(np.concatenate([departures_s, np.repeat(departures_s[-1:], more)]))


def _limits(task: Task) -> Limits:
    return Limits(padded(task.departures_s), task.query.max_time_s, task.max_rides, TIME_ONLY)


def _walks(task: Task) -> PointWalks:
    return PointWalks(task.access, task.egress, task.direct)


def _in_query_order(task: Task, times_s: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Times [start, lane, end] by the query's departures; late ones become unreachable."""
    found = np.empty((times_s.shape[0], task.n_departures, times_s.shape[2]), np.int32)
    lanes = times_s[:, : task.n_departures]
    found[:, task.order] = np.where(lanes > task.query.max_time_s, UNREACHABLE, lanes)
    return found


def _short_or_long(task: Task) -> type[np.int16 | np.int32]:
    return np.int16 if task.query.max_time_s < _SHORT else np.int32


def _slices(n_starts: int, size: int) -> Iterator[tuple[int, int]]:
    for first in range(0, n_starts, size):
        yield first, min(first + size, n_starts)


def _rounds_percentiles(
    task: Task, picked: Int32Array, threads: int | None, progress: Progress | None
) -> OperationCounts:
    finish, limits, kind = finish_of(task), _limits(task), _short_or_long(task)

    def piece(first: int, end: int) -> OperationCounts:
        counts = raptor.search_percentiles(
            task.data, _walks(task), limits, locked(range(first, end)), finish,
            np.empty((limits.departures_s.size, task.n_ends), kind),
            np.zeros((task.n_departures, TILE), kind), picked[first:end],
        )  # fmt: skip
        return OperationCounts(*(int(count) for count in counts))

    return _reported(piece, task.n_starts, 8, threads, progress)


def _rounds_cube(
    task: Task, cube: npt.NDArray[np.int32], threads: int | None, progress: Progress | None
) -> OperationCounts:
    limits = _limits(task)

    def piece(first: int, end: int) -> OperationCounts:
        times_s = np.empty((end - first, limits.departures_s.size, task.n_ends), np.int32)
        counts = raptor.search_cube(
            task.data, _walks(task), limits, locked(range(first, end)), times_s
        )
        if task.allowance_s >= 0:
            finish = finish_of(task)
            for row in times_s:
                know_timetable(row, finish)
        cube[first:end] = _in_query_order(task, times_s)
        return OperationCounts(*(int(count) for count in counts))

    return _reported(piece, task.n_starts, 1, threads, progress)


def _reported(
    piece: Callable[[int, int], OperationCounts],
    n_starts: int,
    size: int,
    threads: int | None,
    progress: Progress | None,
) -> OperationCounts:
    """Sum of the counts of all pieces; progress is told after every batch of them."""
    counts, slices = OperationCounts(), list(_slices(n_starts, size))
    batch = max(8 * n_threads(threads), len(slices) // 50)
    for first in range(0, len(slices), batch):
        chosen = slices[first : first + batch]
        counts = sum(spread([partial(piece, *ends) for ends in chosen], threads=threads), counts)
        if progress is not None:
            progress(chosen[-1][1], n_starts)
    return counts


@dataclass(frozen=True)
class _Slice:
    """Some origins, near each other, and the events that come into their reach."""

    starts: Int32Array
    reached: sweep.Boardings


@dataclass(frozen=True)
class _Sweep:
    """A query answered by sweeps, block after block of destinations."""

    task: Task
    day: EventData
    span: sweep.Span
    slices: tuple[_Slice, ...]
    threads: int | None
    progress: Progress | None

    @classmethod
    def of(cls, task: Task, threads: int | None, progress: Progress | None) -> _Sweep:
        base_s = int(task.departures_s[0])
        last_s = int(task.departures_s[-1]) + task.query.max_time_s
        day = events(task.data, base_s, last_s)
        near = sweep.local_order(task.access, task.reverse_access)
        groups = [locked(near[first:end]) for first, end in _slices(near.size, _SLICE)]
        reached = spread(
            [partial(sweep.boardings, day, task.access, task.departures_s, g) for g in groups],
            threads=threads,
        )
        short = last_s - base_s < np.iinfo(np.uint16).max
        never = int(np.iinfo(np.uint16).max) if short else NEVER
        return cls(
            task,
            day,
            sweep.Span(base_s, last_s, never),
            tuple(map(_Slice, groups, reached)),
            threads,
            progress,
        )

    @property
    def kind(self) -> type[np.uint16 | np.int32]:
        """Type of the rows: the narrowest that holds every arrival."""
        return np.int32 if self.span.never == NEVER else np.uint16

    @property
    def n_lanes(self) -> int:
        """Destinations of a block: as many as keep its rows within a fixed size."""
        row_bytes = np.dtype(self.kind).itemsize * (self.day.trip.size + 1)
        fitting = _BLOCK_BYTES // row_bytes // _FEWEST_LANES * _FEWEST_LANES
        return int(min(_MOST_LANES, max(_FEWEST_LANES, fitting)))

    @property
    def n_joined(self) -> int:
        """Rows taken by origins for one block of destinations."""
        return sum(part.reached.event.size for part in self.slices)

    def percentiles(self, picked: Int32Array) -> OperationCounts:
        """Fill percentiles [start, end, rank]."""
        task, finish = self.task, finish_of(self.task)

        def piece(rows: sweep.Rows, begin: int, part: _Slice) -> None:
            tile = np.zeros((task.n_departures, TILE), _short_or_long(task))
            sweep.join_percentiles(
                part.reached, part.starts, rows, task.departures_s, self.span, task.direct, begin,
                finish, tile, picked,
            )  # fmt: skip

        return self._blocks(piece)

    def cube(self, cube: npt.NDArray[np.int32]) -> OperationCounts:
        """Fill travel times [start, departure, end]."""
        task = self.task

        def piece(rows: sweep.Rows, begin: int, part: _Slice) -> None:
            shape = (part.starts.size, task.departures_s.size, rows.shape[1])
            times = np.empty(shape, rows.dtype)
            sweep.join_cube(
                part.reached, part.starts, rows, task.departures_s, self.span, task.direct, begin,
                task.query.max_time_s, times,
            )  # fmt: skip
            if task.allowance_s >= 0:
                finish = finish_of(task)
                for row in times:
                    know_timetable(row, finish)
            found = _in_query_order(task, times.astype(np.int32))
            cube[part.starts, :, begin : begin + rows.shape[1]] = found

        return self._blocks(piece)

    def _blocks(self, piece: Callable[[sweep.Rows, int, _Slice], None]) -> OperationCounts:
        """Sweep as many blocks at once as there are threads, then share out their origins."""
        counts, n_ends = OperationCounts(), self.task.n_ends
        blocks = list(_slices(n_ends, self.n_lanes))
        at_once = n_threads(self.threads)
        for first in range(0, len(blocks), at_once):
            wave = blocks[first : first + at_once]
            swept = spread([partial(self._swept, *ends) for ends in wave], threads=self.threads)
            spread(
                [
                    partial(piece, rows, begin, part)
                    for (rows, _), (begin, _) in zip(swept, wave, strict=True)
                    for part in self.slices
                ],
                threads=self.threads,
            )
            counts += OperationCounts(
                rows_swept=sum(n_rows for _, n_rows in swept),
                rows_joined=self.n_joined * len(wave),
            )
            swept.clear()  # before the next wave takes as much memory again
            if self.progress is not None:
                done = wave[-1][1] / n_ends
                self.progress(int(done * self.task.n_starts), self.task.n_starts)
        return counts

    def _swept(self, begin: int, end: int) -> tuple[sweep.Rows, int]:
        """Rows of one block, and how many were joined to make them."""
        task, n_events = self.task, self.day.trip.size
        egress = sweep.block_egress(task.egress, begin, end, task.data.boarding_first.size - 1)
        rows = np.empty((n_events + 1, end - begin), self.kind)
        on_board = np.empty((self.day.n_trips, end - begin), self.kind)
        if task.query.max_rides is None:
            return rows, sweep.sweep(self.day, egress, self.span, rows, rows, on_board)
        rows[:] = self.span.never
        n_rows = 0
        for _ in range(task.query.max_rides):
            before, rows = rows, np.empty_like(rows)
            n_rows += sweep.sweep(self.day, egress, self.span, before, rows, on_board)
            if np.array_equal(before, rows):
                break
        return rows, n_rows
