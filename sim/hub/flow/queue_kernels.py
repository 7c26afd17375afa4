"""The two compiled queues: lanes that open and close, and vehicles that leave with who is there.

Both are recursions over people in the order they are served, so the begin of a person never
depends on who comes later. Lanes: Kiefer and Wolfowitz (1955), with the busy lanes as a heap of
the times at which they become free, here for a number of lanes that changes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

__all__ = ["NOT_YET", "LanePlan", "LaneState", "RankState", "board", "serve"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NOT_YET = -(2**62)
# positions in `LaneState.counters`
_BUSY, _SEGMENT, _REVIEW, _EXTRA, _CHANGES = 0, 1, 2, 3, 4
# positions in `LanePlan.rule`; no time between reviews: no rule
_LEAST, _MOST, _ABOVE, _EVERY = 0, 1, 2, 3


class LanePlan(NamedTuple):
    """Lanes planned from each moment on, and the rule: least, most, wait, time between reviews."""

    from_s: Floats
    planned: Ints
    rule: Floats


class LaneState(NamedTuple):
    """What a queue carries from one call to the next, and the lanes its rule added over time.

    `counters`: busy lanes, segment of the schedule, number of the next review, lanes beyond the
    plan, changes noted.
    """

    heap: Floats
    counters: Ints
    last_begin: Floats
    change_s: Floats
    change_extra: Ints


class RankState(NamedTuple):
    """Departures in order of time, what room is left in each, and two pointers into them.

    `pointers`: the first that leaves at or after the last arrival, the first that may have room.
    """

    depart_s: Floats
    room: Ints
    pointers: Ints


@compiled
def serve(arrive: Floats, service: Floats, plan: LanePlan, state: LaneState, begin: Floats) -> int:
    """Begin of service of people in the order of the queue; infinite if never.

    Gives back how many were worked on: fewer than all when the list of changes is nearly full, and
    the caller makes room for the rest.
    """
    rule, counters, heap = plan.rule, state.counters, state.heap
    every = rule[_EVERY]
    room = (2 * int(rule[_MOST]) + 2) * (plan.from_s.size + 1)
    for person in range(arrive.size):
        time = max(arrive[person], state.last_begin[0])
        if every > 0.0:
            if counters[_CHANGES] + room > state.change_s.size:
                return person
            _review_without_queue(time, plan, state)
        time = _first_lane(time, arrive[person], plan, state)
        begin[person] = time
        if time < np.inf:
            state.last_begin[0] = time
            _push(heap, counters[_BUSY], time + service[person])
            counters[_BUSY] += 1
    return arrive.size


@compiled
def _first_lane(time: float, arrive: float, plan: LanePlan, state: LaneState) -> float:
    """Earliest time from `time` on at which fewer are busy than lanes are open."""
    from_s, counters = plan.from_s, state.counters
    every = plan.rule[_EVERY]
    while time < np.inf:
        _advance(time, plan, state)
        segment = counters[_SEGMENT]
        planned = plan.planned[segment] if segment >= 0 else 0
        lanes = _open(planned, counters[_EXTRA], plan.rule)
        if counters[_BUSY] < lanes:
            break
        following = state.heap[0] if counters[_BUSY] > 0 else np.inf
        if segment + 1 < from_s.size:
            following = min(following, from_s[segment + 1])
        if every > 0.0 and planned > 0 and counters[_REVIEW] * every < following:
            time = max(time, counters[_REVIEW] * every)
            counters[_REVIEW] += 1
            if time - arrive > plan.rule[_ABOVE] and lanes < plan.rule[_MOST]:
                _note(time, lanes + 1 - planned, state)
            continue
        if every > 0.0 and planned == 0 and following < np.inf:
            counters[_REVIEW] = max(counters[_REVIEW], int(np.ceil(following / every)))
        time = following
    return time


@compiled
def _review_without_queue(until: float, plan: LanePlan, state: LaneState) -> None:
    """Reviews before `until`, when nobody waits: each closes an idle lane above the least."""
    from_s, counters = plan.from_s, state.counters
    every = plan.rule[_EVERY]
    if counters[_REVIEW] == NOT_YET:
        counters[_REVIEW] = int(np.ceil(until / every))
    while counters[_REVIEW] * every < until:
        time = counters[_REVIEW] * every
        _advance(time, plan, state)
        segment = counters[_SEGMENT]
        planned = plan.planned[segment] if segment >= 0 else 0
        lanes = _open(planned, counters[_EXTRA], plan.rule)
        counters[_REVIEW] += 1
        if planned == 0 or lanes <= plan.rule[_LEAST]:
            # nothing changes before the schedule does, or before the next person comes
            still = until
            if segment + 1 < from_s.size:
                still = min(still, from_s[segment + 1])
            counters[_REVIEW] = max(counters[_REVIEW], int(np.ceil(still / every)))
        elif counters[_BUSY] < lanes:
            _note(time, lanes - 1 - planned, state)


@compiled
def _advance(time: float, plan: LanePlan, state: LaneState) -> None:
    """The schedule's segment at a time, and the lanes free by then."""
    from_s, counters, heap = plan.from_s, state.counters, state.heap
    while counters[_SEGMENT] + 1 < from_s.size and from_s[counters[_SEGMENT] + 1] <= time:
        counters[_SEGMENT] += 1
    while counters[_BUSY] > 0 and heap[0] <= time:
        _pop(heap, counters[_BUSY])
        counters[_BUSY] -= 1


@compiled
def _note(time: float, extra: int, state: LaneState) -> None:
    counters = state.counters
    counters[_EXTRA] = extra
    state.change_s[counters[_CHANGES]] = time
    state.change_extra[counters[_CHANGES]] = extra
    counters[_CHANGES] += 1


@compiled
def _open(planned: int, extra: int, rule: Floats) -> int:
    if planned == 0 or rule[_EVERY] == 0.0:
        return planned
    return int(min(max(planned + extra, rule[_LEAST]), rule[_MOST]))


@compiled
def _push(heap: Floats, size: int, value: float) -> None:
    at = size
    while at > 0:
        parent = (at - 1) >> 1
        if heap[parent] <= value:
            break
        heap[at] = heap[parent]
        at = parent
    heap[at] = value


@compiled
def _pop(heap: Floats, size: int) -> None:
    """Drop the smallest of `size` times; the rest are the first ``size - 1``."""
    last = heap[size - 1]
    size -= 1
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= last:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = last


@compiled
def board(arrive: Floats, state: RankState, vehicle: Ints, failed: npt.NDArray[np.int32]) -> None:
    """Vehicle each person boards (-1: none), and how many left full while the person waited."""
    depart_s, room = state.depart_s, state.room
    reached, first = state.pointers[0], state.pointers[1]
    for person in range(arrive.size):
        while reached < depart_s.size and depart_s[reached] < arrive[person]:
            reached += 1
        first = max(first, reached)
        while first < depart_s.size and room[first] <= 0:
            first += 1
        failed[person] = first - reached
        vehicle[person] = -1
        if first < depart_s.size:
            room[first] -= 1
            vehicle[person] = first
    state.pointers[0], state.pointers[1] = reached, first
