"""A timetable as departure events in the order of a sweep from the last to the first.

An event is one trip leaving one position. Whoever boards there can ride on to the trip's next
event, alight at the next position and walk to another stop's event, or alight and walk to a
destination. All of these lie later in time, so a sweep from the latest event to the earliest meets
every continuation before it is needed.

Events are sorted by ``ready_by_s``, the latest second at which a traveller who stands at the stop
still catches it (departure minus boarding slack), latest first. Only where rides, walks and slacks
of no time meet can a continuation lie among events of the same second and later in the order; such
groups are listed in ``repeats``, and the sweep goes over them until nothing improves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.routing.arrays import Int32Array, TimetableData
from sim.routing.compiled import compiled

__all__ = ["EventData", "events", "first_ready_by", "running_trips"]


class EventData(NamedTuple):
    """Events in sweep order, the events of each stop, and the walks between events.

    ``trip`` numbers the running trips. ``arrival_s`` is when one stands at ``arrival_stop`` (-1: no
    alighting there) after riding to the next position. ``next_at_stop`` is the event at the same
    stop with the next later ``ready_by_s`` (the number of events: none). Events of a stop are
    listed earliest first. ``target`` are the first events caught after one walk from
    ``arrival_stop``, without those that a later event of the same trip reaches as well.
    """

    trip: Int32Array
    n_trips: int
    arrival_stop: Int32Array
    arrival_s: Int32Array
    next_at_stop: Int32Array
    target_first: Int32Array
    target: Int32Array
    stop_first: Int32Array
    stop_event: Int32Array
    stop_ready_by_s: Int32Array
    repeats: Int32Array


@compiled
def events(data: TimetableData, first_s: int, last_s: int) -> EventData:
    """List the events that matter to whoever is ready at `first_s` and arrives by `last_s`."""
    pattern, position, trip, time, n_trips = running_trips(data, first_s, last_s)
    n_events = pattern.size
    arrival_stop, arrival_s = np.empty(n_events, np.int32), np.empty(n_events, np.int32)
    stop, ready_by_s = np.empty(n_events, np.int32), np.empty(n_events, np.int32)
    key = np.empty(n_events, np.int64)
    for event in range(n_events):
        at = data.pattern_first[pattern[event]] + position[event]
        stop[event] = data.pattern_stop[at] if data.can_board[at] else -1
        arrival_stop[event] = data.pattern_stop[at + 1] if data.can_alight[at + 1] else -1
        arrival_s[event] = data.arrival_s[time[event] + 1] + data.alighting_s[pattern[event]]
        ready_by_s[event] = data.departure_s[time[event]] - data.boarding_slack_s[pattern[event]]
        key[event] = -np.int64(ready_by_s[event]) * 65536 + (65535 - position[event])
    order = np.argsort(key, kind="mergesort")
    rank = np.empty(n_events, np.int32)
    for place in range(n_events):
        rank[order[place]] = place
    stop_first, stop_event, stop_ready_by_s = _by_stop(
        stop[order], ready_by_s[order], data.boarding_first.size - 1
    )
    next_at_stop = np.full(n_events, n_events, np.int32)
    for entry in range(stop_event.size - 1):
        if stop[order[stop_event[entry]]] == stop[order[stop_event[entry + 1]]]:
            next_at_stop[stop_event[entry]] = stop_event[entry + 1]
    target_first, target = _targets(
        data, (trip, arrival_stop, arrival_s, rank), (stop_first, stop_event, stop_ready_by_s)
    )
    return EventData(
        trip[order],
        n_trips,
        arrival_stop[order],
        arrival_s[order],
        next_at_stop,
        target_first,
        target,
        stop_first,
        stop_event,
        stop_ready_by_s,
        _repeats(ready_by_s[order], target_first, target),
    )


@compiled
def running_trips(
    data: TimetableData, first_s: int, last_s: int
) -> tuple[Int32Array, Int32Array, Int32Array, Int32Array, int]:
    """Pattern, position, trip and time index of each event, trip by trip, last position first."""
    size = data.departure_s.size
    pattern, position = np.empty(size, np.int32), np.empty(size, np.int32)
    trip, time = np.empty(size, np.int32), np.empty(size, np.int32)
    n_events = n_trips = 0
    for number in range(data.pattern_first.size - 1):
        step = data.pattern_first[number + 1] - data.pattern_first[number]
        for row in range(data.trip_first[number + 1] - data.trip_first[number]):
            begin = data.time_first[number] + row * step
            before = n_events
            for place in range(step - 2, -1, -1):
                ready_by_s = data.departure_s[begin + place] - data.boarding_slack_s[number]
                arrival_s = data.arrival_s[begin + place + 1] + data.alighting_s[number]
                if ready_by_s < first_s:
                    break
                if arrival_s <= last_s:
                    pattern[n_events], position[n_events] = number, place
                    trip[n_events], time[n_events] = n_trips, begin + place
                    n_events += 1
            n_trips += n_events > before
    return pattern[:n_events], position[:n_events], trip[:n_events], time[:n_events], n_trips


@compiled
def _by_stop(
    stop: Int32Array, ready_by_s: Int32Array, n_stops: int
) -> tuple[Int32Array, Int32Array, Int32Array]:
    """Group boardable events by stop, earliest first (the sweep order turned round)."""
    first = np.zeros(n_stops + 1, np.int32)
    for event in range(stop.size):
        if stop[event] >= 0:
            first[stop[event] + 1] += 1
    for number in range(n_stops):
        first[number + 1] += first[number]
    fill = first[:-1].copy()
    listed, by_s = np.empty(first[-1], np.int32), np.empty(first[-1], np.int32)
    for event in range(stop.size - 1, -1, -1):
        if stop[event] >= 0:
            listed[fill[stop[event]]] = event
            by_s[fill[stop[event]]] = ready_by_s[event]
            fill[stop[event]] += 1
    return first, listed, by_s


@compiled
def first_ready_by(ready_by_s: Int32Array, low: int, high: int, time_s: int) -> int:
    """First entry of a stop's events that is caught at `time_s` (`high`: none; bisection)."""
    while low < high:
        middle = (low + high) // 2
        if ready_by_s[middle] >= time_s:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def _targets(
    data: TimetableData,
    calls: tuple[Int32Array, Int32Array, Int32Array, Int32Array],
    stops: tuple[Int32Array, Int32Array, Int32Array],
) -> tuple[Int32Array, Int32Array]:
    """First events caught after a walk from each event's arrival, in sweep order.

    Going back along a trip, a walk is left out if a later event of the trip catches the same or an
    earlier event at that stop: whoever is on board rides on and does at least as well with as many
    rides.
    """
    trip, arrival_stop, arrival_s, rank = calls
    stop_first, stop_event, stop_ready_by_s = stops
    transfers, never = data.transfers, np.int32(2**30)
    best = np.full(data.boarding_first.size - 1, never, np.int32)
    touched = np.empty(best.size, np.int32)
    begin, length = np.zeros(trip.size, np.int64), np.zeros(trip.size + 1, np.int32)
    found = np.empty(max(16 * trip.size, 16), np.int32)
    n_found = n_touched = 0
    for event in range(trip.size):
        if event == 0 or trip[event] != trip[event - 1]:
            for index in range(n_touched):
                best[touched[index]] = never
            n_touched = 0
        begin[rank[event]] = n_found
        if arrival_stop[event] < 0:
            continue
        for link in range(
            transfers.first[arrival_stop[event]], transfers.first[arrival_stop[event] + 1]
        ):
            stop, high = transfers.target[link], stop_first[transfers.target[link] + 1]
            entry = first_ready_by(
                stop_ready_by_s, stop_first[stop], high, arrival_s[event] + transfers.time_s[link]
            )
            if entry < min(best[stop], high):
                if best[stop] == never:
                    touched[n_touched] = stop
                    n_touched += 1
                best[stop] = entry
                if n_found == found.size:
                    found = np.concatenate((found, np.empty(n_found, np.int32)))
                found[n_found] = stop_event[entry]
                n_found += 1
        length[rank[event] + 1] = n_found - begin[rank[event]]
    first = np.cumsum(length).astype(np.int32)
    target = np.empty(n_found, np.int32)
    for event in range(trip.size):
        for index in range(first[event + 1] - first[event]):
            target[first[event] + index] = found[begin[event] + index]
    return first, target


@compiled
def _repeats(ready_by_s: Int32Array, target_first: Int32Array, target: Int32Array) -> Int32Array:
    """Beginnings and ends of the groups of one second in which an event leads to a later one."""
    groups = np.empty(2 * ready_by_s.size, np.int32)
    n_groups = begin = 0
    for event in range(ready_by_s.size):
        if ready_by_s[event] != ready_by_s[begin]:
            begin = event
        for index in range(target_first[event], target_first[event + 1]):
            if target[index] >= event and (n_groups == 0 or groups[2 * n_groups - 2] != begin):
                end = event
                while end < ready_by_s.size and ready_by_s[end] == ready_by_s[begin]:
                    end += 1
                groups[2 * n_groups], groups[2 * n_groups + 1] = begin, end
                n_groups += 1
    return groups[: 2 * n_groups].copy()
