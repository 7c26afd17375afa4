"""What is added to a cost on the way between departure events, and which walks are worth taking.

How values are made up, and why so little has to be added, is said in `sim.routing.cost`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.routing.arrays import Int32Array, TimetableData
from sim.routing.compiled import compiled
from sim.routing.events import EventData, first_ready_by

__all__ = ["CLOCK_BITS", "CostLinks", "Rates", "cost_links"]

Int64Array = npt.NDArray[np.int64]

CLOCK_BITS = 21
"""Bits of the arrival in a value: twenty days of seconds."""


class Rates(NamedTuple):
    """Hundredths of weighted seconds per second, and per transfer; some by pattern.

    ``slack`` weighs the boarding slack and ``alighting`` the time to get outside.
    """

    base_s: int
    wait: int
    walk: int
    transfer: int
    ride: Int64Array
    slack: Int64Array
    alighting: Int64Array


class CostLinks(NamedTuple):
    """What changes a value on the way between the rows of events.

    ``board`` is added when boarding an event; ``left`` is the cost (not shifted) of one who stands
    outside after it. ``add`` belongs to the walk to each ``target``, the first event caught after
    it. ``repeats`` are beginnings and ends of runs of events that lead to each other.
    """

    board: Int64Array
    left: Int64Array
    first: Int32Array
    target: Int32Array
    add: Int64Array
    repeats: Int32Array


@compiled
def cost_links(
    data: TimetableData, day: EventData, pattern_of_trip: Int32Array, rates: Rates
) -> CostLinks:
    """Work out what is added to values, and which walks between events are worth taking.

    Going back along a trip, a walk is left out if a later event of the trip catches the same or an
    earlier event at that stop and adds no more: whoever is on board rides on.
    """
    n_events = day.trip.size
    board, left = np.zeros(n_events, np.int64), np.zeros(n_events, np.int64)
    _at_calls(data, day, pattern_of_trip, rates, board, left)
    first, target = np.zeros(n_events + 1, np.int64), np.empty(max(16 * n_events, 16), np.int32)
    add = np.empty(target.size, np.int64)
    best = np.full(data.boarding_first.size - 1, 2**30, np.int64)
    least, touched = np.empty(best.size, np.int64), np.empty(best.size, np.int64)
    begin, length = np.zeros(n_events, np.int64), np.zeros(n_events, np.int64)
    n_found = n_touched = 0
    along = np.argsort(day.trip, kind="mergesort")
    for index in range(n_events):
        event = along[index]
        if index == 0 or day.trip[event] != day.trip[along[index - 1]]:
            best[touched[:n_touched]] = 2**30
            n_touched = 0
        begin[event], stop = n_found, day.arrival_stop[event]
        if stop < 0:
            continue
        for link in range(data.transfers.first[stop], data.transfers.first[stop + 1]):
            other, walk_s = data.transfers.target[link], data.transfers.time_s[link]
            ready_s, high = day.arrival_s[event] + walk_s, day.stop_first[other + 1]
            entry = first_ready_by(day.stop_ready_by_s, day.stop_first[other], high, ready_s)
            cost = left[event] + rates.walk * walk_s + rates.transfer
            cost -= rates.wait * (ready_s - rates.base_s)
            if entry == high or (best[other] <= entry and least[other] <= cost):
                continue
            if best[other] == 2**30:
                touched[n_touched] = other
                n_touched += 1
            if entry <= best[other]:
                best[other], least[other] = entry, cost
            if n_found == target.size:
                target = np.concatenate((target, np.empty(n_found, np.int32)))
                add = np.concatenate((add, np.empty(n_found, np.int64)))
            target[n_found], add[n_found] = day.stop_event[entry], cost << CLOCK_BITS
            n_found += 1
        length[event] = n_found - begin[event]
    order = np.empty(n_found, np.int64)
    for event in range(n_events):
        first[event + 1] = first[event] + length[event]
        order[first[event] : first[event + 1]] = np.arange(
            begin[event], begin[event] + length[event]
        )
    begins, target = first.astype(np.int32), target[order]
    runs = _repeats(begins, target)
    return CostLinks(board << CLOCK_BITS, left, begins, target, add[order], runs)


@compiled
def _at_calls(
    data: TimetableData, day: EventData, pattern_of_trip: Int32Array, rates: Rates,
    board: Int64Array, left: Int64Array,
) -> None:  # fmt: skip
    """Fill what boarding each event adds, and the cost of one who stands outside after it."""
    for event in range(day.trip.size):
        pattern = pattern_of_trip[day.trip[event]]
        alighting_s = np.int64(data.alighting_s[pattern])
        arrival_s = day.arrival_s[event] - alighting_s - rates.base_s
        left[event] = rates.ride[pattern] * arrival_s + rates.alighting[pattern] * alighting_s
    for entry in range(day.stop_event.size):
        event = day.stop_event[entry]
        pattern = pattern_of_trip[day.trip[event]]
        slack_s = np.int64(data.boarding_slack_s[pattern])
        ready_by_s = day.stop_ready_by_s[entry] - rates.base_s
        board[event] = rates.wait * ready_by_s + rates.slack[pattern] * slack_s
        board[event] -= rates.ride[pattern] * (ready_by_s + slack_s)


@compiled
def _repeats(first: Int32Array, target: Int32Array) -> Int32Array:
    """Beginnings and ends of the runs of events in which one leads to a later one in the order."""
    n_events = first.size - 1
    runs, n_runs, end = np.empty(2 * n_events, np.int32), 0, 0
    for event in range(n_events):
        reach = 0
        for index in range(first[event], first[event + 1]):
            reach = max(reach, target[index] + 1)
        if reach <= event:
            continue
        if n_runs == 0 or event >= end:
            runs[2 * n_runs] = event
            n_runs += 1
            end = reach
        end = max(end, reach)
        runs[2 * n_runs - 1] = end
    return runs[: 2 * n_runs].copy()
