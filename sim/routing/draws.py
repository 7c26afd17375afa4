"""Headway services as drawn timetables: phases from a hash, shared by all scenarios.

Where only a headway is known, one *draw* gives every service a phase: a share ``u`` of its headway,
uniform between 0 and 1. ``u`` comes from a hash of the service's own name, the number of the draw
and the seed, and of nothing else. Two scenarios therefore give a service that both have the same
phase, and their difference holds no noise of it: common random numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from sim.errors import RoutingError
from sim.routing.arrays import Bands, Int32Array, LinkArrays, TimetableArrays, locked
from sim.routing.chunks import OperationCounts, Progress
from sim.routing.engine import fill_cube
from sim.routing.percentiles import TILE, Finish, pick_percentiles, sorting_network
from sim.routing.settings import Query
from sim.routing.task import Task

__all__ = ["Draws", "SampledTimes", "drawn", "phases_s", "sampled_travel_times"]

_CUBE_CELLS = 120_000_000


@dataclass(frozen=True, slots=True)
class Draws:
    """How often headway services are drawn, and the seed of their phases."""

    count: int = 20
    seed: int = 0

    def __post_init__(self) -> None:
        if self.count < 1:
            raise RoutingError(f"draws must be 1 or more, not {self.count}")


@dataclass(frozen=True, slots=True)
class SampledTimes:
    """Percentiles over all draws and departures together, and how certain they are.

    ``times_s`` [origin, destination, percentile] are whole seconds, -1 where unreachable.
    ``standard_error_s`` is the Monte-Carlo standard error: the standard deviation of the draws' own
    percentiles over the square root of their number; not a number where a draw leaves a
    destination unreachable or there is one draw only.
    """

    times_s: Int32Array
    standard_error_s: npt.NDArray[np.float32]
    origin_ids: tuple[str, ...]
    destination_ids: tuple[str, ...]
    query: Query
    draws: Draws
    counts: OperationCounts

    def __repr__(self) -> str:
        known = self.standard_error_s[np.isfinite(self.standard_error_s)]
        error = f"{np.median(known):.0f} s" if known.size else "unknown"
        return (
            f"<SampledTimes {len(self.origin_ids)} x {len(self.destination_ids)} · seconds · "
            f"{self.draws.count} draws · median standard error {error} · {self.query.text()}>"
        )


def share(name: str, draw: int, seed: int) -> float:
    """Phase of a service in one draw, from 0 up to 1.

    Examples
    --------
    >>> share("1:main:0", 0, 0) == share("1:main:0", 0, 0) != share("1:main:0", 1, 0)
    True
    """
    digest = blake2b(f"{name}|{draw}|{seed}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def phases_s(bands: Sequence[tuple[int, int, int]], u: float) -> list[int]:
    """Seconds from the start of each band ``(start, end, headway)`` to its first departure.

    A band begins its own count, so that a change of one band leaves the others as they are; one
    that follows without a gap at the same headway goes on as if there were no border.

    Examples
    --------
    Half of 600 s; the next band begins 100 s after a departure of the first, so 500 s are left;
    then half of 1200 s.

    >>> phases_s([(0, 1000, 600), (1000, 1800, 600), (1800, 5400, 1200)], 0.5)
    [300, 500, 600]
    """
    found: list[int] = []
    for number, (start_s, _, headway_s) in enumerate(bands):
        before_s, end_s, same_s = bands[number - 1] if number else (0, -1, 0)
        if (end_s, same_s) == (start_s, headway_s):
            found.append((before_s + found[-1] - start_s) % headway_s)
        else:
            found.append(math.floor(u * headway_s))
    return found


def drawn(timetable: TimetableArrays, draw: int, *, seed: int = 0) -> TimetableArrays:
    """One draw of a timetable: every headway band as the trips of its phase.

    Patterns that stand for several services together (shared trunks) are left out, since their
    members run by themselves. A trip is named after its pattern and departure.

    Examples
    --------
    >>> from sim import toy
    >>> from sim.network.patterns import patterns
    >>> from sim.routing.compile import compile_timetable
    >>> town = toy.build("line red tram every 10 06:00-07:00: A +0, B +5")
    >>> timetable = compile_timetable(
    ...     patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    ... )
    >>> drawn(timetable, 0)
    <TimetableArrays 2 stops · 2 patterns · 12 trips · 0 headway bands · 2 transfers>
    """
    data = timetable.data
    arrival_s, departure_s = [], []
    trip_ids: list[str] = []
    time_first, trip_first = [0], [0]
    for pattern, pattern_id in enumerate(timetable.pattern_ids):
        times = slice(data.time_first[pattern], data.time_first[pattern + 1])
        low, high = int(data.band_first[pattern]), int(data.band_first[pattern + 1])
        if low == high:
            arrivals, departures = data.arrival_s[times], data.departure_s[times]
            ids = timetable.trip_ids[data.trip_first[pattern] : data.trip_first[pattern + 1]]
        else:
            name = pattern_id.partition("@")[0]
            is_sum = timetable.is_sum[pattern]
            starts = () if is_sum else _starts_s(data.bands, low, high, share(name, draw, seed))
            shift = np.array(starts, np.int32)[:, None]
            arrivals = (data.arrival_s[times][None] + shift).reshape(-1)
            departures = (data.departure_s[times][None] + shift).reshape(-1)
            ids = tuple(f"{pattern_id}#{start_s}" for start_s in starts)
        arrival_s.append(arrivals)
        departure_s.append(departures)
        trip_ids += ids
        time_first.append(time_first[-1] + arrivals.size)
        trip_first.append(len(trip_ids))
    no_bands = Bands(*(locked(()) for _ in Bands._fields))
    return TimetableArrays(
        stop_ids=timetable.stop_ids,
        pattern_ids=timetable.pattern_ids,
        route_ids=timetable.route_ids,
        mode_ids=timetable.mode_ids,
        trip_ids=tuple(trip_ids),
        is_sum=timetable.is_sum,
        data=data._replace(
            time_first=locked(time_first),
            arrival_s=locked(np.concatenate([*arrival_s, np.empty(0, np.int32)])),
            departure_s=locked(np.concatenate([*departure_s, np.empty(0, np.int32)])),
            trip_first=locked(trip_first),
            band_first=locked(np.zeros(len(timetable.pattern_ids) + 1, np.int32)),
            bands=no_bands,
        ),
    )


def _starts_s(bands: Bands, low: int, high: int, u: float) -> list[int]:
    rows = [
        (int(bands.start_s[band]), int(bands.end_s[band]), int(bands.headway_s[band]))
        for band in range(low, high)
    ]
    return [
        time_s
        for (start_s, end_s, headway_s), phase_s in zip(rows, phases_s(rows, u), strict=True)
        for time_s in range(start_s + phase_s, end_s, headway_s)
    ]


def sampled_travel_times(
    arrays: TimetableArrays,
    access: LinkArrays,
    egress: LinkArrays,
    direct: LinkArrays | None,
    query: Query,
    *,
    draws: Draws,
    threads: int | None = None,
    progress: Progress | None = None,
) -> SampledTimes:
    """Percentiles of the travel time over every departure of every draw, with standard errors.

    Parameters as in `travel_times`. The percentile rule counts draws times departures.

    Examples
    --------
    A tram every 10 min: the wait is uniform between 0 and 10 min, the median about 5.

    >>> from sim import toy
    >>> from sim.network.patterns import patterns
    >>> from sim.routing.compile import compile_links, compile_timetable
    >>> town = toy.build('''
    ... line red tram every 10 06:00-22:00: A +0, B +5
    ... point home: A 4
    ... point work: B 0
    ... ''')
    >>> timetable = compile_timetable(
    ...     patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    ... )
    >>> links = compile_links(town.access, town.point_ids, town.stop_ids)
    >>> found = sampled_travel_times(
    ...     timetable, links, links, None, Query.over("08:00-09:00"), draws=Draws(50)
    ... )
    >>> bool(abs(found.times_s[0, 1, 0] - (4 + 5 + 5) * 60) < 60)
    True
    """
    tasks: list[Callable[[], Task]] = [
        lambda draw=draw: Task.checked(  # type: ignore[misc]
            drawn(arrays, draw, seed=draws.seed), access, egress, direct, query
        )
        for draw in range(draws.count)
    ]
    first = tasks[0]()
    n_starts, n_ends, n_times = first.n_starts, first.n_ends, first.n_departures
    picked = np.empty((n_starts, n_ends, len(query.percentiles)), np.int32)
    error_s = np.empty(picked.shape, np.float32)
    counts = OperationCounts()
    size = max(1, _CUBE_CELLS // max(1, n_ends * n_times * draws.count))
    for begin in range(0, n_starts, size):
        end = min(begin + size, n_starts)
        cube = np.empty((end - begin, draws.count * n_times, n_ends), np.int32)
        for draw, task in enumerate(tasks):
            rows = slice(draw * n_times, (draw + 1) * n_times)
            part = np.empty((end - begin, n_times, n_ends), np.int32)
            counts += fill_cube(task().part(begin, end), part, threads=threads, progress=None)
            cube[:, rows] = part
        _pick(cube, query, draws, picked[begin:end], error_s[begin:end])
        if progress is not None:
            progress(end, n_starts)
    if query.arrive_by:
        picked = np.ascontiguousarray(picked.transpose(1, 0, 2))
        error_s = np.ascontiguousarray(error_s.transpose(1, 0, 2))
    return SampledTimes(picked, error_s, access.from_ids, egress.from_ids, query, draws, counts)


def _pick(
    cube: Int32Array,
    query: Query,
    draws: Draws,
    picked: Int32Array,
    error_s: npt.NDArray[np.float32],
) -> None:
    """Percentiles of all draws together, and the spread of each draw's own."""
    cube[cube < 0] = query.max_time_s + 1
    n_all = cube.shape[1]
    n_times = n_all // draws.count
    own = np.empty((draws.count, *picked.shape[1:]), np.int32)
    departures_s = locked(np.zeros(n_all, np.int32))
    pooled = Finish(
        sorting_network(n_all, query.ranks_of(n_all)), departures_s, n_all, query.max_time_s, -1
    )
    single = pooled._replace(
        network=sorting_network(n_times, query.ranks_of(n_times)), n_departures=n_times
    )
    tile = np.zeros((n_all, TILE), np.int32)
    for origin in range(cube.shape[0]):
        pick_percentiles(cube[origin], pooled, tile, picked[origin])
        for draw in range(draws.count):
            rows = cube[origin, draw * n_times : (draw + 1) * n_times]
            pick_percentiles(rows, single, tile, own[draw])
        known = np.where((own < 0).any(axis=0), np.nan, 1.0)
        if draws.count > 1:
            spread_s = own.std(axis=0, ddof=1) / math.sqrt(draws.count)
            error_s[origin] = spread_s * known
        else:
            error_s[origin] = np.nan
