"""Compiled search over a timetable for all origins and departures at once, lane by destination.

One sweep over the events of the day (`sim.routing.events`), from the last to the first, finds for
*every* event the earliest arrival at every destination of a block: each row has one *lane* per
destination, so one instruction works on sixteen or thirty-two of them. What a window of departures
and many origins share is thus computed once; afterwards an origin only takes the best row among the
events it can walk to, and from one departure to the next only the events that came into reach.

The idea joins trip-based routing (Witt 2015: transfers between events are computed beforehand) with
the profile connection scan (Dibbelt et al. 2018: one scan back in time answers all departures).
Two rows per event: on board (kept per trip) and at its stop (the best of this event and all later
ones there). Exactly one walk lies between two rides, as in `sim.routing.raptor`.

Times are seconds since `base_s`; a row's type may be 16 bits wide.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.routing.arrays import Int32Array, LinkData
from sim.routing.compiled import compiled
from sim.routing.events import EventData
from sim.routing.percentiles import Finish, know_timetable, pick_percentiles

__all__ = [
    "Boardings",
    "Span",
    "block_egress",
    "boardings",
    "join_cube",
    "join_percentiles",
    "local_order",
    "sweep",
]

Rows = npt.NDArray[Any]


class Span(NamedTuple):
    """Seconds that rows count from, the last arrival that matters, and the value for "never"."""

    base_s: int
    last_s: int
    never: int


class Boardings(NamedTuple):
    """Events that come into reach of each origin from one departure to the one before.

    Group ``i * n + k`` is origin ``i`` of a slice and the ``k``-th latest of ``n`` departures.
    """

    first: Int32Array
    event: Int32Array


@compiled
def block_egress(egress: LinkData, begin: int, end: int, n_stops: int) -> LinkData:
    """Walks of the destinations `begin` to `end`, by stop; targets count from `begin`."""
    first = np.zeros(n_stops + 1, np.int32)
    for link in range(egress.first[begin], egress.first[end]):
        first[egress.target[link] + 1] += 1
    for stop in range(n_stops):
        first[stop + 1] += first[stop]
    fill = first[:-1].copy()
    lane, walk_s = np.empty(first[-1], np.int32), np.empty(first[-1], np.int32)
    for place in range(begin, end):
        for link in range(egress.first[place], egress.first[place + 1]):
            stop = egress.target[link]
            lane[fill[stop]], walk_s[fill[stop]] = place - begin, egress.time_s[link]
            fill[stop] += 1
    return LinkData(first, lane, walk_s)


@compiled
def _one(
    event: int, day: EventData, egress: LinkData, span: Span,
    before: Rows, at_stop: Rows, on_board: Rows,
) -> None:  # fmt: skip
    """Best arrivals of whoever boards at one event, and of whoever stands at its stop."""
    trip, stop = np.uint32(day.trip[event]), day.arrival_stop[event]
    if stop >= 0:
        arrival_s = day.arrival_s[event]
        for link in range(egress.first[stop], egress.first[stop + 1]):
            time_s, lane = arrival_s + egress.time_s[link], egress.target[link]
            if time_s <= span.last_s:
                on_board[trip, lane] = min(
                    on_board[trip, lane], on_board.dtype.type(time_s - span.base_s)
                )
        for index in range(day.target_first[event], day.target_first[event + 1]):
            target = np.uint32(day.target[index])
            for lane in range(on_board.shape[1]):
                on_board[trip, lane] = min(on_board[trip, lane], before[target, lane])
    here, later = np.uint32(event), np.uint32(day.next_at_stop[event])
    for lane in range(on_board.shape[1]):
        at_stop[here, lane] = min(on_board[trip, lane], at_stop[later, lane])


@compiled
def sweep(
    day: EventData, egress: LinkData, span: Span, before: Rows, at_stop: Rows, on_board: Rows
) -> int:
    """Fill `at_stop` [event + 1, lane] with the earliest arrivals; the number of rows joined.

    `at_stop` holds the answer of whoever stands at an event's stop in time for it. `before` is what
    the next ride after a walk leads to: `at_stop` itself for any number of rides, or the result
    for one ride fewer. `on_board` is working memory [trip, lane].
    """
    n_events = day.trip.size
    at_stop[n_events] = span.never
    on_board[:] = span.never
    done = group = 0
    while done < n_events:
        if group < day.repeats.size and day.repeats[group] == done:
            done = _again(
                day, egress, span, before, at_stop, on_board, day.repeats[group + 1], done
            )
            group += 2
        else:
            _one(done, day, egress, span, before, at_stop, on_board)
            done += 1
    return day.target.size + n_events


@compiled
def _again(
    day: EventData, egress: LinkData, span: Span,
    before: Rows, at_stop: Rows, on_board: Rows, end: int, begin: int,
) -> int:  # fmt: skip
    """Sweep a group of one second until nothing improves; the end of the group.

    Each pass starts with the on-board rows as they were before the group: a row that has passed an
    earlier position holds what only those can do who boarded there.
    """
    at_stop[begin:end] = span.never
    kept = np.empty((end - begin, on_board.shape[1]), on_board.dtype)
    for event in range(begin, end):
        kept[event - begin] = on_board[day.trip[event]]
    changed = True
    while changed:
        changed = False
        for event in range(begin, end):
            on_board[day.trip[event]] = kept[event - begin]
        for event in range(begin, end):
            last = at_stop[event].copy()
            _one(event, day, egress, span, before, at_stop, on_board)
            for lane in range(last.size):
                changed |= at_stop[event, lane] != last[lane]
    return end


@compiled
def boardings(
    day: EventData, access: LinkData, departures_s: Int32Array, origins: Int32Array
) -> Boardings:
    """Events that come into reach of the origins, departure by departure, the latest first.

    Only the earliest new event of a stop counts: the stop's row includes the later ones.
    `departures_s` are sorted, earliest first.
    """
    n_departures = departures_s.size
    first = np.zeros(origins.size * n_departures + 1, np.int32)
    found = np.empty(256 * origins.size, np.int32)
    n_found = group = 0
    for index in range(origins.size):
        begin, end = access.first[origins[index]], access.first[origins[index] + 1]
        known = np.empty(end - begin, np.int32)
        for link in range(begin, end):
            known[link - begin] = day.stop_first[access.target[link] + 1]
        for lane in range(n_departures - 1, -1, -1):
            for link in range(begin, end):
                low, entry = day.stop_first[access.target[link]], known[link - begin]
                ready_s = departures_s[lane] + access.time_s[link]
                while entry > low and day.stop_ready_by_s[entry - 1] >= ready_s:
                    entry -= 1
                if entry < known[link - begin]:
                    known[link - begin] = entry
                    if n_found == found.size:
                        found = np.concatenate((found, np.empty(n_found, np.int32)))
                    found[n_found] = day.stop_event[entry]
                    n_found += 1
            group += 1
            first[group] = n_found
    return Boardings(first, found[:n_found].copy())


@compiled
def join(
    reached: Boardings, index: int, at_stop: Rows, departures_s: Int32Array, span: Span,
    max_time_s: int, walked_s: Rows, times_s: Rows,
) -> None:  # fmt: skip
    """Travel times [departure, lane] of the `index`-th origin of a slice to a block's destinations.

    `walked_s` [lane] are the walks all the way. Times over `max_time_s` become ``never``.
    """
    n_departures, n_lanes = departures_s.size, times_s.shape[1]
    best = np.empty(n_lanes, at_stop.dtype)
    best[:] = span.never
    group = index * n_departures
    never, limit = at_stop.dtype.type(span.never), at_stop.dtype.type(max_time_s)
    for departure in range(n_departures - 1, -1, -1):
        for entry in range(reached.first[group], reached.first[group + 1]):
            event = np.uint32(reached.event[entry])
            for lane in range(n_lanes):
                best[lane] = min(best[lane], at_stop[event, lane])
        group += 1
        left = at_stop.dtype.type(departures_s[departure] - span.base_s)
        for lane in range(n_lanes):
            ridden = never if best[lane] == never else at_stop.dtype.type(best[lane] - left)
            time = min(ridden, walked_s[lane])
            times_s[departure, lane] = time if time <= limit else never


@compiled
def block_walks(
    direct: LinkData, origin: int, begin: int, max_time_s: int, never: int, walked_s: Rows
) -> None:
    """Lay out the walks all the way from an origin to a block's destinations."""
    walked_s[:] = never
    for link in range(direct.first[origin], direct.first[origin + 1]):
        lane = direct.target[link] - begin
        if 0 <= lane < walked_s.size and direct.time_s[link] <= max_time_s:
            walked_s[lane] = min(walked_s[lane], walked_s.dtype.type(direct.time_s[link]))


@compiled
def join_cube(
    reached: Boardings, origins: Int32Array, at_stop: Rows, departures_s: Int32Array, span: Span,
    direct: LinkData, begin: int, max_time_s: int, cube: Rows,
) -> None:  # fmt: skip
    """Fill travel times [origin, departure, lane] of a slice of origins."""
    walked_s = np.empty(cube.shape[2], at_stop.dtype)
    for index in range(origins.size):
        block_walks(direct, origins[index], begin, max_time_s, span.never, walked_s)
        join(reached, index, at_stop, departures_s, span, max_time_s, walked_s, cube[index])


@compiled
def join_percentiles(
    reached: Boardings, origins: Int32Array, at_stop: Rows, departures_s: Int32Array, span: Span,
    direct: LinkData, begin: int, finish: Finish, tile: Rows, picked: Int32Array,
) -> None:  # fmt: skip
    """Fill percentiles [origin, destination, rank] of a slice of origins and a block."""
    n_lanes = at_stop.shape[1]
    walked_s = np.empty(n_lanes, at_stop.dtype)
    times_s = np.empty((departures_s.size, n_lanes), at_stop.dtype)
    for index in range(origins.size):
        block_walks(direct, origins[index], begin, finish.max_time_s, span.never, walked_s)
        join(reached, index, at_stop, departures_s, span, finish.max_time_s, walked_s, times_s)
        if finish.allowance_s >= 0:
            know_timetable(times_s, finish)
        pick_percentiles(times_s, finish, tile, picked[origins[index], begin : begin + n_lanes])


@compiled
def local_order(access: LinkData, reverse: LinkData) -> Int32Array:
    """Order of the origins in which neighbours, who walk to the same stops, follow each other.

    Depth first over origins that share a stop, the shortest walks first. Only speed depends on it.
    """
    n_origins = access.first.size - 1
    order, seen = np.empty(n_origins, np.int32), np.zeros(n_origins, np.bool_)
    stack = np.empty(n_origins + reverse.target.size, np.int32)
    used = np.zeros(reverse.first.size - 1, np.bool_)
    n_ordered = 0
    for seed in range(n_origins):
        depth = 1
        stack[0] = seed
        while depth:
            depth -= 1
            origin = stack[depth]
            if seen[origin]:
                continue
            seen[origin] = True
            order[n_ordered] = origin
            n_ordered += 1
            links = np.argsort(access.time_s[access.first[origin] : access.first[origin + 1]])
            for index in range(links.size - 1, -1, -1):
                stop = access.target[access.first[origin] + links[index]]
                if used[stop]:
                    continue
                used[stop] = True
                for link in range(reverse.first[stop], reverse.first[stop + 1]):
                    if not seen[reverse.target[link]]:
                        stack[depth] = reverse.target[link]
                        depth += 1
    return order
