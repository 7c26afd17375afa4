"""Compiled round-based search (RAPTOR) for all departures of one origin at once.

Method: Delling, Pajor, Werneck, "Round-Based Public Transit Routing", Transportation Science
49(3), 2015. Round ``k`` extends every arrival found with ``k - 1`` rides by one ride and one walk.
Each label is a row with one *lane* per departure, so that one instruction works on many of them:
departures a minute apart use the same patterns, stops and walks, and differ in the numbers only.
Labels count seconds since the lane's own departure.

Two labels per stop keep walks from being chained: ``ride`` is the earliest time at which a
traveller who came on a vehicle stands at the stop (alighting included); ``ready`` the earliest at
which one stands there before boarding, after the access walk or one walk from a ``ride`` label.
Egress starts at ``ride`` labels only. ``ready`` changes between rounds only, never inside one, so
labels of round ``k`` use at most ``k`` rides.

Both kinds of service number their vehicles, earliest first: a timetable by trip, a headway service
by *pattern time*, the time at the pattern's first stop, which is the same all along the way (a
vehicle that leaves position ``i`` at ``t`` has pattern time ``t - offset[i]``). One ride along a
pattern keeps the earliest vehicle that could be boarded at any position so far. This is exact
because vehicles of a pattern never overtake each other.

A label may carry what its time is made of: `sim.routing.parts` packs both into one integer, the
time in its highest bits, and every step adds to time and parts alike. Without parts the shift and
the units are zero, and a label is its time.

There is no pruning by destination. Labels later than the longest time are dropped: every
continuation of such a label is later still.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.routing.arrays import Int32Array, LinkData, TimetableData
from sim.routing.compiled import NEVER, compiled
from sim.routing.percentiles import Finish, know_timetable, pick_percentiles
from sim.routing.rides import (
    COUNTERS,
    FEW_TRIPS,
    Labels,
    Limits,
    PointWalks,
    Times,
    first_departure,
    first_trip,
    ride_few_trips,
    ride_headways,
    ride_trips,
)

__all__ = [
    "COUNTERS",
    "Labels",
    "Limits",
    "PointWalks",
    "board_and_ride",
    "empty_labels",
    "first_departure",
    "first_trip",
    "search_cube",
    "search_one",
    "search_percentiles",
    "start",
    "walk",
]

_SEARCHES, _ROUNDS, _PATTERNS, _STOPS, _TRANSFERS, _EGRESS = (
    COUNTERS.index(name)
    for name in (
        "searches",
        "rounds",
        "patterns_ridden",
        "stops_improved",
        "transfers_relaxed",
        "egress_relaxed",
    )
)


@compiled
def empty_labels(data: TimetableData, n_lanes: int, like: Times) -> Labels:
    """Working memory for searches on a timetable; labels have the type of `like`."""
    n_stops, n_patterns = data.boarding_first.size - 1, data.pattern_first.size - 1
    return Labels(
        np.empty((n_stops, n_lanes), like.dtype),
        np.empty((n_stops, n_lanes), like.dtype),
        np.empty(n_lanes, like.dtype),
        np.full(n_patterns, NEVER, np.int32),
        np.empty(n_patterns, np.int32),
        np.empty(n_stops, np.int32),
        np.zeros(n_stops, np.bool_),
        np.empty(n_stops, np.int32),
        np.zeros(n_stops, np.bool_),
        np.zeros(len(COUNTERS), np.int64),
    )


@compiled
def start(access: LinkData, origin: int, limits: Limits, labels: Labels) -> int:
    """Clear the labels and walk from the origin to its stops; how many stops are ready."""
    packing = limits.packing
    labels.ride[:] = packing.never
    labels.ready[:] = packing.never
    labels.counts[_SEARCHES] += labels.vehicle.size
    n_changed = 0
    for link in range(access.first[origin], access.first[origin + 1]):
        stop, time_s = access.target[link], np.int64(access.time_s[link])
        label = (time_s << packing.shift) + time_s * packing.access
        if time_s <= limits.max_time_s and label < labels.ready[stop, 0]:
            labels.ready[stop] = label
            if not labels.is_changed[stop]:
                labels.is_changed[stop] = True
                labels.changed[n_changed] = stop
                n_changed += 1
    return n_changed


@compiled
def _mark(data: TimetableData, n_changed: int, labels: Labels) -> int:
    """Find the patterns that can be boarded at a changed stop, and where first; how many."""
    n_marked = 0
    for index in range(n_changed):
        stop = labels.changed[index]
        for entry in range(data.boarding_first[stop], data.boarding_first[stop + 1]):
            pattern, position = data.boarding_pattern[entry], data.boarding_position[entry]
            if labels.boarded_at[pattern] == NEVER:
                labels.marked[n_marked] = pattern
                n_marked += 1
            labels.boarded_at[pattern] = min(labels.boarded_at[pattern], position)
    return n_marked


@compiled
def board_and_ride(data: TimetableData, n_changed: int, limits: Limits, labels: Labels) -> int:
    """Ride every pattern that passes a changed stop; how many stops got an earlier ``ride``."""
    n_marked = _mark(data, n_changed, labels)
    n_ridden = 0
    for index in range(n_marked):
        pattern = labels.marked[index]
        if data.band_first[pattern] < data.band_first[pattern + 1]:
            n_ridden = ride_headways(data, pattern, limits, labels, n_ridden)
        elif data.trip_first[pattern + 1] - data.trip_first[pattern] <= FEW_TRIPS:
            n_ridden = ride_few_trips(data, pattern, limits, labels, n_ridden)
        else:
            n_ridden = ride_trips(data, pattern, limits, labels, n_ridden)
        labels.boarded_at[pattern] = NEVER
    for index in range(n_changed):
        labels.is_changed[labels.changed[index]] = False
    labels.counts[_PATTERNS] += n_marked
    labels.counts[_STOPS] += n_ridden
    return n_ridden


@compiled
def walk(transfers: LinkData, n_ridden: int, limits: Limits, labels: Labels) -> int:
    """Walk from every stop just ridden to, or stay; how many stops got an earlier ``ready``."""
    first, target, walk_s = transfers
    ride, ready, packing = labels.ride, labels.ready, limits.packing
    cast = ride.dtype.type
    late, never = cast((limits.max_time_s + 1) << packing.shift), cast(packing.never)
    n_changed = 0
    for index in range(n_ridden):
        origin = np.uint32(labels.ridden[index])
        labels.is_ridden[origin] = False
        labels.counts[_TRANSFERS] += first[origin + 1] - first[origin]
        for link in range(first[origin], first[origin + 1]):
            stop, time_s = np.uint32(target[link]), np.int64(walk_s[link])
            add, gained = cast((time_s << packing.shift) + time_s * packing.transfer), cast(0)
            for lane in range(ride.shape[1]):
                label = cast(ride[origin, lane] + add)
                label = label if label < late else never
                before = ready[stop, lane]
                ready[stop, lane] = min(before, label)
                gained = max(gained, cast(before - label))
            if gained > 0 and not labels.is_changed[stop]:
                labels.is_changed[stop] = True
                labels.changed[n_changed] = stop
                n_changed += 1
    return n_changed


@compiled
def search_one(
    data: TimetableData, access: LinkData, limits: Limits, origin: int, labels: Labels
) -> None:
    """Run rounds from the walks of one origin until nothing improves."""
    n_changed = start(access, origin, limits, labels)
    rounds = 0
    while n_changed > 0 and rounds < limits.max_rides:
        n_ridden = board_and_ride(data, n_changed, limits, labels)
        n_changed = walk(data.transfers, n_ridden, limits, labels)
        rounds += 1
    for index in range(n_changed):
        labels.is_changed[labels.changed[index]] = False
    labels.counts[_ROUNDS] += rounds


@compiled
def _walk_out(
    walks: PointWalks, origin: int, max_time_s: int, labels: Labels, times_s: Times
) -> None:
    """Walk from the stops ridden to to every destination; `times_s` is [departure, destination].

    Whatever is over the longest time becomes one second more, so that it fits a short integer.
    """
    egress, direct = walks.egress, walks.direct
    ride, lanes, late_s = labels.ride, labels.vehicle, np.int32(max_time_s + 1)
    n_relaxed = 0
    for row in range(ride.shape[0]):  # within an hour most stops are not reached at all
        labels.is_ridden[row] = ride[row].min() < late_s
    for place in range(egress.first.size - 1):
        lanes[:] = late_s
        for link in range(egress.first[place], egress.first[place + 1]):
            stop, walk_s = np.uint32(egress.target[link]), egress.time_s[link]
            if not labels.is_ridden[stop]:
                continue
            n_relaxed += 1
            for lane in range(lanes.size):
                lanes[lane] = min(lanes[lane], np.int32(ride[stop, lane] + walk_s))
        for lane in range(times_s.shape[0]):
            times_s[lane, place] = lanes[lane]
    for link in range(direct.first[origin], direct.first[origin + 1]):
        place, walk_s = direct.target[link], direct.time_s[link]
        if walk_s <= max_time_s:
            for lane in range(times_s.shape[0]):
                times_s[lane, place] = min(np.int32(times_s[lane, place]), walk_s)
    labels.is_ridden[:] = False
    labels.counts[_EGRESS] += n_relaxed


@compiled
def search_cube(
    data: TimetableData, walks: PointWalks, limits: Limits, origins: Int32Array, cube: Times
) -> npt.NDArray[np.int64]:
    """Fill travel times [origin, departure, destination]; the operation counts.

    What cannot be reached in time has a time over the longest one.
    """
    labels = empty_labels(data, limits.departures_s.size, np.empty(0, np.int32))
    for index in range(origins.size):
        search_one(data, walks.access, limits, origins[index], labels)
        _walk_out(walks, origins[index], limits.max_time_s, labels, cube[index])
    return labels.counts


@compiled
def search_percentiles(
    data: TimetableData, walks: PointWalks, limits: Limits, origins: Int32Array,
    finish: Finish, times_s: Times, tile: Times, picked: Int32Array,
) -> npt.NDArray[np.int64]:  # fmt: skip
    """Fill percentiles [origin, destination, rank]; the operation counts.

    `times_s` [departure, destination] and `tile` are working memory.
    """
    labels = empty_labels(data, limits.departures_s.size, np.empty(0, np.int32))
    for index in range(origins.size):
        search_one(data, walks.access, limits, origins[index], labels)
        _walk_out(walks, origins[index], limits.max_time_s, labels, times_s)
        if finish.allowance_s >= 0:
            know_timetable(times_s, finish)
        pick_percentiles(times_s, finish, tile, picked[index])
    return labels.counts
