"""Compiled rides along one pattern, for all departures (lanes) of an origin at once.

A row of ``vehicle`` holds, lane by lane, the earliest vehicle that could be boarded so far; labels
are rows as `sim.routing.raptor` describes them. Three kernels do the same for three kinds of
pattern: headway services, patterns of a few trips (compared with all lanes at once) and patterns of
many trips (searched lane by lane).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.routing.arrays import Bands, Int32Array, LinkData, TimetableData
from sim.routing.compiled import NEVER, compiled
from sim.routing.parts import Packing

__all__ = [
    "COUNTERS",
    "FEW_TRIPS",
    "Labels",
    "Limits",
    "PointWalks",
    "Times",
    "first_departure",
    "first_trip",
    "ride_few_trips",
    "ride_headways",
    "ride_trips",
]

COUNTERS = (
    "searches",
    "rounds",
    "patterns_ridden",
    "positions_scanned",
    "stops_improved",
    "transfers_relaxed",
    "egress_relaxed",
)

_POSITIONS = COUNTERS.index("positions_scanned")
FEW_TRIPS = 6


Times = npt.NDArray[Any]


class Labels(NamedTuple):
    """Working memory of one search; contents as in the module's description.

    ``ride`` and ``ready`` are [stop, lane]; ``vehicle`` [lane]. ``boarded_at`` is the first
    position of a pattern with a changed stop, ``marked`` the patterns that have one.
    """

    ride: Times
    ready: Times
    vehicle: Times
    boarded_at: Int32Array
    marked: Int32Array
    changed: Int32Array
    is_changed: npt.NDArray[np.bool_]
    ridden: Int32Array
    is_ridden: npt.NDArray[np.bool_]
    counts: npt.NDArray[np.int64]


class PointWalks(NamedTuple):
    """Walks of the origins and destinations: by origin, by destination and by origin."""

    access: LinkData
    egress: LinkData
    direct: LinkData


class Limits(NamedTuple):
    """Departures to search, longest travel time, largest number of rides, what labels carry."""

    departures_s: Int32Array
    max_time_s: int
    max_rides: int
    packing: Packing


@compiled
def first_departure(bands: Bands, low: int, high: int, time_s: int) -> int:
    """Pattern time of the departure of a traveller ready at pattern time `time_s`, or `NEVER`.

    The least ``t + wait(t)`` over all ``t >= time_s`` inside one of the bands `low` to `high`,
    ends excluded. Inside a band ``t + wait`` grows with ``t``, so only the first possible ``t`` of
    each band counts.
    """
    start_s, end_s, wait_s, _ = bands
    best = NEVER
    for band in range(low, high):
        leaves_s = max(time_s, start_s[band]) + wait_s[band]
        best = min(best, leaves_s if end_s[band] > time_s else NEVER)
    return best


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
def ride_headways(
    data: TimetableData, pattern: int, limits: Limits, labels: Labels, n_ridden: int
) -> int:
    """Ride a headway pattern from its first changed stop on; how many stops are ridden to.

    A lane that boards further on has the earlier of its two pattern times from there.
    """
    departures_s, packing = limits.departures_s, limits.packing
    vehicle, ride, ready = labels.vehicle, labels.ride, labels.ready
    is_changed, is_ridden, ridden = labels.is_changed, labels.is_ridden, labels.ridden
    cast = ride.dtype.type
    shift, never, mask = cast(packing.shift), cast(packing.never), cast(packing.mask)
    late = cast((limits.max_time_s + 1) << packing.shift)
    first, end = data.pattern_first[pattern], data.pattern_first[pattern + 1]
    low, high = data.band_first[pattern], data.band_first[pattern + 1]
    begin, n_lanes = data.time_first[pattern] - first, vehicle.size
    slack_s, alighting_s = data.boarding_slack_s[pattern], data.alighting_s[pattern]
    vehicle[:] = never
    boarded, scanned = False, 0
    for event in range(first + labels.boarded_at[pattern], end):
        stop = np.uint32(data.pattern_stop[event])
        if boarded and data.can_alight[event]:
            scanned += 1
            after_s = np.int64(data.arrival_s[begin + event] + alighting_s)
            add, gained = cast((after_s << packing.shift) + after_s * packing.ride), cast(0)
            for lane in range(n_lanes):
                label = cast(vehicle[lane] + add)
                label = label if label < late else never
                before = ride[stop, lane]
                ride[stop, lane] = min(before, label)
                gained = max(gained, cast(before - label))
            if gained > 0 and not is_ridden[stop]:
                is_ridden[stop] = True
                ridden[n_ridden] = stop
                n_ridden += 1
        if is_changed[stop] and data.can_board[event] and event < end - 1:
            offset_s = np.int64(data.departure_s[begin + event])
            add_s, earliest = cast(slack_s - offset_s), never
            latest_s = cast(limits.max_time_s - offset_s)
            parts = cast(packing.rides - offset_s * packing.ride)
            for band in range(low, high):
                start_s, end_s = cast(data.bands.start_s[band]), cast(data.bands.end_s[band])
                wait_s = cast(data.bands.wait_s[band])
                for lane in range(n_lanes):
                    label = ready[stop, lane]
                    time_s = cast((label >> shift) + add_s)
                    left_s = cast(departures_s[lane])
                    leaves_s = cast(max(time_s, cast(start_s - left_s)) + wait_s)
                    on_board = cast(cast(leaves_s << shift) + cast(label & mask) + parts)
                    is_open = (label < never) & (time_s < cast(end_s - left_s))
                    on_board = on_board if is_open & (leaves_s <= latest_s) else never
                    caught = min(vehicle[lane], on_board)
                    vehicle[lane] = caught
                    earliest = min(earliest, caught)
            boarded = boarded or earliest < never
    labels.counts[_POSITIONS] += scanned
    return n_ridden


@compiled
def ride_few_trips(
    data: TimetableData, pattern: int, limits: Limits, labels: Labels, n_ridden: int
) -> int:
    """Ride a pattern of a few trips from its first changed stop on, all lanes trip by trip."""
    departures_s, packing = limits.departures_s, limits.packing
    vehicle, ride, ready = labels.vehicle, labels.ride, labels.ready
    cast = ride.dtype.type
    shift, never, mask = cast(packing.shift), cast(packing.never), cast(packing.mask)
    unit, one_ride, limit_s = cast(packing.ride), cast(packing.rides), cast(limits.max_time_s)
    first, end = data.pattern_first[pattern], data.pattern_first[pattern + 1]
    n_trips = data.trip_first[pattern + 1] - data.trip_first[pattern]
    step, begin, n_lanes = end - first, data.time_first[pattern] - first, vehicle.size
    slack_s, alighting_s = data.boarding_slack_s[pattern], data.alighting_s[pattern]
    vehicle[:] = never
    boarded, scanned = False, 0
    for event in range(first + labels.boarded_at[pattern], end):
        stop, time = np.uint32(data.pattern_stop[event]), begin + event
        if boarded and data.can_alight[event]:
            scanned += 1
            gained = cast(0)
            for trip in range(n_trips):
                at_s, number = cast(data.arrival_s[time + trip * step] + alighting_s), cast(trip)
                for lane in range(n_lanes):
                    time_s = cast(at_s - cast(departures_s[lane]))
                    parts = cast(cast(vehicle[lane] & mask) + cast(time_s * unit))
                    label = cast(cast(time_s << shift) + parts)
                    is_on = (cast(vehicle[lane] >> shift) == number) & (time_s <= limit_s)
                    label = label if is_on else never
                    before = ride[stop, lane]
                    ride[stop, lane] = min(before, label)
                    gained = max(gained, cast(before - label))
            if gained > 0 and not labels.is_ridden[stop]:
                labels.is_ridden[stop] = True
                labels.ridden[n_ridden] = stop
                n_ridden += 1
        if labels.is_changed[stop] and data.can_board[event] and event < end - 1:
            earliest = never
            for trip in range(n_trips - 1, -1, -1):
                at_s, number = cast(data.departure_s[time + trip * step]), cast(trip)
                for lane in range(n_lanes):
                    label, leaves_s = ready[stop, lane], cast(at_s - cast(departures_s[lane]))
                    parts = cast(cast(label & mask) + one_ride - cast(leaves_s * unit))
                    on_board = cast(cast(number << shift) + parts)
                    in_time = (cast((label >> shift) + slack_s) <= leaves_s) & (leaves_s <= limit_s)
                    caught = min(vehicle[lane], on_board if in_time else never)
                    vehicle[lane] = caught
                    earliest = min(earliest, caught)
            boarded = boarded or earliest < never
    labels.counts[_POSITIONS] += scanned
    return n_ridden


@compiled
def ride_trips(
    data: TimetableData, pattern: int, limits: Limits, labels: Labels, n_ridden: int
) -> int:
    """Ride a pattern of many trips from its first changed stop on, lane by lane."""
    departures_s, packing = limits.departures_s, limits.packing
    vehicle, ride, ready = labels.vehicle, labels.ride, labels.ready
    shift, never, mask = packing.shift, packing.never, packing.mask
    first, end = data.pattern_first[pattern], data.pattern_first[pattern + 1]
    n_trips = data.trip_first[pattern + 1] - data.trip_first[pattern]
    step, begin = end - first, data.time_first[pattern] - first
    slack_s, alighting_s = data.boarding_slack_s[pattern], data.alighting_s[pattern]
    vehicle[:] = never
    boarded, scanned = False, 0
    for event in range(first + labels.boarded_at[pattern], end):
        stop, time = data.pattern_stop[event], begin + event
        if boarded and data.can_alight[event]:
            scanned += 1
            gained = False
            for lane in range(vehicle.size):
                on_board = np.int64(vehicle[lane])
                if on_board < never:
                    at_s = data.arrival_s[time + (on_board >> shift) * step] + alighting_s
                    time_s = np.int64(at_s - departures_s[lane])
                    label = (time_s << shift) + (on_board & mask) + time_s * packing.ride
                    if time_s <= limits.max_time_s and label < ride[stop, lane]:
                        ride[stop, lane] = label
                        gained = True
            if gained and not labels.is_ridden[stop]:
                labels.is_ridden[stop] = True
                labels.ridden[n_ridden] = stop
                n_ridden += 1
        if labels.is_changed[stop] and data.can_board[event] and event < end - 1:
            for lane in range(vehicle.size):
                label = np.int64(ready[stop, lane])
                time_s = (label >> shift) + departures_s[lane] + slack_s
                known = min((np.int64(vehicle[lane]) >> shift) + 1, np.int64(n_trips))
                if label < never and data.departure_s[time + (known - 1) * step] >= time_s:
                    trip = first_trip(data.departure_s, time, step, int(known), int(time_s))
                    leaves_s = data.departure_s[time + trip * step] - departures_s[lane]
                    if leaves_s > limits.max_time_s:
                        continue
                    parts = (label & mask) + packing.rides - leaves_s * packing.ride
                    vehicle[lane] = min(np.int64(vehicle[lane]), (trip << shift) + parts)
                    boarded = True
    labels.counts[_POSITIONS] += scanned
    return n_ridden
