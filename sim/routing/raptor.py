"""Compiled round-based search (RAPTOR) over timetable trips and headway services together.

Method: Delling, Pajor, Werneck, "Round-Based Public Transit Routing", Transportation Science
49(3), 2015. Round ``k`` extends every arrival found with ``k - 1`` rides by one ride and one walk.

Two labels per stop keep walks from being chained: ``ride`` is the earliest time at which a
traveller who came on a vehicle stands at the stop (alighting included); ``ready`` the earliest at
which one stands there before boarding, after the access walk or one walk from a ``ride`` label.
Egress starts at ``ride`` labels only. ``ready`` changes between rounds only, never inside one, so
labels of round ``k`` use at most ``k`` rides.

Both kinds of service number their vehicles, earliest first: a timetable by trip, a headway service
by *pattern time*, the time at the pattern's first stop, which is the same all along the way (a
vehicle that leaves position ``i`` at ``t`` has pattern time ``t - offset[i]``). ``vehicle`` keeps
the earliest that anyone was on when it left a position; who comes with one no earlier is
overtaken there, and nothing further down the line can improve. This is exact because vehicles of
a pattern never overtake each other.

There is no pruning by destination. Labels later than the deadline (departure + longest time) are
dropped: every continuation of such a label is later still.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

from sim.routing.arrays import Bands, LinkData, TimetableData

__all__ = [
    "COUNTERS",
    "NEVER",
    "UNREACHABLE",
    "Labels",
    "Limits",
    "PointWalks",
    "board",
    "empty_labels",
    "first_departure",
    "first_trip",
    "pick_percentiles",
    "ride",
    "search_rows",
    "start",
    "walk",
    "weighted_sums",
]

NEVER = 2**30
"""A time later than all others (inside the search)."""

UNREACHABLE = -1
"""The travel time of a destination that cannot be reached (in results)."""

COUNTERS = (
    "searches",
    "rounds",
    "boardings_tried",
    "boardings",
    "positions_scanned",
    "stops_improved",
    "transfers_relaxed",
)

_SEARCHES, _ROUNDS, _TRIED, _BOARDED, _POSITIONS, _STOPS, _TRANSFERS = range(len(COUNTERS))

Int32Array = npt.NDArray[np.int32]
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile with an on-disk cache; the compiled code runs without Python's global lock."""
    return cast("Function", numba.njit(cache=True, nogil=True)(function))


class Queue(NamedTuple):
    """Boardings of one round: pattern, position on it and vehicle."""

    pattern: Int32Array
    position: Int32Array
    vehicle: Int32Array


class Labels(NamedTuple):
    """Working memory of one search; contents as in the module's description."""

    ride: Int32Array
    ready: Int32Array
    vehicle: Int32Array
    queue: Queue
    changed: Int32Array
    is_changed: npt.NDArray[np.bool_]
    ridden: Int32Array
    is_ridden: npt.NDArray[np.bool_]
    counts: npt.NDArray[np.int64]


class PointWalks(NamedTuple):
    """Walks of the origins and destinations: by origin, by stop and by origin."""

    access: LinkData
    egress: LinkData
    direct: LinkData


class Limits(NamedTuple):
    """Departures to search, longest travel time, largest number of rides."""

    departures_s: Int32Array
    max_time_s: int
    max_rides: int


@compiled
def empty_labels(data: TimetableData) -> Labels:
    """Working memory for searches on a timetable."""
    n_stops, n_boardings = data.boarding_first.size - 1, data.boarding_pattern.size
    return Labels(
        np.empty(n_stops, np.int32),
        np.empty(n_stops, np.int32),
        np.empty(data.pattern_stop.size, np.int32),
        Queue(
            np.empty(n_boardings, np.int32),
            np.empty(n_boardings, np.int32),
            np.empty(n_boardings, np.int32),
        ),
        np.empty(n_stops, np.int32),
        np.zeros(n_stops, np.bool_),
        np.empty(n_stops, np.int32),
        np.zeros(n_stops, np.bool_),
        np.zeros(len(COUNTERS), np.int64),
    )


@compiled
def first_departure(bands: Bands, low: int, high: int, time_s: int) -> int:
    """Pattern time of the departure of a traveller ready at pattern time `time_s`, or `NEVER`.

    The least ``t + wait(t)`` over all ``t >= time_s`` inside one of the bands `low` to `high`,
    ends excluded. Inside a band ``t + wait`` grows with ``t``, so only the first possible ``t`` of
    each band counts.
    """
    start_s, end_s, wait_s = bands
    best = NEVER
    for band in range(low, high):
        # All bands, without a branch: guessing where to stop costs more than the few additions.
        leaves_s = max(time_s, start_s[band]) + wait_s[band]
        best = min(best, leaves_s if end_s[band] > time_s else NEVER)
    return best


@compiled
def start(access: LinkData, origin: int, departure_s: int, deadline_s: int, labels: Labels) -> int:
    """Clear the labels and walk from the origin to its stops; how many stops are ready."""
    labels.ride[:] = NEVER
    labels.ready[:] = NEVER
    labels.vehicle[:] = NEVER
    labels.counts[_SEARCHES] += 1
    n_changed = 0
    for link in range(access.first[origin], access.first[origin + 1]):
        stop = access.target[link]
        time_s = departure_s + access.time_s[link]
        if time_s <= deadline_s and time_s < labels.ready[stop]:
            labels.ready[stop] = time_s
            if not labels.is_changed[stop]:
                labels.is_changed[stop] = True
                labels.changed[n_changed] = stop
                n_changed += 1
    return n_changed


@compiled
def first_trip(departure_s: Int32Array, first: int, step: int, n_trips: int, time_s: int) -> int:
    """Find the first trip that leaves at `time_s` or later, or `NEVER` (bisection)."""
    low, high = 0, n_trips
    while low < high:
        middle = (low + high) // 2
        if departure_s[first + middle * step] >= time_s:
            high = middle
        else:
            low = middle + 1
    return low if low < n_trips else NEVER


@compiled
def board(data: TimetableData, n_changed: int, labels: Labels) -> int:
    """Queue every boarding at a changed stop that catches an earlier vehicle; how many."""
    first, patterns, positions = data.boarding_first, data.boarding_pattern, data.boarding_position
    pattern_first, time_first, departure_s = data.pattern_first, data.time_first, data.departure_s
    band_first, bands, slack_s = data.band_first, data.bands, data.boarding_slack_s
    vehicle, ready, queue = labels.vehicle, labels.ready, labels.queue
    n_queued = n_tried = 0
    for index in range(n_changed):
        stop = labels.changed[index]
        labels.is_changed[stop] = False
        n_tried += first[stop + 1] - first[stop]
        for entry in range(first[stop], first[stop + 1]):
            pattern, position = patterns[entry], positions[entry]
            event, time = pattern_first[pattern] + position, time_first[pattern] + position
            ready_s = ready[stop] + slack_s[pattern]
            low, high = band_first[pattern], band_first[pattern + 1]
            if low < high:
                ready_s -= departure_s[time]
                if ready_s >= vehicle[event]:
                    continue
                found = first_departure(bands, low, high, ready_s)
            else:
                n_positions = pattern_first[pattern + 1] - pattern_first[pattern]
                n_trips = data.trip_first[pattern + 1] - data.trip_first[pattern]
                found = first_trip(departure_s, time, n_positions, n_trips, ready_s)
            if found < vehicle[event]:
                vehicle[event] = found
                queue.pattern[n_queued] = pattern
                queue.position[n_queued] = position
                queue.vehicle[n_queued] = found
                n_queued += 1
    labels.counts[_TRIED] += n_tried
    labels.counts[_BOARDED] += n_queued
    return n_queued


@compiled
def ride(data: TimetableData, n_queued: int, deadline_s: int, labels: Labels) -> int:
    """Ride from every queued boarding; how many stops got an earlier ``ride`` label."""
    pattern_first, stops = data.pattern_first, data.pattern_stop
    time_first, arrival_s = data.time_first, data.arrival_s
    vehicle, ride, ridden, is_ridden = labels.vehicle, labels.ride, labels.ridden, labels.is_ridden
    n_ridden = n_scanned = 0
    for index in range(n_queued):
        pattern, number = labels.queue.pattern[index], labels.queue.vehicle[index]
        event = pattern_first[pattern] + labels.queue.position[index]
        if vehicle[event] < number:
            continue  # meanwhile somebody came along on an earlier vehicle
        end = pattern_first[pattern + 1]
        time = time_first[pattern] + labels.queue.position[index]
        later_s = data.alighting_s[pattern]
        if data.band_first[pattern] < data.band_first[pattern + 1]:
            later_s += number
        else:
            time += number * (end - pattern_first[pattern])
        for passed in range(1, end - event):
            n_scanned += 1
            time_s = arrival_s[time + passed] + later_s
            if time_s > deadline_s:
                break
            stop = stops[event + passed]
            if time_s < ride[stop]:
                ride[stop] = time_s
                if not is_ridden[stop]:
                    is_ridden[stop] = True
                    ridden[n_ridden] = stop
                    n_ridden += 1
            if vehicle[event + passed] <= number:
                break
            vehicle[event + passed] = number
    labels.counts[_POSITIONS] += n_scanned
    labels.counts[_STOPS] += n_ridden
    return n_ridden


@compiled
def walk(transfers: LinkData, n_ridden: int, deadline_s: int, labels: Labels) -> int:
    """Walk from every stop just ridden to, or stay; how many stops got an earlier ``ready``."""
    first, target, walk_s = transfers
    ready, changed, is_changed = labels.ready, labels.changed, labels.is_changed
    n_changed = n_relaxed = 0
    for index in range(n_ridden):
        origin = labels.ridden[index]
        labels.is_ridden[origin] = False
        arrival_s = labels.ride[origin]
        n_relaxed += first[origin + 1] - first[origin]
        for link in range(first[origin], first[origin + 1]):
            stop = target[link]
            time_s = arrival_s + walk_s[link]
            if time_s < ready[stop] and time_s <= deadline_s:
                ready[stop] = time_s
                if not is_changed[stop]:
                    is_changed[stop] = True
                    changed[n_changed] = stop
                    n_changed += 1
    labels.counts[_TRANSFERS] += n_relaxed
    return n_changed


@compiled
def _search(
    data: TimetableData, n_changed: int, deadline_s: int, max_rides: int, labels: Labels
) -> None:
    """Run rounds from the ``ready`` labels of `start` until nothing improves."""
    rounds = 0
    while n_changed > 0 and rounds < max_rides:
        n_queued = board(data, n_changed, labels)
        n_ridden = ride(data, n_queued, deadline_s, labels)
        n_changed = walk(data.transfers, n_ridden, deadline_s, labels)
        rounds += 1
    for index in range(n_changed):
        labels.is_changed[labels.changed[index]] = False
    labels.counts[_ROUNDS] += rounds


@compiled
def search_rows(
    data: TimetableData,
    walks: PointWalks,
    limits: Limits,
    first_row: int,
    travel_time_s: Int32Array,
) -> npt.NDArray[np.int64]:
    """Fill rows of travel times to all destinations; the operation counts.

    Row ``r`` is departure ``r % n`` of origin ``r // n`` (``n`` departures); the first row of
    `travel_time_s` is row `first_row`.
    """
    departures_s, max_time_s, max_rides = limits
    labels = empty_labels(data)
    for index in range(travel_time_s.shape[0]):
        origin, which = divmod(first_row + index, departures_s.size)
        departure_s = int(departures_s[which])
        deadline_s = departure_s + max_time_s
        n_changed = start(walks.access, origin, departure_s, deadline_s, labels)
        _search(data, n_changed, deadline_s, max_rides, labels)
        row = travel_time_s[index]
        row[:] = NEVER
        first, place, walk_s = walks.direct
        for link in range(first[origin], first[origin + 1]):
            row[place[link]] = min(row[place[link]], walk_s[link])
        _walk_out(walks.egress, labels.ride, departure_s, row)
        for column in range(row.size):
            if row[column] > max_time_s:
                row[column] = UNREACHABLE
    return labels.counts


@compiled
def _walk_out(egress: LinkData, ride: Int32Array, departure_s: int, row: Int32Array) -> None:
    """Shorten travel times to the places that are in reach of the stops ridden to."""
    first, place, walk_s = egress
    for stop in range(ride.size):
        if ride[stop] < NEVER:
            ridden_s = ride[stop] - departure_s
            for link in range(first[stop], first[stop + 1]):
                time_s = ridden_s + walk_s[link]
                row[place[link]] = min(row[place[link]], time_s)


@compiled
def pick_percentiles(rows: Int32Array, ranks: Int32Array, picked: Int32Array) -> None:
    """Sort each destination's travel times over the departures and pick the `ranks`.

    `rows` is [departure, destination] of one origin, `picked` [destination, rank].
    """
    n_departures, n_places = rows.shape
    times = np.empty(n_departures, np.int32)
    for place in range(n_places):
        for index in range(n_departures):
            time_s = rows[index, place]
            times[index] = NEVER if time_s == UNREACHABLE else time_s
        times.sort()
        for index in range(ranks.size):
            time_s = times[ranks[index]]
            picked[place, index] = UNREACHABLE if time_s == NEVER else time_s


@compiled
def weighted_sums(
    travel_time_s: Int32Array,
    weights: npt.NDArray[np.float64],
    cutoffs_s: Int32Array,
    sums: npt.NDArray[np.float64],
) -> None:
    """Add up, by origin and cut-off, the weights of the destinations reached in time.

    `travel_time_s` is [origin, destination], `weights` [destination, kind], `sums`
    [origin, cutoff, kind]. Destinations are added in order, so the sum has one value.
    """
    for origin in range(travel_time_s.shape[0]):
        for place in range(travel_time_s.shape[1]):
            time_s = travel_time_s[origin, place]
            if time_s != UNREACHABLE:
                for cutoff in range(cutoffs_s.size):
                    if time_s <= cutoffs_s[cutoff]:
                        for kind in range(weights.shape[1]):
                            sums[origin, cutoff, kind] += weights[place, kind]
