"""Everybody of a day: when they come, where they go, and the legs of their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hub.flow.draws import keys, uniforms
from sim.hub.flow.riders import Riders
from sim.hub.riders.lines import RailLines, Rides
from sim.hub.riders.matrix import PeriodMatrix
from sim.hub.riders.ways import Ways

__all__ = ["DayPeople", "day_people", "legs_of", "service_span"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_QUARTER_S = 900.0
_MARGIN_S = 120.0


@dataclass(frozen=True, eq=False)
class DayPeople:
    """The riders of a day and what each of them is: parallel arrays.

    ``period`` is a row of the matrices they come from, ``way`` the way of the pair they take.
    """

    riders: Riders
    period: Ints
    origin: Ints
    destination: Ints
    way: Ints

    def __len__(self) -> int:
        """Return the number of riders."""
        return len(self.origin)


def day_people(
    lines: RailLines, matrices: Sequence[PeriodMatrix], *, seed: int, replication: int
) -> DayPeople:
    """Everybody of the matrices, with the minute they come and their way.

    The person's number within period, pair of stations is the key of all draws, so that person
    5 of a pair comes at the same moment in every scenario. They come at the rate of the
    period's quarters of an hour, evenly inside each, and not earlier or later than the first and
    last trains take them along (`service_span`): people know when the line opens and closes.

    Examples
    --------
    >>> from sim.hub.riders.examples import small_matrix
    >>> lines, matrix = small_matrix()
    >>> people = day_people(lines, [matrix], seed=1, replication=0)
    >>> len(people), people.riders.legs, bool((people.riders.appear_s < 3600).all())
    (5, 5, True)
    """
    parts = [_of_period(lines, row, matrix) for row, matrix in enumerate(matrices)]
    period, origin, destination, key = (np.concatenate(c) for c in zip(*parts, strict=True))
    way = np.zeros(len(key), dtype=np.int64)
    appear_s = np.zeros(len(key))
    on_way = uniforms(seed, replication, "riders/way", key)
    on_time = uniforms(seed, replication, "riders/time", key)
    for row, matrix in enumerate(matrices):
        mine = np.flatnonzero(period == row)
        start, end = origin[mine], destination[mine]
        shares = np.cumsum(matrix.way_share[:, start, end], axis=0)
        way[mine] = np.minimum((on_way[mine] >= shares).sum(axis=0), len(shares) - 1)
        spans = [service_span(matrix.rides, ways) for ways in matrix.ways]
        first_s = np.stack([span[0] for span in spans])[way[mine], start, end]
        last_s = np.stack([span[1] for span in spans])[way[mine], start, end]
        appear_s[mine] = _times(matrix, on_time[mine], first_s, last_s)
    size = len(lines.station_ids)
    tables = [(matrix.rides, found) for matrix in matrices for found in matrix.ways]
    first_of = np.cumsum([0, *(len(matrix.ways) for matrix in matrices)])[:-1]
    pair = origin * size + destination
    riders = legs_of(lines, tables, first_of[period] + way, pair, appear_s=appear_s, key=key)
    return DayPeople(riders, period, origin, destination, way)


def _of_period(lines: RailLines, row: int, matrix: PeriodMatrix) -> tuple[Ints, ...]:
    size = len(lines.station_ids)
    count = matrix.people.ravel()
    pair = np.repeat(np.arange(size * size), count)
    number = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
    station = keys(np.array(lines.station_ids))
    origin, destination = np.divmod(pair, size)
    key = keys(f"rider/{matrix.demand.period_id}", station[origin], station[destination], number)
    return np.full(len(pair), row), origin, destination, key


def service_span(rides: Rides, found: Ways) -> tuple[Floats, Floats]:
    """Earliest and latest moment to come for each pair's way [from, to], from first to last train.

    The latest lets people catch the last train of every leg, two minutes to spare, having waited
    a full headway for each before; the earliest is one headway before the first train.

    Examples
    --------
    >>> from sim.hub.riders.examples import straight_line
    >>> from sim.hub.riders.lines import rides_between
    >>> from sim.hub.riders.ways import WaySettings, ride_graph, ways
    >>> rides = rides_between(straight_line(), ((0, 3600),))
    >>> first_s, last_s = service_span(
    ...     rides, ways(ride_graph(straight_line(), rides, WaySettings())))
    >>> first_s[1, 2], last_s[0, 2]  # first at B at 130 s, headway 600; last at A at 3000
    (np.float64(-470.0), np.float64(2880.0))
    """
    n_pairs = len(found.first_leg) - 1
    size = found.seconds.shape[0]
    pair = np.repeat(np.arange(n_pairs), np.diff(found.first_leg))
    takes_s = rides.headway_s[found.ride] + rides.ride_s[found.ride] + found.walk_s
    total = np.cumsum(takes_s) - takes_s
    first = found.first_leg[:-1][pair]
    before_s = total - total[first] if len(pair) else total
    last_s = np.full(n_pairs, np.inf)
    np.minimum.at(last_s, pair, rides.last_s[found.ride] - before_s - _MARGIN_S)
    first_s = np.full(n_pairs, -np.inf)
    begins = np.flatnonzero(np.diff(found.first_leg) > 0)
    ride = found.ride[found.first_leg[begins]]
    first_s[begins] = rides.first_s[ride] - rides.headway_s[ride]
    return first_s.reshape(size, size), last_s.reshape(size, size)


def _times(matrix: PeriodMatrix, uniform: Floats, first_s: Floats, last_s: Floats) -> Floats:
    """Moments by the period's profile, cut at both ends of service."""
    start_s = matrix.demand.quarter_start_s
    share = matrix.demand.quarter_share / matrix.demand.quarter_share.sum()
    low = _reached(start_s, share, first_s)
    high = np.maximum(_reached(start_s, share, last_s), low)
    place = low + uniform * (high - low)
    ends = np.cumsum(share)
    quarter = np.minimum(np.searchsorted(ends, place, side="right"), len(share) - 1)
    inside = (place - (ends - share)[quarter]) / np.maximum(share[quarter], 1e-12)
    return np.asarray(
        start_s[quarter] + _QUARTER_S * np.clip(inside, 0.0, 1.0 - 1e-9), dtype=np.float64
    )


def _reached(start_s: Floats, share: Floats, time_s: Floats) -> Floats:
    """Share of the period's people who come before a moment."""
    times = np.stack([start_s, start_s + _QUARTER_S], axis=1).ravel()
    ends = np.cumsum(share)
    come = np.stack([ends - share, ends], axis=1).ravel()
    return np.asarray(np.interp(time_s, times, come), dtype=np.float64)


def legs_of(
    lines: RailLines,
    tables: Sequence[tuple[Rides, Ways]],
    table: Ints,
    pair: Ints,
    *,
    appear_s: Floats,
    key: Ints,
) -> Riders:
    """Riders with the legs of their pair's way in one of several tables of ways.

    A pair without a way, and the pair of a station with itself, has no legs: these people end
    where they appear.

    Examples
    --------
    >>> from sim.hub.riders.examples import small_matrix
    >>> lines, matrix = small_matrix()
    >>> one = np.zeros(1, dtype=np.int64)
    >>> riders = legs_of(lines, [(matrix.rides, matrix.ways[0])], one, one + 2,  # A to C
    ...                  appear_s=np.zeros(1), key=one)
    >>> riders.group.tolist(), riders.board.tolist(), riders.alight.tolist()
    ([0], [0], [2])
    """
    sizes = [len(ways.ride) for _, ways in tables]
    base = np.cumsum([0, *sizes])[:-1]
    ride = [(rides, ways.ride) for rides, ways in tables]
    group = np.concatenate([rides.group[row] for rides, row in ride])
    board = np.concatenate([rides.board[row] for rides, row in ride])
    alight = np.concatenate([rides.alight[row] for rides, row in ride])
    walk_s = np.concatenate([ways.walk_s for _, ways in tables])
    offsets = np.stack([ways.first_leg for _, ways in tables])
    begin = offsets[table, pair]
    count = offsets[table, pair + 1] - begin
    first_leg = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    place = np.arange(first_leg[-1]) - np.repeat(first_leg[:-1], count)
    row = np.repeat(base[table] + begin, count) + place
    return Riders(
        appear_s=np.asarray(appear_s, dtype=np.float64),
        key=key,
        first_leg=first_leg,
        group=group[row].astype(np.int32),
        board=lines.position[group[row], board[row]].astype(np.int32),
        alight=lines.position[group[row], alight[row]].astype(np.int32),
        walk_s=walk_s[row],
    )
